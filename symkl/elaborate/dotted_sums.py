"""Sums with dots: ``x_1 + x_2 + \\dots + x_n``, also behind other terms."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.diagonal import RUNNING, pattern_of, runs_through
from symkl.elaborate.reader import Reader
from symkl.kernel import term as t
from symkl.kernel.term import Term
from symkl.latex.syntax import Node


def signed_terms(reader: Reader, node: Node) -> Iterator[tuple[str, Node | Term | None]]:
    """The terms of a sum with their signs; what dots run through is one term, the sum of the pattern that stands around them."""
    marks, parts = node.text, node.parts
    runs = dict(_run(reader, node, at) for at, part in enumerate(parts) if part is not None and part.kind == "dots")
    inside = {place for first, (last, _) in runs.items() for place in range(first + 1, last + 1)}
    for place, (sign, part) in enumerate(zip(marks, parts, strict=True)):
        if place not in inside:
            yield sign, runs[place][1] if place in runs else part


def _run(reader: Reader, node: Node, dots: int) -> tuple[int, tuple[int, Term]]:
    """Where the terms begin that these dots run through, where they end, and their sum."""
    around = node.text[dots - 1 : dots + 2]
    behind = node.parts[dots + 1] if dots + 1 < len(node.parts) else None
    if not dots or behind is None or len(set(around)) != 1:
        reader.fail(node, "unsupported", "dots in a sum need a first and a last term around them, with one sign")
    last = reader.build.now(reader.read(behind))
    running = t.fresh(RUNNING, set(reader.env.symbols) | last.free)
    pattern, over = pattern_of(reader, node, last, running)
    values: list[Term] = []
    for first in range(dots - 1, -1, -1):
        part = node.parts[first]
        if part is None or node.text[first] != around[0]:
            break
        values.insert(0, reader.build.now(reader.read(part)))
        if runs_through(pattern, values, running):
            return first, (dots + 1, t.summation(running, over, pattern))
    return reader.fail(node, "unsupported", "what stands around these dots follows no pattern")
