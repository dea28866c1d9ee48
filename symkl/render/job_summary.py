"""The page of a CI run: Markdown with its mathematics, for ``$GITHUB_STEP_SUMMARY``."""

from __future__ import annotations

from collections.abc import Sequence

from symkl.render.answer import answer, expectations
from symkl.render.problems import NO_VALUE, Problem, first_wrong_first, problems
from symkl.render.steps import SIGNS
from symkl.report import DocumentFinding, Report, StepFinding
from symkl.summary import VERDICTS, settled

MOST = 40  # problems that are told in full: a page holds a megabyte
_MARKUP = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]()#+-.!|~$"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": " "})
RELATIONS = {
    "<=": r"\leq", ">=": r"\geq", "!=": r"\neq", "succ": r"\succ", "succeq": r"\succeq", "prec": r"\prec", "preceq": r"\preceq",
    "proportional": r"\propto",
    "constant": r"\overset{c}{=}", "approximate": r"\approx", "law": r"\sim", "implies": r"\implies",
}  # fmt: skip


def job_summary(report: Report) -> str:
    """The answer, the counts of each file, and the problems that count: the first wrong step first."""
    found = first_wrong_first(p for p in problems(report) if not p.settled)
    lines = [f"## {plain_words(answer(report))}", "", plain_words(expectations(report)), "", *_table(report), ""]
    for problem in found[:MOST]:
        lines += _problem(problem)
    if len(found) > MOST:
        lines.append(f"{len(found) - MOST} more.")
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(report: Report) -> list[str]:
    """Files by verdicts, those where nothing is open in one row; settled statements in brackets."""
    kinds = [v for v in VERDICTS if any(s.verdict == v for d in report.documents for s in d.statements)]
    if not kinds:
        return []
    told = [d for d in report.documents if any(not p.settled for p in problems(Report((d,))))]
    others = [d for d in report.documents if d not in told and d.statements]
    rows = [[plain_words(d.path), *(_count((d,), kind) for kind in kinds)] for d in told]
    if others:
        name = plain_words(others[0].path) if len(others) == 1 else f"{len(others)} {'others' if told else 'sheets'} without a problem"
        rows.append([name, *(_count(others, kind) for kind in kinds)])
    head = ["file", *(f"{SIGNS[kind]} {kind}" for kind in kinds)]
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] + ["---:"] * len(kinds), *rows)]


def _count(documents: Sequence[DocumentFinding], kind: str) -> str:
    found = [settled(s, document) for document in documents for s in document.statements if s.verdict == kind]
    return "" if not found else f"{len(found)}" + (f" ({sum(found)} settled)" if any(found) else "")


def _problem(problem: Problem) -> list[str]:
    sign = SIGNS.get(problem.rule, "✗" if problem.level == "error" else "!")
    lines = [f"### {sign} {plain_words(problem.path)}, line {problem.start.line}: {plain_words(problem.message)}", ""]
    if problem.step is not None:
        lines += _display(problem.step)
    elif problem.text.strip():
        lines += [*_fenced("", problem.text), ""]
    lines += [f"- {plain_words(detail)}" for detail in problem.details if problem.step is None]
    return [*lines, ""]


def _display(step: StepFinding) -> list[str]:
    relation = RELATIONS.get(step.relation, step.relation)
    lines = [*_fenced("math", f"{step.left} {relation} {step.right}"), ""]
    if step.difference and step.verdict in ("refuted", "carried"):
        lines.append(f"- left − right: {inline(step.difference)}")
    if step.counterexample is not None:
        model = step.counterexample
        at = [f"{inline(name)} = {number}" for name, number in model.dimensions]
        at += [inline(f"{name} = {_matrix(rows)}") for name, rows in model.values]
        lines.append(f"- Counterexample{' at ' if at else ''}{', '.join(at)}: left = {inline(model.left)}, right = {inline(model.right)}")
        lines += [f"- and {inline(f'{name} = {_matrix(rows)}')}" for name, rows in model.other or ()]
    return lines + [f"- Did you mean {inline(suggestion)}?" for suggestion in step.suggestions]


def _matrix(rows: tuple[tuple[str, ...], ...]) -> str:
    inside = r" \\ ".join(" & ".join(row) for row in rows)
    return inside if len(rows) == 1 and len(rows[0]) == 1 else rf"\begin{{pmatrix}} {inside} \end{{pmatrix}}"


def inline(latex: str) -> str:
    """A formula in a line: between backquotes, so that Markdown leaves it alone; an empty one is the value of what has none."""
    if not latex.strip():
        return NO_VALUE
    return f"$`{' '.join(latex.replace('`', ' ').split())}`$"


def _fenced(kind: str, text: str) -> list[str]:
    fence = "```"
    while fence in text:
        fence += "`"
    return [f"{fence}{kind}", *(line for line in text.split("\n") if line.strip()), fence]


def plain_words(text: str) -> str:
    """Words that are no markup."""
    return text.translate(_MARKUP)
