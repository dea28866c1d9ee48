"""What follows from a wrong line by an arrow, or in words that name the line, is carried on from there; what is only supposed carries nothing."""

from __future__ import annotations

import pytest

from tests.test_statements import judged_sheet

WRONG = r"$$ \mathbb{E}_p[w^2] = a^2 + 2 s \tag{1} $$"

#: what stands below the wrong line, and its verdict
BELOW = [
    (r"$$ \implies \mathbb{E}_p[w^2] - a^2 = 2 s \tag{2} $$", "carried"),
    (r"$$ \iff \mathbb{E}_p[w^2] - a^2 = 2 s \tag{2} $$", "carried"),
    (r"$$ \implies \mathbb{E}_p[w^2] - a^2 = 3 s \tag{2} $$", "undecided"),  # neither true nor what (1) says: anything follows from (1)
    (r"$$ \implies \mathbb{E}_p[w^2] - a^2 = s \tag{2} $$", "undecided"),
    (r"$$ \mathbb{E}_p[w^2] - a^2 = 2 s \quad \text{from (1)} \tag{2} $$", "carried"),
    (r"$$ \mathbb{E}_p[w^2] - a^2 = 2 s \quad \text{using (1)} \tag{2} $$", "carried"),
    (r"$$ \mathbb{E}_p[w^2] - a^2 = 3 s \quad \text{using (1)} \tag{2} $$", "refuted"),
    (r"$$ \mathbb{E}_p[w^2] - a^2 = s \quad \text{using (1)} \tag{2} $$", "proved"),
    ("$$ x = x $$\n\n$$ \\text{from (1)} \\implies \\mathbb{E}_p[w^2] - a^2 = 2 s \\tag{2} $$", "carried"),
]


@pytest.mark.parametrize(("below", "verdict"), BELOW)
def test_below_a_wrong_line(below: str, verdict: str) -> None:
    found = {s.label: s for s in judged_sheet(f"{WRONG}\n\n{below}\n")}
    assert found["1"].verdict == "refuted"
    assert found["2"].verdict == verdict
    assert {label for step in found["2"].steps for label in step.carried_from} == ({"1"} if verdict == "carried" else set())


def test_in_the_rows_of_one_display() -> None:
    rows = r"""$$ \begin{align} \mathbb{E}_p[w^2] &= a^2 + 2 s \tag{1} \\ \implies \mathbb{E}_p[w^2] - a^2 &= 2 s \end{align} $$"""
    (found,) = judged_sheet(rows)
    assert [step.verdict for step in found.steps] == ["refuted", "carried"]


def test_a_condition_with_a_wrong_derivative() -> None:
    first = r"$$ \frac{\partial}{\partial a} (a - b)^2 = 2 (a + b) = 0 \tag{1} $$"
    found = judged_sheet(f"{first}\n\n$$ \\implies a = -b \\tag{{2}} $$\n")
    assert [s.verdict for s in found] == ["refuted", "carried"]


@pytest.mark.parametrize(("solution", "verdict"), [(r"\hat s = \frac{a^2}{2}", "carried"), (r"\hat s = a^2", "proved"), (r"\hat s = 2 a^2", "refuted")])
def test_a_wrong_solution_follows_where_it_lies_in_the_domain(solution: str, verdict: str) -> None:
    """s is positive, and a^2/2 is only where a is not 0: there it is the solution of what is printed."""
    first = r"$$ \frac{\partial}{\partial s} \left( -\log s - \frac{a^2}{s} \right) = -\frac{2}{s} + \frac{a^2}{s^2} = 0 \tag{1} $$"
    found = judged_sheet(f"{first}\n\n$$ \\implies {solution} \\tag{{2}} $$\n")
    assert [s.verdict for s in found] == ["refuted", "undecided" if verdict == "proved" else verdict]


@pytest.mark.parametrize("supposed", [r"a = 2 \implies a^2 = 4", r"a^2 = 4 \text{ if } a = 2", r"a = 2, \; b = b \iff a = 2", r"a = 2 \iff 2 a = 4"])
def test_what_is_supposed_is_nothing_that_others_rest_on(supposed: str) -> None:
    found = judged_sheet(f"$$ {supposed} \\tag{{1}} $$\n\n$$ a^2 + 1 = 5 \\tag{{2}} $$\n\n$$ a = 2 \\tag{{3}} $$\n")
    assert [s.verdict for s in found] == ["proved", "refuted", "refuted"]
