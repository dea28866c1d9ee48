"""Every diagnostic and every reason of a step has a page, and its examples are true: the bad one gives it, the good one does not.

The good one is read without an error.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from symkl.actions import NEXT
from symkl.cli import run
from symkl.files import MAXIMUM
from symkl.options import Options
from symkl.render.pages import Entry, Example, pages
from symkl.render.reasons import reason_of
from symkl.report import Diagnostic, DocumentFinding
from symkl.source import Source
from symkl.summary import BUG_CODES
from symkl.verify import verify
from symkl.worksheet.builder import LONGEST_DISPLAY, MOST_DISPLAYS, MOST_NESTED
from symkl.worksheet.inputs import MOST_FILES
from symkl.worksheet.read import read
from tests.diagnostic_codes import codes
from tests.step_reasons import reasons

PAGES = pages()
CODES = codes()
REASONS = reasons()
#: sheets of examples that are told in words: too long to be printed
LONG = {
    "too-long": "$$ " + "1 + " * 10_500 + "1 = 2 $$\n",
    "nested-too-deeply": ":::{solution}\n" * (MOST_NESTED + 1) + "$$ 1 = 1 $$\n" + ":::\n" * (MOST_NESTED + 1),
    "too-large-display": "$$ " + "1 + " * (LONGEST_DISPLAY // 4 + 1) + "1 = 2 $$\n",
    "too-large": "a" * (MAXIMUM + 1),
    "nul-byte": "a\0b",
    "not-utf-8": b"n\xe9",
}
#: pages whose bad example cannot be made: bugs of symkl, and readings that others always explain first
FAST = Options(fast=True)
UNMADE = BUG_CODES | {"unreadable", "too-deep"}


#: reasons that a clock, a lack of memory or a bug gives
UNCAUSED = {"timeout", "out-of-memory", "unsound"}
#: told in a given block; what a step that hangs on it carries is another reason
ELSEWHERE = {"dimension-or-value"}


def judged(folder: Path, example: Example, options: Options) -> tuple[DocumentFinding, ...]:
    for name, text in example.files:
        (folder / name).write_text(text, "utf-8")
    return verify((str(folder / example.files[0][0]),), options).documents


def found(folder: Path, example: Example, options: Options) -> list[Diagnostic]:
    return [d for document in judged(folder, example, options) for d in document.diagnostics]


def carried(documents: tuple[DocumentFinding, ...]) -> set[str]:
    """The reasons of the steps."""
    steps = (step for document in documents for statement in document.statements for step in statement.steps)
    return {reason_of(step.reason) for step in steps if step.reason is not None}


def told(path: Path, options: Options = FAST) -> list[Diagnostic]:
    documents: tuple[DocumentFinding, ...] = verify((str(path),), options).documents
    return [d for document in documents for d in document.diagnostics]


def test_every_code_and_reason_has_a_page_and_every_page_one_of_these() -> None:
    known = {*CODES, *REASONS}
    assert sorted(known - set(PAGES)) == [] and sorted(set(PAGES) - known) == []


def test_the_reasons_are_found_in_the_sources() -> None:
    """Of every kind of place that gives a reason, one."""
    some = {"no-law", "no-derivation", "rests-on", "origin-unknown", "no-model", "timeout", "said-in-words", "up-to-what", "not-yet-defined", "shapes"}
    assert some <= set(REASONS) and "carried" not in REASONS


@pytest.mark.parametrize("entry", PAGES.values(), ids=PAGES)
def test_the_good_example_is_good(entry: Entry, tmp_path: Path) -> None:
    documents = judged(tmp_path, entry.good, FAST)
    diagnostics = [d for document in documents for d in document.diagnostics]
    assert [d for d in diagnostics if d.code == entry.code or d.severity == "error"] == []
    assert entry.code not in REASONS or carried(documents) == set()


@pytest.mark.parametrize("entry", [e for e in PAGES.values() if e.bad.files and e.code in CODES], ids=lambda e: e.code)
def test_the_bad_example_is_bad(entry: Entry, tmp_path: Path) -> None:
    diagnostics = found(tmp_path, entry.bad, Options() if entry.code == "fast-sheet" else FAST)
    assert entry.code in {d.code for d in diagnostics}, diagnostics
    assert [d for d in diagnostics if d.severity != "note" and not d.suggestion] == [], "what to do next is not said"


@pytest.mark.parametrize("entry", [e for e in PAGES.values() if e.bad.files and e.code in {*REASONS} - ELSEWHERE], ids=lambda e: e.code)
def test_a_step_of_the_bad_example_carries_the_reason(entry: Entry, tmp_path: Path) -> None:
    assert entry.code in carried(judged(tmp_path, entry.bad, FAST))


def test_every_reason_says_what_to_do_next(capsys: pytest.CaptureFixture[str]) -> None:
    assert sorted(set(REASONS) - set(CODES) - set(NEXT)) == []
    for reason in sorted(set(REASONS) & set(NEXT)):
        assert run(["explain", reason]) == 0
        assert " ".join(f"Next: {NEXT[reason]}.".split()) in " ".join(capsys.readouterr().out.split())


def test_a_reason_is_explained_as_it_was_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for printed, title in (("missing-condition: x > 0", "missing-condition"), ("rests-on 1.2 and 1.3", "rests-on"), ("budget", "budget")):
        assert run(["explain", printed]) == 0 and capsys.readouterr().out.startswith(f"{title}\n")
    assert run(["explain", "no-derivtion"]) == 2 and "Did you mean no-derivation" in capsys.readouterr().out


@pytest.mark.parametrize("code", LONG)
def test_what_is_too_long_for_a_page(code: str, tmp_path: Path) -> None:
    sheet = LONG[code]
    (tmp_path / "sheet.md").write_bytes(sheet if isinstance(sheet, bytes) else sheet.encode())
    assert code in {d.code for d in told(tmp_path / "sheet.md")}


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "sheet.md").write_text("$$ 1 = 1 $$", "utf-8")
    assert [d.code for d in told(tmp_path / "nowhere.md")] == ["no-such-file"]
    assert [d.code for d in told(tmp_path / ("n" * 5_000))] == ["cannot-read"]
    report = verify((str(tmp_path / "sheet.md"),), Options(given=str(tmp_path)))
    assert [d.code for d in report.documents[0].diagnostics] == ["not-a-file"]


def test_too_many_displays() -> None:
    assert {d.code for d in read(Source("sheet.md", "$$1=1$$\n\n" * (MOST_DISPLAYS + 1))).diagnostics} == {"too-many-displays"}


def test_too_many_inputs(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 1):
        (tmp_path / f"n{number}.tex").write_text("% nothing\n", "utf-8")
    (tmp_path / "main.tex").write_text("".join(f"\\input{{n{n}}}\n" for n in range(MOST_FILES + 1)), "utf-8")
    assert {d.code for d in told(tmp_path / "main.tex")} == {"too-many-inputs"}


def test_examples_in_words_are_all_tested_otherwise() -> None:
    in_words = {code for code, entry in PAGES.items() if not entry.bad.files}
    assert in_words == {*LONG, *UNMADE, *UNCAUSED, "no-such-file", "not-a-file", "cannot-read", "too-many-inputs", "too-many-displays"}


def test_explain_prints_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "unclosed-bracket"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("unclosed-bracket\n") and "Like this:" in shown and "Instead:" in shown and "2 (x + y)" in shown
    assert run(["explain", "unclosed-braket"]) == 2 and "Did you mean unclosed-bracket" in capsys.readouterr().out
    assert run(["explain", os.path.dirname(__file__)]) == 2 and "Which statement" in capsys.readouterr().out


def test_every_page_says_what_to_do() -> None:
    assert [e.code for e in PAGES.values() if len(e.title) < 12 or e.title.endswith(".")] == []
