r"""Densities of one member and of what is drawn with it, ``p(x_n)``, ``p(z_n \mid x_n)``, of laws that are declared for each member."""

from __future__ import annotations

from symkl.elaborate.nodes import argument_name, base_and_script, key_of, strip
from symkl.elaborate.probability import Keys, derived, variable
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Density, Entry, replaced
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.term import Term
from symkl.latex.syntax import Node
from symkl.record import NamedTuple

_TWIN = "\N{RING ABOVE}"  # the name of a member while it stands for itself


class _Members(NamedTuple):
    """The place of all members that are spoken of, and the names that stand for them, by the keys of their families."""

    place: Term
    twins: dict[str, Entry]


def value_at_member(reader: Reader, node: Node, head: str, items: tuple[Node, ...], given: tuple[Node, ...] | None) -> Term | None:
    """The density at members of one place; None where they are none, or where their laws are not all declared for each of them."""
    drawn = {d.variables[0]: d for d in reader.env.of_head(head) if d.each is not None and not d.claimed}
    place = _place(reader, drawn, (*items, *(given or ())))
    if place is None:
        return None
    own = {key: reader.env.entries[key] for key in drawn}
    twins = {k: Entry(k + _TWIN, e.name + _TWIN, "value", d.each[0].sort) for k, e in own.items() for d in [drawn[k]] if d.each is not None}
    members = _Members(place, twins)
    densities = [_density(reader, head, density, members) for density in drawn.values()]
    keys = [_key(reader, members, item) for item in (*items, *(given or ()))]
    if any(d is None for d in densities) or any(k is None for k in keys):
        return None
    found = tuple(k for k in keys if k is not None)
    value = _value(reader, node, head, (found[: len(items)], found[len(items) :] if given is not None else None), members,
                   [d for d in densities if d is not None])  # fmt: skip
    points = {twin.name: t.symbol(own[k].name, reader.shapes.sort(own[k].sort)) for k, twin in twins.items()}
    return t.substitute(value, {name: _member(whole, place) for name, whole in points.items()})


def _member(whole: Term, place: Term) -> Term:
    return t.member(whole, place) if whole.sort.over else t.entry(whole, place)


def _place(reader: Reader, drawn: dict[str, Density], spoken: tuple[Node, ...]) -> Term | None:
    """The one place of the members that are spoken of, each of a family that is drawn member by member."""
    places: list[Term] = []
    for node in map(strip, spoken):
        script = None if (argument_name(node) or "") in reader.env.entries else base_and_script(node)
        if script is None:
            if key_of(node) is None:
                return None
            continue
        value = reader.build.now(reader.read(node))
        names = {reader.env.entries[key].name for key in drawn}
        if value.op not in ("member", "entry") or len(value.args) != 2 or value.args[0].op != "symbol" or value.args[0].data not in names:
            return None
        places.append(value.args[1])
    return places[0] if places and all(p == places[0] for p in places) and places[0].op in ("index", "number") else None


def _key(reader: Reader, members: _Members, node: Node) -> str | None:
    """The key of a plain name, or of what stands for a member."""
    key = argument_name(strip(node))
    if key is not None and key in reader.env.entries:
        return None if key in members.twins else key
    script = base_and_script(strip(node))
    family = next(reader.env.families(script[0], script[1], len(script[2])), None) if script is not None else None
    return members.twins[family.key].key if family is not None and family.key in members.twins else None


def _density(reader: Reader, head: str, density: Density, members: _Members) -> Density | None:
    """The law of what stands for one member, given what stands for the others of its place; None where it is not all of its law."""
    assert density.each is not None
    point, law = density.each
    env, letter = reader.env, point.args[1].data[0]
    law = t.substitute(law, {letter: members.place})
    for key, twin in members.twins.items():
        whole = t.symbol(env.entries[key].name, reader.shapes.sort(env.entries[key].sort))
        law = replaced(law, _member(whole, members.place), t.symbol(twin.name, reader.shapes.sort(twin.sort)))
    families = frozenset(env.entries[key].name for key in members.twins)
    hidden = env.unfolded_free(law) & (families | (frozenset((members.place.data[0],)) if members.place.op == "index" else frozenset()))
    if hidden:
        return None
    twin = members.twins[density.variables[0]]
    given = tuple(members.twins[k].key if k in members.twins else k for k in density.given)
    entries = {**env.entries, **{e.key: e for e in members.twins.values()}}
    parameters = tuple((entries[k].name, reader.shapes.sort(entries[k].sort)) for k in given if entries[k].kind == "value")
    if len(parameters) < len(given):
        return None
    name = f"{head or 'p'}({twin.key}|{','.join(given)})"
    if name not in env.definitions:
        env.define(Definition(name, parameters, reader.shapes.settle(law), "given"))
        env.latex[name] = env.latex.get(density.name, name)
    return Density(head, (twin.key,), given, name, law.sort, ((twin.name, twin.sort),), parameters)


def _value(reader: Reader, node: Node, head: str, spoken: tuple[Keys, Keys | None], members: _Members, made: list[Density]) -> Term:
    """The value at what stands for the members, of the laws of these and of what else is drawn."""
    env = reader.env
    entries, before = env.entries, env.densities
    env.entries = {**entries, **{twin.key: twin for twin in members.twins.values()}}
    env.densities = [*(d for d in before if d.variables[0] not in members.twins), *made]
    env.latex.update({twin.name: entries[key].latex or key for key, twin in members.twins.items()})
    try:
        uses = derived(reader, node, head, *spoken)
        return t.mul(*(reader.build.pdf(u.law, [variable(reader, v) for v in u.variables]) for u in uses if u.law is not None))
    finally:
        env.entries, env.densities = entries, before
