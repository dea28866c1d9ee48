"""What a context asks of each name, as far as it helps to choose values: signs, symmetry, definiteness, orthogonality."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from symkl.kernel.context import Context, Proposition
from symkl.kernel.kept import remembering, while_judging
from symkl.kernel.sort import Dimension
from symkl.kernel.term import MINUS, TWO, Term
from symkl.record import NamedTuple
from symkl.refute.facts import symbol_of
from symkl.refute.functions import FRACTION, GENERAL, POSITIVE


class Names(NamedTuple):
    """The dimension names, indices and tables (functions of indices only) of a context and some terms."""

    dimensions: tuple[str, ...]
    indices: dict[str, Dimension]
    tables: dict[str, tuple[Dimension, ...]]
    labels: dict[str, dict[int, Dimension]]  # of laws: the places of variables that are labels, with their ranges
    functions: tuple[str, ...]  # of which nothing but their sort is known


class _Found:
    """The names found so far, by kind."""

    def __init__(self) -> None:
        self.dimensions: set[str] = set()
        self.indices: dict[str, Dimension] = {}
        self.tables: dict[str, tuple[Dimension, ...]] = {}
        self.labels: dict[str, dict[int, Dimension]] = {}
        self.functions: set[str] = set()

    def take(self, other: _Found) -> None:
        """Add what else was found, which counts where both speak of a name."""
        self.dimensions |= other.dimensions
        self.functions |= other.functions
        self.indices.update(other.indices)
        self.tables.update(other.tables)
        for name, ranges in other.labels.items():
            self.labels.setdefault(name, {}).update(ranges)

    def look_into(self, term: Term) -> None:
        """Take in a term."""
        self.dimensions |= _dimensions(term)
        for part in _telling(term):
            self.look_at(part)

    def look_at(self, term: Term) -> None:
        """Take in one node."""
        if term.op == "function":
            self.functions.add(term.data)
        if term.op == "index":
            self.indices[term.data[0]] = term.data[1]
        elif term.op == "dimension":
            self.dimensions.update(term.data.names)
        elif term.op == "function" and term.args and all(a.op == "index" for a in term.args):
            self.tables[term.data] = tuple(a.data[1] for a in term.args)
        elif term.op == "pdf" and term.args[0].op in ("symbol", "arbitrary"):
            ranges = {k: a.data[1] for k, a in enumerate(term.args[1:]) if a.op == "index"}
            if ranges:
                self.labels.setdefault(term.args[0].data, {}).update(ranges)
        elif term.op in ("sum", "product", "sum-between", "product-between"):
            self.indices[term.data[0][0]] = term.data[0][1]


#: operators that say more of names than their sort does
_TELLING = frozenset(("index", "dimension", "function", "pdf", "sum", "product", "sum-between", "product-between"))


@remembering(1 << 12)
def _telling(term: Term) -> tuple[Term, ...]:
    """The nodes with these operators, from the outside in."""
    if _TELLING.isdisjoint(term.operators):
        return ()
    inside = (part for arg in term.args for part in _telling(arg))
    return (term, *inside) if term.op in _TELLING else tuple(inside)


@remembering(1 << 13)
def _dimensions(term: Term) -> frozenset[str]:
    """The dimension names in the sorts of a term and all that is in it."""
    return frozenset((*term.sort.rows.names, *term.sort.cols.names)).union(*map(_dimensions, term.args))


#: what was found in the contexts asked about last, which are recognised by their identity
_contexts: deque[tuple[Context, _Found]] = while_judging(deque(maxlen=12))


def names_of(context: Context, terms: Iterable[Term]) -> Names:
    """Every name that a model has to give a value to, beside the symbols."""
    around = next((known for of, known in _contexts if of is context), None)
    if around is None:
        around = _of_context(context)
        _contexts.append((context, around))
    found = _Found()
    for term in terms:
        found.look_into(term)
    found.take(around)
    for over in (*found.indices.values(), *(d for t in found.tables.values() for d in t), *(d for t in found.labels.values() for d in t.values())):
        found.dimensions.update(over.names)
    tables = {n: t for n, t in sorted(found.tables.items()) if n not in context.definitions}
    opaque = tuple(n for n in sorted(found.functions) if n not in context.definitions and n in context.symbols)
    return Names(tuple(sorted(found.dimensions)), dict(sorted(found.indices.items())), tables, found.labels, opaque)


def _of_context(context: Context) -> _Found:
    found = _Found()
    for sort in context.symbols.values():
        for part in (sort, *sort.parts):
            for size in (part.rows, part.cols, *part.over):
                found.dimensions.update(size.names)
    told = (side for fact in context.facts for side in (fact.left, fact.right))
    for term in (*(definition.body for definition in context.definitions.values()), *told):
        found.look_into(term)
    return found


class Roles(NamedTuple):
    """Names by what their values must be."""

    positive: frozenset[str]
    fractions: frozenset[str]  # between 0 and 1
    definite: frozenset[str]
    symmetric: frozenset[str]
    orthogonal: frozenset[str]
    bits: frozenset[str]  # 0 or 1: their own squares
    counts: frozenset[str]  # 1 or 2
    signs: frozenset[str]  # -1 or 1: their squares are 1

    def function_kind(self, name: str) -> int:
        """Which opaque polynomial a declared function may be."""
        if name + "()" in self.fractions:
            return FRACTION
        return POSITIVE if name + "()" in self.positive | self.definite else GENERAL


def roles_of(context: Context) -> Roles:
    """The roles that the facts give to names directly."""
    above: set[str] = set()
    below_one: set[str] = set()
    definite: set[str] = set()
    symmetric: set[str] = set()
    orthogonal: set[str] = set()
    bits: set[str] = set()
    counts: set[str] = set()
    signs: set[str] = set()
    for fact in context.facts:
        left = symbol_of(fact.left)
        if fact.relation in ("<", "<="):
            fact, left = Proposition(">" + fact.relation[1:], fact.right, fact.left), symbol_of(fact.right)
        if fact.relation in (">", ">="):
            above.update({left} if left and _value(fact.right) == 0 else ())
            below_one.update({symbol_of(fact.right) or ""} if _value(fact.left) == 1 else ())
        elif fact.relation in ("succ", "succeq") and left:
            definite.add(left)
        elif fact.relation == "=" and left and fact.right.op == "transpose" and symbol_of(fact.right.args[0]) == left:
            symmetric.add(left)
        elif fact.relation == "=" and fact.right.op == "identity":
            orthogonal.update(_turned(fact.left))
        elif fact.relation == "=" and fact.left.op == "power" and fact.left.args == (fact.right, TWO):
            bits.add(symbol_of(fact.right) or "")
        elif fact.relation == "=" and fact.left.op == "power" and fact.left.args[1] == TWO and _value(fact.right) == 1:
            signs.add(symbol_of(fact.left.args[0]) or "")
        elif fact.relation == "=" and fact.left.op == "mul" and fact.left.args[0].op == "add" and fact.left.args[0].args[1:] == (MINUS,):
            counts.add(symbol_of(fact.left.args[0].args[0]) or "")
    _spread(context, above, below_one)
    groups = (above, below_one & above, definite, symmetric, orthogonal, bits - {""}, counts - {""}, signs - {""})
    return Roles(*map(frozenset, groups))


def _spread(context: Context, above: set[str], below_one: set[str]) -> None:
    """From ``a < b``: b is positive if a is, a is below 1 if b is."""
    pairs = [(symbol_of(f.left), symbol_of(f.right)) for f in context.facts if f.relation in ("<", "<=")]
    pairs += [(symbol_of(f.right), symbol_of(f.left)) for f in context.facts if f.relation in (">", ">=")]
    for _ in pairs:
        for low, high in pairs:
            if low and high:
                above.update({high} if low in above else ())
                below_one.update({low} if high in below_one else ())


def _value(term: Term) -> object:
    return term.data if term.op == "number" else 0 if term.op == "zero" else None


def _turned(product: Term) -> Iterator[str]:
    """The name A of a product ``A^T A`` or ``A A^T``."""
    if product.op == "mul" and len(product.args) == 2:
        a, b = product.args
        for one, other in ((a, b), (b, a)):
            if one.op == "transpose" and one.args[0] == other and other.op == "symbol":
                yield other.data
