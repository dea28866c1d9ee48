"""A run may be killed at any moment: the next one says what a fresh one says."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.test_cli import FALSE, MENDED, TRUE, symkl, write
from tests.test_parallel import named

SHEETS = 40


def _killed(folder: Path, cache: Path, jobs: str, after: float) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "COLUMNS": "80"}
    command = [sys.executable, "-m", "symkl", "check", "--fast", "--cache-dir", str(cache), "--jobs", jobs, "."]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, env=environment, start_new_session=True)
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)  # its workers too
    process.wait()


def _try(times: int, seed: int, folder: Path) -> None:
    draw = random.Random(seed)
    write(folder / "sheets", **{f"s{n:02}": (TRUE, FALSE, MENDED, named("plain"))[n % 4].replace("y", f"y_{{{n}}}") for n in range(SHEETS)})
    sheets, cache = folder / "sheets", folder / "cache"
    for turn in range(times):
        edited = sheets / f"s{draw.randrange(SHEETS):02}.md"
        edited.write_text(draw.choice((TRUE, FALSE)).replace("x", f"u_{{{turn}}}"), encoding="utf-8")
        _killed(sheets, cache, draw.choice(("1", "2")), draw.uniform(0.0, 0.9))
        if draw.random() < 0.2:
            _killed(sheets, cache, "2", draw.uniform(0.1, 0.4))
        fresh = symkl("check", "--fast", "--no-cache", ".", folder=sheets)
        jobs = draw.choice(("1", "2"))
        for _ in range(2):
            found = symkl("check", "--fast", "--cache-dir", str(cache), "--jobs", jobs, ".", folder=sheets)
            assert (found.stdout, found.returncode, found.stderr) == (fresh.stdout, fresh.returncode, "")
        if draw.random() < 0.3:
            symkl("cache", "clear", "--cache-dir", str(cache))


def test_a_run_that_is_killed_leaves_nothing_wrong(tmp_path: Path) -> None:
    _try(3, 1, tmp_path)


@pytest.mark.nightly
def test_fifty_runs_that_are_killed_leave_nothing_wrong(tmp_path: Path) -> None:
    _try(50, 2, tmp_path)
