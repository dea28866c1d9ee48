"""Counts, expectations and exit statuses of reports made by hand."""


import pytest

from symkl.report import Diagnostic, DocumentFinding, Report, StatementFinding
from symkl.source import Span
from symkl.summary import came_out_as_expected, counts, exit_status
from tests.sample_report import CARRIED, CORRECTED, PROVED, REFUTED, SAMPLE, STATEMENTS

HERE = Span(0, 10)
DONE = StatementFinding("2", ("2",), HERE, "proved", (CORRECTED,))
PROVED_ONE = StatementFinding("1", ("1",), HERE, "proved", (PROVED,))
WRONG = StatementFinding("2", ("2",), HERE, "refuted", (REFUTED,))
MENDED = WRONG._replace(expected="refuted", correction=DONE)
CARRYING = StatementFinding("3", ("3",), HERE, "carried", (CARRIED,))
OPEN = StatementFinding("4", ("4",), HERE, "undecided", ())


def report(*statements: StatementFinding, diagnostics: tuple[Diagnostic, ...] = ()) -> Report:
    return Report((DocumentFinding("a.md", "text of it", statements, diagnostics),))


@pytest.mark.parametrize(
    ("statements", "status"),
    [
        ((), 5),
        ((PROVED_ONE,), 0),
        ((WRONG,), 1),
        ((MENDED,), 0),
        ((MENDED, CARRYING), 0),
        ((WRONG, CARRYING), 1),
        ((WRONG._replace(expected="refuted"), CARRYING), 1),  # a comment excuses its own line only
        ((MENDED._replace(stale="the correction is undecided"),), 1),
        ((PROVED_ONE._replace(expected="refuted", stale="it is proved"),), 1),
        ((OPEN,), 3),
        ((OPEN._replace(expected="undecided"),), 0),
        ((OPEN, WRONG), 1),
        ((OPEN._replace(verdict="skipped"),), 0),
    ],
)
def test_status_of_statements(statements: tuple[StatementFinding, ...], status: int) -> None:
    assert exit_status(report(*statements)) == status


@pytest.mark.parametrize(
    ("code", "severity", "statement", "status"),
    [
        ("judges-contradict", "error", MENDED, 101),
        ("no-such-file", "error", WRONG, 2),
        ("not-utf-8", "error", PROVED_ONE, 2),
        ("inconsistent-given", "error", PROVED_ONE, 1),
        ("unknown-label", "error", PROVED_ONE, 3),
        ("unclosed-bracket", "error", OPEN._replace(verdict="unreadable", expected="unreadable"), 0),
        ("unclosed-bracket", "error", OPEN._replace(verdict="skipped"), 0),
        ("shadowed-name", "note", PROVED_ONE, 0),
        ("unused-given", "warning", PROVED_ONE, 0),
    ],
)
def test_status_of_diagnostics(code: str, severity: str, statement: StatementFinding, status: int) -> None:
    assert exit_status(report(statement, diagnostics=(Diagnostic(code, "said", Span(2, 3), severity),))) == status


def test_counts() -> None:
    assert counts(SAMPLE) == {
        "proved": 2, "definition": 1, "condition": 0, "refuted": 2, "carried": 1, "unreadable": 1, "undecided": 1, "skipped": 1,
        "expected": 3, "stale": 1,
    }  # fmt: skip
    assert [s.label for s in STATEMENTS if came_out_as_expected(s, SAMPLE.documents[0])] == ["2", "3", "4"]
