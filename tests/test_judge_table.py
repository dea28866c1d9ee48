"""The verdict table of the design, row by row."""

import pytest

from symkl.judge.table import Ruling, Support, rule, worst

ROWS = [
    ("proved", Support(None), None, Ruling("proved")),
    ("proved", Support("proved", ("1",)), None, Ruling("proved")),
    ("proved", Support("refuted", ("1",)), None, Ruling("proved")),
    ("proved", Support("undecided", ("1",)), None, Ruling("proved")),
    ("refuted", Support("proved", ("1.4", "1.7"), ("1.2", "1.5")), None, Ruling("carried", None, ("1.2", "1.5"))),
    ("refuted", Support("proved", ("1.4",), ()), None, Ruling("refuted", "origin-unknown")),
    ("refuted", Support("refuted", ("1",), ("1",)), None, Ruling("refuted")),
    ("refuted", Support("undecided", ("1",), ("1",)), None, Ruling("refuted", "origin-unknown")),
    ("refuted", Support(None), None, Ruling("refuted")),
    ("refuted", Support(None), "shapes", Ruling("refuted", "shapes")),
    ("undecided", Support("refuted", ("3",), one_statement=True), "no-law", Ruling("refuted")),
    ("undecided", Support("refuted", ("3",)), "no-law", Ruling("undecided", "contradicts 3")),
    ("undecided", Support("refuted", ("3",), ("3",)), "no-law", Ruling("undecided", "no-law")),
    ("undecided", Support("proved", ("3", "4")), "no-law", Ruling("undecided", "rests-on 3 and 4")),
    ("undecided", Support("undecided", ("3",)), "no-law", Ruling("undecided", "no-law")),
    ("undecided", Support(None), "no-law", Ruling("undecided", "no-law")),
]


@pytest.mark.parametrize(("claim", "follows", "reason", "ruling"), ROWS)
def test_row(claim: str, follows: Support, reason: str | None, ruling: Ruling) -> None:
    assert rule(claim, follows, reason) == ruling


def test_a_statement_is_as_bad_as_its_worst_step() -> None:
    order = ["refuted", "carried", "unreadable", "undecided", "proved", "condition", "definition"]
    for at, verdict in enumerate(order):
        assert worst(order[at:]) == verdict
        assert worst(reversed(order[at:])) == verdict
