"""``make bench``: processor time as ratios to Python's own start-up, to ``import sympy`` and to other systems, and steps judged a second.

Commands take turns and each is compared with the base run beside it, so that a busy machine slows both; what is printed are medians.
The steps are judged in this process, warm, each time with other names, so that nothing is answered from what was kept.
"""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from symkl.compiled import path_of_library
from symkl.elaborate.statements import Sheet
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.source import Source
from symkl.verify import read_sheet
from tests.bench_parallel import faster, grown
from tests.bench_parts import rows
from tests.bench_peers import against_giac, side_by_side

ROUNDS = 9
JUDGED = 12  # sheets in process
PRINTED = Path("../shared/worksheet-12-as-printed.md")
COMPANION = Path("derivations/worksheet-12-as-printed.given.md")
PYTHON = sys.executable
SYMKL = [PYTHON, "-m", "symkl"]
BASES = {"pass": [PYTHON, "-c", "pass"], "sympy": [PYTHON, "-c", "import sympy"]}
HANDED_OUT = "derivations/worksheet-12.md"
BASES["check"] = [*SYMKL, "check", "--no-cache", HANDED_OUT]
SHEET = [str(PRINTED), "--given", str(COMPANION)]

FAST = [*SYMKL, "check", "--fast", "--no-cache", "--format", "json", *SHEET]

#: what is measured: its title, its base, the bound, the command
ROWS = (
    ("symkl --version", "pass", 4.0, [*SYMKL, "--version"]),
    ("symkl --help", "pass", 4.0, [*SYMKL, "--help"]),
    ("symkl check of the scanned sheet, cached", "pass", 4.0, [*SYMKL, "check", *SHEET]),
    ("symkl check --fast of the scanned sheet", "sympy", 0.45, FAST),
    ("symkl check --fast of the library", "sympy", 6.0, [*SYMKL, "check", "--fast", "--no-cache", "derivations"]),
    ("symkl check of the scanned sheet", "sympy", 5.0, [*SYMKL, "check", "--no-cache", "--format", "json", *SHEET]),
    ("symkl handout of worksheet 12", "check", 1.5, [*SYMKL, "handout", HANDED_OUT, "--output", "build/handout.html"]),
)
FASTER = 1.6
GROWN = 1.1
STEPS = 2000.0  # a second
GREEK = [rf"\{name}" for name in "mu theta nu eta xi zeta rho tau omega phi psi chi".split()]

KL = r"""
:::{given}
Dimension $D$: $z, m, u \in \mathbb{R}^{D}$; $p(z) = \mathcal{N}(z \mid m, I)$; $q(z) = \mathcal{N}(z \mid u, I)$
:::

$$ E_p[\log(q(z))] = -\frac{D}{2} \log(2\pi) - \frac{1}{2} (D + (m - u)^T (m - u)) \tag{1} $$
"""


def seconds(command: list[str], folder: Path | None = None) -> float:
    """The processor time of one process, its own and the system's for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment, cwd=folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ratio(base: list[str], command: list[str], rounds: int = ROUNDS) -> tuple[float, float]:
    """The median of the ratios of paired runs, and of the command's own times."""
    seconds(base), seconds(command)  # both compiled and in the file cache
    pairs = [(seconds(base), seconds(command)) for _ in range(rounds)]
    return median(own / of for of, own in pairs), median(own for _, own in pairs)


def renamed(text: str, number: int) -> str:
    """A sheet with other Greek letters: other names, the same mathematics."""
    return text.replace(r"\mu", GREEK[number % len(GREEK)]).replace(r"\theta", GREEK[(number + 1) % len(GREEK)])


def judging(sheets: list[Sheet]) -> list[float]:
    """Steps a second, sheet by sheet, by the clock of this thread: that of the process ticks in milliseconds once a judge has been timed by it."""
    engines, rates = standard_engines(fast=True), []
    for sheet in sheets:
        start = time.thread_time()
        steps = sum(len(statement.steps) for statement in judge(sheet, engines).statements)
        rates.append(steps / (time.thread_time() - start))
    return rates


def told(title: str, value: float, unit: str, bound: float, kept: bool) -> bool:
    """One line; whether the bound is kept."""
    print(f"{title:<52} {value:8.2f} {unit:<16} (bound {bound:g}) {'kept' if kept else 'missed'}")
    return kept


def processes() -> bool:
    """The ratios of whole processes."""
    kept = True
    for title, base, bound, command in ROWS:
        if not PRINTED.exists() and PRINTED.name in " ".join(command):
            print(f"skipped: {title}: {PRINTED} is not there")
            continue
        found, own = ratio(BASES[base], command)
        kept &= told(f"{title} ({own * 1000:.0f} ms)", found, f"x {'symkl' if base == 'check' else 'python'} {base}", bound, found <= bound)
    return kept


def peers() -> bool:
    """Other systems beside symkl; whether it is faster than giac, where that is installed."""
    if not PRINTED.exists():
        print(f"skipped: other systems: {PRINTED} is not there")
        return True
    side_by_side(seconds, BASES["sympy"], FAST)
    found = against_giac(seconds, FAST, ROUNDS)
    return found is None or told("symkl check --fast of the scanned sheet", found, "x giac, 1 and 4", 1.0, found <= 1.0)


def steps() -> bool:
    """Steps a second, and that dimensions cost nothing: they are names."""
    kept = True
    if PRINTED.exists() and COMPANION.exists():
        text, given = PRINTED.read_text(encoding="utf-8"), COMPANION.read_text(encoding="utf-8")
        sheets = [read_sheet(Source("sheet", renamed(text, n)), Source("given", renamed(given, n))) for n in range(JUDGED)]
        rate = median(judging(sheets)[2:])
        kept &= told("steps judged in process", rate, "a second", STEPS, rate >= STEPS)
    costs = {}
    for size in ("d", "2", "50", "1000"):
        sheets = [read_sheet(Source("kl", KL.replace("D", size).replace(f"Dimension ${size}$: ", ""))) for _ in range(JUDGED)]
        costs[size] = 1000 / median(judging(sheets)[2:])
    print("one step in dimension " + ", ".join(f"{size}: {cost:.2f} ms" for size, cost in costs.items()))
    return kept


def parts() -> bool:
    """What looks at one part."""
    return min([told(*row) for row in rows()])  # every row is told, kept or not


def many() -> bool:
    """A thousand sheets by two processes, which takes a machine with two processors to itself."""
    found = faster()
    quick = told("1,000 sheets by 2 processes against 1", found, "x faster", FASTER, found >= FASTER)
    growth = grown()
    return told("a worker's memory after 1,000 sheets", growth, "x that after 100", GROWN, growth <= GROWN) and quick


def main() -> int:
    """Print the ratios with their bounds; 1 if one is missed."""
    gc.set_threshold(400_000, 20, 20)  # as the command has it
    is_compiled = os.path.exists(path_of_library()) and "SYMKL_PURE" not in os.environ
    print("symkl runs compiled" if is_compiled else "symkl runs from its sources")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SYMKL_CACHE_DIR"] = folder
        return int(not all([processes(), peers(), steps(), parts(), many()]))


if __name__ == "__main__":
    sys.exit(main())
