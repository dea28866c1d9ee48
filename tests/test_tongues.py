"""German and French words of given blocks and between the lines: they say what the English ones say, and no more is decided for them."""

from __future__ import annotations

import pytest

from symkl.elaborate.tongues import TABLE, in_english
from symkl.elaborate.understood import UNDERSTOOD
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.source import Source
from symkl.verify import read_sheet

MATRIX = r"$A \in \mathbb{R}^{d \times d}$"
DRAWN = r"$x, y \in \mathbb{R}$, $p(x) = \mathcal{N}(x \mid 0, 1)$, $p(y) = \mathcal{N}(y \mid 0, 1)$"
#: English, another tongue, a line, its verdict
SAID = [
    (f"Let {MATRIX}.", f"Sei {MATRIX}.", "(A^T)^T = A", "proved"),
    (f"Let {MATRIX} be a matrix.", f"Soit {MATRIX} une matrice.", "A^T = A", "refuted"),
    (f"a symmetric matrix {MATRIX}", f"eine symmetrische Matrix {MATRIX}", "A = A^T", "proved"),
    (f"a symmetric matrix {MATRIX}", f"une matrice symétrique {MATRIX}", "A = A^T", "proved"),
    (f"{MATRIX} is not symmetric", f"{MATRIX} ist nicht symmetrisch", "A = 2 A^T", "refuted"),
    (f"{MATRIX} is symmetric", f"{MATRIX} sei symmetrisch", "A = A^T", "proved"),
    (f"{MATRIX} is symmetric", f"{MATRIX} est symétrique", "A = A^T", "proved"),
    (f"{DRAWN}. They are correlated.", f"{DRAWN}. Beide sind korreliert.", r"\operatorname{Var}[x + y] = 2", "undecided"),
    (f"{DRAWN}, independent of each other", f"{DRAWN}, unabhängig", r"\operatorname{Var}[x + y] = 2", "proved"),
    (f"{DRAWN}, where $x$ and $y$ are dependent.", f"{DRAWN}, wobei $x$ und $y$ abhängig sind.", r"\mathbb{E}[x y] = 0", "undecided"),
]


def verdict(given: str, line: str, between: str = "") -> str:
    sheet = read_sheet(Source("sheet.md", f":::{{given}}\n{given}\n:::\n\n{between}\n\n$$ {line} $$\n"))
    return judge(sheet, standard_engines(fast=True)).statements[0].verdict


@pytest.mark.parametrize(("english", "other", "line", "expected"), SAID)
def test_what_is_said_in_another_tongue_is_said(english: str, other: str, line: str, expected: str) -> None:
    """What is understood of fewer words is less, and never another verdict."""
    assert verdict(english, line) == expected
    assert verdict(other, line) in (expected, "undecided")


@pytest.mark.parametrize("between", ["Assume all variables are correlated.", "Angenommen, alle Messungen sind korreliert.", "Supposons que les mesures aléatoires sont inversible."])
def test_an_assumption_between_the_lines_is_one_in_any_tongue(between: str) -> None:
    assert verdict(DRAWN, r"\operatorname{Var}[x + y] = 2", between) == "undecided"


@pytest.mark.parametrize("words", ["gestutzt auf positive Werte", "tronquée", "un-korreliert", "mit Parameter in Bit"])
def test_words_of_another_tongue_that_are_not_known_are_not_understood(words: str) -> None:
    given = rf"$x \in \mathbb{{R}}$, $p(x) = \mathcal{{N}}(x \mid 0, 1)$ {words}"
    assert verdict(given, r"\mathbb{E}[x] = 0") == "undecided"


def test_a_prefix_is_no_word_of_another_tongue() -> None:
    given = r"$x \in \mathbb{R}$, $p(x) = \mathcal{N}(x \mid 0, 1)$, de-centred"
    assert verdict(given, r"\mathbb{E}[x] = 0") == "undecided"


def test_no_english_word_is_taken_for_one_of_another_tongue() -> None:
    """But what is the same in both, and *die*, an article or what is thrown: nothing follows from either."""
    assert not {word for word, found in TABLE.items() if word in UNDERSTOOD and found.words != (word,)} - {"die"}


@pytest.mark.parametrize(("word", "english"), [("l'état", ("state",)), ("d\u2019une", ("a",)), ("kovarianzmatrix", ("covariance", "matrix"))])
def test_words_with_their_articles(word: str, english: tuple[str, ...]) -> None:
    assert in_english(word, is_behind=False) == english


def test_umlauts_as_tex_writes_them() -> None:
    text = "\\section{A}\n\\begin{given}\n$a \\in \\mathbb{R}$ sei unabh\\\"angig.\n\\end{given}\n\\begin{equation} a + a = 2 a \\end{equation}\n"
    assert judge(read_sheet(Source("sheet.tex", text)), standard_engines(fast=True)).statements[0].verdict == "proved"
