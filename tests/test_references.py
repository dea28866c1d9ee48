"""References to printed lines: what they name, what is said of those that name nothing, and that they are tried first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import Diagnostic, StatementFinding
from symkl.source import Source
from symkl.verify import read_sheet
from symkl.worksheet.read import read

SHEET = "$$ x = x \\tag{1.4} $$\n\n$$ y = y \\tag{2.3} \\label{eq:kl} $$\n\n$$ y = y \\tag{3} $$\n\n"
#: two lines with the same slip, and one that follows from either
SLIPS = r"""
:::{given}
$x \in \mathbb{R}$, $f(x) = x^2 + 1$, $g(x) = x^2 + 1$
:::

$$ f(x) = x^2 + 2 \tag{1} $$

$$ g(x) = x^2 + 2 \label{eq:second} \tag{2} $$

WORDS
$$ g(x) + f(x) RELATION 2 x^2 + 3 \tag{3} $$
"""


def told(text: str, path: str = "sheet.md") -> list[Diagnostic]:
    return list(read(Source(path, text)).diagnostics)


def judged(words: str, relation: str = "=") -> StatementFinding:
    sheet = read_sheet(Source("sheet.md", SLIPS.replace("WORDS", words).replace("RELATION", relation)))
    return judge(sheet, standard_engines(fast=True)).statements[2]


@pytest.mark.parametrize("words", ["By (1.4)", "from~(2.3)", r"see \eqref{eq:kl}", r"\ref{1.4}", "{eq}`eq:kl`", r"with \cref{eq:kl, 3}", "equation (3)"])
def test_what_is_there_is_known(words: str) -> None:
    document = read(Source("sheet.md", SHEET + words))
    assert document.references and not document.diagnostics


@pytest.mark.parametrize(
    ("words", "label", "meant"),
    [
        ("By (1.5) again", "1.5", "1.4"), (r"\eqref{eq:k1}", "eq:k1", "eq:kl"), (r"\ref{eq-kl}", "eq-kl", "eq:kl"), ("{eq}`eq:kll`", "eq:kll", "eq:kl"),
        (r"\cref{eq:kl, eq:lk}", "eq:lk", "eq:kl"), (r"$$ x \stackrel{(2.4)}{=} x $$", "2.4", "2.3"), ("with (2.2)", "2.2", "2.3"),
        (r"\autoref{nothing}", "nothing", None), ("by (7)", "7", None), (r"\text{by (1.5)}", "1.5", "1.4"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_where_it_stands(words: str, label: str, meant: str | None) -> None:
    (diagnostic,) = told(SHEET + words)
    assert (diagnostic.code, diagnostic.severity) == ("unknown-reference", "warning")
    assert (SHEET + words)[slice(*diagnostic.span)] == label
    assert diagnostic.suggestion is not None and (f"Did you mean {meant}?" == diagnostic.suggestion if meant else "Did you mean" not in diagnostic.suggestion)


@pytest.mark.parametrize(
    "words",
    [
        "By (2.113) of Bishop", "by (1.5) in [3]", r"by (1.5)~\cite{x}", "in (7)", "from (A-3) on", "`by (1.5)`", "<!-- by (1.5) -->", "```\nby (1.5)\n```",
        "$f(x) \\in (1.5)$", "nearby (1.5)", r"$$ x \overset{(7)}{=} x $$", "## Words {#sec-a}\n\\ref{sec-a}", "(there)=\n\\ref{there}", "of (12)",
        "by (H1)\n\n$$ x = x $$",
    ],
)  # fmt: skip
def test_what_speaks_of_something_else_is_let_be(words: str) -> None:
    assert told(SHEET + words) == []


def test_numbers_of_another_text_are_let_be() -> None:
    assert told("$$ x = x \\label{eq:a} $$\n\nBy (1.5) and (3) this is so.") == []


def test_in_latex_sections_and_comments_are_none() -> None:
    text = "\\section{One}\\label{sec:one}\n% by \\eqref{gone}\n\\begin{verbatim}\\ref{gone}\\end{verbatim} See \\ref{sec:one}, 5\\% of \\eqref{eq:x}.\n"
    (diagnostic,) = told(text + "\\[ x = x \\label{eq:y} \\]", "sheet.tex")
    assert (diagnostic.code, diagnostic.suggestion) == ("unknown-reference", "Did you mean eq:y?")


def test_a_reference_to_two_lines_is_told() -> None:
    text = "$$ x = x \\tag{1} $$\n\n$$ y = y \\tag{1} $$\n\nBy \\eqref{1}, and by (1)"
    (diagnostic,) = told(text)
    assert (diagnostic.code, diagnostic.severity) == ("ambiguous-label", "error")
    assert read(Source("sheet.md", text)).references == ()


@pytest.mark.parametrize(
    ("words", "relation", "origin"),
    [
        ("Then", "=", "2"), ("By (1):", "=", "1"), (r"By \eqref{1} we find", "=", "1"), (r"By \eqref{eq:second}", "=", "2"), ("", r"\stackrel{(1)}{=}", "1"),
        ("", r"\overset{\text{(1)}}{=}", "1"), ("", r"\stackrel{\eqref{1}}{=}", "1"), ("", r"\stackrel{(2)}{=}", "2"),
    ],
)  # fmt: skip
def test_a_line_follows_first_from_those_that_it_refers_to(words: str, relation: str, origin: str) -> None:
    third = judged(words, relation)
    assert (third.verdict, third.steps[0].carried_from) == ("carried", (origin,))


def test_a_reference_behind_a_line_that_its_words_run_on_from_is_that_lines() -> None:
    text = SLIPS.replace("RELATION", "=").replace("WORDS", "") + "by (1)."
    third = judge(read_sheet(Source("sheet.md", text)), standard_engines(fast=True)).statements[2]
    assert third.steps[0].carried_from == ("1",)


def test_a_reference_proves_nothing() -> None:
    """What does not follow is no more carried for being said to."""
    text = SLIPS.replace("RELATION", "=").replace("WORDS", "By (1)").replace("2 x^2 + 3", "2 x^2 + 5")
    third = judge(read_sheet(Source("sheet.md", text)), standard_engines(fast=True)).statements[2]
    assert (third.verdict, third.steps[0].follows) == ("refuted", "refuted")


@given(st.lists(st.sampled_from(["`", "```\n", "<!--", "-->", "by (1.4)", "\\ref{", "}", "\\eqref{eq:x}", "%", "\n", "{eq}`", "~~~", "a"]), max_size=20))
def test_any_text_is_looked_through(pieces: list[str]) -> None:
    text = SHEET + "".join(pieces)
    for path in ("sheet.md", "sheet.tex"):
        document = read(Source(path, text))
        assert all(text[slice(*reference.span)] == reference.label for reference in document.references)
