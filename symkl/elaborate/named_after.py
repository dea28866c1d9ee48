r"""Names that are named after a variable: ``\alpha_t`` beside t, ``f_\theta`` beside theta.

Nothing printed says how such a value changes with the variable. At another argument another name stands for it, ``\alpha_{t-1}``; by the
variable no derivative of it is known, and least of all 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symkl.elaborate.nodes import key_of, letters_of, strip
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Entry, Environment
from symkl.kernel import term as t
from symkl.kernel.term import Term
from symkl.latex.names import attached, split_key
from symkl.latex.syntax import Node

CODE = "named-after"


def at_arguments(reader: Reader, node: Node, entry: Entry, values: Sequence[Term], printed: Sequence[Node]) -> Term | None:
    """A defined function whose body holds names that are named after its variables, at other values; None where a call is all that is needed."""
    definition = reader.env.definitions.get(entry.name)
    changed = [(name, value, of) for (name, _), value, of in zip(entry.parameters, values, printed, strict=False) if not _is_own(value, name)]
    if definition is None or not changed:
        return None
    own = frozenset(n for n, _ in entry.parameters)
    found = {name: after for name, _, _ in changed for after in named_after(reader.env, definition.body, name) - own}
    if not found:
        return None
    there = {n: v for (n, _), v in zip(definition.parameters, values, strict=True)}
    for name, _, of in changed:
        for after in named_after(reader.env, definition.body, name) - own:
            there[after] = _moved(reader, node, entry, after, name, of)
    return t.substitute(definition.body, there)


def refuse_slope(reader: Reader, node: Node, value: Term, by: Term) -> None:
    """No derivative by a variable is taken of what is only named after it."""
    if by.op != "symbol":
        return
    found = named_after(reader.env, value, by.data)
    called = any(n.endswith("()") for n in found)
    if found and (called or by.data not in reader.env.see_through(value, found | {by.data}).free):
        _refuse(reader, node, found, by.data)


def named_after(env: Environment, term: Term, name: str) -> frozenset[str]:
    """The names in a term, defined ones seen through, that nothing defines and whose script names a variable."""
    letter = _key(env, name)
    free = env.unfolded_free(term)
    open_names = (n for n in free if n.removesuffix("()") not in env.definitions and n != name)
    return frozenset(n for n in open_names if letter in letters_of(split_key(_key(env, n.removesuffix("()")))[1]))


def _key(env: Environment, name: str) -> str:
    entry = env.entry_named(name)
    return name if entry is None else entry.key


def _is_own(value: Term, name: str) -> bool:
    return value.op in ("symbol", "dimension", "index") and name in value.free and len(value.args) == 0


def _moved(reader: Reader, node: Node, entry: Entry, after: str, name: str, printed: Node) -> Term:
    """The name that stands for another one at the printed argument: it has to be declared, and to be no part of a definition."""
    base, script = split_key(_key(reader.env, after))
    place = key_of(strip(printed)) or "".join(reader.source.slice(printed.span).split())
    wanted = base + attached("_", place)
    there = reader.env.entries.get(wanted)
    definition = reader.env.definitions[entry.name]
    if script != attached("_", _key(reader.env, name)) or after not in definition.body.free:
        _refuse(reader, node, (after,), name)
    if there is None or there.kind != "value":
        reader.fail(node, "undeclared-name", f"{entry.key} at {place} speaks of {wanted}, which is not declared", f"declare ${wanted}$ as {after} is")
    return t.symbol(there.name, reader.shapes.sort(there.sort))


def _refuse(reader: Reader, node: Node, names: Iterable[str], variable: str) -> None:
    told = ", ".join(sorted(_key(reader.env, n.removesuffix("()")) for n in names))
    reader.fail(node, CODE, f"{told} is named after {_key(reader.env, variable)}: nothing says how it changes with it")
