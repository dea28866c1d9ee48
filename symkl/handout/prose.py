"""A worksheet's prose: Markdown with its formulas and blocks put aside, as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from symkl.handout.extras import extra
from symkl.handout.node import Node, text

MARK, END = "\ue000", "\ue001"  # around the number of something put aside; a text that has them itself loses them
_BLOCKS = {"paragraph": "paragraph", "blockquote": "quote", "list_item": "item"}
_INLINE = {"em": "emphasis", "strong": "strong"}
_LINKS = ("http://", "https://", "mailto:", "#")


@cache
def _parser() -> Any:
    return extra("markdown_it", "html").MarkdownIt("commonmark", {"html": False}).enable("table")


def clean(source: str) -> str:
    """A text without the characters that mark what is put aside."""
    return source.replace(MARK, " ").replace(END, " ")


def aside(number: int) -> str:
    """What stands in the Markdown for thing ``number``."""
    return f"{MARK}{number}{END}"


def tree(markdown: str, things: Sequence[Node]) -> tuple[Node, ...]:
    """The prose as nodes, what was put aside in its place. HTML is words."""
    return tuple(_lifted(node) for node in _Builder(things).blocks(iter(_parser().parse(markdown)), ""))


class _Builder:
    def __init__(self, things: Sequence[Node]) -> None:
        self.things = things

    def blocks(self, tokens: Iterator[Any], until: str) -> tuple[Node, ...]:
        """Nodes up to the token that closes what was opened."""
        found: list[Node] = []
        for token in tokens:
            if token.type == until:
                break
            found += self._block(token, tokens)
        return tuple(found)

    def _block(self, token: Any, tokens: Iterator[Any]) -> tuple[Node, ...]:
        kind = token.type
        if kind == "inline":
            return self.spans(iter(token.children), "")
        if kind in ("fence", "code_block"):
            return (Node("code", self._restored(token.content)),)
        if kind == "hr":
            return (Node("rule"),)
        if not kind.endswith("_open"):
            return tuple(self._words(token.content)) if token.content else ()
        name = kind.removesuffix("_open")
        inside = self.blocks(tokens, f"{name}_close")
        if name == "heading":
            return (Node("heading", "", inside, int(token.tag[1:])),)
        if name in ("bullet_list", "ordered_list"):
            return (Node("list", "", inside, int(name == "ordered_list")),)
        if name == "table":
            return (Node("table", "", tuple(row for part in inside for row in (part.children if part.kind == "rows" else (part,)))),)
        if name in ("thead", "tbody"):
            return (Node("rows", "", inside),)
        if name in ("tr", "th", "td"):
            return (Node({"tr": "row", "th": "head", "td": "cell"}[name], "", inside),)
        return (Node(_BLOCKS.get(name, "paragraph"), "", inside),)

    def spans(self, tokens: Iterator[Any], until: str) -> tuple[Node, ...]:
        """Inline nodes up to the token that closes what was opened."""
        found: list[Node] = []
        for token in tokens:
            if token.type == until:
                break
            found += self._span(token, tokens)
        return tuple(found)

    def _span(self, token: Any, tokens: Iterator[Any]) -> tuple[Node, ...]:
        kind = token.type
        if kind == "code_inline":
            return (Node("code-span", self._restored(token.content)),)
        if kind in ("softbreak", "hardbreak"):
            return (text(" ") if kind == "softbreak" else Node("break"),)
        if kind == "image":
            return tuple(self._words(token.content))
        if kind == "link_open":
            inside = self.spans(tokens, "link_close")
            where = str(token.attrs.get("href", ""))
            return (Node("link", where, inside),) if where.startswith(_LINKS) else inside
        if kind.endswith("_open"):
            name = kind.removesuffix("_open")
            return (Node(_INLINE.get(name, "emphasis"), "", self.spans(tokens, f"{name}_close")),)
        return tuple(self._words(token.content))

    def _words(self, content: str) -> Iterator[Node]:
        for at, part in enumerate(content.split(MARK)):
            number, _, rest = part.partition(END) if at else ("", "", part)
            if number.isdecimal() and int(number) < len(self.things):
                yield self.things[int(number)]
            if rest:
                yield text(rest)

    def _restored(self, content: str) -> str:
        return "".join(node.text for node in self._words(content))


def _lifted(node: Node) -> Node:
    """Blocks that were put aside stand in a paragraph of their own: the paragraph is taken away."""
    children = tuple(_lifted(child) for child in node.children)
    node = node._replace(children=children)
    blocks = [child for child in children if child.kind in LIFTED]
    return Node("group", "", _parts(node)) if node.kind == "paragraph" and blocks else node


def _parts(node: Node) -> tuple[Node, ...]:
    found: list[Node] = []
    for child in node.children:
        if child.kind in LIFTED:
            found.append(child)
        elif found and found[-1].kind == "paragraph":
            found[-1] = found[-1]._replace(children=(*found[-1].children, child))
        elif not (child.kind == "text" and not child.text.strip()):
            found.append(Node("paragraph", "", (child,)))
    return tuple(found)


LIFTED = frozenset(("display", "given", "solution", "ruled", "erratum", "evidence", "group"))
