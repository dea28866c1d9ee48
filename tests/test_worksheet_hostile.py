"""Hostile text: a Document within two seconds, a diagnostic with a place where a bound is hit, never an exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symkl.source import Source
from symkl.worksheet.document import Display, Given
from symkl.worksheet.read import read

SIZE = 550_000
PIECES = [
    "{", "}", "$", "$$ ", "`", "``a`", "```\n", r"\[ ", r"\\[", r"\begin{align}", r"\begin{cases} ", "<!-- ", "<pre>", "# a\n", ":::\n", ":::{given}\n$x$\n",
    "> ", "- ", r"\newcommand{\a}{", "\\newcommand{\\a}{b}\n\n", r"\def\a", "$$ ( \\\\ ", "$$a=b$$\n(1)\n", "$$(1)$$", "a\n===\n", r"\tag{", r"\left(", r"\text{",
    "&", "%", ".. math:: a\n", "$\\begin{aligned}", "$$ a = b\n\nwords and words \n\n", "\\[ a\n\n# b\n", "<!-- symkl: refuted -->\n", "% given: $x$\n", "\\verb|",
]  # fmt: skip


@pytest.mark.parametrize("path", ["sheet.md", "sheet.tex"])
@pytest.mark.parametrize("piece", PIECES)
def test_half_a_megabyte_of_anything(piece: str, path: str) -> None:
    start = time.process_time()
    document = read(Source(path, piece * (SIZE // len(piece))))
    assert time.process_time() - start < 20  # what is quadratic takes minutes; how fast it is, the benchmark says
    for diagnostic in document.diagnostics:
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= SIZE


DEEP = {
    "braces": "$$" + "{" * 10_000 + "x = y" + "}" * 10_000 + "$$",
    "environments": "$$" + r"\begin{aligned}" * 2_000 + "x = y" + r"\end{aligned}" * 2_000 + "$$",
    "brackets": "$$" + "(" * 30_000 + ")" * 30_000 + " = 1 $$",
    "rows": "$$" + "( \\\\ " * 10_000 + ")" * 1_000 + " = 1 $$",
    "blocks": ":::{solution}\n" * 10_000 + "$$ a = b $$\n" + ":::\n" * 10_000,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_nesting(text: str) -> None:
    start = time.process_time()
    document = read(Source("sheet.md", text))
    assert time.process_time() - start < 20
    assert sum(isinstance(item, Display) for item in document.items) == 1


def test_time_is_linear_in_an_ordinary_document() -> None:
    sheet = "## Part\n\n:::{given}\nLet $x > 0$ and $p(x) = \\mathcal{N}(x \\mid 0, 1)$.\n:::\n\nThen\n\n$$\n\\begin{align}\n a &= b \\\\ &= c \\tag{1}\n\\end{align}\n$$\n\n"
    document = read(Source("sheet.md", sheet * (SIZE // len(sheet))))
    assert len([item for item in document.items if isinstance(item, Given)]) == SIZE // len(sheet)
    assert not document.diagnostics


def test_a_nul_character_and_too_long_a_text() -> None:
    (nul,) = read(Source("sheet.md", "a\n\0b")).diagnostics
    assert (nul.code, nul.span.start) == ("nul-byte", 2)
    (large,) = read(Source("sheet.md", "a" * 2_000_000)).diagnostics
    assert large.code == "too-large"


def test_a_bound_on_a_display_and_on_their_number() -> None:
    (large,) = read(Source("sheet.md", "$$" + "a + " * 20_000 + " = b$$")).diagnostics
    assert large.code == "too-large-display"
    document = read(Source("sheet.md", "$$a=b$$\n" * 10_001))
    assert [d.code for d in document.diagnostics] == ["too-many-displays"] and len(document.items) == 10_000


WORDS = ["$$", "$", "\\[", "\\]", "\\begin{align}", "\\end{align}", "{", "}", "(", ")", "\\\\", "&", "=", "a", " ", "\n", "\n\n", "`", "```", ":::", ":::{given}", "# ",
         "\\tag{1}", "\\quad", "(1.2)", "\\text{for }", "\\left", "<!--", "-->", "symkl: refuted", "\\newcommand{\\x}{y}", "%", ",", "---", "> ", "\\"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.sampled_from(["sheet.md", "sheet.tex"]))
def test_any_text_is_laid_out_with_spans_in_it(words: list[str], path: str) -> None:
    text = "".join(words)
    for item in read(Source(path, text)).items:
        assert 0 <= item.span.start < item.span.end <= len(text)
        for row in item.rows if isinstance(item, Display) else ():
            for span in row.spans:
                assert item.span.start <= span.start < span.end <= item.span.end and text[slice(*span)].strip()
