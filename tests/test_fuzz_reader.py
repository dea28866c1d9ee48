"""Whatever stands in a worksheet: an exit status of 0, 1, 2, 3 or 5, no traceback, no case over two seconds, memory bounded.

The reader is also fuzzed for as long as a budget lasts, 30 seconds here and 10 minutes in `make nightly`: damaged Markdown, damaged LaTeX files,
flipped bytes. Cases are numbered, so that one that fails is told by its number and can be run again alone.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symkl.cli import run
from symkl.files import load
from symkl.source import Source
from symkl.summary import BUG_CODES
from symkl.verify import Options, read_sheet, verify_file

SECONDS = 2.0
MEMORY = 300_000  # KiB that reading may make the process grow by
RELAXED = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
SHEETS = sorted((Path(__file__).resolve().parents[1] / "derivations").glob("*.md")) + sorted(Path(__file__).with_name("wrong").glob("*.md"))
TEXTS = [path.read_text(encoding="utf-8") for path in SHEETS if not path.name.endswith(".given.md")]
SNIPPETS = (
    "\\frac", "\\frac{", "}", "{", "^", "_", "\\left(", "\\right)", "\\begin{align}", "\\end{align}", "$$", "$", "\n\n", ":::", ":::{given}", "&", "\\\\",
    "\\tag{1}", "\\label{a}", "\\implies", "\\propto", "=", "-", "\\mathbb{E}_p[", "]", "(", ")", "|", "\\|", "\\sum_{i=1}^N", "\\int", "dx", "\\log", "'",
    "\\begin{pmatrix}", "\\end{pmatrix}", "\\text{or}", "\\newcommand{\\a}{\\a}", "\\a", "^{-1}", "^T", "\\mathcal{N}(", "%", "<!-- symkl: refuted -->",
    ":::{erratum} 1", "\\partial", "\\operatorname{argmin}_x", "\\underbrace{", "9" * 30, "\\sqrt[", "\u2013", "\u00e9", "\\color{red}", "\\overset{!}{=}", "0",
)  # fmt: skip


def damaged(dice: random.Random) -> str:
    """A window of a sheet with some tokens cut out, doubled, swapped or put in."""
    text = dice.choice(TEXTS)
    if len(text) > 1_500 and dice.random() < 0.7:
        start = dice.randrange(len(text) - 1_200)
        text = text[start : start + 1_200] if dice.random() < 0.5 else text[:1_200]
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(text) + 1)
        kind = dice.randrange(4)
        if kind == 0:
            text = text[:at] + text[at + dice.randint(1, 12) :]
        elif kind == 1:
            text = text[:at] + dice.choice(SNIPPETS) + text[at:]
        elif kind == 2:
            text = text[:at] + text[at : at + dice.randint(1, 30)] * 2 + text[at:]
        else:
            text = text[:at] + text[at : at + 8][::-1] + text[at + 8 :]
    return text


LATEX = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).with_name("chapter").rglob("*.tex"))]
LATEX_SNIPPETS = (
    "\\input{macros}", "\\input{", "\\begin{given}", "\\end{given}", "\\begin{erratum}{a}", "\\end{document}", "\\newcommand{\\a}[2][x]{#2 \\b{#1}}",
    "\\newcommand{\\b}[1]{\\a{#1}{#1}}", "\\a[", "\\b{", "#1", "##", "\\def\\a#1", "\\let\\a\\b", "\\eqref{eq:a}", "\\label{", "% given: $x > 0$\n", "%", "\\verb|",
    "\\begin{verbatim}", "\\[", "\\]", "\\begin{eqnarray}", "\\end{subequations}", "\\section{", "\x0b", "\u2028", "\ufeff",
)  # fmt: skip


def latex(dice: random.Random) -> str:
    """A LaTeX file with pieces of others in it, damaged."""
    text = dice.choice(LATEX)
    for _ in range(dice.randint(1, 8)):
        at, kind = dice.randrange(len(text) + 1), dice.randrange(4)
        piece = dice.choice((*LATEX_SNIPPETS, *SNIPPETS)) if kind else dice.choice(LATEX)[: dice.randint(1, 200)]
        text = text[:at] + piece + text[at + (dice.randint(0, 20) if kind == 2 else 0) :]
    return text


def in_bytes(dice: random.Random) -> bytes:
    """A sheet with bytes flipped, dropped and put in."""
    data = bytearray((damaged if dice.random() < 0.5 else latex)(dice).encode("utf-8", "surrogatepass")[: dice.randint(1, 4_000)])
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(data)) if data else 0
        data[at : at + dice.randint(0, 2)] = bytes(dice.randrange(256) for _ in range(dice.randint(0, 3)))
    return bytes(data)


def cases(first: int) -> Iterator[tuple[int, str, bytes]]:
    """Numbered cases without end: the suffix of a file and its bytes."""
    number = first
    while True:
        dice = random.Random(number)
        kind = number % 3
        data = in_bytes(dice) if kind == 2 else (damaged if kind == 0 else latex)(dice).encode("utf-8", "surrogatepass")
        yield number, ".tex" if kind == 1 or dice.random() < 0.2 else ".md", data
        number += 1


def read_for(seconds: float, first: int, folder: Path) -> int:
    """Reads cases until the budget is spent; how many there were. No case may raise, take longer than two seconds or point outside the text."""
    for name, text in (("macros.tex", "\\newcommand{\\E}{\\mathbb{E}}\n"), ("loop.tex", "\\input{loop}\n")):
        (folder / name).write_text(text, "utf-8")
    before, until = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic() + seconds
    for number, suffix, data in cases(first):
        (folder / f"sheet{suffix}").write_bytes(data)
        start = time.process_time()
        loaded = load(str(folder / f"sheet{suffix}"))
        sheet = read_sheet(loaded.source) if loaded.problem is None else None
        took = time.process_time() - start
        assert took < SECONDS, (number, took)
        for told in sheet.diagnostics if sheet is not None else ():
            assert 0 <= told.span.start <= told.span.end and (told.path is not None or told.span.end <= len(sheet.text)), (number, told)
        if time.monotonic() > until:
            break
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < MEMORY, f"{grown} KiB"
    return number - first + 1


def test_the_reader_for_thirty_seconds(tmp_path: Path) -> None:
    assert read_for(30, 0, tmp_path) > 100


@pytest.mark.nightly
def test_the_reader_for_ten_minutes(tmp_path: Path) -> None:
    assert read_for(600, 1_000_000, tmp_path) > 2_000


def survives(text: str, folder: Path) -> None:
    """The sheet is judged without an error of symkl's own, in time."""
    sheet = folder / "sheet.md"
    sheet.write_text(text, encoding="utf-8", errors="surrogatepass")
    start = time.process_time()
    finding = verify_file(str(sheet), Options(fast=True))
    took = time.process_time() - start
    bugs = [d for d in finding.diagnostics if d.code in BUG_CODES]
    assert not bugs, (bugs, text)
    assert took < SECONDS, (took, text)


@pytest.mark.parametrize("seed", range(60))
def test_damaged_sheets(seed: int, tmp_path: Path) -> None:
    survives(damaged(random.Random(seed)), tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(60, 2_060))
def test_more_damaged_sheets(seed: int, tmp_path: Path) -> None:
    survives(damaged(random.Random(seed)), tmp_path)


@RELAXED
@given(st.lists(st.sampled_from((*SNIPPETS, "x", "y", "\\mu", " ", "+")), max_size=40))
def test_formulas_of_any_tokens(tokens: list[str]) -> None:
    text = ":::{given}\n$x, y, \\mu \\in \\mathbb{R}$\n:::\n\n$$ " + " ".join(tokens) + " $$\n"
    sheet = read_sheet(Source("sheet.md", text))
    assert all(0 <= d.span.start <= d.span.end <= len(text) for d in sheet.diagnostics if d.path is None)


@RELAXED
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    read_sheet(Source("sheet.md", text.replace("\x00", "")))


@RELAXED
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        sheet = Path(folder) / "sheet.md"
        sheet.write_bytes(data)
        assert run(["check", "--fast", "--format", "json", str(sheet)]) in (0, 1, 2, 3, 5)
