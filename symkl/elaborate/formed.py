"""Variables that a formula makes of drawn ones, ``x = W z + \\mu + \\epsilon``: given the others, such a one has the law of its noise, shifted."""

from __future__ import annotations

from symkl.elaborate.probability import Keys, Use, all_atoms, binding, derived, find, formed, reference, variable
from symkl.elaborate.proposals import for_law
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Density, Entry
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.sort import SCALAR, Sort
from symkl.kernel.term import Term
from symkl.latex.syntax import Node
from symkl.record import NamedTuple

_TWIN = "\N{DEGREE SIGN}"  # the name of such a variable while it stands for a point of its own


class _Noise(NamedTuple):
    """What is drawn and added to the rest of a formula."""

    key: str
    law: Term
    rest: Term


def laws_of(reader: Reader, node: Node, head: str, variables: Keys, given: Keys | None) -> tuple[Use, ...]:
    """The law(s) of ``head(variables | given)``, outermost first where a joint is a product of declared ones."""
    declared = find(reader, head, variables, given)
    made = () if declared is not None else formed(reader, (*variables, *(given or ())))
    if not made:
        return derived(reader, node, head, variables, given)
    if not reader.env.of_head(head):
        reader.fail(node, "undeclared-name", f"no density of {head} is declared", for_law(head, variables, given or ()))
    return _of_formed(reader, node, head, variables, given, made)


def _of_formed(reader: Reader, node: Node, head: str, variables: Keys, given: Keys | None, made: Keys) -> tuple[Use, ...]:
    """The law with a name of its own for each variable that is made by a formula; the formula's name is its point."""
    env, spoken = reader.env, (*variables, *(given or ()))
    twins = {key: env.entries[key]._replace(key=key + _TWIN, name=env.entries[key].name + _TWIN) for key in made}
    densities = [_density(reader, node, head, key, twins[key], spoken) for key in made]
    entries, before = env.entries, env.densities
    env.entries = {**entries, **{twin.key: twin for twin in twins.values()}}
    env.densities = [*before, *densities]
    env.latex.update({twin.name: entries[key].latex or key for key, twin in twins.items()})
    try:
        uses = derived(reader, node, head, _renamed(variables, twins), None if given is None else _renamed(given, twins))
    finally:
        env.entries, env.densities = entries, before
    drawn = _drawn_names(reader)
    points = {twin.name: reader.shapes.settle(env.see_through(variable(reader, key), drawn)) for key, twin in twins.items()}
    own = {twin.key: key for key, twin in twins.items()}
    return tuple(
        use._replace(law=None if use.law is None else t.substitute(use.law, points), variables=tuple(own.get(v, v) for v in use.variables))
        for use in uses
    )


def _renamed(keys: Keys, twins: dict[str, Entry]) -> Keys:
    return tuple(twins[k].key if k in twins else k for k in keys)


def _density(reader: Reader, node: Node, head: str, key: str, twin: Entry, spoken: Keys) -> Density:
    """The law of one such variable given what else its formula holds, entered as a definition."""
    noise = _noise(reader, head, key, spoken)
    if noise is None:
        message = f"{key} is made by a formula of drawn names, and what is known of it is not read as a law"
        reader.fail(node, "undeclared-name", message, for_law(head, (key,), ()))
    sort = reader.shapes.sort(twin.sort)
    free = reader.env.unfolded_free(noise.rest) | reader.env.unfolded_free(noise.law)
    given = tuple(k for k in _drawn_keys(reader) if reader.env.entries[k].name in free)
    parameters = binding(reader, given)
    body = reader.shapes.settle(reader.env.see_through(_shifted(reader, noise, twin, sort), frozenset(n for n, _ in parameters)))
    name = f"{head or 'p'}({twin.key}|{','.join(given)})"
    reader.env.define(Definition(name, parameters, body, "given"))
    reader.env.latex[name] = f"{head or 'p'}({key} \\mid {', '.join(given)})"
    return Density(head, (twin.key,), given, name, body.sort, ((twin.name, sort),), parameters)


def _shifted(reader: Reader, noise: _Noise, twin: Entry, sort: Sort) -> Term:
    """The law of the noise with the rest added."""
    if noise.law.op == "gaussian":
        return reader.build.gaussian(reader.build.add([noise.rest, noise.law.args[0]]), noise.law.args[1])
    point = reader.build.add([t.symbol(twin.name, sort), reader.build.neg(noise.rest)])
    return t.density(((twin.name, sort),), reader.build.pdf(noise.law, [point]))


def _drawn_keys(reader: Reader) -> Keys:
    return tuple(dict.fromkeys(k for d in reader.env.densities for k in all_atoms(reader, d.variables) if k in reader.env.entries))


def _drawn_names(reader: Reader) -> frozenset[str]:
    return frozenset(reader.env.entries[k].name for k in _drawn_keys(reader))


def _noise(reader: Reader, head: str, key: str, spoken: Keys) -> _Noise | None:
    """What the formula adds and nothing else that is spoken of depends on: its law is shifted, with the volume unchanged."""
    env = reader.env
    drawn = _drawn_keys(reader)
    whole = reader.shapes.settle(env.see_through(env.definitions[env.entries[key].name].body, _drawn_names(reader)))
    others = env.unfolded_free(t.function("", SCALAR, *(variable(reader, k) for k in spoken if k != key)))
    behind = {a for d in env.densities for a in all_atoms(reader, d.given)}
    addends = _addends(whole)
    for addend in addends if len(addends) > 1 else ():
        own = next((k for k in drawn if addend == variable(reader, k)), None)
        rest = None if own is None else reader.build.add([a for a in addends if a is not addend])
        if own is None or rest is None or own in behind or addend.data in others or addend.data in env.unfolded_free(rest):
            continue
        made = _own_law(reader, head, own)
        if made is not None:
            return _Noise(own, made, rest)
    return None


def _addends(whole: Term) -> list[Term]:
    return [a for part in whole.args for a in _addends(part)] if whole.op == "add" else [whole]


def _own_law(reader: Reader, head: str, key: str) -> Term | None:
    """The law that a drawn name has by itself: declared alone, or as a factor that nothing else in the joint density shares."""
    holders = [d for d in reader.env.of_head(head) if key in all_atoms(reader, d.variables) and not d.claimed]
    if len(holders) != 1:
        return None
    density, definition = holders[0], reader.env.definitions.get(holders[0].name)
    if density.variables == (key,):
        printed = definition is not None and not definition.parameters and definition.body.op == "gaussian"
        return definition.body if definition is not None and printed else reader.build.now(reference(reader, density))
    if definition is None or definition.parameters or definition.body.op != "density" or definition.body.args[0].op != "mul":
        return None
    name, point = reader.env.entries[key].name, variable(reader, key)
    factors = [f for f in definition.body.args[0].args if name in reader.env.unfolded_free(f)]
    if len(factors) != 1 or factors[0].op != "pdf" or factors[0].args[1:] != (point,) or name in reader.env.unfolded_free(factors[0].args[0]):
        return None
    return factors[0].args[0]


__all__ = ["laws_of"]
