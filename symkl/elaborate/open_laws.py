"""Densities of which nothing is known, and the factors of declared ones that nobody declares."""

from __future__ import annotations

from collections.abc import Sequence

from symkl.elaborate.all_members import gathered
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.nodes import argument_name, items_of, key_of, split_bar
from symkl.elaborate.probability import all_atoms, binding, has_density, is_discrete, is_outdated, reference, variable
from symkl.elaborate.scope import Density, ReadingError
from symkl.elaborate.waiting import Group
from symkl.kernel import term as t
from symkl.kernel.sort import SortError, law
from symkl.latex import names as spelling
from symkl.latex.syntax import Node

MOMENTS = ("expectation", "variance", "covariance")


def keys_of(to: Declarer, nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """The keys of declared names."""
    found = []
    for node in gathered(to.reader(), nodes):
        key = argument_name(node)
        if key is None or key not in to.env.entries:
            printed = to.printed(node)
            raise ReadingError("undeclared-name", f"{printed} is not declared", node.span, f"declare ${printed} \\in \\mathbb{{R}}$")
        found.append(key)
    return tuple(found)


def declare_arbitrary(to: Declarer, head: str, variables: tuple[str, ...], given: tuple[str, ...]) -> None:
    """``z \\sim p``: a density of which nothing else is known; that of ``z \\sim p_\\theta`` may depend on a declared theta."""
    reader = to.reader()
    given = (*given, *(k for k in to.held_by(head, (*variables, *given)) if k not in all_atoms(reader, variables)))
    bindings = binding(reader, all_atoms(reader, variables))
    parameters = binding(reader, all_atoms(reader, given))
    sort = law(*(s for _, s in bindings))
    plain = not given and not any(d.head == head for d in to.env.densities)
    name = head if plain else f"{head}({','.join(variables)}{'|' if given else ''}{','.join(given)})"
    unique = to.names.unique(name, to.given)
    to.env.symbols[unique] = sort
    to.env.latex[unique] = printed_law(to, head, variables, given) if given else head
    made = Density(head, variables, given, unique, sort, bindings, parameters, arbitrary=True)
    to.env.densities = [d for d in to.env.densities if not is_outdated(reader, d, head, variables)]
    replace_density(to, made)
    reader = to.reader()
    if any(is_discrete(reader, v) for v in all_atoms(reader, variables)):  # said as a fact, so that no model takes it for the density of a number
        value = reader.build.pdf(reader.build.now(reference(reader, made)), [variable(reader, v) for v in variables])
        to.fact(">=", to.shapes.settle(value), t.ZERO)


def suppose_moments(to: Declarer, groups: Sequence[Group]) -> None:
    r"""``\mathbb{E}[v] = 0, \operatorname{Cov}[v] = I`` of values without a law: these have an arbitrary one, a joint one where they are several."""
    found = [_of_moments(to, group) for group in groups]
    keys = dict.fromkeys(key for names in found for key in names)
    head = next((letter for letter in ("p", "q", "f") if letter not in to.env.entries and not to.env.of_head(letter)), None)
    if keys and head is not None and not any(density.variables for density in to.env.densities):
        declare_arbitrary(to, head, tuple(keys), ())
        if len(keys) > 1 == max(map(len, found)):  # nothing says how they hang together
            to.env.said = (*to.env.said, *(("", "joint law", to.env.entries[key].name) for key in keys))


def _of_moments(to: Declarer, group: Group) -> tuple[str, ...]:
    """The values of which an equation says a moment, where each is a declared name that nothing defines."""
    left = group[-1].sides[0]
    if not isinstance(left, Node) or left.kind != "operator" or left.text not in MOMENTS or left.parts[0] is not None or left.parts[2] is None:
        return ()
    items, _ = items_of(left.parts[2])
    entries = [to.env.entries.get(argument_name(item) or "") for item in items]
    known = all(e is not None and e.kind == "value" and e.name not in to.env.definitions for e in entries)
    return tuple(e.key for e in entries if e is not None) if known else ()


def replace_density(to: Declarer, density: Density) -> None:
    """Enter a density in the place of one with the same letter, variables and conditions."""
    same = [d for d in to.env.densities if (d.head, set(d.variables), d.given) == (density.head, set(density.variables), density.given)]
    to.env.densities = [d for d in to.env.densities if d not in same] + [density]


def printed_law(to: Declarer, head: str, variables: tuple[str, ...], given: tuple[str, ...]) -> str:
    """A density as the author writes it."""
    latex = {k: to.env.entries[k].latex or k for k in (*variables, *given)}
    bar = " \\mid " if given else ""
    return f"{head or chr(92) + 'mathrm{law}'}({', '.join(latex[k] for k in variables)}{bar}{', '.join(latex[k] for k in given)})"


def arbitrary_factors(to: Declarer, right: Node) -> None:
    """The factors of a factorised density that nobody declares are arbitrary."""
    for part in right.parts:
        called = spelling.function_of(part) if part is not None else None
        head = key_of(called) if called is not None else None
        if part is None or head is None or head in to.env.entries or has_density(to.reader(), head) and (not to.supposing or _is_known(to, part)):
            continue
        if not to.supposing:
            raise ReadingError("undeclared-name", f"no density of {to.printed(called or part)} is declared", part.span)
        items, behind = split_bar(part.parts[1])
        declare_arbitrary(to, head, keys_of(to, items), keys_of(to, behind or ()))


def _is_known(to: Declarer, factor: Node) -> bool:
    """Whether what is declared says what a factor is."""
    try:
        to.read(factor)
    except (ReadingError, SortError):
        return False
    return True
