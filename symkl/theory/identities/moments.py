"""Variances and covariances by their definitions, for laws of one to three variables, and of a family."""

from __future__ import annotations

from symkl.kernel.law import Law
from symkl.kernel.sort import Sort, dimension, law
from symkl.kernel.term import Term, covariance, expectation, mul, sub, symbol, transpose, variance


def _definitions(parts: int, of_family: bool = False) -> tuple[Law, ...]:
    over = (dimension("?N"),) if of_family else ()
    sorts = [Sort(dimension(f"?n{i}"), over=over) for i in range(1, parts + 1)]
    variables = tuple((f"?z{i}", s) for i, s in enumerate(sorts, 1))
    p = symbol("?p", law(*sorts))
    f, g = symbol("?f1", Sort(dimension("?k"))), symbol("?f2", Sort(dimension("?l")))
    suffix = "-of-a-family" if of_family else "" if parts == 1 else f"-{parts}"

    def of(left: Term, right: Term) -> Term:
        return expectation(variables, p, mul(left, transpose(right)))

    def product_of_means(left: Term, right: Term) -> Term:
        return mul(expectation(variables, p, left), transpose(expectation(variables, p, right)))

    return (
        Law("variance" + suffix, variance(variables, p, f), sub(of(f, f), product_of_means(f, f)), (),
            "Bishop, PRML (1.40)", "variance by moments"),
        Law("covariance" + suffix, covariance(variables, p, f, g), sub(of(f, g), product_of_means(f, g)), (),
            "Bishop, PRML (1.42)", "covariance by moments"),
    )  # fmt: skip


LAWS = _definitions(1) + _definitions(2) + _definitions(3) + _definitions(1, of_family=True)
