"""No false verdict: mutants of the first sheet's true steps, judged by symkl and by an exact evaluation that shares nothing with it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from symkl.elaborate.sheet import elaborate
from symkl.elaborate.statements import Sheet
from symkl.judge.claim import Claim, judge_claim
from symkl.judge.standard import standard_engines
from symkl.source import Source
from symkl.worksheet.read import read
from tests.mutants import Mutant, confirmed, mutants, verdict

SHEET = Path(__file__).resolve().parents[1] / "derivations" / "worksheet-12.md"
CI = 400


@cache
def sheet() -> Sheet:
    return elaborate(read(Source(SHEET.name, SHEET.read_text(encoding="utf-8"))))


@cache
def all_mutants() -> tuple[Mutant, ...]:
    return tuple(mutants(sheet()))


def judged(mutant: Mutant) -> tuple[str, Claim]:
    return verdict(mutant.true, mutant.step, mutant.context), judge_claim(mutant.step, mutant.context, standard_engines(fast=True))


def tally(chosen: tuple[Mutant, ...]) -> Counter[tuple[str, str]]:
    """How often each evaluation met each claim; any false verdict is an error with the mutant's text."""
    found: Counter[tuple[str, str]] = Counter()
    for mutant in chosen:
        truth, claim = judged(mutant)
        shown = (mutant.label, mutant.side, mutant.step.anchor.term, mutant.step.right.term)
        assert not claim.contradicted, ("the judges contradict each other", shown)
        assert not (claim.status == "proved" and truth in ("unequal", "undefined")), ("false proof", shown)
        assert not (claim.status == "refuted" and truth == "equal"), ("false refutation", shown, claim.counterexample)
        found[truth, claim.status] += 1
        if truth == "unequal" and claim.counterexample is not None and claim.status == "refuted":
            found["confirmed", str(confirmed(mutant, claim.counterexample))] += 1
    return found


def check(found: Counter[tuple[str, str]]) -> None:
    unequal = {status: n for (truth, status), n in found.items() if truth == "unequal"}
    assert found["confirmed", "True"] >= 0.95 * sum(unequal.values()), found
    assert not found["confirmed", "False"], found
    assert sum(n for (truth, _), n in found.items() if truth == "unsupported") <= 0.05 * found.total(), found


def test_there_are_enough_mutants() -> None:
    assert len(all_mutants()) >= 2_000


def test_no_false_verdict_on_some_mutants() -> None:
    everything = all_mutants()
    check(tally(everything[:: max(1, len(everything) // CI)]))


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(8))
def test_no_false_verdict_on_all_mutants(part: int) -> None:
    check(tally(all_mutants()[part::8]))
