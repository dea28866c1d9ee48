"""``symkl given``: what a draft says, that nobody uses it unconfirmed, and that confirmed as it is it makes no line wrong."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symkl.cli import run
from symkl.commands.given import judged
from symkl.draft.draft import Drafted
from symkl.draft.sheet import draft_of
from symkl.draft.write import companion_text, confirmed, sheet_text
from symkl.report import DocumentFinding
from symkl.source import Source
from symkl.verify import verify_file
from tests.test_fuzz_reader import damaged

SHEETS = json.loads(Path(__file__).with_name("drafts.json").read_text("utf-8"))
ROOT = Path(__file__).resolve().parents[1]
MARK = "<!-- symkl: confirm it is printed so -->"


def drafts(text: str, path: str = "sheet.md") -> tuple[Source, list[Drafted]]:
    source = Source(path, text)
    return source, draft_of(source, lambda companion: judged(source, companion))


def as_it_is(text: str) -> DocumentFinding:
    """The sheet with its draft confirmed as it is."""
    source, found = drafts(text)
    return judged(source, companion_text(source, found))


def lines(text: str) -> list[str]:
    return [line.formula for draft in drafts(text)[1] for line in draft.lines if line.formula]


def to_be_said(text: str) -> str:
    return "\n".join(line.reason for draft in drafts(text)[1] for line in draft.lines if not line.formula)


# -- what the notation implies


@pytest.mark.parametrize(
    ("display", "wanted"),
    [
        (r"\log \mathcal{N}(\mathbf{x} \mid \mu, \Sigma) = \log \mathcal{N}(\mu \mid \mathbf{x}, \Sigma)", [r"\mathbf{x}, \mu \in \mathbb{R}^{d}", r"\Sigma \succ 0"]),
        (r"\log \mathcal{N}(x \mid m, s^2) = \log \mathcal{N}(m \mid x, s^2)", [r"s, x, m \in \mathbb{R}", "s > 0"]),
        (r"(A + UCV)^{-1} = A^{-1} - A^{-1} U (C^{-1} + V A^{-1} U)^{-1} V A^{-1}", [r"U \in \mathbb{R}^{d \times n}", r"V \in \mathbb{R}^{n \times d}", r"\det A \neq 0"]),
        (r"x^T A x = \operatorname{tr}(A x x^T)", [r"x \in \mathbb{R}^{d}", r"A \in \mathbb{R}^{d \times d}"]),
        (r"\sum_{i=1}^N x_i + \sum_{i=1}^N x_i = 2 \sum_{i=1}^N x_i", [r"N \in \mathbb{N}", r"x_1, \dots, x_{N} \in \mathbb{R}"]),
        (r"\sum_{i=1}^N x_i^T x_i = \sum_{i=1}^N \|x_i\|^2", [r"x_1, \dots, x_{N} \in \mathbb{R}^{d}"]),
        (r"\log a b = \log a + \log b", ["a > 0", "b > 0"]),
        (r"\theta^T \mathbf{z} = \theta_1 z_1 + \theta_2 z_2", [r"\mathbf{z} = (z_1, z_2)^T", r"\theta = (\theta_1, \theta_2)^T"]),
        (r"W^T (W W^T + \sigma^2 I_d)^{-1} = (W^T W + \sigma^2 I_q)^{-1} W^T", [r"d, q \in \mathbb{N}", r"W \in \mathbb{R}^{d \times q}"]),
        (r"\frac{a}{b} + 1 = \frac{a + b}{b}", [r"b \neq 0"]),
    ],
)  # fmt: skip
def test_what_the_notation_implies(display: str, wanted: list[str]) -> None:
    found = lines(f"$$ {display} \\tag{{1}} $$\n")
    assert [w for w in wanted if w not in found] == [], found


def test_what_the_prose_says() -> None:
    text = "The vector $\\mathbf{z} \\in \\mathbb{R}^k$. Let $x \\sim \\mathcal{N}(0, 1)$.\n\n$$ \\mathbf{z}^T \\mathbf{z} + \\mathbb{E}[x^2] = \\|\\mathbf{z}\\|^2 + 1 \\tag{1} $$\n"
    assert lines(text)[:2] == [r"\mathbf{z} \in \mathbb{R}^k", r"x \sim \mathcal{N}(0, 1)"]
    assert as_it_is(text).statements[0].verdict == "proved"


@pytest.mark.parametrize(
    ("display", "said"),
    [
        (r"\mathbb{E}_q[\log q(z)] = -\mathrm{KL}(q \| p)", "what the density p is (line 1)"),
        (r"x^T \Sigma^{-1} x = x^T \Lambda x", r"what ties \Lambda to the other names: on line 1 it stands on one side only"),
        ("V = P - K S K", "what V is: it stands alone on the left on line 1"),
        (r"x^T x \cdot \log x = 0 \cdot \log x + x^T x \log x", "what x is: it"),
        ("A B = A B", "whether A is a number, a column or a matrix (line 1)"),
        (r"\bar x + x = x + \bar x + 1 - 1", r"what \bar{x} is (line 1): an accent makes it something of x"),
        (r"\sum_i x_i = \sum_i x_i + 0", "how far the sum over i runs (line 1)"),
    ],
)
def test_what_remains_to_be_said(display: str, said: str) -> None:
    assert said in to_be_said(f"$$ {display} \\tag{{1}} $$\n")


def test_what_would_decide_a_verdict_is_left_to_the_author() -> None:
    symmetric = r"$$ (m^T S^{-1})^T = S^{-1} m \tag{1} $$"
    assert "whether S is more than printed" in to_be_said(symmetric) and as_it_is(symmetric).statements[0].verdict == "undecided"
    root = r"$$ \sqrt{(1-a)^2} = 1 - a \tag{1} $$"
    assert as_it_is(root).statements[0].verdict == "undecided"


def test_a_name_that_is_on_the_left_twice_is_not_defined_by_the_first_line() -> None:
    """The first of two candidates is no definition against which the second would be wrong."""
    verdicts = {s.verdict for s in as_it_is("$$ V = P - K S K^T + I \\tag{1} $$\n\n$$ V = P - K S K^T \\tag{2} $$\n").statements}
    assert verdicts == {"undecided"}


def test_parts_have_blocks_of_their_own() -> None:
    source, found = drafts("# T\n\n## A\n\n$$ \\log x + 1 = 1 + \\log x \\tag{1} $$\n\n## B\n\n$$ x^T x = \\|x\\|^2 \\tag{2} $$\n")
    text = sheet_text(source, found)
    assert text.index("## A") < text.index("$x > 0$") < text.index("## B") < text.index(r"$x \in \mathbb{R}^{d}$")
    assert ":::{given} 1\n" in companion_text(source, found) and ":::{given} 2\n" in companion_text(source, found)


# -- an unconfirmed draft is never used


def sheet(marked: set[int]) -> str:
    given = [r"$x > 0$", r"$y \in \mathbb{R}$", r"$A \in \mathbb{R}^{n \times n}$"]
    block = "\n".join(line + (f" {MARK}" if at in marked else "") for at, line in enumerate(given))
    return f":::{{given}}\n{block}\n:::\n\n$$ \\sqrt{{x^2}} = x \\tag{{1}} $$\n\n$$ (y + 1)^2 = y^2 + 2 y + 1 \\tag{{2}} $$\n"


@settings(max_examples=20, deadline=None)
@given(st.sets(st.integers(0, 2)))
def test_one_mark_keeps_the_whole_block_from_being_used(marked: set[int]) -> None:
    found = judged(Source("sheet.md", sheet(marked)), "")
    assert {s.verdict for s in found.statements} == ({"undecided"} if marked else {"proved"})
    told = [d for d in found.diagnostics if d.code == "unconfirmed-draft"]
    assert len(told) == bool(marked) and (not marked or "delete its mark" in (told[0].suggestion or ""))


@pytest.mark.parametrize("mark", ["<!-- symkl: confirm -->", "<!-- symkl: confrim it -->", "<!-- symkl:confirm: it -->", "<!-- symkl confirm -->"])
def test_a_mark_that_is_misspelt_confirms_nothing(mark: str) -> None:
    found = judged(Source("sheet.md", f":::{{given}}\n$x > 0$ {mark}\n:::\n\n$$ \\sqrt{{x^2}} = x \\tag{{1}} $$\n"), "")
    assert found.statements[0].verdict == "undecided" and "unconfirmed-draft" in {d.code for d in found.diagnostics}


def test_other_blocks_still_hold_and_nothing_is_defined_under_a_draft() -> None:
    text = f":::{{given}}\n$x > 0$\n:::\n\n## A\n:::{{given}}\n$y > 0$ {MARK}\n:::\n$$ f = x + 1 \\tag{{1}} $$\n$$ f = x + 1 \\tag{{2}} $$\n\n## B\n$$ \\sqrt{{x^2}} = x \\tag{{3}} $$\n"
    assert [s.verdict for s in judged(Source("sheet.md", text), "").statements] == ["undecided", "undecided", "proved"]


@pytest.mark.parametrize("suffix", [".md", ".tex"])
def test_deleting_the_marks_makes_an_ordinary_block(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"sheet{suffix}"
    path.write_text("\\begin{equation} \\log(a b) = \\log a + \\log b \\label{one} \\end{equation}\n", "utf-8")
    whole = tmp_path / f"drafted{suffix}"
    assert run(["given", str(path), "-o", str(whole)]) == 0
    unconfirmed = verify_file(str(whole))
    assert [s.verdict for s in unconfirmed.statements] == ["undecided"]
    assert [d.code for d in unconfirmed.diagnostics] == ["unconfirmed-draft"]
    whole.write_text(confirmed(whole.read_text("utf-8")), "utf-8")
    assert [s.verdict for s in verify_file(str(whole)).statements] == ["proved"] and not verify_file(str(whole)).diagnostics


def test_a_companion_is_refused_and_read_like_any_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, beside = tmp_path / "sheet.md", tmp_path / "sheet.given.md"
    path.write_text("$$ \\log(a b) = \\log a + \\log b \\tag{1} $$\n", "utf-8")
    assert run(["given", str(path), "-o", str(beside)]) == 0
    (told,) = verify_file(str(path)).diagnostics
    assert (told.code, told.path) == ("unconfirmed-draft", str(beside))
    beside.write_text(confirmed(beside.read_text("utf-8")), "utf-8")
    assert [s.verdict for s in verify_file(str(path)).statements] == ["proved"]
    assert run(["given", str(path), "-o", str(beside)]) == 2 and "is there already" in capsys.readouterr().out
    assert run(["given", str(tmp_path / "nowhere.md")]) == 2 and "there is no file" in capsys.readouterr().out


def test_what_a_companion_declares_is_not_drafted_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sheet.md").write_text("$$ \\log(a b) = \\log a + \\log b \\tag{1} $$\n", "utf-8")
    (tmp_path / "sheet.given.md").write_text(":::{given}\n$a > 0$\n:::\n", "utf-8")
    assert run(["given", str(tmp_path / "sheet.md")]) == 0
    drafted = capsys.readouterr().out
    assert "$b > 0$" in drafted and "$a > 0$" not in drafted


@pytest.mark.parametrize("seed", range(60))
def test_any_sheet_can_be_drafted_for(seed: int) -> None:
    """Damaged sheets too: whatever is drafted, none of it is used as long as it is marked."""
    dice = random.Random(seed)
    text = re.sub(r":::\{given\}.*?\n:::\n", "", damaged(dice), flags=re.DOTALL)
    source, found = drafts(text)
    whole = sheet_text(source, found)
    marked = sum(line.count("symkl: confirm") for line in whole.splitlines()) - text.count("symkl: confirm")
    assert marked == sum(len(draft.lines) for draft in found)
    assert confirmed(companion_text(source, found)).count("symkl: confirm") == 0


# -- measured


def outcome(name: str, laws: bool = False) -> tuple[int, list[str]]:
    """How many labels come out as they should, and which come out wrong; the draft's own lines are readable."""
    sample = SHEETS[name]
    source, found = drafts(sample["sheet"])
    given = f":::{{given}}\n{', '.join(f'${law}$' for law in sample['laws'])}\n:::\n" if laws and sample["laws"] else ""
    finding = judged(source, f"{companion_text(source, found)}\n{given}")
    told = [d for d in finding.diagnostics if d.path is not None and d.severity == "error"]
    assert laws or told == [], (name, told)
    verdicts = {label: s.verdict for s in finding.statements for label in s.labels}
    shown = {label: "refuted" if v == "carried" else v for label, v in verdicts.items()}
    right = [label for label, want in sample["expected"].items() if shown.get(label) in want.split("|")]
    decided = ("proved", "refuted") if laws else ("proved", "refuted", "definition")
    wrong = [label for label in sample["expected"] if label not in right and shown.get(label) in decided]
    return len(right), wrong


@pytest.mark.parametrize(("laws", "said"), [(False, "{} of {} labels come out"), (True, "{} of {} labels are then")])
def test_samples_without_their_given_blocks(laws: bool, said: str) -> None:
    """With the draft as it is; and with the laws and definitions of the sheet's own given block beside it, as an author would add them."""
    found = {name: outcome(name, laws) for name in SHEETS}
    assert {name: wrong for name, (_, wrong) in found.items() if wrong} == {}
    right, labels = sum(right for right, _ in found.values()), sum(len(s["expected"]) for s in SHEETS.values())
    assert said.format(right, labels) in " ".join((ROOT / "docs" / "drafts.md").read_text("utf-8").split())
