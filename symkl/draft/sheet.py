"""The door: a pasted sheet to the drafts of its given blocks, each tried on the sheet's own lines before it is proposed."""

from __future__ import annotations

from collections.abc import Callable

from symkl.draft.draft import Drafted, Line, drafted
from symkl.draft.formulas import formulas_of
from symkl.draft.parts import Part, parts_of
from symkl.draft.tied import keys_in
from symkl.draft.write import companion_text
from symkl.elaborate.environments import Places
from symkl.elaborate.sorts import Shapes
from symkl.latex.syntax import Node
from symkl.report import DocumentFinding
from symkl.source import Source
from symkl.worksheet.document import Display, Document
from symkl.worksheet.front import front_matter
from symkl.worksheet.markdown import Scanner
from symkl.worksheet.read import read
from symkl.worksheet.tex import TexScanner

Judge = Callable[[str], DocumentFinding]
_ROUNDS = 6
_DECIDES = "whether NAME is more than printed (symmetric, or positive): with it line {label} holds, without it not"
_MISFIT = "what NAME is: the shapes of line {label} do not fit as drafted, so the draft or the line is wrong"


def draft_of(source: Source, judge: Judge, beside: Source | None = None) -> list[Drafted]:
    """The drafts of a sheet's parts: what neither it nor the companion ``beside`` it declares.

    ``judge`` judges the sheet with a drafted companion: what a draft would decide is left to the author.
    """
    document = read(source, beside)
    tex = source.path.endswith(".tex")
    start = 0 if tex else front_matter(source).end
    scanner = TexScanner(source, 0) if tex else Scanner(source, start)
    headings = tuple((int(event.text), event.inner.start) for event in scanner.events() if event.kind == "heading")
    parts = parts_of(document, headings, start)
    avoid: list[dict[str, str]] = [{} for _ in parts]
    drafts: list[Drafted] = []
    for _ in range(_ROUNDS):
        drafts = [drafted(document, part, known, _declared(document, part)) for part, known in zip(parts, avoid, strict=True)]
        found = _doubtful(document, drafts, judge)
        if all(new.keys() <= old.keys() for new, old in zip(found, avoid, strict=True)):
            break
        for new, old in zip(found, avoid, strict=True):
            old.update(new)
    return drafts


def _declared(document: Document, part: Part) -> frozenset[str]:
    """Keys that given blocks of the sheet declare already."""
    places = Places(document, Shapes())
    displays = [item for item in document.items if isinstance(item, Display)]
    order = {label: at for at, d in enumerate(displays) for label in (*d.labels, *(x for row in d.rows for x in row.labels))}
    found: set[str] = set()
    for at, display in enumerate(displays):
        if display in part.displays:
            env = places.at(display.scope, at, order).env
            found.update(env.entries)
            found.update(d.head for d in env.densities)
    return frozenset(found)


def _doubtful(document: Document, drafts: list[Drafted], judge: Judge) -> list[dict[str, str]]:
    """Names whose draft would decide a line against its author: shapes that do not fit, lines that hold under more than is drafted."""
    as_drafted = judge(companion_text(document.source, drafts))
    refuted = {s.label: s for s in as_drafted.statements if s.verdict == "refuted"}
    if not refuted:
        return [{} for _ in drafts]
    proved = {label for below_one in (False, True) for label in _proved(document, drafts, judge, below_one)}
    found: list[dict[str, str]] = []
    for draft in drafts:
        names: dict[str, str] = {}
        for label, statement in refuted.items():
            inside = [d for d in draft.part.displays if d.span.start <= statement.span.start < d.span.end]
            shapes = any(step.reason == "shapes" for step in statement.steps)
            if inside and (shapes or label in proved):
                text = (_MISFIT if shapes else _DECIDES).format(label=label)
                wanted = {key for key, _ in draft.stronger} if not shapes else {k for line in draft.lines for k in line.keys}
                names.update(dict.fromkeys(_names(document, inside) & wanted, text))
        found.append(names)
    return found


def _proved(document: Document, drafts: list[Drafted], judge: Judge, below_one: bool) -> set[str]:
    """Labels proved under what could be assumed on top of the drafts."""
    stronger = [d._replace(lines=(*d.lines, *(Line(f, "") for _, f in d.stronger if below_one or "< 1" not in f))) for d in drafts]
    return {s.label for s in judge(companion_text(document.source, stronger)).statements if s.verdict == "proved"}


def _names(document: Document, displays: list[Display]) -> set[str]:
    formulas = formulas_of(document, displays, document.source)
    nodes = [x.node for s in formulas.flow.segments for x in s.sides if isinstance(x.node, Node)]
    return {key for node in nodes for key in keys_in(node, formulas.clues)}
