"""Sums, products over an index, and integrals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from symkl.elaborate import entrywise, implicit, indicators, unindexed
from symkl.elaborate.excluded import Comparison, comparison, held_against, pair_of, runs_over_both, without_ends
from symkl.elaborate.nodes import arguments_key, base_and_script, items_of, key_of, letters_of, member_of, places_of, strip, walk
from symkl.elaborate.reach import parted
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Entry
from symkl.elaborate.within import between
from symkl.kernel import term as t
from symkl.kernel.sort import ONE, SCALAR, Dimension, dimension
from symkl.kernel.term import Term
from symkl.latex import names as spelling
from symkl.latex.names import split_key
from symkl.latex.syntax import Node

MOST_MEMBERS = 8  # of a sum over names that are declared one by one


def big(reader: Reader, node: Node) -> Term:
    """A sum or product over an index, or an integral."""
    if node.text == "integral":
        return integral(reader, node)
    whole = parted(reader, node)
    if whole is not node:
        return reader.read(whole)
    lower, upper, body = node.parts[0], node.parts[1], node.parts[2]
    if body is None:
        reader.fail(node, "unsupported", "a sum needs its index below and something behind it")
    if lower is None:
        alone = upper is None and node.text == "sum" and not unindexed.letters_of(reader, body, _families_over)
        entries = entrywise.summed(reader, body) if alone else None
        return entries if entries is not None else _single(reader, node, unindexed.index_of(reader, node, body, _families_over), upper, body)
    items, separators = items_of(lower)
    held = held_against(items)
    if held is not None:
        return _single(reader, node, items[0], upper, body, held)
    pair = pair_of(items, separators)
    if pair is not None:
        return _single(reader, node, pair.node, upper, body, pair)
    if len(items) > 1 and set(separators) == {","}:
        return _nested(reader, node, items, upper, body)
    if lower.kind == "product" and _are_letters(reader, lower):
        return _nested(reader, node, tuple(p for p in lower.parts if p is not None), upper, body)
    inner, upper = without_ends(lower, upper)
    compared = comparison(inner)
    return _single(reader, node, inner, upper, body, compared._replace(running=2) if compared is not None and inner is not lower else compared)


def _are_letters(reader: Reader, lower: Node) -> bool:
    r"""``\sum_{ij}``: two indices side by side, none of them a declared value."""
    keys = [key_of(part) for part in lower.parts]
    kinds = {reader.env.entries[k].kind for k in keys if k is not None and k in reader.env.entries}
    return not lower.text.strip() and all(k is not None and k.isalpha() for k in keys) and kinds <= {"index"}


def _nested(reader: Reader, node: Node, items: tuple[Node, ...], upper: Node | None, body: Node) -> Term:
    inner = body
    for item in reversed(items[1:]):
        inner = Node("big", node.span, node.text, (item, upper, inner))
    return _single(reader, node, items[0], upper, inner, comparison(items[0]))


def _single(reader: Reader, node: Node, lower: Node, upper: Node | None, body: Node, compared: Comparison | None = None) -> Term:
    start: Term | None = None
    lower, upper = between(reader, lower, upper)
    variable: Node | None = strip(lower)
    if compared is not None and runs_over_both(reader, compared, body):
        return _single(reader, node, compared.other, upper, Node("big", node.span, node.text, (lower, upper, body)))
    if lower.kind == "relation":
        variable = lower.parts[0]
        if lower.text == "=" and lower.parts[1] is not None:
            start = reader.read(lower.parts[1])
        elif compared is None:
            reader.fail(lower, "unsupported", "the bounds of this sum cannot be read")
    key = key_of(variable)
    if key is None or variable is None:
        reader.fail(lower, "unsupported", "the index of this sum cannot be read")
    over, end = _range(reader, node, key, lower, upper, body)
    name = _bound_name(reader, key)
    _check_names(reader, key, body)
    discrete = reader.env.entries.get(key) if _is_discrete(reader, key) else None
    place: Term = t.index(name, over)
    if start is not None and start.op == "zero" and discrete is None and end == t.add(t.size(over), t.MINUS):
        start, end, place = t.UNIT, t.size(over), t.sub(place, t.UNIT)  # from 0 to n - 1: as many as from 1 to n
    with bound(reader, key, discrete.term if discrete is not None and discrete.term is not None else place):
        inside = reader.build.now(reader.read(body))
    if discrete is not None and discrete.term is not None:
        start, end = None if start is None else _place(reader, lower, start), _place(reader, lower, end) if upper is not None else end
    inside = reader.env.see_through(inside, frozenset((name,)))
    if compared is not None:
        if start not in (None, t.UNIT) or end != t.size(over):
            reader.fail(lower, "unsupported", "the bounds of this sum cannot be read beside what its index is compared with")
        return compared.restricts(name, over, inside, reader, node.text)
    places = _places(over, start or t.UNIT, end)
    if places and implicit.speaks_of_names(inside, name):
        parts = [implicit.at_place(inside, name, i) for i in places]
        return reader.build.add(parts) if node.text == "sum" else t.mul(*parts)
    if (start is None or start == t.UNIT) and end == t.size(over):
        return t.summation(name, over, inside) if node.text == "sum" else t.product(name, over, reader.build.scalar(inside, "a product"))
    if node.text != "sum":
        return t.product_between(name, over, start or t.UNIT, end, reader.build.scalar(inside, "a product"))
    return t.sum_between(name, over, start or t.UNIT, end, inside)


def _places(over: Dimension, start: Term, end: Term) -> range:
    """The members of a sum over a few, whose bounds are numbers."""
    if over.names or over.constant > MOST_MEMBERS or start.op != "number" or start.data < 1:
        return range(0)
    last = over.constant if end.op == "dimension" else int(end.data) if end.op == "number" else 0
    return range(int(start.data), last + 1) if last <= over.constant else range(0)


def _place(reader: Reader, node: Node, value: Term) -> Term:
    """The place of a value among those of a variable that is 0 or 1."""
    if value.op == "zero":
        return t.UNIT
    if value.op != "number":
        reader.fail(node, "unsupported", "the bounds of a sum over 0 and 1 are these numbers")
    return t.number(value.data + 1)


def _check_names(reader: Reader, key: str, body: Node) -> None:
    """A name that is declared whole does not run with an index in its subscript: that would sum a constant."""
    for node in walk(body):
        _check_call(reader, key, node)
        name = node.text if node.kind == "name" else spelling.key_of(node) or "" if node.kind == "script" else ""
        base, attached = split_key(name)
        if not attached or key not in letters_of(attached):
            continue
        entry = reader.env.entries.get(name)  # a function's parameter is none
        if name in reader.local or entry is not None and entry.kind not in ("family", "indexed", "function"):
            message = f"{name} is declared as one name, and the sum over {key} would not change it"
            reader.fail(node, "index-of-no-family", message, f"declare ${base}_1, \\dots, {base}_N$")


def _check_call(reader: Reader, key: str, node: Node) -> None:
    r"""``\gamma(z_{nk})`` that is declared as one value is none that runs with n."""
    head, group = spelling.function_of(node), node.parts[-1] if node.parts else None
    if head is None or group is None:
        return
    name = (key_of(head) or "") + arguments_key(group)
    names = (n.text if n.kind == "name" else spelling.key_of(n) or "" for n in walk(group) if n.kind in ("name", "script"))
    runs = any(n == key or key in letters_of(split_key(n)[1]) for n in names)
    if name in reader.env.entries and runs and reader.env.entries[name].kind not in ("family", "indexed", "function"):
        message = f"{name} is declared as one value, and the sum over {key} would not change it"
        reader.fail(node, "index-of-no-family", message, f"declare ${key_of(head)}_1, \\dots, {key_of(head)}_N$")


def _bound_name(reader: Reader, key: str) -> str:
    """The name a sum binds: a discrete variable's own; never that of a declared value, which definitions may speak of."""
    if _is_discrete(reader, key):
        return reader.env.entries[key].name
    return t.fresh(key, set(reader.env.symbols)) if key in reader.env.symbols else key


def _is_discrete(reader: Reader, key: str) -> bool:
    entry = reader.env.entries.get(key)
    return entry is not None and entry.kind == "index"


@contextmanager
def bound(reader: Reader, key: str, term: Term) -> Iterator[None]:
    """A name bound while its body is read."""
    before = reader.local.get(key)
    reader.local[key] = term
    try:
        yield
    finally:
        if before is None:
            del reader.local[key]
        else:
            reader.local[key] = before


def _range(reader: Reader, node: Node, key: str, lower: Node, upper: Node | None, body: Node) -> tuple[Dimension, Term]:
    """The index's range and the printed upper bound: from the bound, from the index's declaration, or from a family in the body."""
    families = _families_over(reader, key, body)
    declared = reader.env.entries.get(key)
    if declared is not None and declared.kind == "index":
        families = families or [declared.sort.over[0]]
    if upper is None:
        if not families or key in reader.env.starts:
            reader.fail(lower, "sum-without-bounds", f"the range of {key} does not follow from a declared family")
        return families[0], t.size(families[0])
    printed = _bound_at(reader, strip(upper), families)
    if printed.op == "dimension" and (not families or printed.data == families[0]):
        return printed.data, printed
    if printed.op == "number" and not families:
        return dimension(int(printed.data)), printed
    if not families and (over := _dimension_in(printed)) is not None:
        return over, printed
    if not families:
        reader.fail(upper, "unsupported", "the upper bound of this sum is no declared dimension")
    return families[0], printed


def _dimension_in(bound_: Term) -> Dimension | None:
    """The dimension in ``n - 1``: how far an index may run that ends before it."""
    parts = bound_.args if bound_.op == "add" else ()
    sizes = [p.data for p in parts if p.op == "dimension"]
    steps = [p.data for p in parts if p.op == "number"]
    return sizes[0] if len(sizes) == 1 and len(parts) == 2 and steps == [-1] else None


def _bound_at(reader: Reader, upper: Node, families: list[Dimension]) -> Term:
    """The upper bound of a sum: a value, or where a letter that nothing declares stands in it, an index of the family."""
    letters = {k: n for n in walk(upper) for k in [key_of(n)] if n.kind == "name" and k is not None}
    free = [k for k in letters if k not in reader.local and k not in reader.env.entries and k.isalpha()]
    if len(free) != 1 or len(families) != 1:
        return reader.read(upper)
    with bound(reader, free[0], indicators.position(reader, free[0], families[0], letters[free[0]])):
        return reader.read(upper)


def _families_over(reader: Reader, key: str, body: Node) -> list[Dimension]:
    found: list[Dimension] = []
    for node in walk(body):
        raised = member_of(node)
        script = base_and_script(raised[0] if raised is not None else node) or _indexed(reader, node)
        if script is not None:
            found += _of_entries(reader, script, None if raised is None else places_of(raised[1]), key)
        if script is None or key not in script[2]:
            continue
        base, mark, places = script
        for entry in reader.env.families(base, mark, len(places)):
            if all(f is None or f == p for f, p in zip(entry.template, places, strict=True)):
                free = [p for f, p in zip(entry.template, places, strict=True) if f is None]
                found.append(_ranges(reader, entry)[free.index(key)] if key in free else dimension(0))
        sizes = implicit.sizes_of(reader, reader.env.entries.get(base)) if mark == "_" else ()
        if len(sizes) == len(places) and key not in reader.env.entries:
            found.append(sizes[places.index(key)])
        whole = reader.env.entries.get(base)
        if whole is not None and whole.kind == "vector" and mark == "_" and len(places) == len(_ranges(reader, whole)):
            found.append(_ranges(reader, whole)[places.index(key)])
    return list(dict.fromkeys(d for d in found if d != dimension(0)))


def _of_entries(reader: Reader, script: tuple[str, str, tuple[str, ...]], below: tuple[str, ...] | None, key: str) -> Iterator[Dimension]:
    """How far an index runs that names a vector of a family, or an entry of one: ``x_{ij}``, ``x^{(i)}_j``."""
    base, mark, places = script
    places = (*places, *(below or ()))
    for family in reader.env.families(base, mark, 1):
        sort = reader.shapes.sort(family.sort)
        if len(places) == 2 and len(sort.over) == 1 and sort.rows != ONE and sort.cols == ONE and key in places:
            yield (*sort.over, sort.rows)[places.index(key)]


def _indexed(reader: Reader, node: Node) -> tuple[str, str, tuple[str, ...]] | None:
    """The base and index of a name that a given block defined for every index at once."""
    entry = reader.env.entries.get(node.text) if node.kind == "name" else None
    if entry is None or entry.kind != "indexed":
        return None
    return entry.base, "_", tuple(letters_of(split_key(node.text)[1]))


def _ranges(reader: Reader, entry: Entry) -> tuple[Dimension, ...]:
    sort = reader.shapes.sort(entry.sort)
    return sort.over or ((sort.rows,) if sort.cols == ONE else (sort.rows, sort.cols))


def _whole_space(lower: Node | None, upper: Node | None, by: str) -> bool:
    r"""No bounds, the whole line (``x=-\infty`` too), the name of the whole space, or that of what is integrated over (``\int_z q(z) dz``)."""
    if lower is not None and lower.kind == "relation" and lower.text == "=" and lower.parts[0] is not None and key_of(lower.parts[0]) == by:
        lower = lower.parts[1]
    if upper is None:
        base = lower.parts[0] if lower is not None and lower.kind == "script" else lower
        return base is None or key_of(base) == "\\mathbb{R}" or by != "" and key_of(lower) == by
    below = lower.parts[0] if lower is not None and lower.kind == "sum" and lower.text == "-" else None
    above = upper.parts[0] if upper.kind == "sum" and upper.text == "+" else upper
    return key_of(below) == "\\infty" and key_of(above) == "\\infty"


def _over_new(reader: Reader, key: str, sort: t.Sort, body: Node) -> Term:
    r"""``\int_{-\infty}^{\infty} .. dx``: the bounds say that x is a number, where nothing else does; z' in ``\int .. dz'`` is what z is."""
    name = t.fresh(key, set(reader.env.symbols))
    with bound(reader, key, t.symbol(name, sort)):
        inside = reader.build.integrand(reader.read(body))
    return t.integral(((name, sort),), reader.env.see_through(inside, frozenset((name,))))


def _as_declared(reader: Reader, key: str) -> t.Sort | None:
    """The sort of a declared variable of which this is the name with a prime or a tilde."""
    base, script = spelling.split_key(key)
    plain = base if script and not script.strip("'") else key[7:-1] if key.startswith("\\tilde{") else ""
    entry = reader.env.entries.get(plain)
    return reader.shapes.sort(entry.sort) if entry is not None and entry.kind == "value" else None


def integral(reader: Reader, node: Node) -> Term:
    """An integral over whole spaces of declared variables."""
    lower, upper, body = node.parts[:3]
    variables = items_of(node.parts[3])[0] if len(node.parts) > 3 else ()
    if not variables and upper is None and lower is not None:  # ``\int_z q(z)``
        variables, lower = items_of(lower)[0], None
    keys = tuple(key_of(strip(v)) or "" for v in variables)
    if not _whole_space(lower, upper, keys[0] if len(keys) == 1 else ""):
        reader.fail(node, "unsupported", "an integral with bounds cannot be read")
    if not variables or body is None:
        reader.fail(node, "unsupported", "an integral needs its variable, as in dx")
    if upper is not None and len(keys) == 1 and keys[0] not in reader.env.entries and strip(variables[0]).kind == "name":
        return _over_new(reader, keys[0], SCALAR, body)
    if len(keys) == 1 and keys[0] not in reader.env.entries and (like := _as_declared(reader, keys[0])) is not None:
        return _over_new(reader, keys[0], like, body)
    entries = [reader.env.entries.get(k) for k in keys]
    if any(e is None or not _is_integrated(reader, e) for e in entries):
        reader.fail(node, "undeclared-name", "the variable of this integral is not declared")
    with reader.taken_at(tuple(reader.read(v) for v in variables)):
        inside = reader.build.integrand(reader.read(body))
    bindings: list[tuple[str, t.Sort]] = []
    for entry in entries:
        assert entry is not None
        parts = [entry] if entry.kind != "tuple" else [reader.env.entries[p] for p in entry.template if p is not None]
        bindings += [(p.name, reader.shapes.sort(p.sort)) for p in parts]
    names = frozenset(n for n, _ in bindings)
    return t.integral(tuple(bindings), reader.env.see_through(inside, names))


def _is_integrated(reader: Reader, entry: Entry) -> bool:
    """Whether a name may stand behind the d of an integral: a value, or the vector that collects the members of a family."""
    collects = entry.kind == "family" and not entry.sort.over and (entry.key != entry.base or reader.env.is_random(entry.key))
    return collects or entry.kind in ("value", "vector", "tuple")
