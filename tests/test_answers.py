"""Single answers from the cache: after an edit only what changed and what depends on it is judged again, and what is said is the same."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from symkl.cache.answers import PASSING, Answers
from symkl.cache.memory import Memory
from symkl.cache.store import Store
from symkl.elaborate.statements import Step
from symkl.judge.engines import Engines
from symkl.judge.relevance import Relevance
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.kernel.context import Context
from symkl.prove.outcome import Outcome
from symkl.report import DocumentFinding
from symkl.source import Source
from symkl.verify import read_sheet

SHEET = r"""# Squares

:::{given}
$x, y, z \in \mathbb{R}$, $a > 0$
:::

$$ f = x^2 + a \tag{1} $$

$$ (x + y)^2 = x^2 + 2 x y + y^2 \tag{2} $$

$$ f + y = x^2 + a + y \tag{3} $$

$$ (x - y)^2 = x^2 - x y + y^2 \tag{4} $$

$$ x z + \log(a^2) = z x + 2 \log a = x z + \log a \tag{5} $$

$$ f^2 = x^4 + 2 a x^2 + a^2 \tag{6} $$

$$ \frac{\partial}{\partial x} (x^2 z) = 2 x z \tag{7} $$
"""


def memory(folder: Path) -> Memory:
    return Memory(Store(str(folder / "cache" / "1" / "answers"), print))


class Counted:
    """The judges, and which steps each was asked about."""

    def __init__(self, fast: bool = True) -> None:
        self.asked: list[str] = []
        engines = standard_engines(fast)

        def counted(name: str) -> object:
            ask = getattr(engines, name)

            def asked(step: Step, context: Context) -> object:
                self.asked.append(step.right.latex)
                return ask(step, context)

            return None if ask is None else asked

        self.engines: Engines = engines._replace(**{name: counted(name) for name in ("prove", "refute", "contradicts", "sympy")})

    def judged(self, text: str, folder: Path) -> tuple[DocumentFinding, set[str]]:
        """The finding with the cache, and the right sides of the steps that some judge was asked about."""
        self.asked.clear()
        kept = memory(folder)
        sheet = read_sheet(Source("sheet.md", text))
        answers = Answers(kept)
        finding = judge(sheet, answers.remembered(self.engines))
        kept.save()
        return finding, {latex.strip() for latex in self.asked}


def fresh(text: str) -> DocumentFinding:
    return judge(read_sheet(Source("sheet.md", text)), standard_engines(True))


def test_nothing_is_asked_twice(tmp_path: Path) -> None:
    judges = Counted()
    first, asked = judges.judged(SHEET, tmp_path)
    assert len(asked) == 7
    assert first == fresh(SHEET)
    assert judges.judged(SHEET, tmp_path) == (first, set())


@pytest.mark.parametrize(
    ("before", "after", "again"),
    [
        ("# Squares", "# Squares of sums\n\nWith a word more.", set()),
        (r"\tag{2}", r"\tag{2.2}", set()),
        ("2 x y + y^2", "3 x y + y^2", {"x^2 + 3 x y + y^2"}),
        ("- x y + y^2", "- 2 x y + y^2", {"x^2 - 2 x y + y^2"}),
        ("2 x z", "3 x z", {"3 x z"}),
        (r"z x + 2 \log a", r"z x + 3 \log a", {r"z x + 3 \log a", r"x z + \log a"}),
        ("f = x^2 + a", "f = x^2 + 2 a", {"x^2 + a + y", "x^4 + 2 a x^2 + a^2"}),
        (r"$$ f = x^2 + a \tag{1} $$", r"$$ h = x^2 \tag{0} $$" + "\n\n" + r"$$ f = x^2 + a \tag{1} $$", set()),
        (r"$$ (x + y)^2", r"$$ y z = z y \tag{1.5} $$" + "\n\n$$ (x + y)^2", {"z y"}),
    ],
)
def test_after_an_edit_what_changed_and_what_depends_on_it_is_judged_again(before: str, after: str, again: set[str], tmp_path: Path) -> None:
    judges = Counted()
    judges.judged(SHEET, tmp_path)
    edited = SHEET.replace(before, after, 1)
    assert edited != SHEET
    finding, asked = judges.judged(edited, tmp_path)
    assert finding == fresh(edited)
    # A wrong side may be repaired by steps that its own question leads to: what is asked of them bears another right side.
    assert {latex for latex in asked if latex in edited} == again


def test_what_is_given_counts_for_all_that_stands_there(tmp_path: Path) -> None:
    judges = Counted()
    judges.judged(SHEET, tmp_path)
    edited = SHEET.replace("$a > 0$", r"$a \in \mathbb{R}$")
    finding, asked = judges.judged(edited, tmp_path)
    assert finding == fresh(edited)
    assert len(asked) >= 6


def test_what_is_shown_to_the_judges_leaves_out_other_statements_definitions() -> None:
    sheet = read_sheet(Source("sheet.md", SHEET))
    part = Relevance()
    shown = {s.label: sorted(part.of(step, s.context).definitions) for s in sheet.statements for step in s.steps}
    assert shown["2"] == shown["7"] == []
    assert shown["3"] == shown["6"] == ["f"]


@pytest.mark.parametrize("reason", sorted(PASSING))
def test_what_another_run_might_find_is_not_kept(reason: str, tmp_path: Path) -> None:
    engines = standard_engines(True)._replace(prove=lambda step, context: Outcome(False, reason))
    sheet = read_sheet(Source("sheet.md", SHEET))
    for _ in range(2):
        kept = memory(tmp_path)
        answers = Answers(kept)
        asked = answers.remembered(engines)
        step, context = sheet.statements[1].steps[0], sheet.statements[1].context
        assert asked.prove(step, context).reason == reason
        assert answers.found == 0
        kept.save()


def test_all_that_a_proof_says_is_kept_but_the_derivation() -> None:
    assert set(Outcome._fields) == {"proved", "reason", "difference", "laws", "conditions", "replayed", "notes", "witnesses"}


SHEETS = sorted(Path(__file__).parent.glob("identities/*.md"))


def edited(text: str, draw: random.Random) -> str:
    """A sheet without one of its displays, with one twice, or with a sign or a number changed."""
    parts = text.split("\n\n")
    displays = [n for n, part in enumerate(parts) if "$$" in part and ":::" not in part]
    at = draw.choice(displays or [len(parts) - 1])
    how = draw.randrange(4)
    if how == 0:
        del parts[at]
    elif how == 1:
        parts[at] = parts[at].replace("+", "-", 1)
    elif how == 2:
        parts[at] = parts[at].replace("2", "3", 1)
    else:
        parts.insert(at, "$$ 1 + 1 = 2 $$")
    return "\n\n".join(parts)


@pytest.mark.parametrize("path", SHEETS[::4], ids=lambda path: path.stem)
def test_an_edited_sheet_is_told_as_if_there_were_no_cache(path: Path, tmp_path: Path) -> None:
    judges, draw = Counted(), random.Random(path.stem)
    text = path.read_text(encoding="utf-8")
    for _ in range(3):
        finding, _ = judges.judged(text, tmp_path)
        assert finding == fresh(text)
        text = edited(text, draw)


@pytest.mark.nightly
@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_every_edited_sheet_is_told_as_if_there_were_no_cache(path: Path, tmp_path: Path) -> None:
    judges, draw = Counted(), random.Random(path.stem + "nightly")
    text = path.read_text(encoding="utf-8")
    for _ in range(6):
        finding, _ = judges.judged(text, tmp_path)
        assert finding == fresh(text)
        text = edited(text, draw)
