"""Whatever stands in a worksheet: an exit status of 0, 1, 2, 3 or 5, no traceback, no case over two seconds."""

from __future__ import annotations

import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symkl.cli import run
from symkl.source import Source
from symkl.summary import BUG_CODES
from symkl.verify import Options, read_sheet, verify_file

SECONDS = 2.0
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
