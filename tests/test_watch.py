"""``symkl watch``: an answer at once, another after each save, and no more when it is interrupted."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from symkl.commands.watch import folders, is_sheet
from tests.test_cli import FALSE, TRUE, symkl, write

WAIT = 30.0


def until(process: subprocess.Popen[bytes], word: bytes) -> bytes:
    """What is printed up to a word; what was printed without it, if it does not come."""
    assert process.stdout is not None
    seen, end = b"", time.monotonic() + WAIT
    while word not in seen and time.monotonic() < end:
        if select.select([process.stdout], [], [], 0.2)[0]:
            seen += os.read(process.stdout.fileno(), 1 << 16)
    return seen


@pytest.mark.parametrize("watched", [".", "sheet.md"])
def test_every_save_is_answered(watched: str, tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    write(tmp_path, sheet=TRUE)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "COLUMNS": "80"}
    command = [sys.executable, "-m", "symkl", "watch", "--fast", watched]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environment)
    try:
        assert b"Nothing is wrong: 1 proved." in until(process, b"1 proved")
        for text, answer in ((FALSE, b"First wrong line: 1"), (TRUE, b"Nothing is wrong"), (FALSE, b"First wrong line: 1")):
            time.sleep(0.5)  # the watch has to stand, and changes that follow at once are told of together
            (tmp_path / "other.md.tmp").write_text(text, encoding="utf-8")
            os.replace(tmp_path / "other.md.tmp", tmp_path / "sheet.md")  # as editors save
            assert answer in until(process, answer)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=WAIT)
        assert (process.returncode, said) == (130, b"")
    finally:
        process.kill()


def test_a_chapter_brought_in_from_another_folder_is_watched(tmp_path: Path) -> None:
    """A part that is there when the watch begins, and one in a folder that only a later edit brings in."""
    pytest.importorskip("watchfiles")
    (tmp_path / "parts").mkdir()
    (tmp_path / "more").mkdir()
    main, part, late = tmp_path / "main.tex", tmp_path / "parts" / "one.tex", tmp_path / "more" / "two.tex"
    main.write_text("\\begin{given}$x \\in \\mathbb{R}$\\end{given}\\input{parts/one}\n", encoding="utf-8")
    part.write_text("\\[ x + x = 2 x \\label{one} \\]\n", encoding="utf-8")
    late.write_text("\\[ x - x = 0 \\label{two} \\]\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "COLUMNS": "80"}
    command = [sys.executable, "-m", "symkl", "watch", "--fast", "main.tex"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environment)
    edits = (
        (part, "x + x = 2 x", "x + x = 3 x", b"First wrong line: parts/one.tex one"), (part, "3 x", "2 x", b"Nothing is wrong: 1 proved"),
        (main, "\\input", "\\input{more/two}\\input", b"Nothing is wrong: 2 proved"), (late, "= 0", "= 1", b"First wrong line: more/two.tex two"),
    )  # fmt: skip
    try:
        assert b"1 proved" in until(process, b"1 proved")
        for file, old, new, answer in edits:
            time.sleep(0.5)
            file.write_text(file.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
            assert answer in until(process, answer)
    finally:
        process.kill()
        process.communicate()


def test_without_the_extra_there_is_one_thing_to_do(tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE)
    code = "import sys; sys.modules['watchfiles'] = None; from symkl.cli import run; sys.exit(run(['watch', 'sheet.md']))"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    assert done.returncode == 2
    assert "pip install 'symkl[watch]'" in done.stdout


def test_what_is_not_there_is_not_watched(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    assert symkl("watch", "none.md", folder=tmp_path).returncode == 2


def test_what_is_watched(tmp_path: Path) -> None:
    (tmp_path / "sheet.md").touch()
    assert folders([str(tmp_path), str(tmp_path / "sheet.md"), "sheet.md"]) == sorted({str(tmp_path), "."})
    assert [name for name in ("a.md", "a.given.md", "a.tex", ".#a.md", "a.md~", "a.txt", "#a.md#") if is_sheet(f"x/{name}")] == ["a.md", "a.given.md", "a.tex"]
