"""A worksheet of several files: which files of a folder are only parts of others, and its finding told file by file and without macros."""

from __future__ import annotations

from collections.abc import Iterable

from symkl.files import load
from symkl.report import Counterexample, Diagnostic, DocumentFinding, StatementFinding
from symkl.source import Source, Span
from symkl.worksheet.document import Macro
from symkl.worksheet.inputs import Assembled, assembled
from symkl.worksheet.macros import expand, used_at, visible


def whole_sheets(paths: Iterable[str], named: tuple[str, ...]) -> list[str]:
    """The paths without files that another of them brings in; one that was named stays."""
    found = list(paths)
    texts = [path for path in found if path.endswith(".tex")]
    if len(texts) < 2:
        return found
    inputs = {path: frozenset(file for file, _ in joined(load(path).source).parts if file != path) for path in texts}
    brought = frozenset[str]().union(*(parts for path, parts in inputs.items()))
    covered = frozenset[str]().union(*(parts for path, parts in inputs.items() if path not in brought))
    return [path for path in found if path in named or path not in covered]


def joined(source: Source) -> Source:
    """A LaTeX worksheet's text with that of the files that it brings in."""
    return assembled(source) if source.path.endswith(".tex") else source


def placed(finding: DocumentFinding, source: Source) -> DocumentFinding:
    """The finding on a text of several files, with where each part of it comes from."""
    if not isinstance(source, Assembled):
        return finding
    pieces = tuple((piece.start, piece.end, piece.path, piece.at) for piece in source.pieces)
    return finding._replace(pieces=pieces, companions=(*finding.companions, *source.parts))


def parted(finding: DocumentFinding, source: Source) -> tuple[DocumentFinding, ...]:
    """One finding a file, the main one first; the finding itself where there is one file."""
    if not isinstance(source, Assembled):
        return (finding,)
    finding = finding._replace(lasting=finding.lasting and not source.problems)
    mended = tuple(name for s in finding.statements if s.correction is not None and s.stale is None for name in s.labels or (s.label,))
    statements: dict[str, list[StatementFinding]] = {path: [] for path in source.files}
    diagnostics: dict[str, list[Diagnostic]] = {path: [] for path in source.files}
    for statement in finding.statements:
        statements[source.origin(statement.span.start)[0].path].append(_statement(statement, source))
    for told in finding.diagnostics:
        home = source.origin(told.span.start)[0].path if told.path is None else told.path
        diagnostics[home if home in diagnostics else source.path].append(_diagnostic(told, source) if told.path is None else _beside(told, source))
    return tuple(
        finding._replace(
            path=path, text=file.text, statements=tuple(statements[path]), diagnostics=tuple(diagnostics[path]),
            companions=(*finding.companions, *source.parts), mended=mended,
        )  # fmt: skip
        for path, file in source.files.items()
        if path == source.path or statements[path] or diagnostics[path]
    )


def _here(span: Span, source: Assembled) -> Span:
    """A span of the whole as one of the file that it begins in, ended where that file's text ends."""
    file, start = source.origin(span.start)
    if span.end <= span.start:
        return Span(start, start)
    other, last = source.origin(span.end - 1)
    return Span(start, last + 1 if other is file else len(file.text))


def _statement(statement: StatementFinding, source: Assembled) -> StatementFinding:
    steps = tuple(step._replace(span=_here(step.span, source)) for step in statement.steps)
    correction = None if statement.correction is None else _statement(statement.correction, source)
    return statement._replace(span=_here(statement.span, source), steps=steps, correction=correction)


def _diagnostic(told: Diagnostic, source: Assembled) -> Diagnostic:
    """A diagnostic of one file; its secondary places in other files keep theirs."""
    home = source.origin(told.span.start)[0]
    places = [(source.origin(span.start)[0], _here(span, source), text) for span, text in told.labels]
    labels = tuple((span, text) for file, span, text in places if file is home)
    elsewhere = tuple((file.path, span, text) for file, span, text in places if file is not home)
    return told._replace(span=_here(told.span, source), labels=labels, elsewhere=(*told.elsewhere, *elsewhere))


def _beside(told: Diagnostic, source: Assembled) -> Diagnostic:
    """A diagnostic of a companion; its places in the worksheet are told file by file."""
    places = ((path, span, text, source.origin(span.start)[0].path) for path, span, text in told.elsewhere)
    return told._replace(elsewhere=tuple(
        (file, _here(span, source), text) if path == source.path else (path, span, text) for path, span, text, file in places
    ))  # fmt: skip


def with_definitions(finding: DocumentFinding, source: Source, macros: tuple[Macro, ...]) -> DocumentFinding:
    """The finding with the place of a macro's definition beside that of its use, where what is told lies in the macro."""
    known = {macro.name: macro for macro in macros if macro.span is not None and macro.source is source}
    if not known:
        return finding
    return finding._replace(diagnostics=tuple(_with_definition(told, source, known) for told in finding.diagnostics))


def _with_definition(told: Diagnostic, source: Source, known: dict[str, Macro]) -> Diagnostic:
    name = used_at(source.text, told.span) if told.path is None else None
    macro = known.get(name or "")
    if macro is None or macro.span is None or any(span == macro.span for span, _ in told.labels):
        return told
    return told._replace(labels=(*told.labels, (macro.span, f"{macro.name} is defined here")))


def without_macros(finding: DocumentFinding, source: Source, macros: tuple[Macro, ...]) -> DocumentFinding:
    """The finding with every side as it reads when the macros that hold there are replaced: what is told is for readers that have none."""
    if not macros:
        return finding
    return finding._replace(statements=tuple(_written_out(s, tuple(visible(source, macros, s.span.start).values())) for s in finding.statements))


def _written_out(statement: StatementFinding, macros: tuple[Macro, ...]) -> StatementFinding:
    def plain(latex: str) -> str:
        expanded = expand(Source("", latex), Span(0, len(latex)), [macro._replace(source=None, span=None) for macro in macros])
        return latex if expanded.diagnostic is not None else expanded.text

    def worked(model: Counterexample | None) -> Counterexample | None:
        if model is None or model.worked is None:
            return model
        return model._replace(worked=model.worked._replace(left=plain(model.worked.left), right=plain(model.worked.right)))

    steps = tuple(
        step._replace(left=plain(step.left), right=plain(step.right), counterexample=worked(step.counterexample)) for step in statement.steps
    )
    correction = None if statement.correction is None else _written_out(statement.correction, macros)
    return statement._replace(steps=steps, correction=correction)
