"""The helper functions that a written script may need: each is copied into it as it stands here, and tested here.

They use SymPy alone. What they mean by a law is its log-density: an expression in the components of its variable.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Integer,
    Matrix,
    Mul,
    Rational,
    Symbol,
    cancel,
    diff,
    expand,
    expand_log,
    factor,
    factorial,
    hessian,
    log,
    pi,
    simplify,
    solve,
    symbols,
    together,
)

Expression = Any


def vector(name: str, rows: int) -> Matrix:
    """A column of real symbols: name_1, name_2, .."""
    return Matrix(symbols(f"{name}_1:{rows + 1}", real=True))


def positive_vector(name: str, rows: int) -> Matrix:
    """A column of positive symbols."""
    return Matrix(symbols(f"{name}_1:{rows + 1}", positive=True))


def matrix(name: str, rows: int, columns: int) -> Matrix:
    """A matrix of real symbols."""
    return Matrix(rows, columns, lambda i, j: Symbol(f"{name}_{i + 1}{j + 1}", real=True))


def symmetric_matrix(name: str, rows: int) -> Matrix:
    """A symmetric matrix of real symbols."""
    return Matrix(rows, rows, lambda i, j: Symbol(f"{name}_{min(i, j) + 1}{max(i, j) + 1}", real=True))


def positive_definite_matrix(name: str, rows: int) -> Matrix:
    """Every positive definite matrix is L * L.T for one lower triangular L with a positive diagonal: L's entries are the symbols."""
    lower = Matrix(rows, rows, lambda i, j: Symbol(f"{name}_L{i + 1}{j + 1}", real=True, positive=i == j or None) if j <= i else 0)
    return lower * lower.T


def column(value: Expression) -> Matrix:
    """A vector as it is, a number as a column of one."""
    return value if isinstance(value, Matrix) else Matrix([value])


def entry(value: Expression) -> Expression:
    """The entry of a 1 x 1 matrix."""
    return value[0, 0] if isinstance(value, Matrix) else value


def ln(value: Expression) -> Expression:
    """The logarithm of a positive value: that of each factor, taken with the sign that its leading term says is the positive one."""
    total = Integer(0)
    for each in Mul.make_args(factor(value)):
        base, power = each.as_base_exp()
        total += power * log(-base if base.could_extract_minus_sign() else base)
    return expand_log(total)


def log_normal(z: Expression, mean: Expression, covariance: Expression) -> Expression:
    """The logarithm of the normal density."""
    z, mean, covariance = column(z), column(mean), column(covariance)
    away = z - mean
    return -Rational(len(z), 2) * ln(2 * pi) - ln(covariance.det()) / 2 - (away.T * covariance.inv() * away)[0] / 2


def mean_and_covariance(log_density: Expression, z: Matrix) -> tuple[Matrix, Matrix]:
    """Of a normal law: the mean is where the gradient of its log-density is zero, the covariance minus the inverse of the Hessian."""
    curvature = hessian(log_density, list(z))
    covariance = (-curvature).inv().applyfunc(cancel)
    at_zero = dict.fromkeys(z, 0)
    gradient = Matrix([diff(log_density, v).subs(at_zero) for v in z])
    return (covariance * gradient).applyfunc(cancel), covariance


def expectation(f: Expression, z: Expression, log_density: Expression) -> Expression:
    """E[f] for a polynomial f in z and a normal law of z: the sum of (sum_ij S_ij d_i d_j / 2)^k f / k!, taken at the mean."""
    z = column(z)
    mean, covariance = mean_and_covariance(log_density, z)
    total = layer = f
    for k in range(1, 8):
        layer = sum(covariance[i, j] * diff(layer, z[i], z[j]) for i in range(len(z)) for j in range(len(z))) / 2
        if expand(layer) == 0:
            return total.subs(dict(zip(z, mean, strict=True)), simultaneous=True)
        total += layer / factorial(k)
    raise ValueError("not a polynomial of low degree")


def expectation_of_matrix(f: Matrix, z: Expression, log_density: Expression) -> Matrix:
    """The expectation of every entry."""
    return f.applyfunc(lambda each: expectation(each, z, log_density))


def log_integral(exponent: Expression, z: Expression) -> Expression:
    """The logarithm of the integral of exp(exponent) over z, by completing the square."""
    z = column(z)
    mean, covariance = mean_and_covariance(exponent, z)
    top = exponent.subs(dict(zip(z, mean, strict=True)), simultaneous=True)
    return top + Rational(len(z), 2) * ln(2 * pi) + ln(covariance.det()) / 2


def moment(law: str, f: Expression, x: Expression) -> Expression:
    """E[f] under an arbitrary law: linear, so one free symbol for every product of what depends on x (written x_1, x_2, ..)."""
    x = list(column(x))
    named = dict(zip(x, symbols(f"x_1:{len(x) + 1}", real=True), strict=True))
    total = Integer(0)
    for term in expand(f).as_ordered_terms():
        constant, depends = term.as_independent(*x, as_Add=False)
        name = depends.subs(named, simultaneous=True)
        total += constant * (1 if depends == 1 else Symbol(f"E_{law}[{name}]", real=True))
    return total


def moment_of_matrix(law: str, f: Matrix, x: Expression) -> Matrix:
    """The expectation of every entry under an arbitrary law."""
    return f.applyfunc(lambda each: moment(law, each, x))


def gradient(f: Expression, x: Expression) -> Expression:
    """The derivative of a number by every entry of x, in the shape of x."""
    return x.applyfunc(lambda each: diff(f, each)) if isinstance(x, Matrix) else diff(f, x)


def jacobian(f: Expression, x: Expression) -> Matrix:
    """Rows: the entries of f; columns: those of x."""
    return column(f).jacobian(column(x))


def gradient_by_matrix(f: Any, at: Matrix) -> Matrix:
    """The derivative of f by a matrix whose entries are independent, taken at a matrix."""
    free = Matrix(*at.shape, lambda i, j: Symbol(f"free_{i + 1}{j + 1}", real=True))
    value = f(free)
    return free.applyfunc(lambda each: diff(value, each)).subs(dict(zip(free, at, strict=True)), simultaneous=True)


def is_zero(value: Expression) -> bool:
    """Whether every entry simplifies to zero (what is large is only brought over one denominator)."""
    for each in column(value):
        rest = cancel(together(expand_log(each)))
        if rest != 0 and (rest.count_ops() > 300 or simplify(rest) != 0):
            return False
    return True


def only_solution(condition: Expression, unknown: Expression) -> Expression:
    """The one value of the unknown that makes every condition zero."""
    found = solve(list(column(condition)), list(column(unknown)), dict=True)
    assert len(found) == 1
    return unknown.subs(found[0])
