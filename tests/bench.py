"""``make bench``: how long whole processes take, as ratios to Python's own start-up and to ``import sympy`` in the same run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROUNDS = 9
PRINTED = Path("../shared/worksheet-12-as-printed.md")
COMPANION = Path("derivations/worksheet-12-as-printed.given.md")
PYTHON = sys.executable
SYMKL = [PYTHON, "-m", "symkl"]


def seconds(command: list[str]) -> float:
    """One run of a process, from start to end."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment())
    return time.perf_counter() - start


def environment() -> dict[str, str]:
    """The environment without the setting that keeps Python from using compiled files."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def medians(commands: dict[str, list[str]]) -> dict[str, float]:
    """The median time of each, the commands taking turns so that all meet the same machine."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        seconds(command)
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times[name].append(seconds(command))
    return {name: median(found) for name, found in times.items()}


def commands() -> dict[str, list[str]]:
    """What is measured."""
    found = {"pass": [PYTHON, "-c", "pass"], "sympy": [PYTHON, "-c", "import sympy"], "version": [*SYMKL, "--version"]}
    if PRINTED.exists() and COMPANION.exists():
        sheet = [str(PRINTED), "--given", str(COMPANION)]
        found["fast"] = [*SYMKL, "check", "--fast", "--format", "json", *sheet]
        found["full"] = [*SYMKL, "check", "--format", "json", *sheet]
    else:
        print(f"skipped: {PRINTED} is not there")
    return found


ROWS = (
    ("version", "pass", 4.0, "symkl --version"),
    ("fast", "sympy", 0.5, "symkl check --fast of the scanned sheet"),
    ("full", "sympy", 5.0, "symkl check of the scanned sheet"),
)


def main() -> int:
    """Print the ratios with their bounds; 1 if one is missed."""
    times = medians(commands())
    missed = False
    print(f"python -c pass {times['pass'] * 1000:.0f} ms, import sympy {times['sympy'] * 1000:.0f} ms, medians of {ROUNDS}")
    for name, base, bound, title in ROWS:
        if name in times:
            ratio = times[name] / times[base]
            missed |= ratio > bound
            print(f"{title:<42} {ratio:5.2f} x {base:<6} (bound {bound:g}) {'missed' if ratio > bound else 'kept'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
