"""Densities of which nothing is known, and the factors of declared ones that nobody declares."""

from __future__ import annotations

from symkl.elaborate.declarer import Declarer
from symkl.elaborate.nodes import argument_name, key_of, split_bar
from symkl.elaborate.probability import all_atoms, binding, has_density, is_discrete, reference, variable
from symkl.elaborate.scope import Density, ReadingError
from symkl.kernel import term as t
from symkl.kernel.sort import SortError, law
from symkl.latex import names as spelling
from symkl.latex.syntax import Node


def keys_of(to: Declarer, nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """The keys of declared names."""
    found = []
    for node in nodes:
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
    replace_density(to, made)
    reader = to.reader()
    if any(is_discrete(reader, v) for v in all_atoms(reader, variables)):  # said as a fact, so that no model takes it for the density of a number
        value = reader.build.pdf(reader.build.now(reference(reader, made)), [variable(reader, v) for v in variables])
        to.fact(">=", to.shapes.settle(value), t.ZERO)


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
