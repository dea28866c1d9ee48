"""Displays, rows, parts and labels in every host style."""

from __future__ import annotations

import pytest

from symkl.source import Source
from symkl.worksheet.document import Display, Document, Erratum, Given, Row
from symkl.worksheet.read import read


def document(text: str) -> Document:
    return read(Source("sheet.md", text))


def displays(text: str) -> list[Display]:
    return [item for item in document(text).items if isinstance(item, Display)]


def rows(text: str) -> list[list[str]]:
    return [[text[span.start : span.end] for span in row.spans] for display in displays(text) for row in display.rows]


def only_row(text: str) -> Row:
    (display,) = displays(text)
    (row,) = display.rows
    return row


HOSTS = {
    "dollars": "$$a = b$$",
    "dollars in a paragraph": "It is $$ a = b $$ here.",
    "dollars over lines": "$$\na = b\n$$",
    "brackets": r"\[ a = b \]",
    "escaped brackets": r"\\[ a = b \\]",
    "fence": "```math\na = b\n```",
    "tilde fence": "~~~ math\na = b\n~~~",
    "directive fence": "```{math}\n:label: x\na = b\n```",
    "directive colons": ":::{math}\n:label: x\na = b\n:::",
    "directive": ".. math::\n   :label: x\n\n   a = b\n\nText.",
    "directive in a line": ".. math:: a = b\n\nText.",
    "equation": "\\begin{equation}\na = b\n\\end{equation}",
    "starred": "\\begin{align*}\na = b.\n\\end{align*}",
    "in dollars": "$$\\begin{aligned}[t] a = b, \\end{aligned}$$",
    "alignat": r"\begin{alignat}{2} a = b \end{alignat}",
    "array": r"$$\begin{array}{l} a = b \end{array}$$",
    "boxed": r"$$\boxed{a = b}$$",
    "box around rows": r"$$\boxed{\begin{aligned} a = b \end{aligned}}$$",
    "in a list": "- Item\n\n      $$ a = b $$",
    "quoted": "> $$ a = b $$",
    "spaced layout": "$$ \\displaystyle \\; a = b \\quad . \\; $$",
    "unclosed": "Then $$ a = b\n\n# Next",
}


@pytest.mark.parametrize("text", HOSTS.values(), ids=HOSTS)
def test_one_equation_in_every_host(text: str) -> None:
    assert rows(text) == [["a = b"]]


NOT_MATHEMATICS = {
    "code fence": "```\n$$a = b$$\n```",
    "code in tildes": "~~~python\n$$a = b$$\n~~~",
    "code span": "`$$a = b$$` and ``$$`c$$``",
    "comment": "<!-- $$a = b$$ -->",
    "front matter": "---\ntitle: $$a = b$$\n---\n",
    "pre": "<pre>\n$$a = b$$\n</pre>",
    "indented": "Text.\n\n    $$a = b$$\n",
    "money": "It costs $5 and $10 in all, $3.",
    "escaped": r"\$\$a = b\$\$",
    "inline": "Where $a = b$ and \\(c = d\\) and $`e`$.",
    "other environment": r"\begin{tikzpicture} a = b \end{tikzpicture}",
}


@pytest.mark.parametrize("text", NOT_MATHEMATICS.values(), ids=NOT_MATHEMATICS)
def test_what_is_no_display(text: str) -> None:
    assert not displays(text)


@pytest.mark.parametrize("sign", ["=", "-", "+", "- - -", "==="])
def test_a_line_of_a_display_is_no_heading(sign: str) -> None:
    found = document(f"$$\na\n{sign}\nb\n$$\n")
    assert found.parents == (-1,)
    assert rows(f"$$\na\n{sign}\nb\n$$\n") == [[f"a\n{sign}\nb"]]


BREAKS = [r"\\", r"\\\\", "\\\\\\ ", "\\\\\\\n", r"\newline ", r"\\[5pt]", r"\\ [ -2 ex ]", r"\\*", r"\\ ~ \\", r"\cr ", "\\\\ % said so\n"]


@pytest.mark.parametrize("end", BREAKS)
def test_row_ends(end: str) -> None:
    for around in ("$$ {} $$", "$$ \\begin{{aligned}} {} \\end{{aligned}} $$", "\\begin{{gather}} {} \\end{{gather}}"):
        assert rows(around.format(f"a &= b, {end} c &= d. {end} ")) == [["a &= b"], ["c &= d"]]


PARTS = [
    (r"a = b, \quad c = d", [["a = b", "c = d"]]),
    (r"a = b \quad \text{and} \quad c = d", [["a = b", "c = d"]]),
    (r"a = b \text{ and } c = d", [["a = b", "c = d"]]),
    (r"a = b, \qquad -c = d", [["a = b", "-c = d"]]),
    (r"a = b \qquad - c = d", [[r"a = b \qquad - c = d"]]),
    (r"a = b \quad \Rightarrow \quad c = d", [[r"a = b \quad \Rightarrow \quad c = d"]]),
    (r"a = b \quad = c", [[r"a = b \quad = c"]]),
    (r"f(x), \quad x = 3", [[r"f(x), \quad x = 3"]]),
    (r"a, b \text{ and } c = 3", [[r"a, b \text{ and } c = 3"]]),
    (r"f(a = b, \quad c = d) = 1", [[r"f(a = b, \quad c = d) = 1"]]),
    (r"a = b \quad \text{or} \quad a = c", [[r"a = b \quad \text{or} \quad a = c"]]),
    (r"a = b \quad \overset{!}{=} 0", [[r"a = b \quad \overset{!}{=} 0"]]),
    (
        r"a = \underset{x}{\operatorname{argmin}} f \quad \overset{(i)}{=} 0",
        [[r"a = \underset{x}{\operatorname{argmin}} f \quad \overset{(i)}{=} 0"]],
    ),
    (r"a = \beta \, \text{data term}", [[r"a = \beta \, \text{data term}"]]),
    (r"a = 2 \text{KL }(q \| p)", [[r"a = 2 \text{KL }(q \| p)"]]),
    (r"A = \begin{pmatrix} a & b \\ c & d \end{pmatrix}", [[r"A = \begin{pmatrix} a & b \\ c & d \end{pmatrix}"]]),
    (r"y = \begin{cases} 1 & x = 1 \\ 2 & \text{else} \end{cases}", [[r"y = \begin{cases} 1 & x = 1 \\ 2 & \text{else} \end{cases}"]]),
    (r"p(x \\| t) = \\{ x \\}", [[r"p(x \\| t) = \\{ x \\}"]]),
]


@pytest.mark.parametrize(("text", "expected"), PARTS, ids=[text for text, _ in PARTS])
def test_parts_of_a_row(text: str, expected: list[list[str]]) -> None:
    assert rows(f"$$ {text} $$") == expected


ALIGNED = [
    (r"a &= b & c &= d", [["a &= b", "c &= d"]]),
    (r"a &=& b", [["a &=& b"]]),
    (r"a =& b \\ =& c", [["a =& b"], ["=& c"]]),
    (r"a &= b & \text{(B-3.49)} \\ &= c && \text{by symmetry}", [["a &= b"], ["= c"]]),
    (r"a &= b & ( \varepsilon \sim p \text{, as before)}", [["a &= b"]]),
    (r"a &= \text{tr}(B) & \text{since } B = C", [[r"a &= \text{tr}(B)"]]),
    (r"a & = & \text{tr}(B)", [[r"a & = & \text{tr}(B)"]]),
    (r"a &= \left( b \right. \\ & \left. + c \right) \\ &= d", [[r"a &= \left( b \right. \\ & \left. + c \right)"], ["= d"]]),
    (r"a &= ( b \\ &= d", [["a &= ( b"], ["= d"]]),
    (r"\Rightarrow & a = b \\ \Leftrightarrow\quad & c = d", [[r"\Rightarrow & a = b"], [r"\Leftrightarrow\quad & c = d"]]),
    (r"a &= b \\ \intertext{and so} c &= d", [["a &= b"], ["c &= d"]]),
    (r"a &= b \nonumber \\ \notag &= c", [["a &= b"], ["= c"]]),
]


@pytest.mark.parametrize(("text", "expected"), ALIGNED, ids=[text for text, _ in ALIGNED])
def test_cells(text: str, expected: list[list[str]]) -> None:
    assert rows(f"\\begin{{align}} {text} \\end{{align}}") == expected


def test_a_list_behind_a_brace_is_a_list_of_equations() -> None:
    lists = (
        r"\begin{cases} a = b \\ c = d \end{cases}",
        r"\left\{ \begin{array}{l} a = b \\ c = d \end{array} \right.",
        r"\left\{ \begin{aligned} a = b \\ c = d \end{aligned} \right.",
    )
    for text in lists:
        assert rows(f"$$ {text} $$") == [["a = b"], ["c = d"]]


CONDITIONS = [
    (r"a = b \quad (\forall s > 0)", ["s > 0"], []),
    (r"a = b \quad \forall s > 0", ["s > 0"], []),
    (r"a = b \text{ for } s > 0", ["s > 0"], []),
    (r"a = b \quad (\text{for all } s > 0)", ["s > 0"], []),
    (r"a = b, \quad \text{if } s > 0 \text{ and } t > 0", ["s > 0", "t > 0"], []),
    (r"a = b, \quad i = 1, \dots, N", [r"i = 1, \dots, N"], []),
    (r"i = 1, 2, \ldots, N, \quad a = b", [r"i = 1, 2, \ldots, N"], []),
    (r"a = b \quad (i = 1, \dots, N)", [r"i = 1, \dots, N"], []),
    (r"a = b \quad \text{where } b = 3", [], ["b = 3"]),
    (r"a = b, \text{ with } c = 3, \quad d = 4", [], ["c = 3", "d = 4"]),
]


@pytest.mark.parametrize(("text", "conditions", "declarations"), CONDITIONS, ids=[text for text, _, _ in CONDITIONS])
def test_conditions_and_declarations(text: str, conditions: list[str], declarations: list[str]) -> None:
    sheet = f"$$ {text} $$"
    row = only_row(sheet)
    assert [sheet[span.start : span.end] for span in row.spans] == ["a = b"]
    assert [sheet[span.start : span.end] for span in row.conditions] == conditions
    assert [sheet[span.start : span.end] for span in row.declarations] == declarations


DISPLAY_LABELS = [
    (r"$$ a = b \tag{1.2} $$", ("1.2",)),
    (r"$$ \tag{1.2} a = b $$", ("1.2",)),
    (r"$$ \label{eq:kl} a = b \tag*{(A.3)} $$", ("A.3", "eq:kl")),
    (r"$$ a = b \quad (16) $$", ("16",)),
    (r"$$ a = b. \qquad (1.2b) $$", ("1.2b",)),
    (r"$$ a = b \hfill (C-kl-008) $$", ("C-kl-008",)),
    (r"$$ a = b \eqno(1.2) $$", ("1.2",)),
    (r"$$ a = b \eqno{(1.2)} $$", ("1.2",)),
    ("$$ a = b $$ (1.2)", ("1.2",)),
    ("$$ a = b $$\n(1.2)\n", ("1.2",)),
    ("$$ a = b $$\n (1.2)", ("1.2",)),
    ("$$ a = b $$\n\n$$(1.2)$$", ("1.2",)),
    ("$$ a = b $$\n\n$$\\tag{1.2}$$", ("1.2",)),
    ("$$ a = b $$ {#eq-kl}", ("eq-kl",)),
    ("$$ a = b $$ (eq:kl)", ("eq:kl",)),
    ("$$ a = b $$ (see above)", ()),
    ("$$ a = b $$ (1.2) says so", ()),
    ("$$ a = b (1.2) $$", ()),
    (r"$$ a = b \, (2) $$", ()),
    (r"$$ a = b \quad (x + 1) $$", ()),
    (r"$$ \begin{aligned} a &= b \tag{1} \\ c &= d \label{x} \end{aligned} $$", ("1", "x")),
    (r"$$ \begin{cases} \tag{16} \label{y} a = b \\ c = d \end{cases} $$", ("16", "y")),
    (r"$$ \begin{align} a &= b \\ c &= d \end{align} \tag{7} $$", ("7",)),
    (r"\begin{equation} \begin{split} a &= b \\ &= c \end{split} \label{z} \end{equation}", ("z",)),
    (r"$$ a \\ = b \\ \label{last} $$", ("last",)),
]


@pytest.mark.parametrize(("text", "labels"), DISPLAY_LABELS, ids=[text for text, _ in DISPLAY_LABELS])
def test_labels_of_a_display(text: str, labels: tuple[str, ...]) -> None:
    (display,) = displays(text)
    assert display.labels == labels
    assert not any(row.labels for row in display.rows)


ROW_LABELS = [
    (r"a &= b \tag{1} \\ c &= d \label{x} \tag{2}", [("1",), ("2", "x")]),
    (r"a &= b \\ &= c \tag{1}", [(), ("1",)]),
    (r"a &= b \\ \tag{1}", [("1",)]),
    (r"a &= b \\ c &= d \qquad (1.9)", [(), ("1.9",)]),
    (r"\begin{split} a &= b \\ &= c \end{split} \tag{1} \\ d &= e \tag{2}", [(), ("1",), ("2",)]),
]


@pytest.mark.parametrize(("text", "labels"), ROW_LABELS, ids=[text for text, _ in ROW_LABELS])
def test_labels_of_rows(text: str, labels: list[tuple[str, ...]]) -> None:
    (display,) = displays(f"$$ \\begin{{align}} {text} \\end{{align}} $$")
    assert display.labels == ()
    assert [row.labels for row in display.rows] == labels


def test_a_number_alone_names_nothing_across_a_heading() -> None:
    found = document("$$ a = b $$\n\n# Two\n\n$$(1.2)$$\n")
    assert [d.code for d in found.diagnostics] == ["label-without-statement"]


def test_scopes_are_headings() -> None:
    text = "$$a=1$$\n\n# A\n\n$$a=2$$\n\n### B\n\n$$a=3$$\n\n## C\n\n$$a=4$$\n\nD\n=\n\n$$a=5$$\n\nE\n---\n\n$$a=6$$\n"
    found = document(text)
    assert found.parents == (-1, 0, 1, 1, 0, 4)
    assert [display.scope for display in displays(text)] == [0, 1, 2, 3, 4, 5]


GIVENS = [
    ":::{given}\n{}\n:::",
    "::: given\n{}\n:::",
    "::: {.given}\n{}\n:::",
    "::::{given}\n{}\n::::",
    "```{given}\n{}\n```",
    ":::: {.given #id}\n{}\n::::",
]


@pytest.mark.parametrize("block", GIVENS)
def test_given_blocks(block: str) -> None:
    text = (
        block.replace("{}", "A name $x > 0$, \\(y\\), and\n\n$$ \\begin{aligned} a &= b, \\\\ c &= d \\end{aligned} $$\n\nwords.")
        + "\n\n$$ e = f $$\n"
    )
    given, display = document(text).items
    assert isinstance(given, Given) and isinstance(display, Display)
    assert [text[span.start : span.end] for span in given.formulas] == ["x > 0", "y", "a &= b", "c &= d"]


def test_given_for_some_statements() -> None:
    text = ":::{given} 1.1-1.3, C-kl-008, A-1 – A-2\n$x$\n:::\n" + "".join(
        f"\n$$ a = b $$\n({n})\n" for n in ("1.1", "1.3", "C-kl-008", "A-1", "A-2")
    )
    found = document(text)
    assert isinstance(found.items[0], Given) and not found.diagnostics
    assert found.items[0].ranges == (("1.1", "1.3"), ("C-kl-008", "C-kl-008"), ("A-1", "A-2"))


def test_errata_and_exercises() -> None:
    text = "$$ a = b \\tag{1.2} $$\n\n:::{erratum} 1.2\nThe sign:\n$$ = c $$\n:::\n\n::::{solution}\n:::{given}\n$x$\n:::\n$$ d = e $$\n::::\n\n$$ f = g $$\n"
    first, erratum, given, inside, last = document(text).items
    assert isinstance(erratum, Erratum) and erratum.label == "1.2" and text[slice(*erratum.display.rows[0].spans[0])] == "= c"
    assert isinstance(inside, Display) and inside.exercise == "solution"
    assert isinstance(last, Display) and last.exercise is None
    assert isinstance(first, Display) and isinstance(given, Given)


def test_prose_keeps_inline_formulas_and_the_words_before() -> None:
    text = "Let the matrix $A$ be positive and $b$ a vector."
    assert [(text[slice(*span)], words) for span, words in document(text).prose] == [("A", "Let the matrix "), ("b", " be positive and ")]
