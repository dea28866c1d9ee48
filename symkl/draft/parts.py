"""The parts of a sheet that have a given block each: its sections, or the chapters that its labels number."""

from __future__ import annotations

import re

from symkl.record import NamedTuple
from symkl.source import Source, Span
from symkl.worksheet.companion import labels_of
from symkl.worksheet.document import Display, Document

_CHAPTER = re.compile(r"([A-Za-z]*\d+)[.\-]\d+[a-z]?")


class Part(NamedTuple):
    """Displays with one block: for these labels ("" for all that stands below it), to be put in at ``at``."""

    displays: tuple[Display, ...]
    labels: str
    at: int
    span: Span


def parts_of(document: Document, headings: tuple[tuple[int, int], ...], start: int) -> list[Part]:
    """The parts; ``headings`` are level and offset behind each heading, in order, ``start`` is where the text begins behind front matter."""
    displays = [item for item in document.items if isinstance(item, Display)]
    source, end = document.source, len(document.source.text)
    edges = _sections(displays, headings)
    if len(edges) > 1:
        spans = [Span(edge, following) for edge, following in zip(edges, [*edges[1:], end], strict=True)]
        found = [(span, [d for d in displays if span.start <= d.span.start < span.end]) for span in spans]
        return [Part(tuple(inside), span_of(inside, source), span.start, span) for span, inside in found if inside]
    place = edges[0] if edges else start
    chapters = _chapters(displays)
    if len(chapters) > 1:
        return [Part(tuple(c), span_of(c, source), place, _from(chapters, n, end)) for n, c in enumerate(chapters)]
    return [Part(tuple(displays), "", place, Span(0, end))] if displays else []


def _sections(displays: list[Display], headings: tuple[tuple[int, int], ...]) -> list[int]:
    """Where the sections begin: behind the headings of the highest level of which at least two have displays below them."""
    for level in sorted({level for level, _ in headings}):
        edges = [at for rank, at in headings if rank == level]
        inside = [any(a <= d.span.start < b for d in displays) for a, b in zip(edges, [*edges[1:], 1 << 62], strict=True)]
        if sum(inside) > 1:
            before = [] if all(d.span.start >= edges[0] for d in displays) else [0]
            return before + [edge for edge, holds in zip(edges, inside, strict=True) if holds]
    first = [at for _, at in headings if all(at <= d.span.start for d in displays)]
    return first[-1:] if first and displays else []


def _chapters(displays: list[Display]) -> list[list[Display]]:
    """Runs of displays whose labels begin with one number; one run where some label has no chapter or a chapter comes twice."""
    runs: list[list[Display]] = []
    names: list[str] = []
    for display in displays:
        match = next((m for label in labels_of(display) if (m := _CHAPTER.fullmatch(label))), None)
        if match is None:
            return [displays]
        if not names or names[-1] != match[1]:
            names.append(match[1])
            runs.append([])
        runs[-1].append(display)
    return runs if len(set(names)) == len(names) else [displays]


def _from(chapters: list[list[Display]], number: int, end: int) -> Span:
    start = 0 if number == 0 else chapters[number - 1][-1].span.end
    return Span(start, end if number + 1 == len(chapters) else chapters[number][-1].span.end)


def span_of(displays: list[Display], source: Source) -> str:
    """``1.1-1.8``: from the first label to the last."""
    first, last = (_label(d, source, at) for d, at in ((displays[0], 0), (displays[-1], -1)))
    return first if first == last else f"{first}-{last}"


def _label(display: Display, source: Source, at: int) -> str:
    labels = labels_of(display)
    return labels[at] if labels else f"L{source.place(display.span.start).line}"
