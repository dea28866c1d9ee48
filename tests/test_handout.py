"""Handouts: what stands in them, what does not, and that nothing in a worksheet becomes code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symkl.cli import run
from symkl.handout import extras
from symkl.handout.evidence import EDITIONS
from symkl.handout.latex import pieces, plain_display, with_short_marks
from symkl.handout.layout import handout
from symkl.handout.mathml import displayed, mathml
from symkl.handout.node import Handout, Node
from symkl.handout.registry import suffixes, writer
from symkl.handout.tex_math import safe
from symkl.handout.typst_math import typst
from symkl.handout.writers import html, md, pdf, tex
from tests.handouts import HOSTILE, SHEET, WORKSHEET, found, made, made_of

compiler = pytest.importorskip("typst")
for package in ("math_core", "markdown_it", "ziamath", "fontTools"):
    pytest.importorskip(package)

NOTATION = (
    r"\mathbf{A} \boldsymbol{\Sigma}_1^{-1} \bm{x}", r"\frac{1}{2} \tfrac{1}{2}", r"\operatorname{tr}(\Sigma)", r"\mathbb{E}_p[x] \in \mathbb{R}^{d \times d}",
    r"\underbrace{a + b}_{= c}", r"\overbrace{a}^{b}", r"f = \begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}", r"\begin{aligned} a &= b \\ &= c \end{aligned}",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", r"\underset{\mu}{\operatorname{argmin}} f", r"\overset{!}{=} 0", r"\log\det\left(\frac{a}{b}\right)",
    r"\bigl(x\bigr) \Big|_{x=1}", r"s_1^{2^*}", r"\hat{\mu} \tilde{x} \bar{x} \vec{x}", r"\sum_{i=1}^{N} x_i \prod_j \int p(x)\,dx", r"\sqrt{x} \sqrt[3]{x}",
    r"x \implies y \iff z", r"A \succeq 0 \succ B", r"p \propto q \mid r", r"\left\langle f \right\rangle", r"\lVert x \rVert", r"x^\top y' \nabla_{\theta} \partial",
    r"\pmb{\Sigma} \tr A \argmin_x \Var[x]", r"\sum_{\substack{i \\ j}} x", r"\operatorname*{argmax}_x", r"\boxed{x = 1}", r"\begin{bmatrix} a \\ b \end{bmatrix}", r"\mathcal{N}(x \mid 0, I)", r"{\bf x}", r"\underline{x + y}", r"\text{where } c \text{ is}",
)  # fmt: skip
UNKNOWN = (r"\unknowncommand{x}", r"\input{/etc/passwd}", r"x^a^b", r"\frac{1}", r"\begin{picture}x\end{picture}", r"\write18{ls}", r"{x")


class Page(HTMLParser):
    """The elements of a page, and whether each is closed where it should be."""

    EMPTY = frozenset(("meta", "br", "hr", "mspace"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def named(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of every element with this class."""
        return [attributes for _, attributes in self.elements if name in (attributes.get("class") or "").split()]


def shown(handout: Handout) -> str:
    return html.write(handout).decode()


def body(text: str) -> str:
    """A page without its style and font."""
    return text.split("</style>")[-1]


def nodes(handout: Handout) -> Iterator[Node]:
    stack = list(reversed(handout.body))
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(node.children)


# -- the page -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["student", "teacher"])
@pytest.mark.parametrize("text", [SHEET, HOSTILE], ids=["sheet", "hostile"])
def test_the_page_is_well_formed_and_stands_alone(text: str, edition: str) -> None:
    page = Page(shown(made(text, edition)))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "iframe", "object", "link", "base", "form"}
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    for tag, attributes in page.elements:
        assert "src" not in attributes
        assert tag == "a" or "href" not in attributes
        assert not (attributes.get("href") or "").lower().startswith(("javascript", "data", "file"))
    policy = next(a for t, a in page.elements if t == "meta" and "Security" in (a.get("http-equiv") or ""))
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'; font-src data:"


def test_every_formula_keeps_its_latex() -> None:
    page = shown(made_of(WORKSHEET, "teacher"))
    kept = set(re.findall(r'<annotation encoding="application/x-tex">(.*?)</annotation>', page))
    assert r"\implies m_1^* = \theta_1 \frac{x - \theta_2 m_2}{1 + \theta_1^2}" in kept
    displays = [node for node in nodes(made_of(WORKSHEET, "teacher")) if node.kind == "display"]
    assert len(displays) > 40
    assert {node.text for node in displays} <= {text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for text in kept}


def test_verdicts_are_words_and_signs_and_not_colours_alone() -> None:
    page = shown(made_of(WORKSHEET, "teacher"))
    for sign, words in (("✓", "proved"), ("✗", "refuted: ½ log det Σ₁ is missing"), ("↳", "carried from 1.2 and 1.5"), ("⊘", "unreadable")):
        assert re.search(rf'<span class="sign" aria-hidden="true">{sign}</span> {words}', page)


def test_what_is_wrong_stands_as_printed_and_as_corrected_with_a_worked_counterexample() -> None:
    parts = list(nodes(made_of(WORKSHEET, "teacher")))
    errata = [node for node in parts if node.kind == "erratum"]
    assert [node.text for node in errata] == ["1.2", "1.5", "2.8", "2.10"]
    assert all({"display", "evidence"} <= {child.kind for group in node.children for child in (group, *group.children)} for node in errata)
    wrong = next(node for node in parts if node.kind == "evidence" and node.text == "refuted")
    facts = {child.text: child.children for child in wrong.children if child.kind == "fact"}
    assert r"\det(4)" in facts["Right side"][0].text or r"\det 4" in facts["Right side"][0].text
    assert any(child.kind == "text" and child.text == " are not equal." for part in wrong.children for child in part.children)


def test_macros_are_expanded_and_comments_and_front_matter_left_out() -> None:
    page = body(shown(made(SHEET, "teacher")))
    assert r"\half" not in page
    assert "comment of the author" not in page
    assert "math:" not in page
    assert r"2 \frac{1}{2}" in page


def test_prose_is_kept() -> None:
    page = shown(made(SHEET, "teacher"))
    for part in ("<em>Gaussian</em>", "<strong>weight</strong>", "<code>code span</code>", 'href="https://example.org/a?b=1&amp;c=2"', "<ol><li>", "<blockquote>",
                 "<table>", "indented code &lt;b&gt;", "<hr>"):  # fmt: skip
        assert part in page


def test_rows_with_labels_of_their_own_are_one_display_with_both() -> None:
    display = next(node for node in nodes(made(SHEET, "teacher")) if node.labels == ("3", "4"))
    assert display.text.startswith(r"\begin{aligned}")
    assert "tag" not in display.text
    assert all(f"</span> ({label}) proved" in shown(made(SHEET, "teacher")) for label in "34")


def test_a_carried_line_is_worked_from_its_anchor_and_not_from_the_wrong_side_before_it() -> None:
    carried = [node for node in nodes(made_of(WORKSHEET, "teacher")) if node.kind == "evidence" and node.text == "carried"]
    left = [next(child.children[0].text for child in node.children if child.text == "Left side") for node in carried]
    assert len(left) == 5
    assert all(text.startswith(("E_{p}[log(", "E_p[log(", "KL(p||q)")) for text in left)


def test_a_companion_gives_its_givens_and_errata(tmp_path: Path) -> None:
    sheet = tmp_path / "printed.md"
    sheet.write_text("# A sheet\n\n$$ E_p[z^2] = s^2 \\tag{1} $$\n", encoding="utf-8")
    given = ":::{given}\n$z \\in \\mathbb{R}$, $p(z) = \\mathcal{N}(z \\mid \\mu, s^2)$, $s > 0$.\n:::\n\n:::{erratum} 1\n$$ = s^2 + \\mu^2 $$\n:::\n"
    (tmp_path / "printed.given.md").write_text("# What it takes for granted\n\n" + given, encoding="utf-8")
    kinds = [(node.kind, node.text) for node in nodes(made_of(sheet, "teacher"))]
    assert [kind for kind, _ in kinds].count("given") == 1
    assert ("erratum", "1") in kinds
    assert ("evidence", "refuted") in kinds
    assert ("evidence", "proved") in kinds


# -- editions -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["html", "md", "tex"])
def test_a_students_handout_gives_no_solution_away(suffix: str) -> None:
    student, teacher = (body(writer(suffix)(made(SHEET, edition)).decode()) for edition in ("student", "teacher"))
    for secret in ("SECRETWORDS", "77", "5 \\mu^2", "4 s^2", "4 \\mu^2"):
        assert secret in teacher
        assert secret not in student
    assert "1 line is wrong" in student, "what is wrong in the solution is not counted"
    assert "2 lines are wrong" in teacher


def test_a_students_pdf_gives_no_solution_away() -> None:
    student = pdf.source(made(SHEET, "student"))
    assert "SECRETWORDS" not in student
    assert '"77"' not in student
    assert "#ruled(" in student
    assert "SECRETWORDS" in pdf.source(made(SHEET, "teacher"))


def test_what_goes_on_from_a_solution_does_not_repeat_it() -> None:
    inside = "$$ \\mathbb{E}_p[(2z)^2] = 4 s^2 + 5 \\mu^2 \\tag{77} $$\n:::\n"
    assert inside in SHEET
    text = SHEET.replace(inside, inside + "\n$$ = 2 s^2 + 2 s^2 + 5 \\mu^2 \\tag{78} $$\n")
    student, teacher = (body(shown(made(text, edition))) for edition in ("student", "teacher"))
    assert "carried from 77" in student
    assert "4 s^2 + 5" in teacher
    assert "4 s^2 + 5" not in student


def test_a_solution_becomes_ruled_space() -> None:
    page = Page(shown(made(SHEET, "student")))
    assert len(page.named("ruled")) == 1
    assert page.named("ruled")[0]["aria-label"] == "space for your solution"
    assert not Page(shown(made(SHEET, "teacher"))).named("ruled")


def test_teachers_see_laws_and_students_do_not() -> None:
    names = {edition: {n.text for n in nodes(made_of(WORKSHEET, edition)) if n.kind == "fact"} for edition in ("student", "teacher")}
    assert "laws" in names["teacher"]
    assert "laws" not in names["student"]


# -- formulas -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("latex", NOTATION)
def test_notation_is_set_by_every_writer(latex: str) -> None:
    assert mathml(latex) is not None
    written = typst(latex, True)
    assert written is not None
    assert compiler.compile(f"$ {written} $ $display({written})$".encode(), format="pdf").startswith(b"%PDF")
    assert safe(latex) is not None


def visible(text: str) -> list[str]:
    return sorted(c for c in text if not c.isspace() and c not in "\u2061\u2062\u2063\u2064\u200b")


@pytest.mark.parametrize("latex", NOTATION)
def test_no_character_is_lost_on_the_way_to_typst(latex: str) -> None:
    from_mathml = "".join(re.findall(r">([^<>]*)<", re.sub(r"&ApplyFunction;|&InvisibleTimes;", "", mathml(latex, True) or "")))
    from_mathml = from_mathml.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
    written = typst(latex, True) or ""
    written = re.sub(r"#h\([^)]*\)|#box\([^$]*", " ", written)
    plain = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: f"\x01{chr(int(m[1], 16))}\x01", written)
    kept = re.findall(r'\x01(.)\x01|"((?:[^"\\]|\\.)*)"|(?<![\w.#])([A-Za-z0-9])(?![\w(:])', plain)
    letters = "".join(a or b or c for a, b, c in kept if (a or b or c) not in ("normal",))
    marks = set("ˆ˜¯→⏟⏞̲⃗")
    assert [c for c in visible(from_mathml) if c not in marks] == [c for c in visible(letters) if c not in "bt" or c in from_mathml]


@pytest.mark.parametrize("latex", UNKNOWN)
def test_what_cannot_be_set_is_shown_as_its_source(latex: str) -> None:
    assert safe(latex) is None
    handout = Handout("t", "t.md", "teacher", "", (Node("display", latex),))
    assert "class=\"source\"" in shown(handout) or mathml(latex) is not None
    for write in (tex.write, md.write):
        text = write(handout).decode()
        assert "".join(c for c in latex if c.isalnum()) in re.sub(r"textbackslash|textasciicircum|[^A-Za-z0-9]", "", text)
    if typst(latex) is None:
        assert latex.replace("\\", "\\\\") in pdf.source(handout)


def bare(text: str) -> str:
    return re.sub(r"\\(?:left|right|bigl|bigr)(?![a-zA-Z])\s*|\{\}|\s", "", text)


@pytest.mark.parametrize("longest", [10, 34])
def test_pieces_are_the_whole(longest: int) -> None:
    printed = {node.text for node in nodes(made_of(WORKSHEET, "teacher")) if node.kind in ("display", "step", "math")}
    assert len(printed) > 500
    for latex in (*NOTATION, *printed):
        parts = pieces(latex, longest)
        assert bare("".join(parts)) == bare(latex)
        assert all(mathml(part) is not None for part in parts) or mathml(latex) is None


def test_long_formulas_break_before_signs_and_relations() -> None:
    long = r"a_1 + \left(b_2 - \frac{x + y}{2}\right) = \mathbf{c}_3 - d_4 \leq -e_5"
    assert pieces(long, 12) == ("a_1", r"{} + \left(b_2 - \frac{x + y}{2}\right)", r"= \mathbf{c}_3", "{} - d_4", r"\leq -e_5")
    assert pieces(long, 8)[1:3] == (r"{} + \bigl(b_2", r"{} - \frac{x + y}{2}\bigr)")
    assert pieces("a - b", 44) == ("a - b",)


def test_labels_and_numbering_are_taken_off() -> None:
    assert plain_display(r"x = 1 \tag{1.2} \label{eq:x}") == "x = 1"
    assert plain_display(r"x = 1 \quad (1.3)") == "x = 1"
    assert plain_display(r"a &= b \\ &= c \nonumber", "align*") == r"\begin{aligned}a &= b \\ &= c\end{aligned}"
    assert plain_display(r"\begin{split} a &= b \end{split}") == r"\begin{aligned} a &= b \end{aligned}"
    assert plain_display(r"a &= b \\ c &= d") == r"\begin{aligned}a &= b \\ c &= d\end{aligned}"


def test_a_mark_that_no_line_could_break_in_is_left_out() -> None:
    assert with_short_marks(r"a + \underline{b}", "a + b", 5) == r"a + \underline{b}"
    assert with_short_marks(r"a + \underline{b + c + d + e}", "a + b + c + d + e", 5) == "a + b + c + d + e"


# -- hostile text ---------------------------------------------------------------------------------------------------------


def test_hostile_text_is_no_code_in_tex() -> None:
    text = tex.write(made(HOSTILE, "teacher")).decode().split(r"\begin{document}")[1]
    assert not re.search(r"\\(input|write|openin|read|catcode|def|href|include|immediate|csname)(?![a-zA-Z])", text)
    assert r"\textbackslash{}input" in text
    assert "%" not in text.replace(r"\%", "")


def test_hostile_text_is_no_code_in_typst() -> None:
    source = pdf.source(made(HOSTILE, "teacher"))
    body = source.split("#set document")[1]
    without_strings = re.sub(r'"(?:[^"\\]|\\.)*"', '""', body)
    assert not re.search(r"#?\b(read|import|include|eval|plugin|sys|json|csv|yaml)\b", without_strings)
    assert compiler.compile(source.encode(), format="pdf").startswith(b"%PDF")


def test_hostile_text_is_no_html_in_markdown() -> None:
    outside = re.sub(r"```.*?```|`[^`]*`|\$[^$]*\$", "", md.write(made(HOSTILE, "teacher")).decode(), flags=re.DOTALL)
    assert not re.search(r"(?<!\\)<[a-z/]", outside)


def test_a_formula_with_markup_in_it_is_words() -> None:
    assert "<script>" not in displayed(r"x = \text{</annotation></math><script>alert(4)</script>}")
    assert "<script>" not in displayed("<script>alert(1)</script>")


DEEP = ("{" * 500 + "x" + "}" * 500, "(" * 500, r"\sqrt" * 500 + "x", r"\frac{1}{" * 500 + "y" + "}" * 500, "x" + "'" * 9_000, r"\hat " * 500 + "x")


@pytest.mark.parametrize("latex", DEEP)
def test_what_nests_too_deep_or_runs_too_long_is_shown_as_its_source(latex: str) -> None:
    assert mathml(latex) is None
    assert typst(latex) is None
    assert safe(latex) is None


def test_an_endless_macro_and_an_empty_display_are_no_bar() -> None:
    text = "\\newcommand{\\a}{\\a\\a}\n\n$$ x = \\a $$\n\n$$ $$\n"
    assert pdf.write(made(text, "teacher")).startswith(b"%PDF")
    assert 'class="source"' in shown(made(text, "teacher"))


# -- files ----------------------------------------------------------------------------------------------------------------


def test_one_writer_a_suffix() -> None:
    assert suffixes() == ("html", "md", "pdf", "tex")


def test_the_same_bytes_every_time() -> None:
    for suffix in suffixes():
        assert writer(suffix)(made(SHEET, "student")) == writer(suffix)(made(SHEET, "student"))


def test_the_pdf_has_pages() -> None:
    assert pdf.write(made(SHEET, "teacher")).startswith(b"%PDF")


def sheet_in(folder: Path) -> Path:
    path = folder / "sheet.md"
    path.write_text(SHEET, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", suffixes())
def test_the_command_writes_the_file(tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "made" / f"out.{suffix}"
    assert run(["handout", str(sheet_in(tmp_path)), "--fast", "-o", str(out), "--edition", "student"]) == 0
    assert out.stat().st_size > 500
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("sheet", "out", "said"),
    [("sheet.md", "out.docx", "ends in .html, .md, .pdf, .tex"), ("none.md", "out.html", "there is no file"), ("none.tex", "out.html", "there is no file"),
     ("sheet.md", "sheet.md", "is the worksheet itself")],
)  # fmt: skip
def test_what_keeps_a_handout_from_being_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], sheet: str, out: str, said: str) -> None:
    sheet_in(tmp_path)
    assert run(["handout", str(tmp_path / sheet), "--fast", "-o", str(tmp_path / out)]) == 2
    assert said in capsys.readouterr().out
    assert (tmp_path / "sheet.md").read_text(encoding="utf-8") == SHEET


def test_a_missing_extra_is_told_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def gone(name: str) -> object:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(extras, "import_module", gone)
    with pytest.raises(extras.Missing, match=r"pip install 'symkl\[pdf\]'"):
        extras.extra("typst", "pdf")
    from symkl.handout import prose

    prose._parser.cache_clear()
    assert run(["handout", str(sheet_in(tmp_path)), "--fast", "-o", str(tmp_path / "out.html")]) == 2
    assert "markdown_it, which is not installed: pip install 'symkl[html]'" in capsys.readouterr().out


TEX = r"""
\documentclass{article}
\newcommand{\E}[1]{\mathbb{E}_p[#1]}
\newtheorem{fact}{Observation}
\title{A mean, \emph{twice}}
% given: $a \in \mathbb{R}$
\begin{document}
\maketitle
\section*{On H\"olders} % a comment of the author
\begin{given}
$x, m \in \mathbb{R}^d$, $S \succ 0$, $p(x) = \mathcal{N}(x \mid m, S)$
\end{given}
\noindent It is ``50\%'' of a {\bf bold, $a$ and} \unheard{word}~--- see~\eqref{eq:mean}.
\begin{fact}[Means]
  They are
  \begin{enumerate}
  \item linear;\item[finite] and \textit{so on}:
    \begin{align} \E{x} &= m \label{eq:mean} \\ \E{2 x} &= 3 m \label{eq:two} \end{align}
  \end{enumerate}
\end{fact}
\begin{verbatim}
\E{no formula $
\end{verbatim}
\begin{solution}
Hidden words and \begin{equation} \E{3 x} = 3 m \end{equation}
\end{solution}
\end{document}
behind the end
"""


def test_raised_letters_are_raised_by_markup() -> None:
    page = shown(Handout("t", "t.md", "teacher", "", (Node("answer", "", (Node("text", "2 μ μᵀ < xⁿ⁺¹ and y²"),)),)))
    assert "2 μ μ<sup>T</sup> &lt; x<sup>n+1</sup> and y²" in page


def test_a_latex_sheet_is_laid_out_with_its_prose() -> None:
    page = Page(shown(handout(found(TEX, "sheets/sheet.tex"), EDITIONS["teacher"])))
    words = " ".join("".join(page.words).split("</style>")[-1].split())
    for said in ("A mean, twice", "On Hölders", "It is “50%” of a bold,", "see (eq:mean).", "Observation (Means).", "linear;", "finite", "so on", "no formula $", "Hidden"):
        assert said in words, said
    assert not any(hidden in words for hidden in ("comment of the author", "documentclass", "maketitle", "behind the end", "newtheorem", r"\section"))
    assert r"\unheard" in words and "word" in words, "what is not known is shown as its source"
    elements = [tag for tag, _ in page.elements]
    assert elements.count("h1") == 1 and elements.count("h2") == 1 and {"ol", "strong", "em", "code"} <= {*elements}
    assert len(page.named("given")) == 2 and "refuted" in words


def test_a_student_of_a_latex_sheet_gets_ruled_space() -> None:
    page = handout(found(TEX, "sheets/sheet.tex"), EDITIONS["student"])
    assert "Hidden" not in shown(page) and any(node.kind == "ruled" for node in nodes(page))


PARTS = (
    r"\begin{itemize}", r"\item", r"\end{itemize}", "{", "}", r"\emph{", r"\section{", "$x$", "\n\n", r"\[ x = x \]", "w ", r"\end{quote}", r"\\",
    r"\begin{quote}", r"\title{", r"\begin{verbatim}", r"\footnote{", r"\bf ", "%", r"\texttt{", r"\href{x}{", r"\verb|",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=20))
def test_no_latex_keeps_a_handout_from_being_written(parts: list[str]) -> None:
    page = handout(found("".join(parts), "sheets/sheet.tex"), EDITIONS["teacher"])
    assert shown(page).count("<main") == 1 and tex.write(page)


@pytest.mark.parametrize("suffix", suffixes())
def test_a_chapter_of_several_files_is_one_handout(tmp_path: Path, suffix: str) -> None:
    chapter = Path(__file__).parent / "chapter" / "main.tex"
    out = tmp_path / f"chapter.{suffix}"
    assert run(["handout", str(chapter), "--fast", "--no-cache", "-o", str(out)]) == 0
    assert out.stat().st_size > 1000
    if suffix == "md":
        told = out.read_text(encoding="utf-8")
        assert told.count("*Given*") == 3, "two environments and a comment line, each once"
        assert r"`\input{nor-this}`" in told and "never-read" not in told


def test_latex_sheets_are_pages_of_a_site(tmp_path: Path) -> None:
    sheet_in(tmp_path)
    (tmp_path / "sheet.tex").write_text(TEX, encoding="utf-8")
    assert run(["handout", str(tmp_path), "--fast", "-o", str(tmp_path / "site")]) == 0
    assert {path.name for path in (tmp_path / "site").iterdir()} == {"index.html", "sheet.html", "sheet-tex.html"}


def test_a_folder_becomes_a_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet_in(tmp_path)
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "index.md").write_text(SHEET.replace("Entropy", "Second <b>"), encoding="utf-8")
    (tmp_path / "notes.md").write_text("No mathematics at all.\n", encoding="utf-8")
    out = tmp_path / "site"
    assert run(["handout", str(tmp_path), "--fast", "-o", str(out)]) == 0
    assert "2 worksheets" in capsys.readouterr().out
    index = Page((out / "index.html").read_text(encoding="utf-8"))
    links = [attributes["href"] for tag, attributes in index.elements if tag == "a"]
    assert links == ["sheet.html", "inner/index.html"]
    assert all((out / str(link)).exists() for link in links)
    fonts = {re.search(r"base64,([^)]*)", (out / name).read_text(encoding="utf-8"))[1] for name in ("index.html", *map(str, links))}  # type: ignore[index]
    assert len(fonts) == 1, "one font for all pages"


def test_a_folder_without_worksheets_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["handout", str(tmp_path), "--fast", "-o", str(tmp_path / "site")]) == 5
    assert "has no worksheets" in capsys.readouterr().out


def test_a_handout_of_an_unchanged_sheet_judges_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet, pages = tmp_path / "sheet.md", [tmp_path / f"{n}.md" for n in range(2)]
    sheet.write_text("# Two\n\n$$ 1 + 1 = 2 \\tag{1} $$\n", encoding="utf-8")
    monkeypatch.setenv("SYMKL_CACHE_DIR", str(tmp_path / "cache"))
    assert run(["handout", str(sheet), "--fast", "-o", str(pages[0])]) == 0
    monkeypatch.setattr("symkl.verify._judged", None)
    assert run(["handout", str(sheet), "--fast", "-o", str(pages[1])]) == 0
    assert pages[0].read_bytes() == pages[1].read_bytes()
