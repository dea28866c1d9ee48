"""Densities: which law a printed density belongs to, declared or derived from what is declared."""

from __future__ import annotations

from typing import NamedTuple

from symkl.elaborate.nodes import argument_name, items_of, key_of, split_bar, strip
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Density, Entry, ReadingError
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.sort import SCALAR, Sort, SortError, law
from symkl.kernel.term import Binding, Term
from symkl.latex.names import base_of
from symkl.latex.syntax import Node

Keys = tuple[str, ...]
_OVERLOADED = ("p", "q", "P", "Q", "\\pi")  # letters that stand for the density of whatever is in the brackets


class Use(NamedTuple):
    """A law that an expectation is over, with what it binds; ``weight`` instead of a law where the variable is discrete."""

    bindings: Binding
    law: Term | None
    weight: Term | None = None
    variables: Keys = ()


def has_density(reader: Reader, head: str) -> bool:
    """Whether the name is the head of a declared density."""
    return any(d.head == head for d in reader.env.densities)


# -- variables -------------------------------------------------------------------------------------------------------------


def atoms(reader: Reader, key: str) -> Keys:
    """The names a variable consists of: the entries of a tuple, else itself."""
    entry = reader.env.entries.get(key)
    if entry is not None and entry.kind == "tuple":
        return tuple(a for part in entry.template if part is not None for a in atoms(reader, part))
    return (key,)


def all_atoms(reader: Reader, keys: Keys) -> Keys:
    """The names that several variables consist of."""
    return tuple(dict.fromkeys(a for k in keys for a in atoms(reader, k)))


def variable(reader: Reader, key: str) -> Term:
    """The term of a density's variable."""
    entry = reader.env.entries[key]
    if entry.kind == "tuple" and entry.term is not None:
        return reader.build.now(entry.term)
    if entry.kind == "index":
        return t.index(entry.name, entry.sort.over[0])
    return reader.build.now(t.symbol(entry.name, reader.shapes.sort(entry.sort)))


def binding(reader: Reader, keys: Keys) -> Binding:
    """What binds these variables."""
    entries = [reader.env.entries[k] for k in keys]
    return tuple((e.name, SCALAR if e.kind == "index" else reader.shapes.sort(e.sort)) for e in entries)


def is_discrete(reader: Reader, key: str) -> bool:
    entry = reader.env.entries.get(key)
    return entry is not None and entry.kind == "index"


def reference(reader: Reader, density: Density, arguments: list[Term] | None = None) -> Term:
    """The law of a declared density at the arguments behind its bar, the declared ones where none are given."""
    sort = reader.shapes.sort(density.sort)
    if arguments is None:
        arguments = [_parameter(reader, n, s) for n, s in density.parameters]
    if density.arbitrary:
        return t.arbitrary(density.name, sort, *arguments)
    return t.function(density.name, sort, *arguments) if density.parameters else t.symbol(density.name, sort)


def _parameter(reader: Reader, name: str, sort: Sort) -> Term:
    entry = reader.env.entry_named(name)
    if entry is not None and entry.kind in ("tuple", "index"):
        return variable(reader, entry.key)
    return t.symbol(name, reader.shapes.sort(sort))


def points(reader: Reader, density: Density) -> list[Term]:
    """The declared variables of a density, in the shape its law has."""
    found: list[Term] = []
    for key in density.variables:
        parts = atoms(reader, key)
        own = any(n == reader.env.entries[key].name for n, _ in density.bindings) if key in reader.env.entries else True
        found += [variable(reader, key)] if own else [variable(reader, a) for a in parts]
    return found


def value_of(reader: Reader, density: Density) -> Term:
    """The density at its declared variables."""
    return reader.build.pdf(reference(reader, density), points(reader, density))


# -- declared or derived ---------------------------------------------------------------------------------------------------


def find(reader: Reader, head: str, variables: Keys, given: Keys | None) -> Density | None:
    """The declared density with these variables; parameters behind the bar may be left out, or be added when they have no density."""
    for density in reader.env.of_head(head):
        if set(density.variables) == set(variables) and _same_given(reader, density, given or ()):
            return density
    wanted = set(all_atoms(reader, variables))
    for density in reader.env.of_head(head):
        if set(all_atoms(reader, density.variables)) == wanted and _same_given(reader, density, given or ()):
            return density
    return None


def _same_given(reader: Reader, density: Density, given: Keys) -> bool:
    left_out = set(density.given) - set(given)
    added = set(given) - set(density.given)
    known = [d for d in reader.env.densities if d.head == density.head]
    random = {a for d in known for v in d.variables for a in (v, *atoms(reader, v))}
    return not (left_out & random) and not (added & random)


def chain(reader: Reader, head: str, wanted: Keys) -> list[Density] | None:
    """The declared densities whose product is the joint density of these variables (and of what they depend on), roots first."""
    own = [d for d in reader.env.of_head(head) if not d.claimed]
    covered: dict[str, Density] = {}
    todo = list(wanted)
    while todo:
        atom = todo.pop()
        if atom in covered:
            continue
        holders = [d for d in own if atom in all_atoms(reader, d.variables)]
        if not holders:
            continue
        if len(holders) > 1:
            holders = [d for d in holders if not d.given]
        if len(holders) != 1:
            return None
        for part in all_atoms(reader, holders[0].variables):
            if part in covered:
                return None
            covered[part] = holders[0]
        todo += all_atoms(reader, holders[0].given)
    if not set(wanted) <= set(covered):
        return None
    chosen = [d for d in own if any(d is c for c in covered.values())]
    return _roots_first(reader, chosen, set(covered))


def _roots_first(reader: Reader, chosen: list[Density], random: set[str]) -> list[Density] | None:
    done: set[str] = set()
    order: list[Density] = []
    while chosen:
        ready = next((d for d in chosen if not (set(all_atoms(reader, d.given)) & random) - done), None)
        if ready is None:
            return None
        order.append(ready)
        done |= set(all_atoms(reader, ready.variables))
        chosen = [d for d in chosen if d is not ready]
    return order


def laws_of(reader: Reader, node: Node, head: str, variables: Keys, given: Keys | None) -> tuple[Use, ...]:
    """The law(s) of ``head(variables | given)``, outermost first where a joint is a product of declared ones."""
    declared = find(reader, head, variables, given)
    if declared is not None:
        return (use_of(reader, declared),)
    left = all_atoms(reader, variables)
    behind = _random(reader, head, all_atoms(reader, given or ()))
    factors = chain(reader, head, (*left, *behind))
    if factors is None:
        reader.fail(node, "undeclared-name", f"no density of {head} is declared for {', '.join(variables)}"
                    + (f" given {', '.join(given)}" if given else ""), "declare it in a given block")  # fmt: skip
    covered = all_atoms(reader, tuple(v for d in factors for v in d.variables))
    hidden = tuple(a for a in covered if a not in left and a not in behind)
    if not behind and not hidden:
        return tuple(use_of(reader, d) for d in factors)
    return (_derived(reader, head, variables, left, given or (), behind, hidden, factors),)


def _random(reader: Reader, head: str, keys: Keys) -> Keys:
    own = {a for d in reader.env.of_head(head) for a in all_atoms(reader, d.variables)}
    return tuple(k for k in keys if k in own)


def use_of(reader: Reader, density: Density) -> Use:
    """An expectation over a declared density."""
    if any(is_discrete(reader, v) for v in density.variables):
        return Use(density.bindings, None, value_of(reader, density), density.variables)
    return Use(tuple((n, reader.shapes.sort(s)) for n, s in density.bindings), reference(reader, density), None, density.variables)


def joint(reader: Reader, factors: list[Density]) -> Term:
    """The product of the factors' values."""
    return t.mul(*(value_of(reader, d) for d in factors))


def _derived(reader: Reader, head: str, variables: Keys, left: Keys, given: Keys, behind: Keys, hidden: Keys, factors: list[Density]) -> Use:
    """A marginal or a conditional of a declared joint, entered as a definition of its own."""
    body = integrate(reader, hidden, joint(reader, factors))
    if any(is_discrete(reader, a) for a in left):
        weight = body if not behind else t.div(body, integrate(reader, left, body))
        return Use(binding(reader, left), None, weight, left)
    bindings, parameters = binding(reader, left), binding(reader, all_atoms(reader, given))
    name = f"{head}({','.join(variables)}{'|' if given else ''}{','.join(given)})"
    name = _enter(reader, name, head, bindings, parameters, bool(behind), body)
    sort = law(*(s for _, s in bindings))
    arguments = [_parameter(reader, n, s) for n, s in parameters]
    return Use(bindings, t.function(name, sort, *arguments) if parameters else t.symbol(name, sort), None, left)


def _enter(reader: Reader, name: str, head: str, bindings: Binding, parameters: Binding, conditional: bool, body: Term) -> str:
    names = frozenset(n for n, _ in (*bindings, *parameters))
    body = reader.shapes.settle(reader.env.see_through(body, names))
    made = t.normalised(bindings, body) if conditional else t.density(bindings, body)
    count = 1
    unique = name
    while unique in reader.env.definitions and reader.env.definitions[unique].body != made:
        count += 1
        unique = f"{name}@{count}"
    if unique not in reader.env.definitions:
        reader.env.define(Definition(unique, parameters, made, "given"))
        reader.env.latex[unique] = name.replace("|", " \\mid ").replace(",", ", ")
    return unique


def integrate(reader: Reader, hidden: Keys, body: Term) -> Term:
    """Hidden variables integrated out, discrete ones summed out."""
    for key in hidden:
        if is_discrete(reader, key):
            entry = reader.env.entries[key]
            body = t.summation(entry.name, entry.sort.over[0], reader.env.see_through(body, frozenset((entry.name,))))
    continuous = tuple(k for k in hidden if not is_discrete(reader, k))
    if not continuous:
        return body
    bindings = binding(reader, continuous)
    return t.integral(bindings, reader.env.see_through(body, frozenset(n for n, _ in bindings)))


# -- values ----------------------------------------------------------------------------------------------------------------


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
    left, behind = all_atoms(reader, variables), _random(reader, head, all_atoms(reader, given))
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
        names = {reader.env.entries[k].name: v for k, v in by_key.items() if k in reader.env.entries}
        arguments = [names.get(n, _parameter(reader, n, s)) for n, s in density.parameters]
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


__all__ = ["Entry", "Use", "all_atoms", "arguments_of", "atoms", "binding", "chain", "density_at", "find", "has_density", "integrate",
           "items_of", "joint", "laws_of", "lone_density", "reference", "use_of", "value_of", "variable"]  # fmt: skip
