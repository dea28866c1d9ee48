"""Sides over several rows: what joins them is read with its precedence, and a row that nothing joins is never left out."""

from __future__ import annotations

import pytest

from tests.elaborating import given

BLOCK = r"$x, y, a, b, c \in \mathbb{R}$, $b \neq 0$"

SAME = [
    (r"x = a + b \cdot \\ c + y", r"x = a + b c + y"),
    (r"x = a + b \\ \cdot c + y", r"x = a + b c + y"),
    (r"x = -b \times \\ c", r"x = - b c"),
    (r"x = a \\ \times b", r"x = a b"),
    (r"x = a / \\ b + c", r"x = a / b + c"),
    (r"x = a \\ / b", r"x = a / b"),
    (r"\begin{align} x &= a - \\ &\quad b - c \end{align}", r"x = a - b - c"),
    (r"\begin{align} x &= a - \\ & +b \end{align}", r"x = a - b"),
    (r"\begin{align} x &= a + \\ & -b \end{align}", r"x = a - b"),
    (r"x = \\ a", r"x = a"),
    (r"x = \\ = a", r"x = a"),
    (r"x = a = \\ b", r"x = a = b"),
    (r"x = a \\ \cdot b = c", r"x = a b = c"),
    (r"x = \left(a \right. \\ \left. + b\right)", r"x = (a + b)"),
    (r"\begin{align} x &= \exp\Big(a \\ &\qquad + b\Big) \end{align}", r"x = \exp(a + b)"),
]

LOST = [
    (r"x = a \\ b", "missing-operator"),
    (r"\begin{align} x &= a \\ & b \end{align}", "missing-operator"),
    (r"x = a \\ \frac{1}{2} b", "missing-operator"),
    (r"x = a \\ \left[ c + y \right]", "missing-operator"),
    (r"x = a, \quad y", "missing-operator"),
    (r"a \\ b = c", "missing-operator"),
    (r"a \\ = b \\ c", "missing-operator"),
    (r"x = a \tag{1} \\ b \tag{2}", "missing-operator"),
    (r"x = \left(a \right. \\ \left. b\right)", "missing-operator"),
    (r"\begin{align} x &= \exp(a \\ &\qquad b) \end{align}", "missing-operator"),
    (r"\begin{align} x &= a - \\ & -b \end{align}", "double-sign"),
    (r"x = a + \\ = b", "missing-operand"),
    (r"x = a +", "missing-operand"),
    (r"\cdot a = b", "missing-operand"),
    (r"x = \cdot a", "unexpected"),
    (r"x = a + \cdot b", "unexpected"),
    (r"x = a \pm \\ b", "unsupported"),
    (r"x = \log b \cdot \\ c", "unsupported"),
    (r"x = a + \\ \cdot b", "unsupported"),
]


@pytest.mark.parametrize(("printed", "meant"), SAME)
def test_what_stands_at_the_break_joins(printed: str, meant: str) -> None:
    def said(display: str) -> list[object]:
        return [(s.relation, s.left.terms, s.right.terms) for statement in given(BLOCK, display).statements for s in statement.steps]

    assert said(printed) == said(meant) != []


@pytest.mark.parametrize(("printed", "code"), LOST)
def test_no_row_is_left_out(printed: str, code: str) -> None:
    steps = [s for statement in given(BLOCK, printed).statements for s in statement.steps]
    told = [side.diagnostic.code for s in steps for side in (s.left, s.right) if side.diagnostic is not None]
    assert set(told) == {code}
    assert not any(s.left.terms and s.right.terms and s is steps[-1] for s in steps)


def test_an_arrow_to_no_relation_is_told() -> None:
    assert "missing-relation" in {d.code for d in given(BLOCK, r"x = a \implies y").diagnostics}


def test_a_lost_sign_has_candidate_repairs_and_none_is_taken() -> None:
    side = given(BLOCK, r"x = a \\ b").statements[0].steps[0].right
    assert not side.terms and [latex for latex, _ in side.repairs] == [r"a \\ + b", r"a \\ - b"]
