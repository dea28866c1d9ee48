"""A LaTeX worksheet's prose, its formulas and blocks put aside, as a tree: what `prose` is for Markdown. Nothing in it is carried out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from symkl.handout.node import Node, text
from symkl.handout.prose import END, LIFTED, MARK
from symkl.handout.tex_words import (
    AROUND,
    CHARACTERS,
    CODE,
    COMBINING,
    LISTS,
    MARKS,
    NAMED,
    QUOTES,
    SILENT,
    SWITCHES,
    THEOREMS,
)  # fmt: skip

_TOKEN = re.compile(
    MARK + r"(?P<aside>\d+)" + END + r"|(?P<comment>%[^\n]*(?:\n[ \t]*)?)|(?P<blank>\n[ \t]*(?:\n[ \t]*)+)"
    r"|\\verb\*?(?P<bar>[^a-zA-Z\s*])(?P<verb>[^\n]*?)(?P=bar)|\\(?P<edge>begin|end)\s*\{(?P<name>[^{}\n]*)\}"
    r"|\\(?P<letter>[\"'`^~=.]|[cvHurk](?![a-zA-Z]))\s*(?:\{\\?(?P<inner>[a-zA-Z])\}|\\?(?P<bare>[a-zA-Z]))"
    r"|\\(?P<command>[a-zA-Z]+)\*?[ \t]*|\\\\(?:\[[^\]\n]*\])?|\\(?P<escaped>[\s\S])|(?P<brace>[{}])|(?P<mark>---|--|``|''|[`'~])"
)
_OPTION = re.compile(r"\s*\[[^\]\n]*\]")
_ARGUMENT = re.compile(r"\s*\{([^{}]*)\}")
_THEOREM = re.compile(r"\\newtheorem\*?\s*\{(\w+\*?)\}\s*(?:\[\w+\])?\s*\{([^{}]*)\}")
_TITLE = re.compile(r"\\title\s*(?=\{)")
_BEGIN, _BLOCKS = r"\begin{document}", frozenset(("body", "list", "item", "quote", "group"))


def tree(latex: str, things: Sequence[Node]) -> tuple[Node, ...]:
    """The prose as nodes, what was put aside in its place; of a preamble the title and the blocks. A command that is not known is its source."""
    preamble, _, body = latex.rpartition(_BEGIN)
    names = {**THEOREMS, **dict(_THEOREM.findall(preamble))}
    made = _Builder(body.partition(r"\end{document}")[0], things, names).run()
    title = _TITLE.search(preamble)
    heading = _Builder(preamble[title.start() : _closed(preamble, title.end())], things, names).run() if title else ()
    declared = (things[int(number)] for number in re.findall(MARK + r"(\d+)" + END, preamble))
    return (*heading, *(node for node in declared if node.kind in LIFTED), *_levelled(made, 2 if heading else 1))


def _closed(latex: str, at: int) -> int:
    """Behind the brace that closes the one at ``at``; the end of the text without one."""
    depth = 0
    for match in re.compile(r"\\.|[{}]").finditer(latex, at):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if not depth:
            return match.end()
    return len(latex)


def _levelled(nodes: tuple[Node, ...], first: int) -> tuple[Node, ...]:
    """The headings counted from the highest that occurs."""
    highest = min((node.level for node in nodes if node.kind == "heading"), default=0)
    return tuple(node._replace(level=min(node.level - highest + first, 6)) if node.kind == "heading" else node for node in nodes)


class _Open:
    """A block, or a group of words, that is not closed yet: what it holds so far, and of a block the words of its last paragraph."""

    def __init__(self, kind: str, level: int = 0, name: str = "") -> None:
        self.kind, self.level, self.name = kind, level, name
        self.children: list[Node] = []
        self.words: list[Node] = []

    def end_paragraph(self) -> None:
        """What was said so far is a paragraph."""
        if self.words and self.words[-1].kind == "text":
            self.words[-1] = text(self.words[-1].text.rstrip())
        if any(node.kind != "text" or node.text for node in self.words):
            self.children.append(Node("paragraph", "", tuple(self.words)))
        self.words = []


class _Builder:
    def __init__(self, latex: str, things: Sequence[Node], theorems: dict[str, str]) -> None:
        self.latex, self.things, self.theorems = latex, things, theorems
        self.at = 0
        self.open = [_Open("body")]
        self.next: tuple[str, int] | None = None  # what the next brace opens

    def run(self) -> tuple[Node, ...]:
        while (match := _TOKEN.search(self.latex, self.at)) is not None:
            self._say(self.latex[self.at : match.start()])
            self.at = match.end()
            self._take(match)
        self._say(self.latex[self.at :])
        while len(self.open) > 1:
            self._close()
        self.open[0].end_paragraph()
        return tuple(self.open[0].children)

    def _say(self, words: str) -> None:
        top = self.open[-1]
        said = re.sub(r"[ \t\n]+", " ", words)
        spaced = top.words[-1].text.endswith(" ") if top.words else top.kind in _BLOCKS
        if said := said.removeprefix(" ") if spaced else said:
            top.words.append(text(said))

    def _take(self, match: re.Match[str]) -> None:
        if match["aside"] is not None:
            self._put(self.things[int(match["aside"])]) if int(match["aside"]) < len(self.things) else None
        elif match["blank"] is not None:
            self._paragraph()
        elif match["edge"] is not None:
            (self._begin if match["edge"] == "begin" else self._end)(match["name"].strip())
        elif match["letter"] is not None:
            self._say(unicodedata.normalize("NFC", (match["inner"] or match["bare"]) + COMBINING[match["letter"]]))
        elif match["verb"] is not None:
            self.open[-1].words.append(Node("code-span", match["verb"]))
        elif match["command"] is not None:
            self._command(match["command"])
        elif match["escaped"] is not None:
            self._say(CHARACTERS.get(match["escaped"], match["escaped"]))
        elif match["brace"] is not None:
            self._brace(match["brace"])
        elif match["mark"] is not None:
            self._say(MARKS[match["mark"]])
        elif match["comment"] is None:
            self.open[-1].words.append(Node("break"))

    def _put(self, node: Node) -> None:
        if node.kind not in LIFTED:
            self.open[-1].words.append(node)
            return
        self._paragraph()
        self.open[-1].children.append(node)

    def _paragraph(self) -> None:
        """A block begins or a paragraph ends: groups of words that are still open end, too."""
        while self.open[-1].kind not in _BLOCKS:
            self._close()
        self.open[-1].end_paragraph()

    def _command(self, name: str) -> None:
        top = self.open[-1]
        if name in AROUND:
            self._skip(_OPTION)
            self.next = AROUND[name]
        elif name in SWITCHES:
            if top.kind == "words" and not top.words:
                top.kind = SWITCHES[name]
        elif name in NAMED:
            self._skip(_OPTION)
            before, after = NAMED[name]
            self._say(before + self._argument() + after)
        elif name in SILENT:
            for _ in range(SILENT[name]):
                self._skip(_OPTION)
                self._argument()
        elif name == "item":
            self._item()
        elif name == "href":
            top.words.append(Node("code-span", self._argument()))
        elif name == "par":
            self._paragraph()
        elif name in CHARACTERS:
            self._say(CHARACTERS[name])
        else:
            top.words.append(Node("code-span", f"\\{name}"))

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.latex, self.at)
        self.at = match.end() if match else self.at
        return match.group().strip() if match else ""

    def _argument(self) -> str:
        return self._skip(_ARGUMENT)[1:-1]

    def _item(self) -> None:
        while len(self.open) > 1 and self.open[-1].kind != "list":
            self._close()
        named = self._skip(_OPTION)[1:-1]
        self.open.append(_Open("item"))
        if named:
            self.open[-1].words += [Node("strong", "", (text(named),)), text(" ")]

    def _begin(self, name: str) -> None:
        if name in CODE:
            stop = self.latex.find(rf"\end{{{name}}}", self.at)
            stop = stop if stop >= 0 else len(self.latex)
            self._put_code(self.latex[self.at : stop])
            self.at = stop
            return
        self._paragraph()
        kind = "list" if name in LISTS else "quote" if name in QUOTES else "group"
        self.open.append(_Open(kind, LISTS.get(name, 0), name))
        said = self._skip(_OPTION)[1:-1]
        if name.rstrip("*") in self.theorems:
            self.open[-1].words.append(Node("strong", "", (text(f"{self.theorems[name.rstrip('*')]}{f' ({said})' if said else ''}."),)))
            self.open[-1].words.append(text(" "))

    def _put_code(self, code: str) -> None:
        self._paragraph()
        aside = re.sub(MARK + r"(\d+)" + END, lambda found: self.things[int(found[1])].text, code)
        self.open[-1].children.append(Node("code", aside.strip("\n")))

    def _end(self, name: str) -> None:
        if any(one.name == name for one in self.open[1:]):
            while self.open[-1].name != name:
                self._close()
            self._close()

    def _brace(self, brace: str) -> None:
        if brace == "{":
            kind, level = self.next or ("words", 0)
            self.next = None
            if kind == "heading":
                self._paragraph()
            self.open.append(_Open(kind, level))
        elif self.open[-1].kind not in _BLOCKS:
            self._close()

    def _close(self) -> None:
        """End what was opened last, and put it into what it stands in."""
        done = self.open.pop()
        around = self.open[-1]
        if done.kind in _BLOCKS:
            done.end_paragraph()
            around.children.append(Node(done.kind, "", tuple(done.children), done.level))
        elif done.kind == "heading":
            around.children.append(Node("heading", "", tuple(done.words), done.level))
        elif done.kind == "code-span":
            around.words.append(Node("code-span", "".join(node.text for node in done.words)))
        elif done.kind == "aside":
            around.words += [text(" ("), *done.words, text(")")]
        elif done.kind == "words":
            around.words += done.words
        else:
            around.words.append(Node(done.kind, "", tuple(done.words)))
