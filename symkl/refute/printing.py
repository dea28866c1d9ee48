"""Exact values as LaTeX."""

from __future__ import annotations

from fractions import Fraction

from symkl.refute.matrix import Matrix
from symkl.refute.number import Generator, Monomial, Number, Rational, Scalar
from symkl.refute.values import Family, Labelled, Mixture, Normal, Value, as_matrix

Rows = tuple[tuple[str, ...], ...]


def rational(value: Rational) -> str:
    """A rational number."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{'-' if value < 0 else ''}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def latex(value: Scalar) -> str:
    """An exact number: rational multiples of logarithms, roots and powers, in a fixed order."""
    if not isinstance(value, Number):
        return rational(value)
    terms = sorted((_monomial(m), c) for m, c in value.terms.items())
    text = "".join(_term(name, c) for name, c in sorted(terms, key=lambda t: (t[0] == "", t[0])))
    return text.removeprefix(" + ").replace(" - ", "-", 1) if text.startswith(" - ") else text.removeprefix(" + ")


def _term(name: str, c: Rational) -> str:
    sign, size = (" - ", -c) if c < 0 else (" + ", c)
    if not name:
        return sign + rational(size)
    return sign + (name if size == 1 else f"{rational(size)} {name}")


def _monomial(monomial: Monomial) -> str:
    return " ".join(sorted(_power(g, e) for g, e in monomial))


def _power(of: Generator, exponent: Rational) -> str:
    if of.kind == "exp":
        inside = latex(Number({of.of: exponent})) if of.of else rational(exponent)
        return f"e^{{{inside}}}"
    if of.kind == "root" and exponent == Fraction(1, 2):
        return f"\\sqrt{{{of.of}}}"
    base = _base(of)
    return base if exponent == 1 else f"{base}^{{{rational(exponent)}}}"


def _base(of: Generator) -> str:
    if of.kind == "pi":
        return "\\pi"
    if of.kind == "log":
        inside = _base(of.of) if isinstance(of.of, Generator) else str(of.of) if isinstance(of.of, int) else f"\\left({latex(of.of)}\\right)"
        return f"\\log {inside}"
    if of.kind == "base":
        return f"\\left({latex(of.of)}\\right)"
    return str(of.of)


def rows(value: Matrix) -> Rows:
    """A matrix's entries."""
    return tuple(tuple(latex(x) for x in row) for row in value)


def shown(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, (Normal, Mixture, Family)) or not isinstance(value, (int, Fraction, Number, tuple)):
        return "\\text{a law}"
    entries = rows(as_matrix(value))
    if len(entries) == 1 and len(entries[0]) == 1:
        return entries[0][0]
    return "\\begin{pmatrix} " + " \\\\ ".join(" & ".join(row) for row in entries) + " \\end{pmatrix}"


def named(name: str, value: Value) -> tuple[tuple[str, Rows], ...]:
    """A name's value, or several where it is a family or a law."""
    if isinstance(value, Family):
        return tuple(part for at, v in sorted(value.members.items()) for part in named(f"{name}_{{{', '.join(map(str, at))}}}", v))
    if isinstance(value, Normal):
        return ((f"\\mathbb{{E}}_{{{name}}}", rows(value.mean)), (f"\\operatorname{{Cov}}_{{{name}}}", rows(value.covariance)))
    if isinstance(value, Mixture):
        parts = zip(value.weights, value.parts, strict=True)
        return tuple(x for k, (w, p) in enumerate(parts, 1) for x in ((f"\\pi_{{{name}, {k}}}", ((latex(w),),)), *named(f"{name}, {k}", p)))
    if isinstance(value, Labelled):
        places = [(f"{name}, {' '.join(map(str, at))}", at) for at in sorted(value.weights)]
        shares = [(f"\\pi_{{{label}}}", ((latex(value.weights[at]),),)) for label, at in places]
        return (*shares, *(x for label, at in places if at in value.parts for x in named(label, value.parts[at])))
    return ((name, rows(as_matrix(value))),)
