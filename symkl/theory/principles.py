"""Principles: what reduces a claim that is no equation to equations and signs. Named with the verdicts that rest on them."""

from __future__ import annotations

from symkl.record import NamedTuple


class Principle(NamedTuple):
    """A name, what it says, and where it stands."""

    name: str
    statement: str
    source: str


PRINCIPLES = (
    Principle("added-up", "an equation that every member meets, times something of that member, holds for the sums over all members", "elementary"),
    Principle("definite-form", "x'Ax > 0, for A positive definite and x not 0", "Horn and Johnson, Matrix Analysis, 4.1.9"),
    Principle("cauchy-schwarz", "(x'y)^2 <= (x'Ax)(y'A^-1 y), for A positive definite", "Hardy, Littlewood and Polya, Inequalities, 2.4"),
    Principle(
        "completing-the-square",
        "x'Hx/2 + g'x + c >= c - g'H^-1 g/2, for H positive definite",
        "Bishop, PRML, section 2.3.1",
    ),
    Principle("change-of-sign", "where a derivative is negative below a point and positive above it the function is least there only", "elementary"),
    Principle("consequence", "an equation times what is defined is a consequence of it", "elementary"),
    Principle(
        "determinant-and-trace",
        "log det X + tr(X^-1 B) is least at X = B only, for B positive definite",
        "Anderson, An Introduction to Multivariate Statistical Analysis, lemma 3.2.2",
    ),
    Principle("gibbs", "a Kullback-Leibler divergence is never negative", "Bishop, PRML (1.118)"),
    Principle("jensen", "g(E[f]) <= E[g(f)] for a convex g; log E[f] >= E[log f]", "Bishop, PRML (1.115)"),
    Principle(
        "monotone-determinant",
        "det A >= det B, for B and A - B positive (semi)definite",
        "Horn and Johnson, Matrix Analysis, corollary 7.7.4",
    ),
    Principle("monotone-logarithm", "log a >= log b where a >= b > 0", "elementary"),
    Principle(
        "power-sums",
        "1 + .. + n = n(n + 1)/2; the squares add up to n(n + 1)(2n + 1)/6, the cubes to n^2 (n + 1)^2/4",
        "Graham, Knuth and Patashnik, Concrete Mathematics, (2.38) and section 6.5",
    ),
    Principle("same-optimum", "objectives that differ by a positive factor and a constant have one set of optima", "elementary"),
    Principle("signs", "a sum of terms that are not negative is not negative; squares and quadratic forms are not", "elementary"),
    Principle("stationary-point", "a condition that is linear in its unknown, with an invertible factor, has one solution", "elementary"),
    Principle(
        "strict-convexity",
        "where the gradient vanishes a function with a definite Hessian has its only optimum",
        "Boyd and Vandenberghe, Convex Optimization, section 3.1",
    ),
    Principle("tangent-of-the-exponential", "e^x >= 1 + x", "Hardy, Littlewood and Polya, Inequalities, 4.2"),
    Principle(
        "tangent-of-the-logarithm",
        "log u <= u - 1, and log det A <= tr A - n, for A positive definite",
        "Hardy, Littlewood and Polya, Inequalities, 2.15",
    ),
    Principle("variance", "E[f^2] >= E[f]^2", "Bishop, PRML (1.39)"),
)
