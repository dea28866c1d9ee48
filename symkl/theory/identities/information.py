"""Divergences and entropies by their definitions, for laws of one to three variables."""

from __future__ import annotations

from symkl.kernel.law import Law
from symkl.kernel.sort import Sort, dimension, law
from symkl.kernel.term import Binding, Term, cross_entropy, entropy, expectation, kl, log, neg, pdf, sub, symbol


def _space(parts: int) -> tuple[Binding, Sort, tuple[Term, ...]]:
    sorts = [Sort(dimension(f"?n{i}")) for i in range(1, parts + 1)]
    variables = tuple((f"?z{i}", s) for i, s in enumerate(sorts, 1))
    return variables, law(*sorts), tuple(symbol(n, s) for n, s in variables)


def _definitions(parts: int) -> tuple[Law, ...]:
    variables, sort, points = _space(parts)
    p, q = symbol("?p", sort), symbol("?q", sort)
    of_p, of_q = log(pdf(p, *points)), log(pdf(q, *points))
    suffix = "" if parts == 1 else f"-{parts}"
    return (
        Law("kl" + suffix, kl(p, q), expectation(variables, p, sub(of_p, of_q)), (), "Bishop, PRML (1.113)", "definition of the KL divergence"),
        Law("entropy" + suffix, entropy(p), neg(expectation(variables, p, of_p)), (), "Bishop, PRML (1.104)", "definition of the entropy"),
        Law(
            "cross-entropy" + suffix,
            cross_entropy(p, q),
            neg(expectation(variables, p, of_q)),
            (),
            "MacKay, Information Theory, Inference, and Learning Algorithms, section 2.4",
            "definition of the cross-entropy",
        ),
    )


LAWS = _definitions(1) + _definitions(2) + _definitions(3)
