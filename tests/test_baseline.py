"""A baseline lets known findings pass, new ones fail, and names the mended ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symkl import baseline
from symkl.report import Diagnostic, Report
from symkl.source import Span
from symkl.summary import exit_status
from tests.sample_report import SAMPLE, STATEMENTS
from tests.test_cli import TRUE, symkl, write

SHEET = TRUE + "\n$$ x + x = 3 x \\tag{2} $$\n\n$$ x = w \\tag{3} $$\n\n$$ y + = x \\tag{4} $$\n"


def check(folder: Path, *more: str) -> tuple[int, dict[str, object], str]:
    """Exit status, summary and standard error of a check against the baseline."""
    done = symkl("check", "--fast", "--format", "json", "--baseline", "known.json", *more, folder=folder)
    return done.returncode, json.loads(done.stdout)["summary"] if done.stdout else {}, done.stderr


def test_known_findings_pass_and_new_ones_fail(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    assert symkl("check", "--fast", "sheet.md", folder=tmp_path).returncode == 1
    status, summary, told = check(tmp_path, "sheet.md", "--write-baseline")
    assert (status, summary["known"], summary["mended"], told) == (0, 3, [], "3 findings written to known.json\n")
    assert check(tmp_path, "sheet.md")[0] == 0
    write(tmp_path, sheet=SHEET + "\n$$ x = 2 x \\tag{5} $$\n")
    status, summary, _ = check(tmp_path, "sheet.md")
    assert (status, summary["known"], summary["refuted"]) == (1, 3, 2)


def test_mended_findings_are_named_and_change_no_status(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    check(tmp_path, "sheet.md", "--write-baseline")
    write(tmp_path, sheet=SHEET.replace("3 x", "2 x"))
    assert check(tmp_path, "sheet.md")[:2] == (0, check(tmp_path, "sheet.md")[1] | {"known": 2, "mended": ["sheet.md 2"]})
    shown = symkl("check", "--fast", "sheet.md", "--baseline", "known.json", folder=tmp_path).stdout
    assert "Mended, and to be taken from known.json (--write-baseline): sheet.md 2." in " ".join(shown.split())
    assert check(tmp_path, "sheet.md", "--write-baseline")[1]["mended"] == []
    assert len(baseline.read(str(tmp_path / "known.json"))) == 2


def test_a_finding_that_moves_or_is_labelled_anew_stays_known(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    check(tmp_path, "sheet.md", "--write-baseline")
    write(tmp_path, sheet="Words before.\n\n" + SHEET.replace("\\tag{2}", "\\tag{9.1}").replace("x + x", "x  +  x"))
    assert check(tmp_path, "sheet.md")[0] == 0


def test_a_finding_that_gets_worse_or_differs_is_new(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    check(tmp_path, "sheet.md", "--write-baseline")
    write(tmp_path, sheet=SHEET.replace("3 x", "4 x"))
    status, summary, _ = check(tmp_path, "sheet.md")
    assert (status, summary["known"], summary["mended"]) == (1, 2, ["sheet.md 2"])
    write(tmp_path, sheet=SHEET.replace("$x, y", "$w, x, y"))  # what was undecided is now refuted
    status, summary, _ = check(tmp_path, "sheet.md")
    assert (status, summary["mended"]) == (1, ["sheet.md 3"])


def test_another_equation_with_the_same_right_side_is_new(tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE + "\n$$ x + x = 3 x \\tag{2} $$\n")
    check(tmp_path, "sheet.md", "--write-baseline")
    for other in ("$$ x = 3 x \\tag{2} $$", "$$ (x + x) + x = 3 x \\tag{1.1} $$\n\n$$ y + y \\tag{1.2} $$\n\n$$ = 3 x \\tag{2} $$"):
        write(tmp_path, sheet=TRUE + f"\n{other}\n")
        status, summary, _ = check(tmp_path, "sheet.md")
        assert (status, summary["known"], summary["mended"]) == (1, 0, ["sheet.md 2"])


def test_as_many_as_are_known_and_no_more(tmp_path: Path) -> None:
    wrong = "\n$$ x + x = 3 x $$\n"
    write(tmp_path, sheet=TRUE + wrong)
    check(tmp_path, "sheet.md", "--write-baseline")
    write(tmp_path, sheet=TRUE + 2 * wrong)
    status, summary, _ = check(tmp_path, "sheet.md")
    assert (status, summary["known"], summary["refuted"], summary["carried"]) == (1, 1, 1, 1)


def test_other_sheets_keep_their_entries(tmp_path: Path) -> None:
    write(tmp_path, a=SHEET, b=SHEET)
    check(tmp_path, ".", "--write-baseline")
    assert check(tmp_path, "a.md")[1]["mended"] == []
    write(tmp_path, a=TRUE)
    check(tmp_path, "a.md", "--write-baseline")
    assert {entry.path for entry in baseline.read(str(tmp_path / "known.json"))} == {"b.md"}
    assert check(tmp_path, ".")[0] == 0
    (tmp_path / "b.md").unlink()
    assert check(tmp_path, "a.md")[1]["mended"] == ["b.md 2", "b.md 3", "b.md 4"]


def test_files_are_named_from_the_baseline_s_folder(tmp_path: Path) -> None:
    write(tmp_path, sub__sheet=SHEET)
    check(tmp_path, "sub", "--write-baseline")
    inner = tmp_path / "sub"
    assert symkl("check", "--fast", "--baseline", "../known.json", "sheet.md", folder=inner).returncode == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [(None, "--write-baseline makes one"), ("{", "cannot be read"), ("[]", "is no baseline"), ('{"schema": "symkl-baseline/1", "findings": [{}]}', "without 'path'")],
)
def test_what_is_no_baseline(text: str | None, told: str, tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE)
    if text is not None:
        (tmp_path / "known.json").write_text(text, encoding="utf-8")
    status, _, said = check(tmp_path, "sheet.md")
    assert status == 2
    assert told in said


def test_writing_needs_a_name(tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE)
    assert symkl("check", "--fast", "sheet.md", "--write-baseline", folder=tmp_path).returncode == 2


def test_no_baseline_lets_a_bug_or_a_missing_file_pass() -> None:
    for code, status in (("judges-contradict", 101), ("no-such-file", 2)):
        report = Report((SAMPLE.documents[0]._replace(statements=STATEMENTS[:1], diagnostics=(Diagnostic(code, "..", Span(0, 1)),)),))
        entries = baseline.entries_of(report, "known.json")
        assert entries == []
        assert exit_status(baseline.against(report, "known.json", entries)) == status


def test_everything_open_in_the_sample_can_be_known(tmp_path: Path) -> None:
    file = str(tmp_path / "known.json")
    entries = baseline.entries_of(SAMPLE, file)
    assert [(e.label, e.kind) for e in entries] == [("7", "undecided"), ("8", "stale refuted")]
    baseline.write(file, entries)
    assert sorted(baseline.read(file)) == sorted(entries)
    assert exit_status(SAMPLE) == 1
    assert exit_status(baseline.against(SAMPLE, file, entries)) == 0
