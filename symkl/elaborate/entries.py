"""Vectors whose entries have names, and matrices whose blocks have names."""

from __future__ import annotations

from symkl.elaborate.announced import Family, listed
from symkl.elaborate.collected import members_of
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.nodes import base_and_script, items_of, split_bar, strip, template_of
from symkl.elaborate.scope import Entry, ReadingError
from symkl.elaborate.stacked import defines_matrix
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.sort import ONE, SCALAR, Sort, SortError, dimension
from symkl.kernel.term import Term
from symkl.latex.syntax import Node
from symkl.report import Diagnostic


def names_entries(to: Declarer, key: str, left: Node, right: Node, entry: Entry | None) -> bool:
    """``\\theta = (\\theta_1, \\theta_2)^T``, ``x = (x_1, \\dots, x_N)``, a column of block names."""
    inner = right.parts[0] if right.kind == "transpose" else right
    if inner is None:
        return False
    items: tuple[Node, ...] = ()
    if inner.kind == "group" and inner.text in ("()", "[]"):
        found, separators = items_of(inner)
        items = found if len(found) > 1 and set(separators) <= {","} else ()
    elif inner.kind == "matrix" and 1 in tuple(map(int, inner.text.split())):
        items = tuple(p for p in inner.parts if p is not None)
    elif entry is None or entry.kind == "announced":  # a set of members is no matrix: it does not tell how they lie in it
        items = members_of(inner)
    if not items or entry is not None and entry.name in to.env.definitions:
        return False
    families = [f for f in listed(items) if isinstance(f, Family)]
    if families and defines_matrix(to, key, left, right, families[0], entry):
        return True
    if families:
        return _running_entries(to, key, left, families[0], entry)
    if any(to.key(i) is None or i.kind not in ("name", "over", "prime", "star") for i in items) or _columns(to, inner, items):
        return False
    _tuple(to, key, left, items, entry, right.kind == "matrix")
    return True


def _running_entries(to: Declarer, key: str, left: Node, family: Family, entry: Entry | None) -> bool:
    script, first = base_and_script(family.last), base_and_script(family.first)
    if script is None or first is not None and len(first[2]) != len(script[2]):
        raise ReadingError("unsupported-declaration", "these dots follow no pattern", family.last.span)
    template = template_of(first[2], script[2]) if first is not None else tuple(None for _ in script[2])
    if template.count(None) != 1:
        raise ReadingError("unsupported-declaration", "these dots follow no pattern", family.last.span)
    known = next((e for e in to.env.families(script[0], script[1], len(template)) if e.template == template), None)
    if known is not None and known.sort.over:
        if known.key == key:
            return True
        if entry is None or entry.kind == "announced":
            to.env.entries[key] = known
            return True
        raise ReadingError("unsupported-declaration", "a matrix whose rows are members of a family cannot be read", left.span)
    if known is not None and (known.key == key or known.base == key):
        return True
    over = to.range(script[2][template.index(None)], family.last)
    if entry is not None and not to.shapes.same(entry.sort, Sort(over, ONE)):
        raise SortError(f"{key} is declared in {to.shapes.sort(entry.sort)}, and has {over} entries")
    if known is not None:
        _collects(to, key, known, entry)
        return True
    made = entry or to.enter(key, left, Sort(over, ONE))
    vector = Entry(key, made.name, "family", Sort(over, ONE), base=script[0], script=script[1], template=template, given=to.given,
                   span=left.span, latex=made.latex)  # fmt: skip
    to.env.declare(vector)
    return True


def _collects(to: Declarer, key: str, known: Entry, entry: Entry | None) -> None:
    """The vector of a declared family's members: another name of the same, unless something has been said of that name already."""
    if entry is None or entry.given == to.given and not is_spoken_of(to, entry):
        to.env.entries[key] = known._replace(key=key)
        if entry is not None:
            to.env.symbols.pop(entry.name, None)
    else:
        to.env.define(Definition(entry.name, (), t.symbol(known.name, known.sort), "given"))


def is_spoken_of(to: Declarer, entry: Entry) -> bool:
    """Whether a declaration of more than its sort rests on a name."""
    made = [d.body for d in to.env.definitions.values()]
    said = [side for fact in to.env.facts for side in fact if isinstance(side, Term)]
    return to.env.is_random(entry.key) or any(entry.name in term.free for term in (*made, *said))


def _tuple(to: Declarer, key: str, left: Node, items: tuple[Node, ...], entry: Entry | None, blocks: bool) -> None:
    keys = []
    for item in items:
        item_key = to.key(item) or ""
        if item_key not in to.env.entries:
            unique = to.names.unique(item_key, to.given)
            to.enter(item_key, item, Sort(to.shapes.fresh(unique + ".r"), ONE) if blocks and not _scalars(entry, len(items)) else SCALAR)
        keys.append(item_key)
    reader = to.reader()
    parts = [reader.read(i) for i in items]
    try:
        block = reader.build.block(len(parts), 1, parts)
    except SortError:
        to.diagnostics.append(_opaque(left))
        return
    if entry is not None and entry.kind == "value" and not to.shapes.same(entry.sort, block.sort):
        raise SortError(f"{key} is declared in {to.shapes.sort(entry.sort)}, and has entries that make a {to.shapes.sort(block.sort)}")
    made = Entry(key, to.names.unique(key, to.given), "tuple", reader.build.now(block).sort, block, template=tuple(keys), given=to.given,
                 span=left.span, latex=to.printed(left))  # fmt: skip
    if entry is not None and entry.given == to.given:
        to.env.symbols.pop(entry.name, None)
    to.env.declare(made)


def _columns(to: Declarer, inner: Node, items: tuple[Node, ...]) -> bool:
    """Whether a matrix of one row holds declared columns: they stand beside each other, and make no vector."""
    known = [to.env.entries.get(to.key(i) or "") for i in items]
    return inner.kind == "matrix" and inner.text.split()[0] == "1" and any(e is not None and not to.shapes.sort(e.sort).is_scalar for e in known)


def _scalars(entry: Entry | None, count: int) -> bool:
    return entry is not None and entry.sort.rows == dimension(count)


def _opaque(left: Node) -> Diagnostic:
    message = "the entries of this tuple have different shapes: it is no vector, and cannot stand in a formula"
    return Diagnostic("tuple-of-shapes", message, left.span, "note")


def name_blocks(to: Declarer, entry: Entry, right: Node) -> bool:
    """``\\Lambda = (\\Lambda_{aa} ..)`` behind a definition of Lambda names its blocks, as large as those of what it is made of."""
    matrix = right.parts[0] if right.kind == "group" and right.parts and right.parts[0] is not None else right
    if matrix is None or matrix.kind != "matrix":
        return False
    rows, cols = map(int, matrix.text.split())
    grid = _grid_of(to, to.env.definitions[entry.name].body)
    if grid is None or len(grid) != rows or rows != cols or any(p is None or to.key(p) is None for p in matrix.parts):
        return False
    whole = t.symbol(entry.name, to.shapes.sort(entry.sort))
    for place, part in enumerate(matrix.parts):
        assert part is not None
        row, column = divmod(place, cols)
        body = t.mul(t.transpose(_selector(grid, row)), whole, _selector(grid, column))
        known = to.env.entries.get(to.key(part) or "")
        if known is not None and known.given == to.given and not to.shapes.same(known.sort, body.sort):
            raise SortError(f"the block {known.key} does not fit")
        made = to.enter(to.key(part) or "", part, body.sort)
        to.env.define(Definition(made.name, (), body, "given"))
    return True


def _grid_of(to: Declarer, body: Term) -> tuple[t.Dimension, ...] | None:
    """The heights of the blocks of the first block matrix that a definition rests on."""
    for sub in t.subterms(body):
        if sub.op == "block" and sub.data[0] == sub.data[1] and sub.data[0] > 1:
            return tuple(to.shapes.dimension(sub.args[i * sub.data[1]].sort.rows) for i in range(sub.data[0]))
        definition = to.env.definitions.get(sub.data) if sub.op == "symbol" else None
        if definition is not None:
            return _grid_of(to, definition.body)
    return None


def _selector(grid: tuple[t.Dimension, ...], place: int) -> Term:
    """The columns of the identity that belong to one block."""
    width = grid[place]
    return t.block(len(grid), 1, *(t.identity(h) if i == place else t.zero(Sort(h, width)) for i, h in enumerate(grid)))


def is_law_of_entries(to: Declarer, right: Node, named: list[str | None]) -> bool:
    r"""``\prod_i \mathcal{N}(a_i \mid m_i, s_i^2)``: the density of a vector by the laws of its entries, whatever it is called."""
    body = strip(right.parts[2]) if right.kind == "big" and right.text == "product" and right.parts[2] is not None else right
    if body is right or body.kind != "operator" or body.text != "normal" or len(named) != 1 or named[0] not in to.env.entries:
        return False
    before, behind = split_bar(body.parts[2])
    script = base_and_script(strip(before[0]))
    return behind is not None and len(before) == 1 and script is not None and script[0] == named[0]
