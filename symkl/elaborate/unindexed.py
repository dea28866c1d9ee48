r"""Sums and products that print no index: ``\sum (x_i - \mu)^2`` runs over the one letter that can run in it."""

from __future__ import annotations

from collections.abc import Callable

from symkl.elaborate.reach import runs_free
from symkl.elaborate.reader import Reader
from symkl.kernel.sort import Dimension
from symkl.latex.syntax import Node

NOTE = "sum-without-index"


def index_of(reader: Reader, node: Node, body: Node, ranges: Callable[[Reader, str, Node], list[Dimension]]) -> Node:
    """The letter over which a sum without an index runs: the only one behind it that nothing binds or fixes and that has a range there."""
    letters = letters_of(reader, body, ranges)
    if len(letters) != 1:
        why = "nothing behind it has an index that could run" if not letters else f"{' and '.join(letters)} could run"
        reader.fail(node, "unsupported", f"a sum needs its index below and something behind it: {why}", "write the index below the sum")
    word = "sum" if node.text == "sum" else "product"
    reader.note(NOTE, f"this {word} prints no index: it is read over {letters[0]}", node.span)
    return Node("name", node.span, letters[0])


def letters_of(reader: Reader, body: Node, ranges: Callable[[Reader, str, Node], list[Dimension]]) -> list[str]:
    """The letters that a sum without an index may run over."""
    return [k for k in dict.fromkeys(runs_free(body)) if _may_run(reader, k) and ranges(reader, k, body)]


def _may_run(reader: Reader, letter: str) -> bool:
    """Whether nothing says which member a letter stands for."""
    entry = reader.env.entries.get(letter)
    return letter not in reader.local and not letter.isdigit() and (entry is None or entry.kind == "index")
