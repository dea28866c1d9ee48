"""Which statement a reference speaks of: the one that it stands in, else the next one, and the one that its own words run on from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from symkl.elaborate.statements import Step
from symkl.elaborate.units import Unit
from symkl.source import Source
from symkl.worksheet.document import Given, Reference


def cited(references: Sequence[Reference], units: Sequence[Unit], source: Source) -> list[list[Reference]]:
    """For each unit, in their order, the references that speak of it."""
    starts = [unit.span.start for unit in units]
    found: list[list[Reference]] = [[] for _ in units]
    for reference in references:
        at = reference.span.start
        after = bisect_right(starts, at)
        end = 0 if after == 0 else max(units[after - 1].span.end, units[after - 1].display.span.end)
        if at < end:
            found[after - 1].append(reference)
            continue
        if after < len(units):
            found[after].append(reference)
        if after and "\n\n" not in source.text[end:at]:
            found[after - 1].append(reference)
    return found


def with_citations(steps: tuple[Step, ...], references: Sequence[Reference], labels: dict[str, str]) -> tuple[Step, ...]:
    """The steps with the labels of the lines that they refer to; a reference over a relation is that step's alone."""
    if not references:
        return steps
    over = {reference: step.span for step in steps for reference in references if step.span.start <= reference.span.start < step.span.end}
    return tuple(_with_those(step, [r for r in references if over.get(r, step.span) == step.span], labels) for step in steps)


def _with_those(step: Step, references: list[Reference], labels: dict[str, str]) -> Step:
    here = dict.fromkeys(labels[r.label] for r in references if not r.sheet and r.label in labels)
    return step._replace(citations=tuple(here), cited=tuple(dict.fromkeys(r for r in references if r.sheet)))


def in_given(reference: Reference, given: Given) -> bool:
    """Whether another worksheet is cited in this given block of the worksheet itself."""
    return bool(reference.sheet) and given.source is None and given.span.start <= reference.span.start < given.span.end


def by_units(
    references: Sequence[Reference], units: Sequence[Unit], source: Source, givens: Sequence[Given], held: Iterable[tuple[int, ...]]
) -> list[list[Reference]]:
    """For each unit what is cited beside it, and of other worksheets in the given blocks that hold there; ``held`` are these blocks' numbers."""
    of_blocks = [[r for r in references if in_given(r, given)] for given in givens]
    beside = cited([r for r in references if not any(r in block for block in of_blocks)], units, source)
    return [[*own, *(r for number in numbers for r in of_blocks[number])] for own, numbers in zip(beside, held, strict=True)]
