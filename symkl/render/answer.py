"""The first line of every report for people: the answer."""

from __future__ import annotations

from symkl.render.glyphs import to_ascii
from symkl.render.plain import TIE, plain
from symkl.report import Baseline, Report, StatementFinding, StepFinding
from symkl.summary import counts

#: verdict -> what one and what several statements of it are said to be.
_TELLING = {
    "refuted": ("line is wrong", "lines are wrong"),
    "carried": ("carries that on", "carry that on"),
    "unreadable": ("is unreadable", "are unreadable"),
    "undecided": ("is undecided", "are undecided"),
}


def answer(report: Report, ascii_only: bool = False) -> str:
    """"First wrong line: 1.2 (½ log det Σ₁ is missing). 3 lines are wrong, 5 carry that on, 1 is unreadable."."""
    total = counts(report)
    if not any(d.statements for d in report.documents):
        return _nothing(report)
    told = [_count(total[v], v) for v in ("refuted", "carried", "unreadable", "undecided") if total[v]]
    first = _first_wrong(report, ascii_only)
    if first is None and not told:
        return f"Nothing is wrong: {_all_well(total)}."
    tail = ", ".join(told)
    text = f"{first} {tail}." if first else f"No line is wrong, but {tail} ({total['proved']} proved)."
    return to_ascii(text) if ascii_only else text


def expectations(report: Report) -> str:
    """The second line: whether that was expected; empty where nothing was and nothing had to be."""
    total = counts(report)
    unusual = total["refuted"] + total["carried"] + total["unreadable"] + total["undecided"]
    parts = []
    if total["expected"]:
        parts.append("All of that was expected" if total["expected"] >= unusual else f"{total['expected']} of these {unusual} came out as expected")
    if total["stale"]:
        labels = [s.label for d in report.documents for s in d.statements if s.stale is not None]
        parts.append(f"{'An erratum or comment does' if total['stale'] == 1 else 'Errata or comments do'} not hold: {', '.join(labels[:5])}")
    if report.baseline is not None:
        parts += _against(report.baseline)
    return ". ".join(parts) + "." if parts else ""


def _against(baseline: Baseline) -> list[str]:
    """What the baseline knew, and what may go from it."""
    known = [f"{baseline.known} known to {baseline.path}"] if baseline.known else []
    named = ", ".join(baseline.mended[:5]) + (f" and {len(baseline.mended) - 5} more" if len(baseline.mended) > 5 else "")
    return known + ([f"Mended, and to be taken from {baseline.path} (--write-baseline): {named}"] if baseline.mended else [])


_FEW = 80  # letters of a difference that is told in few words


def missing(step: StepFinding, ascii_only: bool = False) -> str:
    """What is wrong with a refuted step, in a few words: the difference, the line that would hold where that is shorter, or that it fails."""
    text = step.difference_text or (plain(step.difference, ascii_only).replace(TIE, " ") if step.difference else "")
    if len(text) > _FEW or not text or text == "0":
        suggested = min((plain(s, ascii_only).replace(TIE, " ") for s in step.suggestions), key=len, default="")
        if 0 < len(suggested) <= _FEW:
            return f"did you mean {suggested}"
        return {"shapes": "the shapes do not fit"}.get(step.reason or "", step.reason or "it fails at the counterexample")
    if text.startswith(("−", "-")) and not set(" +−") >= set(text[1:2]) and " + " not in text and " − " not in text:
        return f"{text[1:].strip()} too much"
    return f"{text} is missing" if step.relation in ("=", ":=") else f"left − right is {text}"


def _first_wrong(report: Report, ascii_only: bool) -> str | None:
    for document in report.documents:
        statement = next((s for s in document.statements if s.verdict == "refuted"), None)
        if statement is not None:
            where = f"{document.path} {statement.label}" if len(report.documents) > 1 else statement.label
            return f"First wrong line: {where} ({missing(_culprit(statement), ascii_only)})."
    return None


def _culprit(statement: StatementFinding) -> StepFinding:
    return next(s for s in statement.steps if s.verdict == statement.verdict)


def _count(number: int, verdict: str) -> str:
    return f"{number} {_TELLING[verdict][number != 1]}"


def _all_well(total: dict[str, int]) -> str:
    parts = [f"{total['proved']} proved"]
    others = (("definition", "taken as definitions"), ("condition", "conditions"), ("skipped", "skipped"))
    parts += [f"{total[v]} {word}" for v, word in others if total[v]]
    return ", ".join(parts)


def _nothing(report: Report) -> str:
    errors = [d for document in report.documents for d in document.diagnostics if d.severity == "error"]
    return f"Nothing was checked: {errors[0].message}." if errors else "Nothing to check."
