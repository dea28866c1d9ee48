"""Macros: definitions, expansion that keeps places, and bounds."""

from __future__ import annotations

import time

import pytest

from symkl.source import Source, Span
from symkl.worksheet.document import Display, Macro
from symkl.worksheet.macros import expand
from symkl.worksheet.read import read


def expanded(text: str) -> str:
    document = read(Source("sheet.md", text))
    display = [item for item in document.items if isinstance(item, Display)][-1]
    return expand(document.source, display.rows[-1].spans[-1], document.macros).text


DEFINITIONS = {
    "newcommand": (r"\newcommand{\E}{\mathbb{E}}", r"\E x = 1", r"\mathbb{E} x = 1"),
    "unbraced name": (r"\newcommand\E{\mathbb{E}}", r"\E x = 1", r"\mathbb{E} x = 1"),
    "arguments": (r"\newcommand{\E}[2]{E_{#1}[#2]}", r"\E{p}{x} = 1", "E_{p}[x] = 1"),
    "single tokens": (r"\newcommand{\f}[2]{\frac{#1}{#2}}", r"\f 1\pi = 1", r"\frac{1}{\pi} = 1"),
    "default": (r"\newcommand{\E}[2][p]{E_{#1}[#2]}", r"\E{x} = \E[q]{y}", "E_{p}[x] = E_{q}[y]"),
    "def": (r"\def\E#1#2{E_{#1}[#2]}", r"\E{p}{x} = 1", "E_{p}[x] = 1"),
    "operator": (r"\DeclareMathOperator{\tr}{tr}", r"\tr A = 1", r"\operatorname{tr} A = 1"),
    "starred": (r"\DeclareMathOperator*{\argmin}{arg\,min}", r"a = \argmin f", r"a = \operatorname{arg\,min} f"),
    "let": (r"\let\eps\varepsilon", r"\eps = 1", r"\varepsilon = 1"),
    "nested": (r"\newcommand{\a}{\b}\newcommand{\b}{c}", r"\a = 1", "c = 1"),
    "renewed": ("\\newcommand{\\a}{b}\n\\renewcommand{\\a}{c}", r"\a = 1", "c = 1"),
    "kept from a command": (r"\newcommand{\K}{K_m}", r"\K\Sigma\K = 1", r"K_m\Sigma K_m = 1"),
    "an argument kept from a command": (r"\newcommand{\h}[1]{\hat#1x}", r"\h{y}\h\mu = 1", r"\hat yx\hat\mu x = 1"),
    "kept from a letter": (r"\newcommand{\S}{\Sigma}", r"\S^T{}\S{}x = \S1", r"\Sigma^T{}\Sigma{}x = \Sigma1"),
}


@pytest.mark.parametrize(("definition", "use", "expected"), DEFINITIONS.values(), ids=DEFINITIONS)
def test_definitions(definition: str, use: str, expected: str) -> None:
    for text in (
        f"{definition}\n\n$$ {use} $$",
        f"$$ {definition} $$\n\n$$ {use} $$",
        f"$$ {definition} {use} $$",
        f"${definition}$ so\n\n$$ {use} $$",
    ):
        assert expanded(text) == expected


def test_a_macro_holds_only_behind_its_definition() -> None:
    text = "$$ \\a = 1 $$\n\n\\newcommand{\\a}{b}\n\n$$ \\a = 2 $$"
    document = read(Source("sheet.md", text))
    found = [expand(document.source, item.rows[0].spans[0], document.macros).text for item in document.items if isinstance(item, Display)]
    assert found == [r"\a = 1", "b = 2"]


def test_places_are_kept() -> None:
    source = Source("sheet.md", r"x + \E{yy} = z")
    found = expand(source, Span(0, len(source.text)), [Macro(r"\E", 1, "(#1)^2")])
    assert found.text == "x + (yy)^2 = z"
    assert source.slice(found.origin(5, 7)) == "yy"
    assert source.slice(found.origin(4, 5)) == r"\E{yy}"
    assert source.slice(found.origin(13, 14)) == "z"
    assert source.slice(found.origin(0, len(found.text))) == source.text


def test_without_macros_the_text_is_itself() -> None:
    source = Source("sheet.md", "a = b")
    found = expand(source, Span(0, 5), [])
    assert found.text == "a = b" and found.origin(4, 5) == Span(4, 5) and found.diagnostic is None


ENDLESS = {
    "itself": [Macro(r"\a", 0, r"\a")],
    "itself and more": [Macro(r"\a", 0, r"\a\a")],
    "each other": [Macro(r"\a", 0, r"x\b"), Macro(r"\b", 0, r"\a y")],
    "doubling": [Macro("\\" + "abcdefghijklmnopqrstuvwxyz"[n], 0, ("\\" + "abcdefghijklmnopqrstuvwxyz"[n + 1]) * 2) for n in range(25)],
    "argument": [Macro(r"\a", 1, r"\a{#1#1}")],
}


@pytest.mark.parametrize("macros", ENDLESS.values(), ids=ENDLESS)
def test_endless_macros_are_told_with_their_place(macros: list[Macro]) -> None:
    source = Source("sheet.md", r"1 + \a{z} = 2")
    start = time.process_time()
    found = expand(source, Span(0, len(source.text)), macros)
    assert time.process_time() - start < 20
    assert found.diagnostic is not None and found.diagnostic.code == "endless-macro"
    assert source.slice(found.diagnostic.span).startswith(r"\a")


def test_an_argument_that_never_closes_ends_with_the_formula() -> None:
    source = Source("sheet.md", r"\a{z = 2")
    assert expand(source, Span(0, len(source.text)), [Macro(r"\a", 1, "(#1)")]).text == "(z = 2)"
