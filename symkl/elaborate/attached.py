"""Names with a prime, a star or an accent."""

from __future__ import annotations

from symkl.elaborate import spelled
from symkl.elaborate.neighbours import neighbour
from symkl.elaborate.nodes import key_of
from symkl.elaborate.reader import Reader
from symkl.kernel import term as t
from symkl.kernel.term import Term
from symkl.latex.syntax import Node


def prime(reader: Reader, node: Node) -> Term:
    """A prime that is no part of a declared name: a transpose where the sheet says so."""
    base = node.parts[0]
    assert base is not None
    key = key_of(node)
    if key is not None and key in reader.local:
        return reader.local[key]
    if key is not None and key in reader.env.entries:
        return spelled.of_entry(reader, reader.env.entries[key], node)
    entry = reader.env.entries.get(key_of(base) or "")
    if entry is not None and entry.kind == "function" and len(entry.parameters) == 1:
        name, sort = entry.parameters[0]
        by = t.symbol(name, reader.shapes.sort(sort))
        value = t.function(entry.name, reader.shapes.sort(entry.sort), by)
        for _ in node.text:
            value = t.derivative(value, by)
        return value
    if reader.env.transposing_prime and node.text == "'":
        return reader.build.transpose(reader.read(base))
    return spelled.undeclared(reader, node, key or reader.source.slice(node.span))


def decorated(reader: Reader, node: Node) -> Term:
    """A name with a star or an accent: only where it is declared."""
    key = key_of(node)
    if key is not None and key in reader.local:
        return reader.local[key]
    if key is not None and key in reader.env.entries:
        return spelled.of_entry(reader, reader.env.entries[key], node)
    member = None if key is None else neighbour(reader, node, key) or spelled.with_places(reader, node)
    if member is not None:
        return member
    declared = reader.declare_unknown(node) if reader.declare_unknown is not None and key is not None else None
    if declared is not None:
        return spelled.of_entry(reader, declared, node)
    return spelled.undeclared(reader, node, key or reader.source.slice(node.span))
