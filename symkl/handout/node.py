"""What a handout is made of: a small tree that every writer knows."""

from __future__ import annotations

from symkl.record import NamedTuple


class Node(NamedTuple):
    """A piece of a handout.

    Blocks: "heading" (``level``), "answer", "paragraph", "list" (``level`` 1: numbered), "item", "quote", "code" (``text``), "rule", "table",
    "row", "head", "cell", "given" (``text``: the statements that it is for), "solution", "ruled" (``level`` empty lines), "display"
    (``text`` is LaTeX, ``labels``), "erratum" (``text``: the label), "evidence" (``text``: a verdict; the first child is its summary),
    "proof" of "step"s (a display's LaTeX in ``text``, the hint in the children), "fact" (``text``: its name). Inline: "text", "math" (LaTeX
    in ``text``), "code-span", "emphasis", "strong", "link" (``text``: where to), "break", "verdict" (``text``).
    """

    kind: str
    text: str = ""
    children: tuple[Node, ...] = ()
    level: int = 0
    labels: tuple[str, ...] = ()


class Handout(NamedTuple):
    """A page: its title, the answer in one line, and the body. ``edition`` is "student" or "teacher"."""

    title: str
    path: str
    edition: str
    answer: str
    body: tuple[Node, ...]


def text(words: str) -> Node:
    """Words as they are."""
    return Node("text", words)


def mathematics(latex: str) -> Node:
    """A formula in a line."""
    return Node("math", latex)


def words(said: str) -> tuple[Node, ...]:
    """Words with formulas between dollar signs."""
    return tuple(mathematics(part) if at % 2 else text(part) for at, part in enumerate(said.split("$")) if part)
