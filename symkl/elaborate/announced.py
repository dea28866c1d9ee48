"""Which names a given block declares: found before its formulas are read, so that they are parsed with all of them known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symkl.elaborate.collected import members_of
from symkl.elaborate.energies import is_energy, is_of_values
from symkl.elaborate.grouped import COMPARING, QUALITY, groups, subjects_of
from symkl.elaborate.nodes import PLACES, base_and_script, counted, first_of, items_of, key_of, letters_of, logarithm_of, places_of, strip, walk
from symkl.latex import names
from symkl.latex.names import EMPTY, Declared, NameTable
from symkl.latex.syntax import Chain, Damage, Node, Row
from symkl.patterns import pattern
from symkl.record import NamedTuple

_BOUNDING, _SAYING = (*COMPARING, "in"), (*COMPARING, "in", "succ", "succeq")
_POWERS = ("^2", "^{2}", "^{-1}")
_DECLARING = ("in", "<", "<=", ">", ">=", "!=", "succ", "succeq", "=", ":=", "sim", "colon", "proportional")
_INDEX = pattern(r"_(?:[a-z]|\\[a-z]+)")  # a script that is one small letter


def declared_names(
    rows: tuple[Row, ...], table: NameTable = EMPTY, text: str = "", beginnings: frozenset[str] = frozenset(), running: frozenset[str] = frozenset()
) -> list[Declared]:
    """The names that the rows declare, in order; those that a dimension's use declares included.

    ``\\Sigma_j \\succ 0`` and ``x_i \\sim p`` speak of the members of a family, and declare no name of their own; nor does a square that is only
    mentioned (``of variance $\\sigma^2$``), unless a line of the sheet begins with it, nor ``\\sigma_j > 0`` where sigma is declared and j runs,
    or where sigma is a column and j one of the letters for a place.
    """
    found: list[Declared] = []
    of_members: list[Declared] = []
    indices = frozenset(letter for row in rows for g in groups(row) for letter in running_letters(g[-1]))
    for row in rows:
        for chains in groups(row):
            relation = chains[-1].relations[0].text if chains[-1].relations else ""
            names_here = [d if relation in ("", "=", ":=") else _as_family(d, indices) for d in _of_group(chains)]
            found += names_here
            of_members += names_here if relation not in ("in", "=", ":=", "colon") else []
    listed_out = {d.key for d in (*found, *table.names) if d.kind in ("family", "tuple")}  # x_n speaks of every member, wherever it is said
    equal = {d for row in rows for g in groups(row) if g[-1].relations and g[-1].relations[0].text in ("=", ":=") for d in _of_group(g)}
    found = [_as_family(d, PLACES) if names.base_of(d.key) in listed_out - {d.key} and d not in equal else d for d in found]
    families = {d.key for d in (*found, *table.names) if d.kind == "family"}
    known = {d.key for d in (*found, *table.names) if d.kind == "symbol"}
    called = {d.key for d in (*found, *table.names) if d.kind in ("function", "density")}
    apart = called | {d.key for d in found if d.kind == "dimension"}
    found = [d for d in found if d not in {m for m in _equations_of_members(rows, families) if not _places(m) & apart}]
    members = {d for d in of_members if d.kind == "symbol" and "_" in d.key and names.base_of(d.key) in families and not called & _places(d)}
    members |= {d for d in of_members if d.kind == "symbol" and names.split_key(d.key)[0] in known and _places(d) and _places(d) <= running}
    entries = _entries([g for row in rows for g in groups(row)])
    said = {d for row in rows for g in groups(row) if g[-1].relations and g[-1].relations[0].text in ("in", "=", ":=") for d in _of_group(g)}
    energies = [Declared("E", "function")] if any(is_energy(g, text) for row in rows for g in groups(row)) else []
    values = {d.key for d in (*said, *table.names) if d.kind == "symbol"} - called
    energies += [Declared("H", "function")] if any(is_of_values(g, text, values) for row in rows for g in groups(row)) else []
    drawn = [Declared("p", "function")] if _draws(rows) and not any(d.key == "p" for d in (*found, *table.names)) else []
    single = {d.key for d in (*found, *table.names)}
    words = [w for row in rows for g in groups(row) for w in _words(g) if not single.issuperset(w.key)]
    marked = [d for row in rows for g in groups(row) for d in _marked(g, single)]
    powers = {d for row in rows for g in groups(row) if not g[-1].relations for d in _of_group(g) if d.key.endswith(_POWERS)}
    powers = {d for d in powers - said if d.key not in beginnings}
    compared = (_powers_of_values(rows, table) | _products_of_values(rows, single)) - said
    left_out = (members - said) | powers | compared | entries
    return [*(d for d in dict.fromkeys(found) if d not in left_out), *marked, *energies, *drawn, *words]


def _marked(group: tuple[Chain, ...], declared: set[str]) -> Iterator[Declared]:
    r"""``m^s = ..``, ``P_k^s = ..``: a letter above a name that is to be defined, where nothing of that letter is declared, is a part of the name.

    So is a word in brackets, ``\hat\beta^{(GLS)} = ..``; a letter in brackets is an index.
    """
    chain = group[-1]
    left = strip(chain.sides[0]) if isinstance(chain.sides[0], Node) else None
    above = left.parts[2] if left is not None and left.kind == "script" else None
    if left is None or above is None or not chain.relations or chain.relations[0].text not in ("=", ":="):
        return
    key = names.key_of(left)
    last = above.parts[0] if above.kind == "sum" and above.parts else above  # ``x_t^{t-1}``
    letter = last is not None and last.kind == "name" and names.key_of(last) not in declared and last.text not in ("\\pi", "e")
    if key is not None and (letter or above.kind == "group" and _is_word(strip(above)) and names.key_of(strip(above)) not in declared):
        yield Declared(key)


def _is_word(node: Node) -> bool:
    return len(node.text.strip()) > 1 and (node.kind == "text" or node.kind == "name" and node.text.isalpha())


def _products_of_values(rows: tuple[Row, ...], single: set[str]) -> set[Declared]:
    """``\\delta t > 0`` beside ``\\delta > 0``: a condition on a product, and no name of a change in t."""
    compared = (g[-1] for row in rows for g in groups(row) if g[-1].relations and g[-1].relations[0].text in COMPARING)
    nodes = (strip(n) for chain in compared for s in chain.sides[: _left_sides(chain)] if isinstance(s, Node) for n in subjects_of(s))
    return {d for n in nodes if _is_change(n) and n.parts[0] is not None and n.parts[0].text in single for d in [Declared(names.key_of(n) or "")]}


def _powers_of_values(rows: tuple[Row, ...], table: NameTable) -> set[Declared]:
    """``\\sigma^2 < 1`` beside ``\\sigma > 0``: a condition on the square of what is declared, and no second name."""
    found = [(g[-1].relations[0].text, d) for row in rows for g in groups(row) if g[-1].relations for d in _of_group(g)]
    plain = {d.key for relation, d in found if relation in {*COMPARING, "in"}} | {d.key for d in table.names if d.kind == "symbol"}
    known = {d.key for d in table.names}
    compared = {d for relation, d in found if relation in COMPARING and d.kind == "symbol" and d.key not in known}
    return {d for d in compared for power in _POWERS if d.key.endswith(power) and d.key.removesuffix(power) in plain}


def _equations_of_members(rows: tuple[Row, ...], families: set[str]) -> set[Declared]:
    r"""``u_i^2 = 1`` beside ``u_1, \dots, u_n``: a condition on every member, and no second name of one."""
    equal = [g[-1] for row in rows for g in groups(row) if g[-1].relations and g[-1].relations[0].text in ("=", ":=")]
    pairs = [(c, strip(c.sides[0])) for c in equal if isinstance(c.sides[0], Node)]
    found = {d for c, n in pairs if _base_of_power(n) is not n for d in _declared(n, c) if d.kind == "symbol"}
    return {d for d in found if names.base_of(d.key) in families and _INDEX.fullmatch(names.split_key(d.key)[1])}


def running_letters(chain: Chain) -> tuple[str, ...]:
    r"""The index that ``n = 1, \\dots, N``, ``n \\in \\{1, \\dots, N\\}`` or ``\\{x_n\\}_{n=1}^N`` declares."""
    found = running(chain)
    return (names.key_of(found[0]) or "",) if found is not None else ()


def running(chain: Chain) -> tuple[Node, Node, int] | None:
    """The index that a chain declares, its last value and its first."""
    sides = [s for s in chain.sides if isinstance(s, Node)]
    relations = [r.text for r in chain.relations]
    if len(sides) == 2 and relations in (["="], ["in"]) and names.key_of(sides[0]) is not None:
        items = items_of(sides[1])[0]
        begins = first_of(items)
        if begins is not None:
            return sides[0], items[-1], begins
    node = sides[-1] if sides else None
    found = counted(node) if node is not None and relations in ([], ["="]) else None
    return (*found[1:], 1) if found is not None else None


def _as_family(declared: Declared, indices: frozenset[str]) -> Declared:
    """``x_n``, where n runs, speaks of all members."""
    base, attached = names.split_key(declared.key)
    letters = letters_of(attached[3:-2] if attached.startswith("^{(") else attached)
    return Declared(base, "family") if declared.kind == "symbol" and letters and indices.issuperset(letters) else declared


def _places(declared: Declared) -> set[str]:
    """The letters in a name's script."""
    return set(letters_of(names.split_key(declared.key)[1]))


def _words(group: tuple[Chain, ...]) -> Iterator[Declared]:
    """``BC = ..``, ``BC(P, Q) = ..``: letters that stand side by side on the left, and that are no names of their own."""
    sides = [s for c in group for s in c.sides[:1] if isinstance(s, Node)] if group[-1].relations else []
    for node in (strip(n) for s in sides for n in subjects_of(s)):
        called = node.kind == "product" and node.parts[-1] is not None and node.parts[-1].kind == "group" and node.parts[-1].text == "()"
        parts = node.parts[:-1] if called else node.parts
        letters = [p for p in parts if p is not None and p.kind == "name" and len(p.text) == 1 and p.text.isalpha()]
        beside = all(a.span.end == b.span.start for a, b in zip(letters, node.parts[1:] if called else letters[1:], strict=False) if b is not None)
        if node.kind == "product" and len(letters) == len(parts) > 1 and beside:
            yield Declared("".join(p.text for p in letters), "function" if called else "symbol")


def _draws(rows: tuple[Row, ...]) -> bool:
    """Whether a variable is drawn from a normal law: p is then the letter of its density."""
    return any(c.relations and c.relations[0].text == "sim" and _is_normal(c) for row in rows for c in row.chains)


def _of_group(chains: tuple[Chain, ...]) -> list[Declared]:
    last = chains[-1]
    sides = [s for c in chains[:-1] for s in c.sides] + list(last.sides[: _left_sides(last)])
    nodes = [n for s in sides if isinstance(s, Node) for n in subjects_of(s) if not _is_space(n)]
    found = [_dimension(n) for s in last.sides if isinstance(s, Node) for n in _sizes(s)]
    for item in listed(nodes):
        if isinstance(item, Family):
            found.append(Declared(base_of(item.last) or "", "family"))
        else:
            found += _declared(item, last)
    if last.relations and last.relations[0].text in ("=", ":="):
        found += _entries_named(last)
    if last.relations and last.relations[0].text == QUALITY:  # the rows x_i of a matrix
        layouts = [s for s in last.sides[1:] if isinstance(s, Node) and s.text in ("rows", "columns")]
        parts = [n for s in layouts for part in s.parts if part is not None for n in walk(part)]
        found += [Declared(script[0], "family") for script in map(base_and_script, parts) if script is not None and not script[2][0].isdigit()]
    return found


def _is_space(node: Node) -> bool:
    r"""Whether a space stands alone, ``two vectors in $\mathbb{R}^n$``: it says how large something is, and names nothing."""
    return names.key_of(node.parts[0] if node.kind == "script" and node.parts[0] is not None else node) == "\\mathbb{R}"


def _left_sides(chain: Chain) -> int:
    """How many sides may hold new names: the first one, and the middle of ``0 < a < 1``."""
    if not chain.relations:
        return 1
    return 2 if len(chain.relations) > 1 and chain.relations[0].text in ("<", "<=") else 1


class Family(NamedTuple):
    """``x_1, \\dots, x_N``."""

    first: Node
    last: Node


def listed(nodes: Sequence[Node]) -> list[Node | Family]:
    """The nodes, with what stands around dots taken together."""
    found: list[Node | Family] = []
    at = 0
    while at < len(nodes):
        node = nodes[at]
        if node.kind == "dots" and found and at + 1 < len(nodes):
            last, first = nodes[at + 1], node
            while found and isinstance(before := found[-1], Node) and _running(before) is not None and _running(before) == _running(last):
                first = before
                found.pop()
            found.append(Family(first, last))
            at += 1
        else:
            found.append(node)
        at += 1
    return found


def _running(node: Node) -> tuple[str, str] | None:
    """The base of what runs through dots, and whether it lies there as a row."""
    inner = node.parts[0] if node.kind == "transpose" else node
    base = base_of(inner) if inner is not None else None
    return (base, node.kind) if base is not None and node.kind == "transpose" else (base, "") if base is not None else None


def base_of(node: Node) -> str | None:
    """The base of a name with an index, as the key that will be known."""
    if node.kind == "name" and len(node.parts) == 2 and node.parts[0] is not None:
        return names.key_of(node.parts[0])
    if node.kind == "script" and node.parts[0] is not None:
        return names.key_of(node.parts[0])
    if node.kind == "over" and node.parts[0] is not None:
        inner = base_of(node.parts[0])
        return names.accented(node.text, inner) if inner else None
    return None


def _declared(node: Node, chain: Chain) -> list[Declared]:
    node = strip(node)
    relation = chain.relations[0].text if chain.relations else ""
    if node.kind in ("number", "dots", "empty", "sum", "fraction") or relation and relation not in _DECLARING:
        return []
    if node.kind == "group" and node.parts and node.parts[0] is not None and node.parts[0].kind == "items":
        return [d for p in node.parts[0].parts if p is not None for d in _declared(p, chain)] if relation == "sim" else []
    if node.kind == "prime" and relation == "=" and isinstance(chain.sides[1], Node) and chain.sides[1].kind == "transpose":
        return []
    if relation in ("=", ":="):
        node = logarithm_of(node) or _base_of_power(node)
    if relation == "sim" and node.kind in ("items", "matrix"):
        return [d for p in node.parts if p is not None for d in _declared(p, chain)]
    found = [Declared(k, "function") for k in _drawn_from(chain)] if relation == "sim" else []
    called = names.function_of(node)
    key = names.key_of(node)
    if node.kind == "text":
        return [*found, Declared("".join(node.text.split()), "symbol")]
    if node.kind == "operator" and node.text not in ("kl", "entropy"):
        return found
    if key is None or node.kind in ("transpose", "product") and called is None and not (relation in {"in", *COMPARING} and _is_change(node)):
        return found
    if called is not None:
        return [*found, Declared(key, "function", called.spelling)] if called.kind in ("name", "over", "star", "prime") else found
    spelling = node.spelling if node.kind in ("name", "operator") else ""
    kind = "function" if relation == "colon" or relation in ("=", ":=") and _is_normal(chain) else "symbol"
    return [*found, Declared(key, kind, "" if spelling == key else spelling)]


def _is_change(node: Node) -> bool:
    """``\\delta\\theta \\in \\mathbb{R}``: one name, as no product is said to lie somewhere."""
    first = node.parts[0] if node.parts else None
    return node.kind == "product" and len(node.parts) == 2 and first is not None and first.text in ("\\delta", "\\Delta")


def _base_of_power(node: Node) -> Node:
    """The name in ``\\sigma^2``, ``S^{-1}``, ``\\frac{1}{\\sigma^2}``."""
    if node.kind == "fraction" or node.kind == "product" and node.text == " /":
        above, below = node.parts[0], node.parts[1]
        return _base_of_power(strip(below)) if above is not None and below is not None and strip(above).text == "1" else node
    above = node.parts[2] if node.kind == "script" else None
    return node.parts[0] or node if node.kind == "script" and (above is None or above.kind != "text") else node


def _is_normal(chain: Chain) -> bool:
    side = chain.sides[1] if len(chain.sides) > 1 else None
    return isinstance(side, Node) and side.kind == "operator" and side.text == "normal"


def _drawn_from(chain: Chain) -> list[str]:
    side = chain.sides[1]
    if isinstance(side, Damage):
        return []
    key = names.key_of(side)
    return [key] if key else []


def _sizes(node: Node) -> Iterator[str]:
    r"""The names of dimensions in ``\mathbb{R}^{n \times d}`` and ``\{1, \dots, K\}``."""
    if node.kind == "transpose" and node.text == "T" and node.parts[0] is not None and names.key_of(node.parts[0]) == "\\mathbb{R}":
        yield "T"
    if node.kind == "script" and node.parts[0] is not None and names.key_of(node.parts[0]) == "\\mathbb{R}" and node.parts[2] is not None:
        yield from (p for p in places_of(node.parts[2]) or () if not p.isdigit())


def _dimension(key: str) -> Declared:
    return Declared(key, "dimension")


def _entries_named(chain: Chain) -> list[Declared]:
    """``\\theta = (\\theta_1, \\dots, \\theta_d)^T`` makes theta a tuple; blocks in a matrix become names where they are none yet."""
    right = chain.sides[1]
    if isinstance(right, Damage):
        return []
    inner = right.parts[0] if right.kind == "transpose" else right
    if inner is None:
        return []
    nodes = members_of(inner)
    if inner.kind == "group" and inner.parts and inner.parts[0] is not None and inner.parts[0].kind == "items":
        nodes = tuple(p for p in inner.parts[0].parts if p is not None)
    parts = inner.parts if inner.kind == "matrix" else nodes
    return [*(Declared(base_of(f.last) or "", "tuple") for f in listed(nodes) if isinstance(f, Family)), *_in_another_font(chain.sides[0], parts)]


def _in_another_font(left: Node | Damage, parts: Sequence[Node | None]) -> Iterator[Declared]:
    r"""``\mathbf{x} = (x, y)^T``: an entry with the letter of the column is another name."""
    if not isinstance(left, Node) or left.kind != "name":
        return
    for part in parts:
        entry = strip(part) if part is not None else None
        if entry is not None and entry.kind == "name" and entry.text == left.text and entry.spelling != left.spelling:
            yield Declared(entry.text, "symbol", entry.spelling)


def _entries(given: list[tuple[Chain, ...]]) -> set[Declared]:
    r"""``\\sigma_j > 0``, ``x_i \\in (0, 1)``: names of entries of what is declared as a column or a matrix beside them."""
    columns = {d.key for g in given if _is_of_columns(g[-1]) for d in _of_group(g)}
    said = [d for g in given if g[-1].relations and g[-1].relations[0].text in _BOUNDING and not _is_of_columns(g[-1]) for d in _of_group(g)]
    return {d for d in said if d.kind == "symbol" and names.split_key(d.key)[0] in columns and _places(d) and _places(d) <= PLACES}


def open_letters(group: tuple[Chain, ...]) -> frozenset[str]:
    """The letters for places in the names of which a relation says something for every place."""
    if not group[-1].relations or group[-1].relations[0].text not in _SAYING:
        return frozenset()
    scripts = (base_and_script(n) for c in group for s in c.sides if isinstance(s, Node) for n in walk(s))
    return PLACES.intersection(letter for script in scripts if script is not None for letter in script[2])


def _is_of_columns(chain: Chain) -> bool:
    r"""``\sigma \in \mathbb{R}^d``."""
    side = chain.sides[-1] if [r.text for r in chain.relations] == ["in"] else None
    power = strip(side) if isinstance(side, Node) else None
    return power is not None and power.kind == "script" and key_of(power.parts[0]) == "\\mathbb{R}" and power.parts[2] is not None
