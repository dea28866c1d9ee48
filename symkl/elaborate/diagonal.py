"""Diagonal matrices from a list with dots, from a vector, and the diagonal of a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

from symkl.elaborate.nodes import items_of, key_of, strip
from symkl.elaborate.reach import runs_free
from symkl.elaborate.reader import Reader
from symkl.kernel import term as t
from symkl.kernel.sort import ONE, Dimension, Sort, SortError
from symkl.kernel.term import Term
from symkl.latex.syntax import Node

RUNNING = "j"
MOST_POWER = 12  # of a column, entry by entry


def diagonal(reader: Reader, node: Node) -> Term:
    r"""``\operatorname{diag}(a_1, \dots, a_d)``, ``diag(v)``, ``diag(\sigma^2)`` entry by entry; of a matrix, its diagonal."""
    argument = node.parts[2]
    items, separators = items_of(argument)
    if len(items) > 1 and set(separators) <= {","}:
        column = listed(reader, node, items)
        return _explicit(column.args) if column.op == "block" else t.diag(column)
    if argument is None:
        reader.fail(node, "missing-expression", "diag has nothing behind it")
    value = _entrywise(reader, strip(argument))
    if value.sort.is_scalar:
        return _over_its_index(reader, node, value)
    return t.diag(value) if value.sort.cols == ONE else t.diagonal(reader.build.square(value, "diag"))


def _over_its_index(reader: Reader, node: Node, value: Term) -> Term:
    r"""``\operatorname{diag}(p_i (1 - p_i))``: the entries for every i. Where that is the i of something else, nothing tells whether one is meant."""
    open_ = {p.data for p in t.subterms(value) if p.op == "index" and p.data[0] in value.free and p not in reader.local.values()}
    if len(open_) != 1:
        return value
    ((letter, over),) = open_
    printed = (side.node for side in reader.beside if isinstance(side.node, Node))
    if letter in reader.own or letter in {free for node in printed for free in runs_free(_without_diagonals(node))}:
        message = f"whether {letter} runs here, or is that of the rest, cannot be told"
        reader.fail(node, "ambiguous-reading", message, "write the entries with dots, a_1, \\dots, a_n")
    return t.diag(t.summation(letter, over, t.mul(value, t.unit(t.index(letter, over), over))))


def _without_diagonals(node: Node) -> Node:
    inside = () if node.kind == "operator" and node.text == "diag" else node.parts
    return node._replace(parts=tuple(None if part is None else _without_diagonals(part) for part in inside))


def _explicit(entries: tuple[Term, ...]) -> Term:
    """The matrix with these scalars on its diagonal, its zeros written out."""
    count = len(entries)
    return t.block(count, count, *(value if i == j else t.ZERO for i, value in enumerate(entries) for j in range(count)))


def _entrywise(reader: Reader, node: Node) -> Term:
    """A vector whose powers are entry by entry."""
    if node.kind == "script" and node.parts[0] is not None and node.parts[1] is None and node.parts[2] is not None:
        base = reader.build.now(reader.read(node.parts[0]))
        if base.sort.is_vector:
            return raised(base, reader.read(node.parts[2]))
    head = node.parts[0] if node.kind == "call" else None
    if head is not None and head.kind == "script" and head.parts[1] is None:  # sigma^2(x) of a function with columns as values
        value = reader.build.now(reader.read(node._replace(parts=(head.parts[0], *node.parts[1:]))))
        if value.sort.is_vector:
            return raised(value, reader.read(head.parts[2]))
    return reader.build.now(reader.read(node))


def of_power(reader: Reader, node: Node, behind: Node | None) -> Term | None:
    """``\\sigma^2 I`` of a column sigma: the powers of its entries on the diagonal; None of anything else."""
    if behind is None or node.kind != "script" or node.parts[1] is not None or key_of(strip(behind)) not in ("I", "\\mathbf{I}"):
        return None
    power = strip(node.parts[2]) if node.parts[2] is not None else None
    if power is None or power.kind != "number" or node.parts[0] is None or reader.read(behind).op != "identity":
        return None
    base = reader.build.now(reader.read(node.parts[0]))
    if not base.sort.is_vector or reader.build.is_open(base):
        return None
    reader.note("diagonal", "the powers of a column's entries, on the diagonal", node.span)
    return t.diag(raised(base, reader.read(power)))


def listed(reader: Reader, node: Node, items: tuple[Node, ...]) -> Term:
    """The column with these entries; with dots, the pattern of the first item runs to the last."""
    dots = [i for i, item in enumerate(items) if item.kind == "dots"]
    if not dots:
        parts = [reader.build.scalar(reader.read(i), "an entry") for i in items]
        return reader.build.block(len(parts), 1, parts)
    if len(dots) != 1 or dots[0] != len(items) - 2:
        reader.fail(node, "unsupported", "dots need a first and a last entry around them")
    values = [reader.build.scalar(reader.read(i), "an entry") for i in (*items[: dots[0]], items[-1])]
    pattern, over = pattern_of(reader, node, values[-1])
    if not runs_through(pattern, values[:-1]):
        reader.fail(node, "unsupported", "these entries follow no pattern")
    return column(reader, pattern, over)


def pattern_of(reader: Reader, node: Node, last: Term, running: str = RUNNING) -> tuple[Term, Dimension]:
    """What stands behind dots as a function of where it stands, by the letter for that, and how far it runs."""
    ends = {a.data for a in _positions(last)}
    if len(ends) != 1:
        reader.fail(node, "unsupported", "what stands around these dots follows no pattern")
    end = ends.pop()
    over = end if isinstance(end, Dimension) else Dimension(int(end))
    return _generalise(last, t.size(over), t.index(running, over)), over


def runs_through(pattern: Term, values: Sequence[Term], running: str = RUNNING) -> bool:
    """Whether these are the pattern at 1, 2, and so on: at least the first of them."""
    return bool(values) and all(t.substitute(pattern, {running: t.number(n)}) == v for n, v in enumerate(values, 1))


def _positions(term: Term) -> list[Term]:
    own = [a for a in term.args[1:] if a.op in ("dimension", "number")] if term.op in ("entry", "member") else []
    return own + [p for a in term.args for p in _positions(a)]


def _generalise(term: Term, end: Term, running: Term) -> Term:
    """Positions that are the end become the running index."""
    args = tuple(_generalise(a, end, running) for a in term.args)
    if term.op in ("entry", "member"):
        args = (args[0], *(running if a == end else a for a in args[1:]))
    return Term(term.op, args, term.data, term.sort)


def column(reader: Reader, pattern: Term, over: Dimension) -> Term:
    """The column whose j-th entry is the pattern at j."""
    whole = _column(pattern, over)
    if whole is not None:
        return whole
    unit = t.unit(t.index(RUNNING, over), over)
    return t.summation(RUNNING, over, t.mul(pattern, unit))


def _column(pattern: Term, over: Dimension) -> Term | None:
    """The pattern without its index, where entry-by-entry operations say the same."""
    column_sort = Sort(over, ONE)
    if RUNNING not in pattern.free:
        return t.mul(pattern, t.ones(column_sort)) if pattern != t.UNIT else t.ones(column_sort)
    if pattern.op == "entry" and pattern.args[0].sort == column_sort and RUNNING not in pattern.args[0].free:
        return pattern.args[0]
    if pattern.op == "power" and pattern.args[1].op == "number":
        base = _column(pattern.args[0], over)
        exponent = pattern.args[1].data
        if base is not None and exponent.denominator == 1 and exponent > 0:
            return raised(base, pattern.args[1])
    if pattern.op in ("log", "exp"):
        inner = _column(pattern.args[0], over)
        return t.elementwise(pattern.op, inner) if inner is not None else None
    return None


def raised(base: Term, exponent: Term) -> Term:
    """A whole or half power of a column, entry by entry."""
    times = _worth(exponent)
    if times is None or times.denominator > 2 or not 0 < abs(times.numerator) <= MOST_POWER:
        raise SortError("this power of a column cannot be taken entry by entry")
    root = base if times.denominator == 1 else t.elementwise("sqrt", base)
    factor = root if times > 0 else t.elementwise("reciprocal", root)
    return factor if abs(times.numerator) == 1 else t.hadamard(*[factor] * abs(times.numerator))


def _worth(term: Term) -> Fraction | None:
    """The number that a term of numbers is."""
    inside = [_worth(a) for a in term.args]
    if term.op == "number":
        return Fraction(term.data)
    known = [value for value in inside if value is not None]
    if len(known) < len(inside) or term.op not in ("neg", "mul", "power"):
        return None
    if term.op == "power":
        return known[0] ** int(known[1]) if known[0] and known[1].denominator == 1 and abs(known[1]) <= MOST_POWER else None
    return -known[0] if term.op == "neg" else prod(known, start=Fraction(1))
