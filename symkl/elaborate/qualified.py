"""What the words of a given block say of a name or a formula, taken for granted like a printed condition."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise, product

from symkl.elaborate.announced import Family
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.defined import declare_free_of
from symkl.elaborate.grouped import CONSTANTS, QUALITY
from symkl.elaborate.layouts import LAYOUTS, declare_layout
from symkl.elaborate.nodes import key_of
from symkl.elaborate.qualities import CONSTANT, DECLARED, FREE, SIGNS, SQUARE
from symkl.elaborate.scope import Entry, ReadingError
from symkl.elaborate.vocabulary import expressed
from symkl.elaborate.waiting import Group
from symkl.kernel.context import Proposition
from symkl.kernel.term import ZERO, Term, mul, transpose
from symkl.latex.syntax import Node
from symkl.source import Span

#: what else follows of a square matrix; of one that has an inverse, where it is a product of a matrix and its transpose
_IMPLIED = {"orthogonal": "orthonormal-rows", "diagonal": "symmetric", "invertible": "definite"}


def is_quality(group: Group) -> bool:
    """Whether words say this, and no formula: where it cannot be taken in, the words stay prose."""
    return any(r.text == QUALITY for r in group[-1].relations)


def subject_term(to: Declarer, subject: Node | Family, entry: Entry | None = None) -> Term:
    """The term of a declared subject; of a family, its member at a free index."""
    if isinstance(subject, Node) or entry is None:
        return to.read(subject if isinstance(subject, Node) else subject.last)
    return to.any_member(entry)


def declare_quality(to: Declarer, subjects: Sequence[Node | Family], said: Node) -> None:
    """Take in a quality of all the subjects; of none of them, where one cannot have it or is drawn from a law."""
    quality, others = said.text, tuple(p for p in said.parts if p is not None)
    for subject in subjects:
        if isinstance(subject, Node) and quality in LAYOUTS:
            declare_layout(to, subject, others[0], quality)
        elif isinstance(subject, Node) and quality in (CONSTANT, FREE):
            _constant(to, subject, others)
    if quality not in DECLARED:
        return
    terms = [to.shapes.settle(_term(to, subject, quality)) for subject in subjects]
    pairs = _perpendicular(to, terms) if quality == "orthogonal" else ()
    found = [pairs] if pairs else [_formulas(to, quality, term) for term in terms]
    if all(found):
        for proposition in (p for formulas in found for p in formulas):
            to.fact(*proposition)


def _constant(to: Declarer, body: Node, by: tuple[Node, ...]) -> None:
    """A letter that only stands for a constant is one without being declared; what is free of variables is some expression without them."""
    key = to.key(body) or ""
    entry = to.env.entries.get(key)
    if by and _is_open(to, body, key) and (entry is None or entry.kind == "announced" or key in CONSTANTS):
        declare_free_of(to, body, body, list(by))
    elif not by and key in CONSTANTS and _is_open(to, body, key):
        if entry is None:
            raise ReadingError("not-yet-defined", "a letter that is not mentioned yet", body.span)
        if entry.kind == "announced":
            del to.env.entries[key]


def _is_open(to: Declarer, name: Node, key: str) -> bool:
    """Whether nothing says which value a name has, and no law is its own."""
    entry = to.env.entries.get(key)
    known = entry is not None and (entry.name in to.env.definitions or to.env.is_random(key))
    return bool(key) and not known and key not in to.defined and not to.is_defined_below(name)


def declare_perpendicular(to: Declarer, sides: Sequence[Sequence[Node | Family]], span: Span) -> None:
    r"""``u, v \perp w`` of vectors: each of a side to each of the next; of what is drawn from a law it says something else. Read behind all laws."""
    pairs = [pair for left, right in pairwise(sides) for pair in product(left, right)]
    found = [_perpendicular(to, [_settled(to, one) for one in pair if isinstance(one, Node)]) if to.supposing else () for pair in pairs]
    if not all(found):
        message = "this sign is read between vectors that are drawn from no law; independence is said by laws that are declared apart"
        raise ReadingError("unsupported-declaration", message, span, "write for example $u^T v = 0$")
    for (proposition,) in found:
        to.fact(*proposition)


def _settled(to: Declarer, subject: Node) -> Term:
    return to.shapes.settle(to.read(subject))


def _perpendicular(to: Declarer, terms: Sequence[Term]) -> tuple[Proposition, ...]:
    """That several vectors of one size are orthogonal to each other; nothing where they are no such vectors, or drawn from a law."""
    sorts = {to.shapes.sort(term.sort) for term in terms}
    vectors = len(terms) > 1 and len(sorts) == 1 and all(s.kind == "value" and s.is_vector and not s.is_scalar for s in sorts)
    if not vectors or any(_is_drawn(to, term) for term in terms):
        return ()
    return tuple(Proposition("=", mul(transpose(one), other), ZERO) for one, other in combinations(terms, 2))


def _is_drawn(to: Declarer, term: Term) -> bool:
    return any(to.env.is_random(e.key) for e in to.env.entries.values() if e.name in term.free)


def _term(to: Declarer, subject: Node | Family, quality: str) -> Term:
    """What a quality is said of; where nothing else declares it, what alone can have the quality: a square matrix, or a number."""
    if isinstance(subject, Family):
        return subject_term(to, subject, to.known_family(subject))
    entry = to.env.entries.get(to.key(subject) or "")
    new = key_of(subject) is not None and (entry is None or entry.kind == "announced") and not to.is_defined_below(subject)
    if new and (quality in SQUARE or quality in SIGNS and key_of(subject) not in CONSTANTS):
        to.ensure(subject, square=quality in SQUARE)
    return to.read(subject)


def _formulas(to: Declarer, quality: str, term: Term) -> tuple[Proposition, ...]:
    """The formulas of a quality; none where a value cannot have it."""
    if term.sort.kind != "value" or _is_drawn(to, term):
        return ()
    if quality == "orthogonal" and not to.shapes.sort(term.sort).is_square:
        return ()
    found, more = expressed(quality, term), _IMPLIED.get(quality)
    if found and more is not None and (quality != "invertible" or _is_gram(_meant(to, term))):
        return (*found, *(expressed(more, term) or ()))
    return found or ()


def _meant(to: Declarer, term: Term) -> Term:
    """What a defined name stands for."""
    definition = to.env.definitions.get(term.data) if term.op == "symbol" else None
    return term if definition is None else definition.body


def _is_gram(term: Term) -> bool:
    """Whether a matrix is a sum of products of one and its transpose: where it has an inverse, it is positive definite."""
    if term.op == "sum" or term.op == "add":
        return all(map(_is_gram, term.args))
    if term.op != "mul":
        return False
    factors = [f for f in term.args if not _is_evidently_positive(f)]
    if len(factors) != 2:
        return len(factors) == 1 and _is_gram(factors[0])
    left, right = factors
    return left.op == "transpose" and left.args[0] == right or right.op == "transpose" and right.args[0] == left


def _is_evidently_positive(factor: Term) -> bool:
    base = factor.args[0] if factor.op == "power" else factor
    return base.op == "dimension" or base.op == "number" and base.data > 0
