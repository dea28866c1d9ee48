"""Several processes say what one says; one that hangs, eats memory or dies harms its own step only."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from symkl.options import Options
from symkl.parallel.pool import Limits, verify_parallel
from symkl.report import DocumentFinding, Report
from symkl.summary import exit_status
from symkl.verify import verify_file
from tests.test_cli import FALSE, MENDED, TRUE, symkl, write

LIMITS = Limits(5.0, 400 << 20)
FAST = Options(fast=True)
PLANTED = "tests.planted_worker"
NAMED = r""":::{given}
$x, y, %s \in \mathbb{R}$
:::

$$ (x + y)^2 = x^2 + 2 x y + y^2 \tag{1} $$

$$ %s + x = x + %s \tag{2} $$

$$ (x - y)^2 = x^2 - 2 x y + y^2 \tag{3} $$

$$ (x - y)^2 = x^2 - x y + y^2 \tag{4} $$
"""


def named(word: str) -> str:
    name = rf"k_{{\text{{{word}}}}}"
    return NAMED % (name, name, name)


def judged(folder: Path, jobs: int = 2, limits: Limits = LIMITS) -> dict[str, DocumentFinding]:
    paths = sorted(str(path) for path in folder.glob("*.md"))
    found = verify_parallel(paths, FAST, jobs, limits=limits, module=PLANTED)
    assert [document.path for document in found] == paths
    return {Path(document.path).stem: document for document in found}


def test_several_processes_say_what_one_says(tmp_path: Path) -> None:
    write(tmp_path, **{f"s{n:02}": (TRUE, FALSE, MENDED, named("plain"))[n % 4] for n in range(24)})
    expected = symkl("check", "--fast", "--no-cache", ".", "none.md", folder=tmp_path)
    for jobs in ("2", "3"):
        found = symkl("check", "--fast", "--no-cache", "--jobs", jobs, ".", "none.md", folder=tmp_path)
        assert (found.stdout, found.stderr, found.returncode) == (expected.stdout, "", 2)


def test_standard_input_beside_other_sheets(tmp_path: Path) -> None:
    write(tmp_path, a=TRUE, b=FALSE)
    expected = symkl("check", "--fast", "a.md", "-", "b.md", given=FALSE, folder=tmp_path)
    assert symkl("check", "--fast", "--jobs", "2", "a.md", "-", "b.md", given=FALSE, folder=tmp_path).stdout == expected.stdout


@pytest.mark.parametrize(
    ("word", "reason", "status"), [("hang", "timeout", 3), ("greed", "out-of-memory", 3), ("killed", "out-of-memory", 3), ("crash", "internal-error", 101)]
)
def test_what_harms_a_process_harms_one_step(word: str, reason: str, status: int, tmp_path: Path) -> None:
    write(tmp_path, a=TRUE, b=named(word), c=TRUE, d=named("plain"))
    found = judged(tmp_path)
    assert [s.verdict for s in found["b"].statements] == ["proved", "undecided", "proved", "refuted"]
    assert found["b"].statements[1].steps[0].reason == reason
    assert not found["b"].lasting
    for sheet in "acd":
        assert found[sheet] == verify_file(str(tmp_path / f"{sheet}.md"), FAST)
    expected = status if status == 101 else 1
    assert exit_status(Report((found["b"],))) == expected
    only = found["b"]._replace(statements=found["b"].statements[:3])
    assert exit_status(Report((only,))) == status


def test_nothing_that_was_given_up_is_kept(tmp_path: Path) -> None:
    write(tmp_path, b=named("hang"), c=TRUE)
    paths = [str(tmp_path / "b.md"), str(tmp_path / "c.md")]
    verify_parallel(paths, FAST, 2, cached=True, cache=str(tmp_path / "cache"), limits=Limits(2.0), module=PLANTED)
    found = verify_parallel(paths, FAST, 2, cached=True, cache=str(tmp_path / "cache"))
    assert [s.verdict for s in found[0].statements] == ["proved", "proved", "proved", "refuted"]


def test_a_sheet_that_kills_whoever_reads_it_is_given_up(tmp_path: Path) -> None:
    write(tmp_path, a=TRUE, b=TRUE)
    done = verify_parallel([str(tmp_path / "a.md")] * 2, FAST, 2, limits=Limits(20.0), module="tests.no_such_worker")
    assert [d.diagnostics[0].code for d in done] == ["internal-error"] * 2
    assert exit_status(Report(done)) == 101


@pytest.mark.parametrize("wrong", ["0", "-1", "two", "1.5", "9999"])
def test_the_number_of_processes(wrong: str, tmp_path: Path) -> None:
    write(tmp_path, a=TRUE)
    done = symkl("check", "--fast", "--jobs", wrong, "a.md", folder=tmp_path)
    assert done.returncode == 2
    assert "--jobs" in done.stderr


def started(folder: Path, *arguments: str, stderr: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "COLUMNS": "80", "TERM": "xterm"}
    command = [sys.executable, "-m", "symkl", "check", "--fast", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, cwd=folder, env=environment, start_new_session=True)


def many(folder: Path, number: int) -> None:
    write(folder, **{f"s{n:03}": TRUE.replace("x", f"x_{{{n}}}") for n in range(number)})


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_run_leaves_cleanly(jobs: str, tmp_path: Path) -> None:
    many(tmp_path, 2000)
    process = started(tmp_path, "--no-cache", "--jobs", jobs, ".")
    time.sleep(1.0)
    os.killpg(process.pid, signal.SIGINT)
    out, said = process.communicate(timeout=20)
    assert (process.returncode, out, said) == (130, b"", b"")
    with pytest.raises(ProcessLookupError):
        for _ in range(50):
            os.killpg(process.pid, 0)  # no worker is left
            time.sleep(0.1)


def shown_at_a_terminal(folder: Path, *arguments: str) -> str:
    above, below = pty.openpty()
    process = started(folder, *arguments, stderr=below)
    os.close(below)
    shown = b""
    while process.poll() is None or select.select([above], [], [], 0)[0]:
        if select.select([above, process.stdout], [], [], 0.1)[0]:
            if select.select([process.stdout], [], [], 0)[0]:
                os.read(process.stdout.fileno(), 1 << 16) if process.stdout else b""
            if select.select([above], [], [], 0)[0]:
                try:
                    shown += os.read(above, 1 << 16)
                except OSError:
                    break
    os.close(above)
    return shown.decode()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_progress_is_shown_at_a_terminal_and_gone_in_the_end(jobs: str, tmp_path: Path) -> None:
    many(tmp_path, 700)
    shown = shown_at_a_terminal(tmp_path, "--no-cache", "--jobs", jobs, ".")
    assert re.search(r"\d+ of 700 sheets  s\d+\.md", shown)
    assert shown.endswith("\r\x1b[K")
    assert all(len(line) < 80 for line in re.split(r"\r\x1b\[K|\r\n", shown))
