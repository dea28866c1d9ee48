"""Sorts as they are printed behind the element sign, and names that are declared by them."""

from __future__ import annotations

from symkl.elaborate.nodes import first_of, items_of, key_of, shape, strip
from symkl.elaborate.scope import Entry, Environment, Names, ReadingError
from symkl.elaborate.sorts import Shapes
from symkl.kernel.sort import ONE, SCALAR, Dimension, Sort, dimension
from symkl.latex.syntax import Node
from symkl.record import NamedTuple


class Domain(NamedTuple):
    """What stands behind the element sign: a sort, the natural numbers, or the values of an index; with conditions."""

    kind: str  # "value", "natural", "index", "bit" (0 or 1: an index less one), "sign" (-1 or 1)
    sort: Sort = SCALAR
    sign: str = ""  # how its values compare with 0; "+" where it may mean > 0 or >= 0
    definite: str = ""  # "succ", "succeq", or "=" of symmetric matrices
    between: tuple[tuple[str, Node], ...] = ()  # of an interval how its values compare with the ends that are finite
    first: int = 1  # the least value of an index


def domain(env: Environment, names: Names, given: int, node: Node) -> Domain:
    r"""``\mathbb{R}^{n \times d}``, ``\mathbb{N}``, ``\{1, \dots, K\}``, ``(0, 1)``."""
    node = strip(node)
    key = key_of(node)
    if key in ("\\mathbb{R}", "\\mathbb{N}", "\\mathbb{Z}", "\\mathbf{R}", "\\Re"):
        return Domain("natural" if key == "\\mathbb{N}" else "value")
    if _signed(node) == "p1":  # of the braces around one thing nothing is left
        return Domain("sign")
    if node.kind == "group" and node.text == "{}":
        return _values(env, names, given, node)
    if node.kind == "group" and node.text in _INTERVALS and len(items_of(node)[0]) == 2:
        return Domain("value", SCALAR, "", "", _ends(node))
    if node.kind == "transpose" and key_of(node.parts[0]) == "\\mathbb{R}":
        return Domain("value", Sort(size(env, names, given, Node("name", node.span, node.text.strip("\\"))), ONE))
    base, sub, sup = _scripted(node)
    if base == "\\mathbb{N}" and all(n is None or _sign(n) in (">", "+") for n in (sub, sup)):
        return Domain("natural")
    if base == "\\mathbb{R}" and (sup is None or _is_plus(sup)):
        from_nought = sub is not None and sup is not None and sub.text == "0"
        return Domain("value", SCALAR, ">=" if from_nought else _sign(sub) or _sign(sup))
    if base in ("\\mathbb{R}", "\\mathbb{S}") and sup is not None:
        sides = [size(env, names, given, n) for n in _shape_nodes(sup)]
        if base == "\\mathbb{S}" and _sign(sub) in _DEFINITE:
            return Domain("value", Sort(sides[0], sides[0]), "", _DEFINITE[_sign(sub)])
        if base == "\\mathbb{R}" and len(sides) <= 2:
            return Domain("value", Sort(sides[0], sides[1] if len(sides) == 2 else ONE), _sign(sub))
    raise ReadingError("unsupported-set", "this set cannot be read; write for example \\mathbb{R}^d", node.span)


_INTERVALS = {"()": (">", "<"), "[]": (">=", "<="), "(]": (">", "<="), "[)": (">=", "<")}


def _ends(interval: Node) -> tuple[tuple[str, Node], ...]:
    """The ends of an interval that are numbers, each with the relation of its values to it."""
    lower, upper = map(strip, items_of(interval)[0])
    below, above = _INTERVALS[interval.text]
    first = () if shape(lower) == "sum:-(\\infty)" else ((below, lower),)
    return first if shape(upper) in ("\\infty", "sum:+(\\infty)") else (*first, (above, upper))


def _scripted(node: Node) -> tuple[str | None, Node | None, Node | None]:
    if node.kind == "script":
        base = node.parts[0]
        inner, sub, _ = _scripted(base) if base is not None else (None, None, None)
        return inner or key_of(base), node.parts[1] or sub, node.parts[2]
    if node.kind == "name" and len(node.parts) == 2:
        return key_of(node.parts[0]), node.parts[1], None
    return key_of(node), None, None


def factors_of(node: Node) -> tuple[Node, ...]:
    r"""The factors of ``\mathbb{R}^d \times \mathbb{R}^k``; of any other set itself."""
    inner = strip(node)
    parts = tuple(p for p in inner.parts if p is not None)
    return parts if inner.kind == "product" and len(parts) > 1 and set(inner.text[1:]) <= set("x*") else (node,)


_DEFINITE = {"": "=", "+": "succeq", ">": "succ", ">=": "succeq"}


def _is_plus(node: Node) -> bool:
    return "+" in (node.text if node.kind in ("text", "sum", "name") else "")


def _sign(node: Node | None) -> str:
    r"""How the values compare with 0 by what is printed at a set: ``_{\geq 0}``, ``_{++}``; "+" of a single plus, which authors print for both."""
    if node is None:
        return ""
    if node.kind == "text" and node.text in ("+", "++"):
        return node.text if node.text == "+" else ">"
    nought = node.parts[1] if node.kind == "relation" and len(node.parts) == 2 and node.parts[0] is None else None
    relation = {"succ": ">", "succeq": ">="}.get(node.text, node.text)
    if nought is None or nought.text != "0" or nought.kind != "number" or relation not in (">", ">=", "<", "<=", "!="):
        raise ReadingError("unsupported-set", "what this leaves out of the set is not understood; declare it as a condition", node.span)
    return relation


def _shape_nodes(sup: Node) -> list[Node]:
    sup = strip(sup)
    if sup.kind == "product" and any(m in "x*" for m in sup.text[1:]):
        runs: list[list[Node]] = [[]]
        for mark, part in zip(sup.text, sup.parts, strict=True):
            if mark in "x*" and runs[-1]:
                runs.append([])
            if part is not None:
                runs[-1].append(part)
        return [r[0] if len(r) == 1 else Node("product", sup.span, " " * len(r), tuple(r)) for r in runs]
    return [sup]


def size(env: Environment, names: Names, given: int, node: Node) -> Dimension:
    """A dimension: a number, a name (declared by this use), a sum of them, a multiple of one."""
    node = strip(node)
    if node.kind == "number" and node.text.isdigit() and int(node.text) > 0:
        return dimension(int(node.text))
    if node.kind == "sum" and set(node.text) <= {"+"}:
        total = Dimension(0)
        for part in node.parts:
            if part is not None:
                total += size(env, names, given, part)
        return total
    if node.kind == "product" and len(node.parts) == 2 and node.parts[0] is not None and node.parts[1] is not None and node.parts[0].kind == "number":
        one = size(env, names, given, node.parts[1])
        return Dimension(one.constant * int(node.parts[0].text), tuple(sorted(one.names * int(node.parts[0].text))))
    key = key_of(node)
    if key is None:
        raise ReadingError("unsupported-set", "this dimension cannot be read", node.span)
    return declare_dimension(env, names, given, key, node)


def declare_dimension(env: Environment, names: Names, given: int, key: str, node: Node) -> Dimension:
    """A dimension's name, declared by being used."""
    entry = env.entries.get(key)
    if entry is not None and entry.kind not in ("dimension", "announced"):
        fixed = env.definitions.get(entry.name)
        if fixed is not None and fixed.body.op == "number":
            return dimension(int(fixed.body.data))
        raise ReadingError("dimension-or-value", f"{key} is declared as a value, and stands for a dimension here", node.span)
    if entry is None:
        entry = Entry(key, names.unique(key, given), "dimension", given=given, span=node.span, latex=key)
        env.declare(entry)
    return dimension(entry.name)


def _signed(item: Node) -> str:
    r"""``-1``, ``+1`` and ``\pm 1``, as they are printed; 1 alone is ``+1``."""
    if item.kind == "number":
        return "+" + item.text
    return item.text + item.parts[0].text if item.kind == "sum" and len(item.parts) == 1 and item.parts[0] is not None else ""


def _values(env: Environment, names: Names, given: int, node: Node) -> Domain:
    r"""``\{1, \dots, K\}``."""
    items, _ = items_of(node)
    first = first_of(items)
    if first is not None:
        return Domain("index", Sort(over=(size(env, names, given, items[-1]),)), first=first)
    if items and all(i.kind == "number" for i in items) and [i.text for i in items] == [str(n + 1) for n in range(len(items))]:
        return Domain("index", Sort(over=(dimension(len(items)),)))
    if [i.text for i in items if i.kind == "number"] == ["0", "1"] and len(items) == 2:
        return Domain("bit", Sort(over=(dimension(2),)))
    if [_signed(i) for i in items] in (["-1", "+1"], ["+1", "-1"]):
        return Domain("sign")
    raise ReadingError("unsupported-set", "only sets of the form \\{1, \\dots, K\\} can be read", node.span)


def unknown_square(shapes: Shapes, name: str) -> Sort:
    """A square matrix of a size still to be found."""
    side = shapes.fresh(name + ".n")
    return Sort(side, side)
