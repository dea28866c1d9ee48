"""Tokens, names, rows, damage: places and meaning."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from symkl.latex.accounting import nested, nodes, unaccounted
from symkl.latex.names import EMPTY, Declared, NameTable, key_of
from symkl.latex.parser import parse_declaration, parse_expression, parse_row
from symkl.latex.syntax import KINDS, OPERATORS, RELATIONS, Damage, Node, Row, sexpr
from symkl.source import Span

SHARED = Path(__file__).parent.parent.parent / "shared"


def node(latex: str, table: NameTable = EMPTY) -> Node:
    side = parse_expression(latex, table)
    assert not isinstance(side, Damage), side
    return side


def damage(latex: str, table: NameTable = EMPTY) -> Damage:
    side = parse_expression(latex, table)
    assert isinstance(side, Damage), sexpr(side)
    return side


def declared(*keys: str, kind: str = "symbol") -> NameTable:
    return NameTable(Declared(key, kind) for key in keys)


def told(row: Row) -> list[tuple[list[str], list[str]]]:
    return [
        ([r.text for r in chain.relations], ["DAMAGE" if isinstance(s, Damage) else sexpr(s) for s in chain.sides]) for chain in row.chains
    ]


@pytest.mark.parametrize(
    ("spelled", "key"),
    [
        ("\\mu_1", "\\mu_1"), ("\\mathbf{\\mu}_{1}", "\\mu_1"), ("x_{k|k-1}", "x_{k|k-1}"), ("x_{ k | k - 1 }", "x_{k|k-1}"),
        ("\\hat{\\mu}_1", "\\hat{\\mu}_1"), ("\\hat{\\mu_1}", "\\hat{\\mu}_1"), ("\\widehat\\mu", "\\hat{\\mu}"), ("x'", "x'"),
        ("\\mu^*", "\\mu^*"), ("\\mu^{\\star}", "\\mu^*"), ("W_{\\text{new}}", "W_{new}"), ("\\sigma_{z,1}", "\\sigma_{z,1}"),
        ("\\mathbf{X_{train}}", "X_{train}"), ("\\mathbf{X}_{\\mathrm{train}}", "X_{train}"), ("\\bar\\alpha_{t-1}", "\\bar{\\alpha}_{t-1}"),
        ("\\mathcal{L}", "\\mathcal{L}"), ("s_1^{2*}", "s_1^{2*}"), ("s_1^{2^*}", "s_1^{2*}"), ("\\theta_{ML}", "\\theta_{ML}"),
        ("\\theta_\\mathrm{ML}", "\\theta_{ML}"), ("f(x)", "f"), ("\\text{ELBO}", "ELBO"), ("ELBO", "ELBO"), ("\\delta\\theta", "\\delta\\theta"),
        ("D_{KL}", "D_{KL}"), ("\\boldsymbol \\Lambda \\_{aa}", "\\Lambda_{aa}"), ("{\\bf x}_i", "x_i"), ("x^{(1)}", "x^{(1)}"),
        ("\\mathrm{F}[q]", "F"), ("𝐱₁", "x_1"), ("\\vec{x}", "x"),
    ],
)  # fmt: skip
def test_one_key_for_every_spelling(spelled: str, key: str) -> None:
    side = parse_row(spelled).chains[0].sides[0]
    assert not isinstance(side, Damage)
    assert key_of(side) == key


def test_a_declared_name_wins() -> None:
    assert sexpr(node("E(w)", declared("E", kind="function"))) == "(call E (group:() w))"
    assert sexpr(node("E(w)")) == "(operator:expectation _ _ (group:() w))"
    assert sexpr(node("H x", declared("H", "x"))) == "(product:.. H x)"
    assert sexpr(node("N(a, b)", declared("N"))) == "(product:.. N (group:() (items:, a b)))"
    assert sexpr(node("UCV", declared("U", "C", "V"))) == "(product:... U C V)"
    assert sexpr(node("KLD(p||q)", declared("KLD", kind="function"))) == "(call KLD (group:() (items:P p q)))"


def test_two_variants_are_two_names() -> None:
    table = NameTable((Declared("x"), Declared("x", "symbol", "\\mathbf{x}")))
    assert sexpr(node("x + \\mathbf{x} + \\boldsymbol x", table)) == "(sum:+++ x \\mathbf{x} \\mathbf{x})"
    assert sexpr(node("\\mathsf{x}", table)) == "\\mathsf{x}"
    one = NameTable((Declared("x", "symbol", "\\mathbf{x}"),))
    assert sexpr(node("x + \\mathbf{x}", one)) == "(sum:++ x x)"
    colours = NameTable((Declared("P_k", "symbol", "\\color{green}{P}_k"), Declared("P_k", "symbol", "\\color{blue}{P}_k")))
    assert sexpr(node("\\color{green}{P_k} \\color{blue}{P}_k", colours)) == "(product:.. \\color{green}{P}_k \\color{blue}{P}_k)"


def test_places_survive_an_offset_and_an_expansion() -> None:
    row = parse_row("a + \\mu_1", EMPTY, 100)
    side = row.chains[0].sides[0]
    assert isinstance(side, Node)
    assert side.span == Span(100, 109)
    assert side.parts[1] is not None and side.parts[1].span == Span(104, 109)

    class Expanded:
        def origin(self, start: int, end: int) -> Span:
            return Span(7, 9)

    moved = parse_row("a + b)", EMPTY, Expanded()).chains[0].sides[0]
    assert isinstance(moved, Damage)
    assert moved.diagnostic.span == Span(7, 9)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("a = b = c", [(["=", "="], ["a", "b", "c"])]),
        ("= b", [(["="], ["(empty)", "b"])]),
        ("\\implies \\mu^* = b.", [(["implies", "="], ["(empty)", "(star \\mu)", "b"])]),
        ("a = b, \\quad c = d", [(["="], ["a", "b"]), (["="], ["c", "d"])]),
        ("a = b \\quad\\text{and}\\quad c = d", [(["="], ["a", "b"]), (["="], ["c", "d"])]),
        ("a \\overset{!}{=} 0", [(["="], ["a", "0"])]),
        ("a \\stackrel{+}{=} b \\overset{\\text{c}}{=} c", [(["constant", "constant"], ["a", "b", "c"])]),
        ("a \\overset{(i)}{=} b", [(["="], ["a", "b"])]),
        ("a :=& b \\triangleq c \\equiv d", [([":=", ":=", ":="], ["a", "b", "c", "d"])]),
        ("a \\le b \\neq c \\geqslant d", [(["<=", "!=", ">="], ["a", "b", "c", "d"])]),
        ("x \\not= y", [(["!="], ["x", "y"])]),
        ("-\\frac{1}{2}(log(x) - y = b", [(["="], ["DAMAGE", "b"])]),
        ("a = b--c = d", [(["=", "="], ["a", "DAMAGE", "d"])]),
        ("f \\colon \\mathbb{R}^d \\to \\mathbb{R}", [(["colon", "to"], ["f", "(script \\mathbb{R} _ d)", "\\mathbb{R}"])]),
    ],
)  # fmt: skip
def test_rows(latex: str, expected: list[tuple[list[str], list[str]]]) -> None:
    assert told(parse_row(latex)) == expected


def test_declarations() -> None:
    assert told(parse_declaration("n, N \\in \\mathbb{N}; s_1, \\dots, s_d > 0, L(q)")) == [
        (["in"], ["(items:, n N)", "\\mathbb{N}"]),
        ([">"], ["(items:,, {s_1 s 1} (dots:\\dots) {s_d s d})", "0"]),
        ([], ["(product:.. L (group:() q))"]),
    ]
    assert told(parse_declaration("k \\in \\{1, \\dots, K\\}")) == [(["in"], ["k", "(group:{} (items:,, 1 (dots:\\dots) K))"])]
    assert told(parse_declaration("0 < \\alpha < 1")) == [(["<", "<"], ["0", "\\alpha", "1"])]


def test_signs_and_trailing_operators() -> None:
    chain = parse_row("- a + b +").chains[0]
    assert (chain.sign, chain.trailing) == ("-", "+")
    assert told(parse_row("\\pmb{\\mu}^*"))[0][1] == ["(star \\mu)"]


@pytest.mark.parametrize(
    ("latex", "kind", "condition"),
    [
        ("f = 1 \\quad (\\forall s > 0)", "forall", ["s", "0"]),
        ("f = 1 \\text{ for } x > 0", "for", ["x", "0"]),
        ("f = c x, \\text{ where } c = 2", "where", ["c", "2"]),
        ("f = 1, \\quad \\forall i", "forall", ["i"]),
        ("f = 1 \\quad (\\text{for } x > 0)", "for", ["x", "0"]),
    ],
)
def test_clauses(latex: str, kind: str, condition: list[str]) -> None:
    row = parse_row(latex)
    assert [c.kind for c in row.clauses] == [kind]
    assert told(Row(row.clauses[0].chains, (), row.span))[0][1] == condition
    assert len(row.chains) == 1


def test_words_that_say_nothing_are_layout() -> None:
    assert told(parse_row("a = b \\quad \\text{(by independence)}")) == [(["="], ["a", "b"])]
    assert told(parse_row("a = b & \\text{linearity}")) == [(["="], ["a", "b"])]


def test_an_unclosed_bracket_lists_where_closing_it_would_read() -> None:
    latex = "-\\frac{1}{2}(log(2\\pi) - log(s_{1}) - \\frac{1}{2s_{1}^{2}} \\cdot E_{q}[z_{1}^{2} - 2m_{1}z_{1} + m_{1}^{2}]"
    found = damage(latex)
    assert found.diagnostic.code == "unclosed-bracket"
    assert found.diagnostic.span == Span(12, 13)
    closed = [latex[:offset] for offset, text in found.repairs if text == ")"]
    assert any(text.endswith("log(s_{1})") for text in closed)
    assert latex in closed
    for offset, text in found.repairs:
        assert isinstance(parse_expression(latex[:offset] + text + latex[offset:]), Node)


def test_a_surplus_bracket() -> None:
    found = damage("a + b) c")
    assert found.diagnostic.code == "unopened-bracket"
    assert all(text == "(" for _, text in found.repairs) and found.repairs


@pytest.mark.parametrize(
    "latex",
    ["{" * 10_000 + "x" + "}" * 10_000, "(" * 5_000, "x" + "^{x" * 3_000 + "}" * 3_000, "\\log " * 5_000 + "x", "\\sqrt" * 5_000 + "x",
     "\\hat" * 5_000 + "x", "\\mathbf{" * 5_000 + "x" + "}" * 5_000, "-" * 5_000 + "x", "a + " * 30_000 + "a", "|" * 5_001, "\\frac" * 5_000,
     "\\left" * 5_000, "\\text" * 5_000, "a _" * 3_000, "\\begin{matrix}" * 3_000, "\\sum " * 3_000 + "x", "\\frac{\\partial}{\\partial x}" * 2_000],
)  # fmt: skip
def test_hostile_input_is_a_diagnostic_in_time(latex: str) -> None:
    start = time.process_time()
    found = damage(latex)
    assert found.diagnostic.message and time.process_time() - start < 20


def test_random_text_never_raises() -> None:
    pieces = ["\\frac", "{", "}", "(", ")", "[", "]", "|", "\\|", "x", "\\mu", "_", "^", "12", "+", "-", "=", ",", "\\left", "\\right", "\\sum", "\\int",
              "dx", "\\text{for}", "&", "\\\\", "\\begin{pmatrix}", "\\end{pmatrix}", "'", "*", "/", "!", "E", "KL", "\\log", "\\partial", "\\nabla", "\\hat",
              "\\mathbf", "\\forall", "\\underset", "\\overset", "\\color", "\\quad", ".", "\\dots", "\\over", "\\cdot", "ELBO", "²", "中", "\\", "~", "%"]  # fmt: skip
    chance = random.Random(7)
    for _ in range(3_000):
        latex = "".join(chance.choice(pieces) + chance.choice(["", " "]) for _ in range(chance.randint(1, 14)))
        for chain in parse_row(latex, declared("x", "f")).chains:
            for side in chain.sides:
                assert 0 <= side.span.start <= side.span.end <= len(latex)
                if isinstance(side, Node):
                    assert nested(side), latex
                    assert all(n.kind in KINDS for n in nodes(side))


def rows_of(markdown: str) -> list[str]:
    """The rows of the displays and the formulas of a worksheet, roughly."""
    found = []
    for match in re.finditer(r"\$\$(.*?)\$\$|\$(.*?)\$", markdown, re.DOTALL):
        text = match[1] or match[2] or ""
        text = re.sub(r"\\(?:tag|label)\*?\{[^}]*\}", "", text)
        text = re.sub(r"\\(?:begin|end)\{(?:align|aligned|split|gather|equation)\*?\}", "", text)
        depth, row = 0, ""
        for piece in re.findall(r"\\begin|\\end|\\\\|[\s\S]", text):
            depth += (piece == "\\begin") - (piece == "\\end")
            if piece == "\\\\" and not depth:
                found.append(row)
                row = ""
            else:
                row += piece
        found.append(row)
    return found


OURS = Path(__file__).parent.parent
SHEETS = [*sorted((OURS / "derivations").rglob("*.md")), *sorted((OURS / "tests" / "wrong").glob("*.md"))]
THEIRS = [*sorted((SHARED / "samples").glob("*.md")), SHARED / "worksheet-12-as-printed.md"] if (SHARED / "samples").is_dir() else []


def test_every_token_of_every_worksheet_is_accounted_for() -> None:
    """It belongs to one node of the reading, or to the closed list of layout."""
    assert len(SHEETS) > 100
    for path in [*SHEETS, *THEIRS]:
        if path.name == "README.md":
            continue
        for row in rows_of(path.read_text(encoding="utf-8")):
            assert not unaccounted(row), (path.name, row)
            for chain in parse_row(row).chains:
                for side in chain.sides:
                    if isinstance(side, Node):
                        assert nested(side), (path.name, row)
                        for part in nodes(side):
                            assert part.kind in KINDS
                            assert part.kind != "operator" or part.text in OPERATORS
                assert all(relation.text in RELATIONS for relation in chain.relations)


def test_one_bracket_over_two_lines() -> None:
    assert sexpr(node("\\left( a + b \\right. \\\\ & \\left. + c \\right) d")) == "(product:.. (group:() (sum:+++ a b c)) d)"


def test_escapes_of_the_host_format() -> None:
    assert sexpr(node("p(x \\\\| t)")) == "(product:.. p (group:() (items:P x t)))"
    assert sexpr(node("\\boldsymbol{\\Lambda}\\_{aa}")) == "{\\Lambda_{aa} \\Lambda (product:.. a a)}"


def test_nothing_behind_a_note_is_overlooked() -> None:
    assert told(parse_row("a \\text{ (by symmetry)} = b \\text{.}")) == [(["="], ["a", "b"])]
    assert told(parse_row("i=1,2")) == [(["="], ["i", "(items:, 1 2)"])]
    assert [c.kind for c in parse_row("a = b \\text{ (for } x > 0 \\text{)}").clauses] == ["for"]
    assert damage("(a \\text{ if } b)").diagnostic.code == "words-in-formula"
