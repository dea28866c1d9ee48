"""Jensen's inequality, and that a variance is never negative, for laws of any kind."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.kernel.context import Context
from symkl.kernel.term import HALF, TWO, ZERO, Binding, Term, add, exp, expectation, fresh, log, mul, power, sub, substitute, subterms, symbol
from symkl.kernel.term import variance as variance_of
from symkl.prove.equality import prove_equal
from symkl.prove.session import bare, normalizer

MOST_LAWS = 6
NOTES = {
    "jensen": "Jensen's inequality: a convex function of the mean is at most the mean of the function",
    "variance": "the difference is a variance, which is never negative",
}


def convexity(greater: Term, less: Term, context: Context) -> str | None:
    """The principle by which ``greater >= less``, or None."""
    if _is_jensen(greater, less, context) or _is_log_of_mean(greater, less, context):
        return "jensen"
    return "variance" if _is_variance(greater, less, context) else None


def _is_jensen(greater: Term, less: Term, context: Context) -> bool:
    """``E[g(f)] >= g(E[f])`` for a convex g, and the other way round for a concave one."""
    if greater.op == "log" and greater.args[0].op == "expectation":
        inner = greater.args[0]
        return prove_equal(inner.rebuild((inner.args[0], log(inner.args[1]))), less, context).proved
    if greater.op == "power" and greater.args[0].op == "expectation" and greater.args[1] == HALF:
        inner = greater.args[0]
        return prove_equal(inner.rebuild((inner.args[0], power(inner.args[1], HALF))), less, context).proved
    outer = less
    if outer.op not in ("exp", "power") or outer.args[0].op != "expectation" or not outer.args[0].sort.is_scalar:
        return False
    law, body = outer.args[0].args
    if outer.op == "power" and not _is_convex_power(outer.args[1], body, context):
        return False
    return prove_equal(greater, outer.args[0].rebuild((law, outer.rebuild((body, *outer.args[1:])))), context).proved


def _is_convex_power(exponent: Term, body: Term, context: Context) -> bool:
    """Even whole powers; negative ones of what is positive."""
    if exponent.op != "number" or exponent.data.denominator != 1:
        return False
    if exponent.data > 0:
        return bool(exponent.data % 2 == 0)
    net = normalizer(context)
    return net.positive(net.poly(bare(body, context)))


def _is_log_of_mean(greater: Term, less: Term, context: Context) -> bool:
    """``log E_q[e^f] >= E_q[f]``, the mean perhaps printed as several, or as an integral of q times f."""
    mean = _one_mean(bare(less, context))
    if mean is None:
        return False
    binding, law, body = mean
    whole = expectation(binding, law, _raised(body))
    return prove_equal(log(whole), greater, context).proved or greater.op == "log" and prove_equal(whole, greater.args[0], context).proved


def _raised(body: Term) -> Term:
    """``e^f`` with the logarithms in f as factors."""
    terms = body.args if body.op == "add" else (body,)
    factors = []
    for term in terms:
        log_of = [f for f in term.args if f.op == "log"] if term.op == "mul" else []
        if term.op == "log":
            factors.append(term.args[0])
        elif len(log_of) == 1 and all(f.op == "number" for f in term.args if f is not log_of[0]):
            factors.append(power(log_of[0].args[0], mul(*(f for f in term.args if f is not log_of[0]))))
        else:
            factors.append(exp(term))
    return mul(*factors)


def _one_mean(term: Term) -> tuple[Binding, Term, Term] | None:
    """A sum of expectations under one law as a single one: its variables, the law, and what the mean is taken of."""
    found: tuple[Binding, Term] | None = None
    bodies: list[Term] = []
    for factors, inner in _means(term):
        if inner is None:
            bodies.append(mul(*factors))
            continue
        binding, law, body = inner
        if found is None:
            taken = set(term.free)
            names = []
            for name, sort in binding:
                names.append((fresh(name, taken), sort))
                taken.add(names[-1][0])
            found = (tuple(names), law)
        if law != found[1] or len(binding) != len(found[0]):
            return None
        bodies.append(mul(*factors, substitute(body, {n: symbol(*new) for (n, _), new in zip(binding, found[0], strict=True)})))
    return None if found is None else (*found, add(*bodies))


def _means(term: Term) -> Iterator[tuple[list[Term], tuple[Binding, Term, Term] | None]]:
    """The terms of a sum, each as numbers beside an expectation; None for what is none."""
    for part in term.args if term.op == "add" else (term,):
        factors = list(part.args) if part.op == "mul" else [part]
        means = [f for f in factors if f.op in ("expectation", "integral")]
        others = [f for f in factors if f not in means]
        inner = _as_mean(means[0]) if len(means) == 1 and all(f.op == "number" for f in others) else None
        yield (others, inner) if inner is not None else (factors, None)


def _as_mean(term: Term) -> tuple[Binding, Term, Term] | None:
    if term.op == "expectation":
        return term.data, term.args[0], term.args[1]
    body = term.args[0]
    names = tuple(symbol(n, s) for n, s in term.data)
    for factor in body.args if body.op == "mul" else ():
        if factor.op == "pdf" and factor.args[1:] == names and not factor.args[0].free & {n for n, _ in term.data}:
            return term.data, factor.args[0], mul(*(f for f in body.args if f is not factor))
    return None


def _is_variance(greater: Term, less: Term, context: Context) -> bool:
    """The difference is the variance of something whose mean, or mean square, is printed."""
    if greater.op == "variance" and greater.sort.is_scalar and less == ZERO:
        return True
    difference = sub(greater, less)
    tried: dict[Term, None] = {}
    for term in subterms(difference):
        if term.op == "expectation" and term.sort.is_scalar:
            law, body = term.args
            inner = body.args[0] if body.op == "power" and body.args[1] == TWO else body
            tried.setdefault(variance_of(term.data, law, inner))
    return any(prove_equal(difference, one, context).proved for one in list(tried)[:MOST_LAWS])
