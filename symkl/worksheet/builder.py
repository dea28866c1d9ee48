"""A worksheet laid out: the events of a scanner, whatever the host, become displays, givens, errata and scopes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.blocks import Block, opened
from symkl.worksheet.comments import is_mark, is_ours, verdict_comment
from symkl.worksheet.document import Comment, Display, Erratum, Given, Macro
from symkl.worksheet.formulas import Event
from symkl.worksheet.labels import number_behind
from symkl.worksheet.macros import DEFINITION
from symkl.worksheet.rows import Layout, is_relation, lay_out
from symkl.worksheet.tokens import has_relation

LONGEST_DISPLAY = 1 << 16  # code points
MOST_DISPLAYS = 10_000
MOST_NESTED = 16  # blocks in blocks
_BOUND_MACROS = 500  # the newest macros are asked whether they stand for a relation
_WORDS_BEFORE = 160  # code points of prose kept with an inline formula


class EventScanner(Protocol):
    """What finds events in a source; who takes one may move ``at`` on."""

    source: Source
    at: int

    def events(self) -> Iterator[Event]:
        """All events, in order."""


class Sheet:
    """What one source holds, before companion and worksheet are put together."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.items: list[Display | Given | Erratum] = []
        self.parents: list[int] = [-1]
        self.macros: list[Macro] = []
        self.diagnostics: list[Diagnostic] = []
        self.comments: list[Comment] = []
        self.prose: list[tuple[Span, str]] = []
        self.passages: list[tuple[Span, int]] = []


def read_events(scanner: EventScanner, macros: Iterable[Macro], companion: bool) -> Sheet:
    """Everything that a scanner finds. In a companion displays outside blocks are no statements."""
    sheet = Sheet(scanner.source)
    sheet.macros.extend(macros)
    builder = Builder(sheet, companion)
    for event in scanner.events():
        scanner.at = builder.take(event) or scanner.at
    builder.finish()
    return builder.sheet


class Builder:
    """Takes events in order; ``take`` answers with the offset to go on from where a label behind a display was read too."""

    def __init__(self, sheet: Sheet, companion: bool = False) -> None:
        self.sheet = sheet
        self.source = sheet.source
        self.companion = companion
        self.headings: list[tuple[int, int]] = []  # level and scope of the headings around
        self.scope = 0
        self.blocks: list[Block] = []
        self.last: int | None = None  # the item that a number alone or a comment on the next line speaks of
        self.behind = 0  # where the last display ended, its label included
        self.prose_from = 0
        self.told_from = 0  # where the passage between displays and blocks began
        self.counted, self.relations = 0, frozenset[str]()  # how many macros were looked at, and which stand for a relation
        self.displays = 0
        self.too_deep = 0  # blocks that were not opened, the others being too many

    def take(self, event: Event) -> int | None:
        """Adds what an event says to the sheet."""
        if event.diagnostic is not None:
            self.sheet.diagnostics.append(event.diagnostic)
        if event.kind in ("heading", "open", "close", "display"):
            self._passage(event.span.start, event.span.end)
        match event.kind:
            case "heading":
                self._heading(int(event.text))
            case "open":
                self._open(event)
            case "close":
                self._close(event)
            case "display":
                return self._display(event)
            case "inline":
                self._inline(event)
            case "comment":
                self._comment(event)
            case "macro":
                self.sheet.macros.extend(lay_out(self.source, event.inner).macros)
        return None

    def finish(self) -> None:
        """Ends what is still open, and says so."""
        self._passage(len(self.source.text), len(self.source.text))
        for block in reversed(self.blocks):
            self._unclosed(block)
            self._end(block, len(self.source.text))
        self.blocks.clear()

    def _passage(self, end: int, behind: int) -> None:
        """Keep the prose up to a display, a block or a heading, outside blocks that are no prose."""
        if self.told_from < end and self._inside("given") is None and self._inside("erratum") is None:
            self.sheet.passages.append((Span(self.told_from, end), self.scope))
        self.told_from = max(self.told_from, behind)

    # -- scopes and blocks

    def _heading(self, level: int) -> None:
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        self.sheet.parents.append(self.headings[-1][1] if self.headings else 0)
        self.scope = len(self.sheet.parents) - 1
        self.headings.append((level, self.scope))
        self.last = None

    def _open(self, event: Event) -> None:
        block, diagnostic = opened(event)
        if len(self.blocks) >= MOST_NESTED:
            self.too_deep += 1
            if self.too_deep == 1:
                message = f"More than {MOST_NESTED} blocks are open here; this one is not read as a block."
                self.sheet.diagnostics.append(Diagnostic("nested-too-deeply", message, event.span))
            return
        block.scope, block.headings = self.scope, list(self.headings)
        self.blocks.append(block)
        if diagnostic is not None:
            self.sheet.diagnostics.append(diagnostic)
        if block.name in ("given", "erratum"):
            self.last = None

    def _close(self, event: Event) -> None:
        if self.too_deep:
            self.too_deep -= 1
            return
        same = [index for index, block in enumerate(self.blocks) if block.mark == event.label]
        kind = [index for index, block in enumerate(self.blocks) if block.mark[0] == event.label[0]]
        if not kind:
            message = "These colons close no block."
            self.sheet.diagnostics.append(Diagnostic("stray-fence", message, event.span, "warning", "Open the block, or take them away."))
            return
        at = (same or kind)[-1]
        for block in reversed(self.blocks[at + 1 :]):
            self._unclosed(block)
            self._end(block, event.span.start)
        self._end(self.blocks[at], event.span.end)
        self.blocks = self.blocks[:at]

    def _unclosed(self, block: Block) -> None:
        mark = "```" if block.mark[0] == "`" else block.mark
        message = f"This {block.name} block is never closed."
        self.sheet.diagnostics.append(Diagnostic("unclosed-block", message, block.span, suggestion=f"Write {mark} on a line behind it."))

    def _end(self, block: Block, end: int) -> None:
        self.scope, self.headings = block.scope, block.headings
        span = Span(block.span.start, end)
        if block.name == "given":
            source = self.source if self.companion else None
            self.sheet.items.append(Given(span, tuple(block.formulas), block.scope, block.argument, source, unconfirmed=tuple(block.marks)))
            self.last = None
        elif block.name == "erratum":
            self._erratum(block, span)
            self.last = None

    def _erratum(self, block: Block, span: Span) -> None:
        if block.display is None or not block.argument:
            missing = "its correction" if block.argument else "the label of the line that it corrects"
            diagnostic = Diagnostic("empty-erratum", f"This erratum lacks {missing}.", block.span, suggestion=":::{erratum} 1.2, then the display.")
            self.sheet.diagnostics.append(diagnostic)
            return
        self.sheet.items.append(Erratum(block.argument, block.display, span, self.source if self.companion else None))

    def _inside(self, name: str) -> Block | None:
        return next((block for block in reversed(self.blocks) if block.name == name), None)

    # -- formulas

    def _display(self, event: Event) -> int | None:
        if self._too_much(event):
            return None
        layout = lay_out(self.source, event.inner, event.text, self._relations())
        self.sheet.macros.extend(layout.macros)
        layout.labels.extend([event.label] if event.label else [])
        behind = number_behind(self.source.text, event.span.end)
        if behind is not None and self._inside("given") is None:
            layout.labels.append(behind[0])
        self._settle(event, layout)
        self.behind = self.prose_from = behind[1] if behind is not None else event.span.end
        return self.behind

    def _too_much(self, event: Event) -> bool:
        """Bounds for a hostile text: how long one display may be, and how many there may be."""
        self.displays += 1
        large = event.inner.end - event.inner.start > LONGEST_DISPLAY
        if large:
            message = f"This display is longer than {LONGEST_DISPLAY} code points, so it is not read."
            self.sheet.diagnostics.append(Diagnostic("too-large-display", message, event.span))
        elif self.displays == MOST_DISPLAYS + 1:
            message = f"From here on nothing is read: {MOST_DISPLAYS} displays stand before it."
            self.sheet.diagnostics.append(Diagnostic("too-many-displays", message, event.span, suggestion="Part the worksheet into several."))
        return large or self.displays > MOST_DISPLAYS

    def _relations(self) -> frozenset[str]:
        """Macros that stand for a relation, so that a part of a row is seen to have one."""
        if len(self.sheet.macros) == self.counted:
            return self.relations
        self.counted = len(self.sheet.macros)
        self.relations = frozenset(macro.name for macro in self.sheet.macros[-_BOUND_MACROS:] if is_relation(macro))
        return self.relations

    def _settle(self, event: Event, layout: Layout) -> None:
        given, erratum = self._inside("given"), self._inside("erratum")
        if given is not None:
            given.formulas.extend(span for row in layout.rows for span in (*row.spans, *row.conditions, *row.declarations))
        elif layout.number is not None and not layout.rows:
            self._number(layout, event)
        elif erratum is not None:
            self._correct(erratum, self._made(event, layout))
        elif layout.rows and not self.companion:
            self.sheet.items.append(self._made(event, layout))
            self.last = len(self.sheet.items) - 1
        elif layout.rows:
            message = "A companion's display outside a block is not checked."
            self.sheet.diagnostics.append(Diagnostic("companion-display", message, event.span, "warning", "Put it into a given or an erratum block."))

    def _made(self, event: Event, layout: Layout) -> Display:
        exercise = next((block.name for block in reversed(self.blocks) if block.name in ("solution", "blank")), None)
        labels = tuple(dict.fromkeys(layout.labels))
        return Display(event.span, tuple(layout.rows), labels, self.scope, layout.environment, exercise=exercise)

    def _correct(self, erratum: Block, display: Display) -> None:
        if erratum.display is None:
            erratum.display = display
        else:
            message = "An erratum holds one correction; this second display is not read."
            self.sheet.diagnostics.append(Diagnostic("erratum-of-two", message, display.span, suggestion="Write an erratum of its own."))

    def _number(self, layout: Layout, event: Event) -> None:
        """A display that is nothing but a number names the statement before it."""
        before = self.sheet.items[self.last] if self.last is not None else None
        if isinstance(before, Display):
            names = dict.fromkeys((*before.labels, layout.number or "", *layout.labels))
            self.sheet.items[self.last or 0] = before._replace(labels=tuple(names))
        else:
            message = f"({layout.number}) names no statement: none stands before it."
            self.sheet.diagnostics.append(Diagnostic("label-without-statement", message, event.span, "warning"))

    def _inline(self, event: Event) -> None:
        given, erratum = self._inside("given"), self._inside("erratum")
        if DEFINITION.search(self.source.text, *event.inner):
            self.sheet.macros.extend(lay_out(self.source, event.inner).macros)
        if given is not None:
            given.formulas.append(_stripped(self.source, event.inner))
        elif erratum is not None and erratum.display is None and has_relation(self.source.slice(event.inner)):
            erratum.display = self._made(event, lay_out(self.source, event.inner, "", self._relations()))
        elif erratum is None:
            start = max(self.prose_from, event.span.start - _WORDS_BEFORE)
            self.sheet.prose.append((_stripped(self.source, event.inner), self.source.text[start : event.span.start]))
        self.prose_from = event.span.end

    # -- comments

    def _comment(self, event: Event) -> None:
        given = self._inside("given")
        if given is not None and is_ours(self.source, event.inner):  # a mark that is misspelt must not confirm anything
            given.marks.append(event.span)
        if given is not None and is_mark(self.source, event.inner):
            return
        found = verdict_comment(self.source, event.span, event.inner, self.companion)
        if isinstance(found, Diagnostic):
            self.sheet.diagnostics.append(found)
        elif found is not None and found.label:
            self.sheet.comments.append(found)
        elif found is not None:
            self._expect(found)

    def _expect(self, comment: Comment) -> None:
        """A comment without a label speaks of the display on the lines before it, with nothing between."""
        between = self.source.text[self.behind : comment.span.start]
        display = self.sheet.items[self.last] if self.last is not None else None
        if not isinstance(display, Display) or between.strip("> \t\r\n") or between.count("\n") > 2:
            suggestion = "Put it on the line behind the display, or write the label in it."
            message = "No display stands right before this comment."
            self.sheet.diagnostics.append(Diagnostic("misplaced-comment", message, comment.span, suggestion=suggestion))
            return
        self.sheet.items[self.last or 0] = expecting(display, comment, None)
        self.behind = comment.span.end


def expecting(display: Display, comment: Comment, source: Source | None) -> Display:
    """The display with what the comment expects of it; ``source`` is a companion's."""
    if comment.verdict == "skip":
        return display._replace(skip=comment.reason or "", expected_span=comment.span, expected_source=source)
    return display._replace(
        expected=comment.verdict, expected_difference=comment.difference, expected_span=comment.span, expected_source=source
    )  # fmt: skip


def _stripped(source: Source, span: Span) -> Span:
    text = source.slice(span)
    start = span.start + len(text) - len(text.lstrip())
    return Span(start, max(start, span.end - len(text) + len(text.rstrip())))


