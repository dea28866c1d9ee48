"""Syntax: the shape of a formula before anyone has asked what it means. Every node points at its source."""

from __future__ import annotations

from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Span


class Node(NamedTuple):
    """One construct. ``kind`` is one of KINDS; ``text`` and ``parts`` are as listed there. A missing part is None.

    ``spelling`` (names only) is the key with its fonts and colours kept, where that differs from ``text``:
    ``\\mathbf{x}`` for a bold x of which ``text`` is ``x``. Spans of children lie within their parent's and do not overlap.
    """

    kind: str
    span: Span
    text: str = ""
    parts: tuple[Node | None, ...] = ()
    spelling: str = ""


class Damage(NamedTuple):
    """A side that cannot be read: why, where, what to do, and where an inserted text might make it read.

    ``repairs`` are candidates (offset into the source, text to insert), nearest first; the repair room proves which one works.
    """

    diagnostic: Diagnostic
    span: Span
    repairs: tuple[tuple[int, str], ...] = ()


class Relation(NamedTuple):
    """A relation between two sides: ``text`` is one of RELATIONS, ``note`` what is printed over it ('!', '(i)', ..).

    ``around``: the name that the words around its line call the variable.
    """

    text: str
    span: Span
    note: str = ""
    around: str = ""


class Chain(NamedTuple):
    """Sides and the relations between them: ``len(sides) == len(relations) + 1``.

    A chain that begins (ends) with a relation has an 'empty' first (last) side. ``sign`` is '+' or '-' where the chain begins with
    one (the sign is also read as part of the first side), or the sign of a product ('*', 'x', '/', 'o', 'k', then not part of that
    side); ``trailing`` the operator that its last side ends in (which is not part of that side either). ``joined``: what parted it
    from the chain before: ',', ';', 'quad', 'and'.
    """

    sides: tuple[Node | Damage, ...]
    relations: tuple[Relation, ...]
    span: Span
    sign: str = ""
    trailing: str = ""
    joined: str = ""


class Clause(NamedTuple):
    """Words beside the equations of a row: ``for``, ``where``, ``if`` or ``forall`` with chains, or a ``note`` (layout, no chains)."""

    kind: str
    text: str
    span: Span
    chains: tuple[Chain, ...] = ()


class Row(NamedTuple):
    """One row of a display, or one formula of a given block. ``chains`` were parted by ``,``, ``;``, ``\\quad`` or 'and'."""

    chains: tuple[Chain, ...]
    clauses: tuple[Clause, ...]
    span: Span


#: the texts of relations
RELATIONS = (
    "=", ":=", "!=", "<", "<=", ">", ">=", "succ", "succeq", "prec", "preceq", "proportional", "constant", "approximate", "sim", "in",
    "subset", "implies", "iff", "implied-by", "colon", "to", "gets", "perp", "ll", "gg",
)  # fmt: skip
# ':=' also \triangleq, \equiv, \coloneqq, \overset{def}{=}; 'constant' is equality up to a constant (\overset{c}{=}, \stackrel{+}{=});
# 'sim' with the note d, D or law is equality in distribution; '=' has the note '!' for \overset{!}{=}, and 'colon' is \colon or ':'.

#: kind -> what ``text`` and ``parts`` hold. "X?" marks a part that may be None.
KINDS = {
    "number": "text: digits, perhaps with a decimal point. A bold digit (\\mathbf{0}, \\mathbb{1}) is a name of that key: '\\mathbf{0}'",
    "name": "text: the name's key (see `latex.names`): fonts of emphasis (bold, roman, italic, sans, \\vec) and spaces taken off, "
    "script alphabets kept ('\\mathbb{R}', '\\mathcal{L}'): 'm', '\\mu_1', '\\hat{\\mu}', \"x'\", 'P_{k|k-1}', 'W_{new}', 'ELBO'. "
    "parts: () when the whole is declared or plain; (base, subscript) where a subscript is not part of a declared name: "
    "base is the name without it (look there whether it is a family), subscript an expression, 'items', or 'text' when it is no "
    "expression. Undeclared accents, stars, primes, powers are nodes of their own around the name",
    "sum": "parts: terms; text: one sign ('+', '-' or 'p' for \\pm, 'm' for \\mp) a term: '-x' is a sum of one term with text '-'",
    "product": "parts: two or more factors in order; text: one character a factor for what stands before it: ' ' juxtaposed (also the "
    "first), '*' \\cdot, \\times or *, '/' a slash (of this factor alone: 1/2x has text ' / '), "
    "'o' \\odot or \\circ, 'k' \\otimes",
    "call": "a name that the table says is a function or density, and its bracketed arguments. parts: the function (a name, or 'prime', "
    "'script', 'star' of a name: f'(x), f^2(x)), a 'group'. For names that the table does not know: a product of name and group",
    "fraction": "parts: numerator, denominator",
    "script": "parts: base, subscript?, superscript? (the superscript is the power unless it is a 'group', 'text' or 'empty'); a base "
    "with a subscript here is no plain name: (A)_{ij}, \\|v\\|_2^2, f|_{x=0}",
    "transpose": "parts: base; text: how it was spelled: 'T', '\\top', '\\intercal' ('T' may be a declared number: then both readings)",
    "prime": "parts: base; text: the primes",
    "star": "parts: base (a star that is no part of a declared name); s_1^{2*} and s_1^{2^*} are star(script(s_1, None, 2))",
    "factorial": "parts: base",
    "group": "text: '()' '[]' '{}' '||' (bars, determinant or absolute value) 'PP' (\\|..\\|, ||..||) '<>' (\\langle) 'fl' floor 'ce' "
    "ceiling, '.|' (\\left. \\right|) or two different ones, '[)'; '' for TeX braces around a sum that stands as a factor (they print "
    "nothing). parts: one: the expression inside, an 'items' where there are separators, a 'relation', or 'empty'",
    "items": "parts: expressions, 'relation', 'dots' or 'empty'; text: the separators between them, one character each: ',' ';' ':' '|' "
    "(any bar) 'P' (\\|, ||, \\Vert, \\parallel)",
    "operator": "text: one of OPERATORS; parts: subscript?, superscript?, argument?. The argument is a 'group' when bracketed; a postfix "
    "around that group (tr(A)^2: 'script' of a 'group', E[z]^T: 'transpose' of one) when one follows the closing bracket (both readings "
    "are possible); else what follows up to the next +, - or relation ('product' or a single factor), but not beyond a function of the "
    "same name (\\log a \\log b) or of one around it (\\nabla \\log p \\nabla ..); "
    "None when nothing follows. Of normal and kl the argument is always a 'group', a postfix stands around the operator. "
    "``spelling`` is the key as printed where there is no argument ('D_{KL}'). The subscript of argmin/max/.. is the variable(s); of "
    "expectation an expression, 'relation' (x \\sim p) or 'items'. sqrt: the subscript is the root's index",
    "big": "text: sum, product, integral; parts: lower?, upper?, body?, and for an integral its variables as 'items' (None: none "
    "printed). lower is a 'relation' for i=1, else an expression. The body is the product that follows (of an integral: up to its d x)",
    "differential": "text: d, partial or delta; parts: what stands behind it (only where no derivative could be made of it)",
    "derivative": "text: d, partial or delta; parts: the body? (None: nothing followed), then each variable, repeated by its order. "
    "The body of \\frac{\\partial}{\\partial x} f is the product that follows. \\partial \\sigma^2 is a variable 'script'",
    "matrix": "text: 'rows cols'; parts: entries row by row ('dots' and 'empty' among them); vmatrix stands in a 'group' of bars",
    "cases": "parts: value, condition?, value, condition? ..",
    "relation": "text: one of RELATIONS; parts: left?, right? (inside brackets, bounds and subscripts only; chains nest to the left)",
    "dots": "text: the dots",
    "under": "text: underbrace, overbrace, underset, overset or stackrel; parts: what stands there, the annotation?",
    "over": "text: hat, tilde, bar, dot, ddot, vec, check, breve; parts: base (an accent that is no part of a declared name; it stands "
    "around the name with its subscript: \\hat\\mu_1 is over(hat, name \\mu_1))",
    "text": "text: the words",
    "empty": "nothing",
}

#: the texts of 'operator' nodes; other functions spelled \operatorname{f} are names (and calls when declared)
OPERATORS = (
    "log", "exp", "det", "trace", "sqrt", "diag", "expectation", "variance", "covariance", "kl", "entropy", "normal", "argmin", "argmax",
    "min", "max", "sup", "inf", "lim", "gradient", "hessian", "constant", "binomial", "vec", "rank", "sign", "sin", "cos", "tan", "sinh",
    "cosh", "tanh", "erf", "sigmoid", "softplus", "logit", "softmax", "blkdiag", "probability",
)  # fmt: skip


def sexpr(node: Node | None) -> str:
    """A node as one line: ``(sum:+- a (product:.. 2 b))``; names and numbers as they are, '_' for a missing part."""
    if node is None:
        return "_"
    if node.kind in ("name", "number"):
        inside = "".join(" " + sexpr(part) for part in node.parts)
        return f"{{{node.text}{inside}}}" if inside else node.text
    text = ":" + node.text.replace(" ", ".") if node.text else ""
    return "(" + " ".join((node.kind + text, *map(sexpr, node.parts))) + ")"
