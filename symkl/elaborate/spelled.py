"""Names and calls: what a spelled name stands for, with its indices and its arguments."""

from __future__ import annotations

from typing import NoReturn

from symkl.elaborate import implicit, indicators, named_after
from symkl.elaborate.bracketed import looks_like_call, multiplied
from symkl.elaborate.called_members import member_by_call
from symkl.elaborate.density_values import density_at, lone_density
from symkl.elaborate.factorials import GAMMA, gamma
from symkl.elaborate.function_families import at_another_index, family_of
from symkl.elaborate.information import entropy_of_all, is_information, mutual_information
from symkl.elaborate.loose import of_their_sorts
from symkl.elaborate.neighbours import neighbour
from symkl.elaborate.nodes import arguments_key, base_and_script, items_of, key_of, places_of, split_bar, strip
from symkl.elaborate.probability import has_density
from symkl.elaborate.proposals import for_announced, for_call, for_name
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Entry, ReadingError
from symkl.elaborate.sized import IDENTITIES, sized
from symkl.kernel import term as t
from symkl.kernel.sort import ONE, SortError, dimension
from symkl.kernel.term import Term
from symkl.latex import names
from symkl.latex.syntax import Node


def name(reader: Reader, node: Node) -> Term:
    """A name: bound here, declared, a member of a family, or built in."""
    key = key_of(node) or node.text
    if key in reader.local:
        return reader.local[key]
    entry = reader.env.entries.get(key)
    if entry is not None and not _prefers_member(reader, node):
        return of_entry(reader, entry, node)
    indexed = with_places(reader, node)
    if indexed is not None:
        return indexed
    beside = neighbour(reader, node, key) or (None if has_density(reader, key) else implicit.whole_of(reader, key))
    return built_in(reader, node, key) if beside is None else beside


def _prefers_member(reader: Reader, node: Node) -> bool:
    """A subscript that a sum binds goes before a name that happens to be declared with that letter."""
    script = base_and_script(node)
    return script is not None and any(p in reader.local for p in script[2]) and _indexable(reader, script) is not None


def of_entry(reader: Reader, entry: Entry, node: Node) -> Term:
    """The term of a declared name."""
    if entry.kind == "dimension":
        return t.size(reader.shapes.dimension(dimension(entry.name)))
    if entry.kind == "index":
        return entry.term or t.index(entry.name, entry.sort.over[0])
    if entry.kind in ("tuple", "indexed") and entry.term is not None:
        return reader.build.now(entry.term)
    if entry.kind == "announced":
        reader.fail(node, "not-yet-defined", f"{entry.key} is announced, but nothing above defines it", for_announced(entry))
    if entry.kind == "function":
        return _with_declared_arguments(reader, entry, node)
    if entry.sort.kind == "law":
        reader.fail(node, "law-as-value", f"{entry.key} is a probability law, not a value")
    return t.symbol(entry.name, reader.shapes.sort(entry.sort))


def _with_declared_arguments(reader: Reader, entry: Entry, node: Node) -> Term:
    """An argument that is left out is the declared one."""
    indices = {e.name: of_entry(reader, e, node) for e in reader.env.entries.values() if e.kind == "index"}
    arguments = [reader.local.get(n, indices.get(n, t.symbol(n, s))) for n, s in entry.parameters]
    if entry.maps:
        arguments = of_their_sorts(reader, arguments, entry.parameters)
    if entry.name not in reader.env.definitions:
        reader.bare.add(entry.name)
        reader.unnamed |= {entry.name} if entry.maps else set()
    return reader.build.now(t.function(entry.name, reader.shapes.sort(entry.sort), *arguments))


def with_places(reader: Reader, node: Node) -> Term | None:
    """``x_i`` of a family or of a vector whose entries are named by a subscript; None if the base is neither."""
    script = base_and_script(node)
    found = _indexable(reader, script) if script is not None else None
    if script is None or found is None:
        return None if script is None else implicit.one_of_names(reader, script) or implicit.entry_of_member(reader, script, node)
    entry, places = found
    if entry.term is not None:
        pairs = zip(entry.parameters, places, entry.sort.over, strict=True)
        return t.substitute(entry.term, {n: indicators.position(reader, p, reader.shapes.dimension(r), node) for (n, _), p, r in pairs})
    base = reader.build.now(t.symbol(entry.name, reader.shapes.sort(entry.sort)))
    over = entry.sort.over or ((entry.sort.rows,) if entry.sort.cols == ONE else (entry.sort.rows, entry.sort.cols))
    positions = [indicators.position(reader, p, reader.shapes.dimension(r), node) for p, r in zip(places, over, strict=True)]
    if entry.kind == "value":
        implicit.note(reader, entry, node.span)
    return t.member(base, *positions) if entry.sort.over else t.entry(base, *positions)


def _indexable(reader: Reader, script: tuple[str, str, tuple[str, ...]] | None) -> tuple[Entry, tuple[str, ...]] | None:
    if script is None:
        return None
    base, mark, places = script
    for entry in reader.env.families(base, mark, len(places)):
        running = tuple(p for fixed, p in zip(entry.template, places, strict=True) if fixed is None)
        if not all(p in reader.local or reader.env.may_run(p) for p in running):
            continue
        if all(fixed is None or fixed == place for fixed, place in zip(entry.template, places, strict=True)):
            return entry, running
    whole = reader.env.entries.get(base)
    if whole is not None and whole.kind == "vector" and mark == "_":
        wanted = 1 if whole.sort.cols == ONE else 2
        split = tuple(places[0]) if wanted == 2 and len(places) == 1 and places[0].isdigit() and len(places[0]) == 2 else places
        return (whole, split) if len(split) == wanted else None
    return implicit.entry_of(reader, script)


def built_in(reader: Reader, node: Node, key: str) -> Term:
    """What a name means unless it is declared: pi, e, the identity, zeros and ones; a density without its arguments."""
    script = base_and_script(node)
    if key == "\\pi":
        return t.PI
    if key == "e":
        return t.E
    if key in IDENTITIES[:2]:
        return reader.build.identity()
    if key == "\\mathbf{0}":
        return reader.build.zero()
    if key in ("\\mathbf{1}", "\\mathbb{1}"):
        return reader.build.ones()
    constant = sized(reader, *node.parts) if node.kind == "name" and len(node.parts) == 2 else None
    if constant is not None:
        return constant
    if has_density(reader, key):
        return lone_density(reader, node, key)
    if script is not None and script[0] in indicators.DELTAS and script[1] == "_" and len(script[2]) == 2 and script[0] not in reader.env.entries:
        return indicators.kronecker(reader, node, script[2])
    comparison = indicators.under_ones(node)
    if comparison is not None:
        return indicators.indicator(reader, node, *comparison)
    if key == "H" and len([d for d in reader.env.densities if not d.claimed]) == 1:
        return entropy_of_all(reader, node)
    declared = reader.declare_unknown(node) if reader.declare_unknown is not None else None
    if declared is not None:
        return of_entry(reader, declared, node)
    return undeclared(reader, node, key)


def undeclared(reader: Reader, node: Node, key: str) -> NoReturn:
    """An undeclared name: never a silent real scalar."""
    raise ReadingError("undeclared-name", f"{key} is not declared", node.span, for_name(node, key, reader.local, reader.env.names_known()))


# -- calls -----------------------------------------------------------------------------------------------------------------


def call(reader: Reader, node: Node) -> Term:
    """``f(x)``: a function, a density's value, a named functional such as L(q); or a product after all."""
    head, group = node.parts
    assert head is not None and group is not None
    inner, sup = (head.parts[0], head.parts[2]) if head.kind == "script" and head.parts[1] is None else (head, None)
    assert inner is not None
    if sup is not None and (sup.kind == "group" or _is_named_square(reader, head, group)):
        inner, sup = head, None
    value = applied(reader, node, inner, group)
    if sup is None:
        return value
    if sup.kind == "sum":
        reader.fail(node, "unsupported", "an inverse function cannot be read; write a power behind the brackets")
    return reader.build.power(value, reader.read(sup))


def _is_named_square(reader: Reader, head: Node, group: Node) -> bool:
    r"""Whether ``\sigma^2(x)`` is a function of that name, as a given block defines it: then no function is squared."""
    key = names.key_of(head) or ""
    entry = reader.env.entries.get(key)
    if key + arguments_key(group) not in reader.env.entries and (entry is None or entry.kind != "function"):
        return False
    if key_of(head.parts[0]) in reader.env.entries and any(key_of(strip(i)) is None for i in items_of(group)[0]):
        message = f"{key} is a function, and a square: whether it multiplies these brackets cannot be told"
        reader.fail(head, "ambiguous-reading", message, "write \\cdot")
    return True


def applied(reader: Reader, node: Node, head: Node, group: Node) -> Term:
    """A head applied to a bracket."""
    if head.kind == "prime" and head.parts[0] is not None and key_of(head) not in reader.env.entries:
        return _derived_call(reader, node, head, group)
    if head.kind == "derivative":
        return _derivative_at(reader, node, head, group)
    key = key_of(head) or names.key_of(head) or ""
    whole = reader.env.entries.get(key + arguments_key(group))
    if whole is not None and whole.key != key:
        return of_entry(reader, whole, node)
    entry = reader.env.entries.get(key)
    if entry is not None and entry.kind == "function":
        if _stands_bare(key, group) and reader.choose(2) == 1:  # sigma (1 - sigma), where sigma stands for sigma(a)
            return reader.build.mul([reader.read(head), reader.read(group)])
        return apply_function(reader, node, entry, group)
    if entry is None and is_information(reader, key, group):
        return mutual_information(reader, node, group)
    member = member_by_call(node) if entry is None else None
    indexed = _entry_of_call(reader, head, group) or (at_another_index(reader, head, group) if entry is None else None)
    indexed = indexed or (with_places(reader, member) if member is not None else None)
    if entry is None and indexed is not None:
        return indexed
    if key and has_density(reader, key) and not _is_rather_product(reader, entry, group):
        return density_at(reader, node, key, group)
    called_otherwise = entry is not None and entry.key.startswith(key + "(")
    if not called_otherwise and (entry is not None or key in reader.local or with_places(reader, head) is not None):
        return multiplied(reader, head, group)
    if key == GAMMA:
        return gamma(reader, group)
    if key in ("\\pi", "e") and not looks_like_call(group):
        return reader.build.mul([reader.read(head), reader.read(group)])
    shown = key + arguments_key(group) if any(k.startswith(key + "(") for k in reader.env.entries) else key
    suggestion = for_call(head, shown, reader.source.slice(node.span).strip(), reader.env.names_known())
    raise ReadingError("undeclared-name", f"{shown} is not declared", head.span, suggestion)


def _stands_bare(key: str, group: Node) -> bool:
    """Whether a function's name stands in its own brackets without brackets of its own: it is a value there, and perhaps in front of them, too."""
    if key_of(group) == key:
        return True
    if group.kind in ("prime", "derivative"):
        return False
    return any(_stands_bare(key, p) for p in group.parts[group.kind == "call" :] if p is not None)


def is_applied(reader: Reader, head: Node, group: Node | None) -> bool:
    """Whether a name in front of a bracket is applied to it."""
    if head.kind == "derivative" and group is not None:
        return _is_derivative_at(reader, head, group)
    if head.kind == "script" and group is not None and _is_named_square(reader, head, group):
        return True
    key = key_of(head)
    if key is None or group is None or head.kind == "text" or key in reader.local:
        return False
    entry = reader.env.entries.get(key)
    if entry is not None and entry.kind == "function" or key + arguments_key(group) in reader.env.entries or has_density(reader, key):
        return True
    indexed = _indexed_function(reader, head) is not None or family_of(reader, head) is not None
    return entry is None and (key == GAMMA or indexed or is_information(reader, key, group))


def _indexed_function(reader: Reader, head: Node) -> tuple[Entry, str] | None:
    script = base_and_script(head)
    entry = reader.env.entries.get(script[0]) if script is not None and script[1] == "_" and len(script[2]) == 1 else None
    if script is None or entry is None or entry.kind != "function" or not entry.sort.is_vector:
        return None
    return entry, script[2][0]


def _entry_of_call(reader: Reader, head: Node, group: Node) -> Term | None:
    """``\\mu_j(x)``: the j-th entry of a function's value."""
    found = _indexed_function(reader, head)
    if found is None:
        return None
    value = apply_function(reader, head, found[0], group)
    return t.entry(value, indicators.position(reader, found[1], value.sort.rows, head))


def _is_rather_product(reader: Reader, entry: Entry | None, group: Node) -> bool:
    """A name that is a density and a number: with one argument that is no declared variable it multiplies."""
    items, given = split_bar(group)
    if entry is None or given is not None or len(items) != 1:
        return False
    key = key_of(strip(items[0]))
    return key is None or not reader.env.is_random(key)


def apply_function(reader: Reader, node: Node, entry: Entry, group: Node) -> Term:
    """A declared function at its arguments (parameters behind a bar or a semicolon are arguments like the others)."""
    items, _ = items_of(group)
    squared = entry.template or (None,) * len(items)
    arguments = [_argument(reader, strip(i), s) for i, s in zip(items, (*squared, *(None for _ in items)), strict=False)]
    arguments = [p for a in arguments for p in (a.args if a.op == "block" and len(arguments) != len(entry.parameters) else (a,))]
    if len(arguments) < len(entry.parameters) and arguments:
        arguments += [t.symbol(n, s) for n, s in entry.parameters[len(arguments) :]]
    if len(arguments) != len(entry.parameters):
        raise SortError(f"{entry.key} takes {len(entry.parameters)} arguments, not {len(arguments)}")
    for argument, (_, sort) in zip(arguments, entry.parameters, strict=True):
        if not reader.shapes.same(argument.sort, sort):
            raise SortError(f"{entry.key} takes a {reader.shapes.sort(sort)}, not a {reader.build.now(argument).sort}")
    values = [reader.build.now(a) for a in arguments]
    moved = named_after.at_arguments(reader, node, entry, values, items) if len(items) == len(values) else None
    return t.function(entry.name, reader.shapes.sort(entry.sort), *values) if moved is None else moved


def _argument(reader: Reader, node: Node, squared: str | None) -> Term:
    """An argument; where the declaration prints a square, what it is the square of."""
    if squared is None:
        return reader.read(node)
    if node.kind == "script" and node.parts[1] is None and node.parts[2] is not None and strip(node.parts[2]).text == "2":
        return reader.read(node.parts[0])
    return t.sqrt(reader.build.scalar(reader.read(node), "a square"))


def _derived_call(reader: Reader, node: Node, head: Node, group: Node) -> Term:
    """``f'(x)``, ``f''(x)``: the derivative at x of a function of one scalar."""
    inner = head.parts[0]
    entry = reader.env.entries.get(key_of(inner) or "")
    if entry is None or entry.kind != "function" or len(entry.parameters) != 1 or inner is None:
        printed = key_of(head) or "this"
        reader.fail(head, "undeclared-name", f"{printed} is not declared, and what stands before the prime is no function of one variable")
    value = apply_function(reader, node, entry, group)
    point = value.args[0]
    variable, sort = entry.parameters[0]
    by = point if point.op == "symbol" and point.data not in reader.env.definitions else t.symbol(variable, reader.shapes.sort(sort))
    result = t.function(entry.name, value.sort, by)
    for _ in head.text:
        result = t.derivative(result, by)
    return result if by is point else t.at(((variable, by.sort),), result, point)


def _is_derivative_at(reader: Reader, head: Node, group: Node) -> bool:
    r"""Whether ``\frac{df}{dx}(u)`` is the derivative at u: of a function without its arguments, where u could be a factor, by choice."""
    entry = reader.env.entries.get(key_of(head.parts[0]) or "")
    if entry is None or entry.kind != "function":
        return looks_like_call(group) and key_of(head.parts[0]) is not None
    return looks_like_call(group) or reader.choose(2) == 0


def _derivative_at(reader: Reader, node: Node, head: Node, group: Node) -> Term:
    """The derivative of a function by its argument, at a value."""
    entry = reader.env.entries.get(key_of(head.parts[0]) or "")
    if entry is None or entry.kind != "function" or len(entry.parameters) != 1 or any(key_of(by) is None for by in head.parts[1:]):
        reader.fail(node, "unsupported", "a derivative at a value is read of a declared function of one variable only")
    value = apply_function(reader, node, entry, group)
    ((name, sort),), point = entry.parameters, value.args[0]
    by = t.symbol(t.fresh(name, set(reader.env.symbols)), reader.shapes.sort(sort))
    result = t.function(entry.name, value.sort, by)
    for _ in head.parts[1:]:
        result = t.derivative(result, by)
    return t.at(((by.data, by.sort),), result, point)


def places_in(node: Node) -> tuple[str, ...]:
    """The places of a name's script, none if it has none."""
    script = base_and_script(node)
    return script[2] if script else ()


__all__ = ["applied", "apply_function", "call", "is_applied", "name", "of_entry", "places_in", "places_of", "undeclared", "with_places"]
