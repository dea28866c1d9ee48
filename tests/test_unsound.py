"""A derivation of the prover's own that the kernel refuses is a bug: it decides nothing, is said aloud, and ends in exit status 101."""

from __future__ import annotations

from pathlib import Path

import pytest

from symkl.cli import run
from symkl.kernel.check import Line, Move
from symkl.kernel.term import UNIT, add
from symkl.options import Options
from symkl.prove import equality
from symkl.report import Report
from symkl.summary import exit_status
from symkl.verify import verify_file

SHEET = r"""
:::{given}
$x, y \in \mathbb{R}$; $p(z) = \mathcal{N}(z \mid 0, 1)$
:::
$$ (x + y)^2 = x^2 + 2 x y + y^2 \tag{1} $$
$$ (x + y)^2 = x^2 + y^2 \tag{2} $$
"""


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    path = tmp_path / "sheet.md"
    path.write_text(SHEET, "utf-8")
    return str(path)


def with_a_wrong_line(ready: equality.Prepared) -> tuple[Line, ...]:
    """The derivation with a line in it that adds one."""
    first, *rest = derivation(ready)
    return (first, Line(add(first.term, UNIT), Move("structure")), *rest)


def with_an_unknown_law(ready: equality.Prepared) -> tuple[Line, ...]:
    """The derivation with a line by a law that there is not."""
    first, *rest = derivation(ready)
    return (first, Line(add(first.term, UNIT), Move("law", "everything-is-one-more")), *rest)


derivation = equality.derivation


@pytest.mark.parametrize("planted", [with_a_wrong_line, with_an_unknown_law])
def test_a_refused_derivation_is_a_bug(planted: object, sheet: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(equality, "derivation", planted)
    document = verify_file(sheet, Options(fast=True))
    first, second = (s.steps[0] for s in document.statements)
    assert (first.verdict, first.reason) == ("undecided", "unsound")
    assert second.verdict == "refuted"  # nothing was derived of it that could be refused
    told = next(d for d in document.diagnostics if d.code == "unsound")
    assert told.severity == "error" and "bug of symkl" in told.message and told.suggestion is not None and "report" in told.suggestion
    assert not document.lasting, "another run may find more"
    assert exit_status(Report((document,))) == 101
    assert run(["check", sheet, "--fast", "--no-cache"]) == 101
    shown = capsys.readouterr().out
    assert "unsound" in shown and "report the sheet" in shown


def test_no_comment_expects_it_away(sheet: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a comment that expects an undecided line nor one that leaves it out hides a bug."""
    monkeypatch.setattr(equality, "derivation", with_a_wrong_line)
    expected = tmp_path / "expected.md"
    expected.write_text(SHEET.replace(r"y^2 \tag{1} $$", "y^2 \\tag{1} $$\n<!-- symkl: undecided -->"), "utf-8")
    assert exit_status(Report((verify_file(str(expected), Options(fast=True)),))) == 101


def test_the_cache_keeps_none_of_it(sheet: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["check", sheet, "--fast", "--cache-dir", str(tmp_path / "cache")]
    with monkeypatch.context() as planted:
        planted.setattr(equality, "derivation", with_a_wrong_line)
        assert [run(arguments), run(arguments)] == [101, 101]
    assert run(arguments) == 1, "the second line is wrong, and the first is proved again"
    assert "unsound" not in capsys.readouterr().out.rsplit("1 is wrong", 1)[-1].rsplit("First wrong line", 1)[-1]
