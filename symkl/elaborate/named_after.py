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
    """A defined function whose formula holds names that are named after its variables, at others; None where a call is all that is needed."""
    definition = reader.env.definitions.get(entry.name)
    pairs = zip(entry.parameters, printed, strict=False)
    if definition is None:
        return None
    within = definition.body.free  # where x itself stands in the formula, the names after it are what says which mean or variance is meant: mu_x
    changed = [(name, of) for (name, _), of in pairs if name not in within and key_of(strip(of)) != _key(reader.env, name)]
    there = {n: v for (n, _), v in zip(definition.parameters, values, strict=True)}
    own = {n for n, _ in (*entry.parameters, *definition.parameters)}
    places = _places(reader, node, entry, values, definition.body.free - own)
    there.update(places)
    moved = bool(places)
    for inside in sorted(definition.body.free - own):
        for name, of in changed:
            if _is_after(reader.env, inside, name):
                there[inside] = _moved(reader, node, entry, inside, name, of)
                moved = True
            elif found := named_after(reader.env, t.symbol(inside), name) - own:
                _refuse(reader, node, found, name)
    return t.substitute(definition.body, there) if moved else None


def _places(reader: Reader, node: Node, entry: Entry, values: Sequence[Term], free: frozenset[str]) -> dict[str, Term]:
    """The place of an argument for the letter of the member that it is declared with: ``p(y_n) = s(w' x_n)^{y_n}`` at y_i holds x_i."""
    found: dict[str, Term] = {}
    for (name, _), value in zip(entry.parameters, values, strict=True):
        base, script = split_key(name)
        of_family = any(e.kind == "family" and e.base == base for e in reader.env.entries.values())
        letters = [k for k in letters_of(script) if of_family and k in free]
        whole = reader.env.entry_named(str(value.args[0].data)) if value.op in ("member", "entry") else None
        if letters and value.op == "symbol" and value.data == name:
            continue  # the member that it is declared with
        if letters and (whole is None or whole.base != base or len(value.args) != 2 or len(letters) > 1):
            _refuse(reader, node, letters, name)
        if letters:
            found[letters[0]] = value.args[1]
    return found


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
    open_names = (n for n in env.unfolded_free(term) if n.removesuffix("()") not in env.definitions and n != name)
    return frozenset(n for n in open_names if _is_after(env, n, name))


def _is_after(env: Environment, inside: str, name: str) -> bool:
    """Whether a declared value or function is named after a variable that is none of its arguments; a density holds what it is named after."""
    entry = env.entry_named(inside.removesuffix("()"))
    return entry is not None and name not in dict(entry.parameters) and _key(env, name) in letters_of(split_key(entry.key)[1])


def _key(env: Environment, name: str) -> str:
    entry = env.entry_named(name)
    return name if entry is None else entry.key


def _moved(reader: Reader, node: Node, entry: Entry, after: str, name: str, printed: Node) -> Term:
    """The name that stands for another one at the printed argument: it has to be declared."""
    base, script = split_key(_key(reader.env, after))
    place = key_of(strip(printed)) or "".join(reader.source.slice(printed.span).split())
    wanted = base + attached("_", place)
    there = reader.env.entries.get(wanted)
    if script != attached("_", _key(reader.env, name)):
        _refuse(reader, node, (after,), name)
    if there is None or there.kind != "value":
        reader.fail(node, "undeclared-name", f"{entry.key} at {place} speaks of {wanted}, which is not declared", f"declare ${wanted}$ as {after} is")
    return t.symbol(there.name, reader.shapes.sort(there.sort))


def _refuse(reader: Reader, node: Node, names: Iterable[str], variable: str) -> None:
    told = ", ".join(sorted(_key(reader.env, n.removesuffix("()")) for n in names))
    reader.fail(node, CODE, f"{told} is named after {_key(reader.env, variable)}: nothing says how it changes with it")
