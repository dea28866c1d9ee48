"""Rows of ``make bench`` for many sheets: two processes against one, by the clock on the wall."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

SHEETS = 1000
SHEET = r"""
:::{given}
$z_N, m_N, u_N \in \mathbb{R}^{d}$; $p_N(z_N) = \mathcal{N}(z_N \mid m_N, I)$; $q_N(z_N) = \mathcal{N}(z_N \mid u_N, I)$
:::

$$ E_{p_N}[\log(q_N(z_N))] = -\frac{d}{2} \log(2\pi) - \frac{1}{2} (d + (m_N - u_N)^T (m_N - u_N)) \tag{1} $$

$$ (m_N + u_N)^T (m_N + u_N) = m_N^T m_N + m_N^T u_N + u_N^T u_N \tag{2} $$
"""
#: judges the sheets of a folder as a worker does, and prints its peak of memory after some and after all of them
GROWTH = """
import resource, sys
from pathlib import Path
from symkl.options import Options
from symkl.parallel.worker import keep_small
from symkl.verify import findings_of
keep_small()
for number, path in enumerate(sorted(Path(sys.argv[1]).iterdir()), 1):
    findings_of(str(path), Options(fast=True))
    if number in (100, 1000):
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def written(folder: Path, number: int = SHEETS) -> list[str]:
    """So many sheets, alike but for the names in them."""
    paths = [folder / f"sheet{n:04}.md" for n in range(number)]
    for n, path in enumerate(paths):
        path.write_text(SHEET.replace("_N", f"_{{{n}}}"), encoding="utf-8")
    return [str(path) for path in paths]


def wall(folder: Path, jobs: int) -> float:
    """Seconds by the clock on the wall."""
    start = time.monotonic()
    command = [sys.executable, "-m", "symkl", "check", "--fast", "--no-cache", "--format", "json", "--jobs", str(jobs), str(folder)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    return time.monotonic() - start


def faster() -> float:
    """How much faster two processes are than one."""
    with tempfile.TemporaryDirectory() as name:
        written(Path(name))
        wall(Path(name), 2)  # compiled, and in the file cache
        return wall(Path(name), 1) / wall(Path(name), 2)


def grown() -> float:
    """By how much the memory of a worker grows from sheet 100 to 1,000."""
    with tempfile.TemporaryDirectory() as name:
        written(Path(name))
        run = subprocess.run([sys.executable, "-c", GROWTH, name], capture_output=True, text=True, check=True)
    first, last = map(int, run.stdout.split())
    return last / first
