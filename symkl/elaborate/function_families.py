r"""Functions with an index, ``f_k(x) = ..``, at another index than the one that they are defined with: ``f_l(x)``, ``f_1(x)``."""

from __future__ import annotations

from symkl.elaborate import indicators
from symkl.elaborate.nodes import base_and_script, items_of, strip
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Entry
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.sort import Dimension
from symkl.kernel.term import Term
from symkl.latex import names
from symkl.latex.syntax import Node


def family_of(reader: Reader, head: Node) -> tuple[Entry, Definition, str, Dimension] | None:
    """The function that is defined with a running index where this name has another one; the index and how far it runs."""
    script = base_and_script(head)
    if script is None or script[1] != "_" or len(script[2]) != 1 or not _is_an_index(reader, script[2][0]):
        return None
    found = []
    for key, entry in reader.env.entries.items():
        if entry.kind != "function" or not key.startswith(script[0] + "_"):
            continue
        base, below = names.split_key(key)
        definition = reader.env.definitions.get(entry.name)
        if definition is None or base != script[0]:
            continue
        letter = below[1:].strip("{}")
        index = reader.env.entries.get(letter)
        name = index.name if index is not None and index.kind == "index" and index.term is None else letter
        runs = {s.data[1] for s in t.subterms(definition.body) if s.op == "index" and s.data[0] == name and name in definition.body.free}
        if len(runs) == 1 and letter != script[2][0]:
            found.append((entry, definition, name, next(iter(runs))))
    return found[0] if len(found) == 1 else None


def _is_an_index(reader: Reader, place: str) -> bool:
    r"""A number, a bound letter or a declared index: ``\mu_q`` beside ``\mu_t`` may be another name altogether."""
    entry = reader.env.entries.get(place)
    return place.isdigit() or place in reader.local or entry is not None and entry.kind == "index"


def at_another_index(reader: Reader, head: Node, group: Node) -> Term | None:
    """The value of ``f_l`` where ``f_k`` is defined; None of a name that is no member of such a family."""
    known = family_of(reader, head)
    script = base_and_script(head)
    if known is None or script is None:
        return None
    entry, definition, name, reach = known
    items, _ = items_of(group)
    if len(items) != len(definition.parameters):
        return None
    arguments = [reader.build.now(reader.read(strip(item))) for item in items]
    if not all(reader.shapes.same(a.sort, s) for a, (_, s) in zip(arguments, definition.parameters, strict=True)):
        return None
    position = indicators.position(reader, script[2][0], reader.shapes.dimension(reach), head)
    if position.op == "index" and position.data[1] != reach:
        return None
    fresh = {n: t.fresh(n, set(reader.env.symbols) | definition.body.free) for n, _ in definition.parameters}
    body = t.substitute(definition.body, {n: t.symbol(fresh[n], s) for n, s in definition.parameters})
    body = t.substitute(reader.env.see_through(body, frozenset((name,))), {name: position})
    hidden = reader.env.unfolded_free(body) - body.free
    if name in hidden or name in body.free - position.free:
        return None
    values = {fresh[n]: reader.build.now(a) for (n, _), a in zip(definition.parameters, arguments, strict=True)}
    return reader.build.now(t.substitute(body, values))
