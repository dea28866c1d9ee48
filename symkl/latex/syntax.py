"""Syntax: the shape of a formula before anyone has asked what it means. Every node points at its source."""

from __future__ import annotations

from dataclasses import dataclass

from symkl.source import Span


@dataclass(frozen=True, slots=True)
class Node:
    """One construct. ``kind`` is one of KINDS; ``text`` and ``parts`` are as listed there. A missing part is None."""

    kind: str
    span: Span
    text: str = ""
    parts: tuple[Node | None, ...] = ()


#: kind -> what ``text`` and ``parts`` hold.
KINDS = {
    "number": "text: digits, perhaps with a decimal point",
    "name": "text: the name's key, fonts and spaces taken off: '\\\\mu_1', 'm', '\\\\hat{\\\\mu}', \"x'\", 'P_{k|k-1}' (see `latex.names`); "
    "parts: the base as a name and the subscript, where there is one that is not part of a declared name",
    "sum": "parts: terms; text: one sign ('+', '-' or 'p' for \\\\pm) a term",
    "product": "parts: factors in order, juxtaposed; text: one character a factor for what stands before it: ' ' juxtaposed, '*' \\\\cdot, "
    "\\\\times or *, '/' a slash, 'o' \\\\odot or \\\\circ, 'k' \\\\otimes",
    "fraction": "parts: numerator, denominator",
    "script": "parts: base, subscript, superscript",
    "transpose": "parts: base",
    "prime": "parts: base; text: the primes",
    "star": "parts: base (a star that is no part of a name)",
    "factorial": "parts: base",
    "group": "text: the brackets, '()' '[]' '{}' '||' '\\\\|\\\\|' '<>' '.|' ..; parts: the items inside, see 'items'",
    "items": "parts: expressions; text: the separators between them, one character each: ',' ';' '|' (any bar) 'P' (\\\\|, ||, \\\\Vert, "
    "\\\\parallel)",
    "operator": "text: log, exp, det, trace, sqrt, expectation, variance, covariance, kl, entropy, argmin, argmax, min, max, diag, normal, "
    "gradient, ..; parts: subscript, superscript, argument; an argument is a 'group' when bracketed, else the product that follows",
    "big": "text: sum, product, integral; parts: lower, upper, body, and for an integral its variables as 'items'",
    "differential": "text: d, partial or delta; parts: what is differentiated or the variable; superscript",
    "derivative": "text: d, partial or delta; parts: the body (None: the product that follows was absent), then each variable, repeated "
    "by its order",
    "matrix": "text: 'rows cols'; parts: entries row by row",
    "cases": "parts: value, condition, value, condition ..",
    "relation": "text: '=', ':=', 'proportional', 'implies', ..; parts: left, right (either None)",
    "dots": "text: the dots",
    "under": "text: underbrace or overbrace; parts: what stands there, the annotation",
    "over": "text: hat, tilde, bar, dot ..; parts: base (an accent that is no part of a declared name)",
    "text": "text: the words",
    "empty": "nothing",
}
