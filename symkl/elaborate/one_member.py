r"""Densities of one member and of what is drawn with it, ``p(x_n)``, ``p(z_n \mid x_n)``, of laws that are declared for each member."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from symkl.elaborate.all_members import gathered
from symkl.elaborate.nodes import argument_name, base_and_script, key_of, strip
from symkl.elaborate.probability import Use, all_atoms, derived, variable
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


def uses_given_members(reader: Reader, node: Node, given: tuple[Node, ...] | None, bodies: list[Term]) -> tuple[tuple[Use, ...], list[Term]] | None:
    r"""The law in ``E[z_n \\mid x_n]`` and what it is taken of; None where no members, or others than those of one place, are spoken of."""
    heads = dict.fromkeys(d.head for d in reader.env.densities if d.each is not None and d.head) or {"": None}
    given = None if given is None else gathered(reader, given)
    if not given or len(heads) != 1 or all((argument_name(strip(g)) or "") in reader.env.entries for g in given):
        return None
    found = _members(reader, next(iter(heads)), given)
    keys = [None if found is None else _key(reader, found[0], g) for g in given]
    if found is None or any(k is None for k in keys):
        return None
    members, made = found
    behind = tuple(k for k in keys if k is not None)
    own = {k: twin for k, twin in members.twins.items() if twin.key not in behind}
    points = {twin.name: _point(reader, key, members.place) for key, twin in members.twins.items()}
    for twin in own.values():
        bodies = [replaced(body, points[twin.name], t.symbol(twin.name, twin.sort)) for body in bodies]
    free = frozenset().union(*(reader.env.unfolded_free(body) for body in bodies))
    plain = (a for d in reader.env.of_head(next(iter(heads))) if d.each is None for a in all_atoms(reader, d.variables) if a not in behind)
    drawn = (k for k in dict.fromkeys(plain) if k in reader.env.entries and reader.env.entries[k].name in free)
    wanted = (*(twin.key for twin in own.values() if twin.name in free), *drawn)
    if not wanted or free & {reader.env.entries[key].name for key in own}:
        return None
    with _standing(reader, members, made):
        uses = derived(reader, node, next(iter(heads)), wanted, behind)
    put = {twin.name: points[twin.name] for key, twin in members.twins.items() if key not in own}
    return tuple(use._replace(law=None if use.law is None else t.substitute(use.law, put)) for use in uses), bodies


def value_at_member(reader: Reader, node: Node, head: str, items: tuple[Node, ...], given: tuple[Node, ...] | None) -> Term | None:
    """The density at members of one place; None where they are none, or where their laws are not all declared for each of them."""
    found = _members(reader, head, (*items, *(given or ())))
    keys = [None if found is None else _key(reader, found[0], item) for item in (*items, *(given or ()))]
    if found is None or any(k is None for k in keys):
        return None
    members, made = found
    spoken = tuple(k for k in keys if k is not None)
    with _standing(reader, members, made):
        uses = derived(reader, node, head, spoken[: len(items)], spoken[len(items) :] if given is not None else None)
        value = t.mul(*(reader.build.pdf(u.law, [variable(reader, v) for v in u.variables]) for u in uses if u.law is not None))
    return t.substitute(value, {twin.name: _point(reader, key, members.place) for key, twin in members.twins.items()})


def _members(reader: Reader, head: str, spoken: tuple[Node, ...]) -> tuple[_Members, list[Density]] | None:
    """The members that are spoken of, and the laws of what stands for each; None where the laws of all speak of others too."""
    drawn = {d.variables[0]: d for d in reader.env.of_head(head) if d.each is not None and not d.claimed}
    place = _place(reader, drawn, spoken)
    if place is None:
        return None
    own = {key: reader.env.entries[key] for key in drawn}
    twins = {k: Entry(k + _TWIN, e.name + _TWIN, "value", d.each[0].sort) for k, e in own.items() for d in [drawn[k]] if d.each is not None}
    members = _Members(place, twins)
    densities = [_density(reader, head, density, members) for density in drawn.values()]
    made = [d for d in densities if d is not None]
    return (members, made) if len(made) == len(densities) else None


def _point(reader: Reader, key: str, place: Term) -> Term:
    """The member of a family at a place."""
    entry = reader.env.entries[key]
    return _member(t.symbol(entry.name, reader.shapes.sort(entry.sort)), place)


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
        law = replaced(law, _point(reader, key, members.place), t.symbol(twin.name, reader.shapes.sort(twin.sort)))
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


@contextmanager
def _standing(reader: Reader, members: _Members, made: list[Density]) -> Iterator[None]:
    """What stands for the members is declared for a while, with its laws in the place of those of the families."""
    env = reader.env
    entries, before = env.entries, env.densities
    env.latex.update({twin.name: entries[key].latex or key for key, twin in members.twins.items()})
    env.entries = {**entries, **{twin.key: twin for twin in members.twins.values()}}
    env.densities = [*(d for d in before if d.variables[0] not in members.twins), *made]
    try:
        yield
    finally:
        env.entries, env.densities = entries, before
