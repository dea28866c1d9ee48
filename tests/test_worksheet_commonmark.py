"""Where headings and code stand, compared with an independent CommonMark parser on random documents."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from symkl.source import Source
from symkl.worksheet.markdown import Scanner

LINES = [
    "# A",
    "## B #",
    "#no",
    "###",
    "words",
    "more words",
    "",
    "",
    "===",
    "---",
    "```",
    "```py",
    "~~~",
    "````",
    "    indented",
    "\ttab",
    " # C",
    "   ## D",
    "`code`",
    "####### no",
]
PARSER = MarkdownIt("commonmark")


def expected(text: str) -> tuple[list[int], set[int]]:
    """Levels of the headings, and the lines of code fences and indented code."""
    levels = []
    code: set[int] = set()
    for token in PARSER.parse(text):
        if token.type == "heading_open":
            levels.append(int(token.tag[1:]))
        if token.type in ("fence", "code_block") and token.map:
            code |= set(range(*token.map))
    return levels, code


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=14))
def test_headings_are_commonmark(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    found = [int(event.text) for event in Scanner(Source("sheet.md", text), 0).events() if event.kind == "heading"]
    assert found == expected(text)[0]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([*LINES, "$a$"]), max_size=14))
def test_code_is_commonmark(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    source = Source("sheet.md", text)
    found = {source.place(event.span.start).line - 1 for event in Scanner(source, 0).events() if event.kind == "inline"}
    code = expected(text)[1]
    assert found == {number for number, line in enumerate(lines) if line == "$a$"} - code
