"""What a report complains of, for formats that list problems: one a statement or diagnostic, each with its place and in words."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.record import NamedTuple
from symkl.render.answer import missing
from symkl.render.excerpt import source_of
from symkl.render.plain import TIE, plain
from symkl.report import Counterexample, Diagnostic, DocumentFinding, Report, StatementFinding, StepFinding
from symkl.source import Place, Source, Span
from symkl.summary import BUG_CODES, came_out_as_expected

#: rule -> its level and what it means; a diagnostic's rule is its code
RULES = {
    "refuted": ("error", "A step is wrong: a counterexample shows it."),
    "stale": ("error", "An erratum or a verdict comment does not hold."),
    "unreadable": ("error", "A formula cannot be read as mathematics."),
    "undecided": ("warning", "A step is neither proved nor refuted."),
    "carried": ("warning", "A step is wrong only because it goes on from a wrong line."),
}

NO_VALUE = "no value"  # of a side that is not defined at a counterexample


class Problem(NamedTuple):
    """One complaint. ``settled`` is "expected" (by the sheet), "known" (to a baseline) or empty: then it counts."""

    path: str
    label: str | None
    rule: str
    level: str  # "error" or "warning"
    message: str
    details: tuple[str, ...]
    start: Place
    end: Place  # behind the last character
    text: str  # what stands there
    settled: str = ""
    step: StepFinding | None = None
    origins: tuple[str, ...] = ()  # labels that it is carried from


def problems(report: Report) -> Iterator[Problem]:
    """All of them, settled ones included, in the order of the documents; notes are no problems."""
    for document in report.documents:
        found = [*_of_statements(document), *_of_diagnostics(document)]
        yield from sorted(found, key=lambda problem: problem.start)


def first_wrong_first(found: Iterator[Problem]) -> list[Problem]:
    """By rank: the first wrong step, the other wrong ones, then what is stale, unreadable, undecided or carried, each in its order."""
    ranks = {rule: rank for rank, rule in enumerate(("refuted", "stale", "", "unreadable", "undecided", "carried"))}
    return sorted(found, key=lambda problem: ranks.get(problem.rule, ranks[""] if problem.level == "error" else len(ranks)))


def _of_statements(document: DocumentFinding) -> Iterator[Problem]:
    source = Source(document.path, document.text)
    for statement in document.statements:
        rule = statement.verdict if statement.verdict in RULES else "stale" if statement.stale is not None else None
        if rule is not None:
            yield _of_statement(statement, rule, document, source)


def _of_statement(statement: StatementFinding, rule: str, document: DocumentFinding, source: Source) -> Problem:
    step = next((s for s in statement.steps if s.verdict == statement.verdict), None)
    said = _because(statement, document)
    span = said.span if said else step.span if step else statement.span
    why = said.message if said else _why(step) if step else ""
    stale = f"; {statement.stale}" if statement.stale else ""
    message = f"{statement.label} {'does not hold' if rule == 'stale' else f'is {rule}'}{': ' if why else ''}{why}{stale}"
    settled = "expected" if came_out_as_expected(statement, document) else "known" if statement.known else ""
    details = (*_details(step), *((said.suggestion,) if said and said.suggestion else ()))
    start, end = _places(source, span)
    level = "error" if statement.stale else RULES[rule][0]
    return Problem(document.path, statement.label, rule, level, message, details, start, end, source.slice(span), settled, step,
                   step.carried_from if step else ())  # fmt: skip


def _because(statement: StatementFinding, document: DocumentFinding) -> Diagnostic | None:
    """The error that made a statement unreadable or undecided."""
    errors = (d for d in document.diagnostics if d.severity == "error" and _within(d, statement))
    if statement.verdict == "unreadable":
        return next(errors, None)
    reasons = {step.reason for step in statement.steps if step.verdict == "undecided"}
    return next((d for d in errors if d.code in reasons and d.code not in BUG_CODES), None) if statement.verdict == "undecided" else None


def _within(diagnostic: Diagnostic, statement: StatementFinding) -> bool:
    return diagnostic.path is None and statement.span.start <= diagnostic.span.start < statement.span.end


def _why(step: StepFinding) -> str:
    if step.verdict == "carried":
        return f"from {' and '.join(step.carried_from)}, {missing(step)}"
    return missing(step) if step.verdict == "refuted" else step.reason or "" if step.verdict == "undecided" else ""


def _details(step: StepFinding | None) -> tuple[str, ...]:
    """The evidence against a step in words, and what it might have been."""
    if step is None:
        return ()
    found = []
    if step.difference and step.verdict in ("refuted", "carried"):
        found.append(f"left − right = {step.difference_text or in_words(step.difference)}")
    if step.counterexample is not None:
        found.append(counterexample(step.counterexample))
    return (*found, *(f"Did you mean {in_words(suggestion)}?" for suggestion in step.suggestions))


def counterexample(model: Counterexample) -> str:
    """The model and both values, in one line."""
    given = [f"{name} = {number}" for name, number in model.dimensions]
    given += [f"{in_words(name)} = {_value(rows)}" for name, rows in model.values]
    others = "".join(f", and {in_words(name)} = {_value(rows)}" for name, rows in model.other or ())
    left, right = in_words(model.left) or NO_VALUE, in_words(model.right) or NO_VALUE
    return f"Counterexample{' at ' if given else ''}{', '.join(given)}: left = {left}, right = {right}{others}"


def _value(rows: tuple[tuple[str, ...], ...]) -> str:
    text = "; ".join(", ".join(in_words(entry) for entry in row) for row in rows)
    return text if len(rows) == 1 and len(rows[0]) == 1 else f"[{text}]"


def in_words(latex: str) -> str:
    """A formula in one line of plain text."""
    return plain(latex).replace(TIE, " ")


def _of_diagnostics(document: DocumentFinding) -> Iterator[Problem]:
    """The errors and warnings that no statement's problem tells already."""
    told = {id(_because(s, document)) for s in document.statements}
    for diagnostic in document.diagnostics:
        if diagnostic.severity == "note" or id(diagnostic) in told:
            continue
        source = source_of(diagnostic, document)
        start, end = _places(source, diagnostic.span)
        inside = next((s for s in document.statements if _within(diagnostic, s)), None)
        settled = "known" if diagnostic.known else _settled_by(inside, document)
        details = () if diagnostic.suggestion is None else (diagnostic.suggestion,)
        yield Problem(source.path, inside.label if inside else None, diagnostic.code, diagnostic.severity, diagnostic.message, details, start, end,
                      source.slice(diagnostic.span), settled)  # fmt: skip


def _settled_by(statement: StatementFinding | None, document: DocumentFinding) -> str:
    if statement is None:
        return ""
    return "expected" if statement.verdict == "skipped" or came_out_as_expected(statement, document) else "known" if statement.known else ""


def _places(source: Source, span: Span) -> tuple[Place, Place]:
    last = len(source.text)
    return source.place(min(span.start, last)), source.place(min(max(span.end, span.start + 1), last))
