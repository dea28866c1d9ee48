"""Terms printed in every notation of the survey are read back as the same terms."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symkl.kernel.term import Term
from tests.notation_styles import GIVEN, MACROS, SPELLINGS, Author, scalars
from tests.reading_pairs import keys, sheet, steps

AT_ONCE = 20
TERMS = st.lists(st.tuples(scalars(2), st.randoms(use_true_random=False)), min_size=AT_ONCE, max_size=AT_ONCE)


def read_back(printed: list[tuple[Term, Random]]) -> None:
    shown = [(term, Author(chance).display(term)) for term, chance in printed]
    displays = "\n\n".join(f"$$ {text} $$" for _, text in shown)
    found = steps(sheet(f":::{{given}}\n{GIVEN}\n:::\n\n{MACROS}\n\n{displays}\n"))
    assert len(found) == len(shown), [text for _, text in shown]
    for (term, text), step in zip(shown, found, strict=True):
        for side in (step.left, step.right):
            assert side.terms, (text, side.diagnostic)
            assert keys((term,)) <= keys(side.terms), (text, term, side.terms)
            assert len(keys(side.terms)) == 1, (text, side.terms)


@settings(max_examples=1_000 // AT_ONCE, deadline=None, suppress_health_check=list(HealthCheck))
@given(TERMS)
def test_a_thousand_terms_in_any_notation(printed: list[tuple[Term, Random]]) -> None:
    read_back(printed)


@pytest.mark.nightly
@settings(max_examples=20_000 // AT_ONCE, deadline=None, suppress_health_check=list(HealthCheck))
@given(TERMS)
def test_twenty_thousand_terms_in_any_notation(printed: list[tuple[Term, Random]]) -> None:
    read_back(printed)


def test_no_row_has_but_one_spelling() -> None:
    assert all(len(spellings) > 1 for spellings in SPELLINGS.values())


@pytest.mark.parametrize("printed", [r"|@|", r"\vert @ \vert", r"\mid @ \mid", r"\left| @ \right|"])
def test_bars_around_an_environment_are_one_pair(printed: str) -> None:
    """The cells' own bars, and the alignment marks between them, are no part of it."""
    matrix = r"\begin{pmatrix} a & |b| \\ s & t \end{pmatrix}"
    shown = f"{printed.replace('@', matrix)} + |a| = 1"
    step = steps(sheet(f":::{{given}}\n{GIVEN}\n:::\n\n$$ {shown} $$\n"))[0]
    assert [part.op for part in step.left.terms[0].args] == ["det", "abs"]
