"""Where precedence alone would choose, both readings are there; where too many are, none is taken."""

from __future__ import annotations

import pytest

from symkl.kernel.term import Term
from tests.elaborating import left, step
from tests.reading_pairs import judged, plain

BLOCK = r"$a, b, c, x \in \mathbb{R}$, $b, c, x \neq 0$; $s, t > 0$; $A \in \mathbb{R}^{n \times n}$; $v \in \mathbb{R}^n$"


@pytest.mark.parametrize(
    ("printed", "readings"),
    [
        (r"a/bc", [r"\frac{a}{b} c", r"\frac{a}{b c}"]),
        (r"1/2 x", [r"\frac{1}{2} x", r"\frac{1}{2 x}"]),
        (r"x^2/2s^2", [r"\frac{x^2}{2} s^2", r"\frac{x^2}{2 s^2}"]),
        (r"1/2 (a + x)", [r"\frac{1}{2} (a + x)", r"\frac{1}{2 (a + x)}"]),
        (r"e^{-x^2/2t}", [r"e^{-\frac{x^2}{2} t}", r"e^{-\frac{x^2}{2 t}}"]),
        (r"a/bc \cdot x", [r"\frac{a}{b} c \cdot x", r"\frac{a}{b c} \cdot x"]),
        (r"\log s t", [r"\log(s t)", r"\log(s) \cdot t"]),
        (r"\ln s\, t", [r"\log(s t)", r"\log(s) \cdot t"]),
        (r"\log \frac{s}{t} x", [r"\log\left(\frac{s}{t} x\right)", r"\log\left(\frac{s}{t}\right) \cdot x"]),
    ],
)
def test_both_readings(printed: str, readings: list[str]) -> None:
    assert [_normal(t) for t in step(BLOCK, f"{printed} = 0").left.terms] == [_normal(left(BLOCK, r)) for r in readings]


def _normal(term: Term) -> str:
    return repr(plain(term))


@pytest.mark.parametrize("printed", [r"a/b \cdot c", r"\log 2\pi s^2", r"\frac12 x", r"s^{1/2} x", r"1/2 v", r"A v / 2"])
def test_one_reading(printed: str) -> None:
    assert len(step(BLOCK, f"{printed} = 0").left.terms) == 1


def test_more_readings_than_are_tried_are_none() -> None:
    """Seven slashes: a reading that was not tried might be the one that was meant."""
    first = step(BLOCK, " + ".join(f"1/{n} x" for n in range(2, 9)) + " = x")
    assert first.reason == "ambiguous-reading" and not first.left.terms


@pytest.mark.parametrize("right", [r"\frac{x^2}{2 s^2}", r"\frac{x^2}{2} s^2"])
def test_a_reading_of_a_slash_proves_and_refutes_nothing(right: str) -> None:
    found = judged(f":::{{given}}\n{BLOCK}\n:::\n\n$$ x^2/2s^2 = {right} $$\n").statements[0]
    assert (found.verdict, found.steps[0].reason) == ("undecided", "ambiguous-reading")
