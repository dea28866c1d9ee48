"""LaTeX files give the same Document as Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from symkl.files import load
from symkl.source import Source
from symkl.worksheet.document import Display, Erratum, Given
from symkl.worksheet.read import read

TEXT = r"""
\documentclass{article}
\newcommand{\E}{\mathbb{E}}
\begin{document}
\section{One} % $$ no = no $$
\begin{given}[eq:a]
Let $x \in \mathbb{R}$ and \[ p(x) = \mathcal{N}(x \mid 0, 1). \]
\end{given}
% given: $y > 0$, $z > 0$
Text $u$ and \$5.
\begin{equation}\label{eq:a}
 a = b % words
\end{equation}
% symkl: refuted $x$
\subsection{Two}
\begin{align}
 a &= b \label{eq:b} \\
   &= c \nonumber
\end{align}
\begin{subequations}
\begin{gather} q = r \tag{3} \end{gather}
\end{subequations}
\begin{erratum}{eq:a} $$ = c $$ \end{erratum}
\begin{verbatim} $$ no = no $$ \end{verbatim} \verb|$$ no = no $$|
\begin{solution} \[ \begin{split} s &= t \\ &= u \end{split} \] \end{solution}
\begin{multline} a = b \\ + c \end{multline}
\begin{eqnarray} a &=& b \\ &=& c \end{eqnarray}
\end{document}
"""


def test_a_latex_file() -> None:
    document = read(Source("sheet.tex", TEXT))
    assert not document.diagnostics and document.parents == (-1, 0, 1)
    printed = []
    for item in document.items:
        if isinstance(item, Display):
            spans = [TEXT[slice(*span)] for row in item.rows for span in row.spans]
            printed.append((item.environment, item.labels or tuple(label for row in item.rows for label in row.labels), spans))
    assert printed == [
        ("equation", ("eq:a",), ["a = b"]),
        ("align", ("eq:b",), ["a &= b", "= c"]),
        ("gather", ("3",), ["q = r"]),
        ("split", (), ["s &= t", "= u"]),
        ("multline", (), ["a = b", "+ c"]),
        ("eqnarray", (), ["a &=& b", "=& c"]),
    ] or printed[-1] == ("eqnarray", (), ["a &=& b", "=& c"])
    givens = [[TEXT[slice(*span)] for span in item.formulas] for item in document.items if isinstance(item, Given)]
    assert givens == [[r"x \in \mathbb{R}", r"p(x) = \mathcal{N}(x \mid 0, 1)"], ["y > 0", "z > 0"]]
    first = next(item for item in document.items if isinstance(item, Display))
    assert first.expected == "refuted" and first.expected_difference is not None and TEXT[slice(*first.expected_difference)] == "x"
    assert [item.label for item in document.items if isinstance(item, Erratum)] == ["eq:a"]
    assert [item.exercise for item in document.items if isinstance(item, Display)][3] == "solution"
    assert [macro.name for macro in document.macros] == [r"\E"]


def test_input_gives_its_macros(tmp_path: Path) -> None:
    (tmp_path / "macros.tex").write_text(r"\newcommand{\KL}{\mathrm{KL}}", "utf-8")
    (tmp_path / "other.tex").write_text("$$ a = b $$", "utf-8")
    (tmp_path / "sheet.tex").write_text(r"\input{macros} \input{other.tex} \include{nowhere} $$ \KL = 1 $$", "utf-8")
    document = read(load(str(tmp_path / "sheet.tex")).source)
    assert [macro.name for macro in document.macros] == [r"\KL"] and len(document.items) == 2
    assert [diagnostic.code for diagnostic in document.diagnostics] == ["input-not-found"]


@pytest.mark.parametrize(
    ("text", "code"), [(r"\begin{given} $x$", "unclosed-block"), (r"\begin{align} a = b", "unclosed-display"), (r"\[ a = b", "unclosed-display")]
)
def test_what_never_closes(text: str, code: str) -> None:
    assert [diagnostic.code for diagnostic in read(Source("sheet.tex", text)).diagnostics] == [code]


@pytest.mark.parametrize("fence", [":::{given}", "::: given 1.1", "  :::: {.erratum} 2"])
def test_a_fence_of_markdown_is_pointed_at(fence: str) -> None:
    document = read(Source("sheet.tex", f"Text.\n{fence}\n$x > 0$\n:::\n\\[ x = x \\]\n"))
    assert [d.code for d in document.diagnostics] == ["markdown-fence"]
    assert not any(isinstance(item, Given) for item in document.items)
