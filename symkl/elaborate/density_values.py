"""Densities as values: at their declared variables, at other points, derived from a declared joint."""

from __future__ import annotations

from symkl.elaborate.nodes import argument_name, key_of, split_bar, strip
from symkl.elaborate.probability import Keys, all_atoms, atoms, chain, find, laws_of, parameter, random_among, reference, value_of, variable
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Density, ReadingError
from symkl.kernel import term as t
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term
from symkl.latex.names import base_of
from symkl.latex.syntax import Node

_OVERLOADED = ("p", "q", "P", "Q", "\\pi")  # letters that stand for the density of whatever is in the brackets


def lone_density(reader: Reader, node: Node, head: str) -> Term:
    """``log p`` for ``log p(x)``: a density without its arguments has the declared ones."""
    own = [d for d in reader.env.of_head(head) if not d.claimed]
    if len(own) != 1:
        reader.fail(node, "ambiguous-density", f"{head} is declared with different arguments: say which one is meant")
    return value_of(reader, own[0])


def density_at(reader: Reader, node: Node, head: str, group: Node) -> Term:
    """``p(x | z)`` as a value: declared, derived, or a declared one at other points."""
    items, given = split_bar(group)
    keys, behind = _keys(reader, items), _keys(reader, given or ())
    if keys is not None and behind is not None:
        declared = find(reader, head, keys, behind)
        if declared is not None:
            return value_of(reader, declared)
        if _derivable(reader, head, keys, behind):
            return _derived_value(reader, node, head, keys, behind if given is not None else None)
    return _elsewhere(reader, node, head, items, given)


def _keys(reader: Reader, nodes: tuple[Node, ...]) -> Keys | None:
    """The declared names that the items are; None if one of them is no plain declared name."""
    keys = [argument_name(n) for n in nodes]
    if any(k is None or k not in reader.env.entries or k in reader.local and not _is_own(reader, k) for k in keys):
        return None
    return tuple(k for k in keys if k is not None)


def _is_own(reader: Reader, key: str) -> bool:
    """Whether a bound name stands for the declared one (an integration variable, a discrete sum)."""
    term, entry = reader.local[key], reader.env.entries[key]
    return term.op in ("symbol", "index") and (term.data == entry.name or term.data[0] == entry.name)


def _derivable(reader: Reader, head: str, variables: Keys, given: Keys) -> bool:
    left, behind = all_atoms(reader, variables), random_among(reader, head, all_atoms(reader, given))
    return chain(reader, head, (*left, *behind)) is not None


def _derived_value(reader: Reader, node: Node, head: str, variables: Keys, given: Keys | None) -> Term:
    uses = laws_of(reader, node, head, variables, given)
    values = []
    for use in uses:
        if use.law is None:
            assert use.weight is not None
            values.append(use.weight)
        elif len(use.variables) == len(use.law.sort.parts):
            values.append(reader.build.pdf(use.law, [variable(reader, v) for v in use.variables]))
        else:
            values.append(reader.build.pdf(use.law, [variable(reader, a) for a in all_atoms(reader, use.variables)]))
    return t.mul(*values)


def _elsewhere(reader: Reader, node: Node, head: str, items: tuple[Node, ...], given: tuple[Node, ...] | None) -> Term:
    """A declared density at points that are not its declared variables: by position."""
    fitting = [d for d in reader.env.of_head(head) if len(d.variables) == len(items) and (given is None or len(d.given) == len(given))]
    fitting = [d for d in fitting if _may_stand(reader, d, items, given or ())]
    values: list[Term] = []
    first: Exception | None = None
    for density in fitting:
        known = dict(reader.shapes.known)
        try:
            values.append(_at(reader, density, items, given))
        except (SortError, ReadingError) as error:
            first = first or error
            reader.shapes.known = known
    if not values:
        if first is not None:
            raise first
        reader.fail(node, "undeclared-name", f"no density of {head} is declared with these arguments", "declare it in a given block")
    if len(values) > 1:
        reader.fail(node, "ambiguous-density", f"several densities of {head} can be meant here: write the declared variable")
    return values[0]


def _may_stand(reader: Reader, density: Density, items: tuple[Node, ...], given: tuple[Node, ...]) -> bool:
    """Whether the arguments can be points of this density: another variable's name would mean another density."""
    if density.head[:1] not in _OVERLOADED:
        return True
    random = {a for d in reader.env.of_head(density.head) for v in d.variables for a in (v, *atoms(reader, v))}
    pairs = [*zip(density.variables, items, strict=True), *((k, n) for k, n in zip(density.given, given, strict=False) if k in random)]
    return all(_is_like(key_of(strip(n)), k) for k, n in pairs)


def _is_like(printed: str | None, declared: str) -> bool:
    """Whether a name is the declared one with another index, star, prime or accent; anything that is no name may stand."""
    return printed is None or _letter(printed) == _letter(declared)


def _letter(key: str) -> str:
    base = base_of(key)
    return base[base.index("{") + 1 : -1] if base.startswith("\\") and base.endswith("}") and "{" in base else base


def _at(reader: Reader, density: Density, items: tuple[Node, ...], given: tuple[Node, ...] | None) -> Term:
    arguments = None
    if given is not None:
        by_key = {k: reader.read(strip(n)) for k, n in zip(density.given, given, strict=True)}
        names = {reader.env.entries[k].name if k in reader.env.entries else k: v for k, v in by_key.items()}
        arguments = [names.get(n, parameter(reader, n, s)) for n, s in density.parameters]
        for argument, (_, sort) in zip(arguments, density.parameters, strict=True):
            if not reader.shapes.same(argument.sort, sort):
                raise SortError(f"a parameter of {density.head} is a {reader.shapes.sort(sort)}, not a {reader.build.now(argument).sort}")
    return reader.build.pdf(reference(reader, density, arguments), [reader.read(strip(i)) for i in items])


def arguments_of(reader: Reader, group: Node) -> tuple[Keys, Keys | None]:
    """The names in a density's bracket; raises where one is no declared name."""
    items, given = split_bar(group)
    keys, behind = _keys(reader, items), _keys(reader, given or ())
    if keys is None or behind is None:
        reader.fail(group, "undeclared-name", "a density's arguments here are no declared names")
    return keys, behind if given is not None else None
