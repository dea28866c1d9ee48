"""From a judged worksheet to a handout: the author's page with the verdict of every step under its equation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from os.path import basename, splitext

from symkl.handout import prose, tex_prose
from symkl.handout.evidence import Edition, evidence, of_correction, relation
from symkl.handout.latex import plain_display
from symkl.handout.node import Handout, Node, text
from symkl.handout.prose import aside, clean
from symkl.record import NamedTuple
from symkl.render.answer import answer
from symkl.report import DocumentFinding, Report, StatementFinding
from symkl.source import Source, Span
from symkl.worksheet.blocks import KNOWN, opened
from symkl.worksheet.companion import labels_of
from symkl.worksheet.document import Display, Document
from symkl.worksheet.formulas import Event
from symkl.worksheet.front import front_matter
from symkl.worksheet.labels import number_behind
from symkl.worksheet.macros import expand
from symkl.worksheet.markdown import Scanner
from symkl.worksheet.read import read
from symkl.worksheet.rows import lay_out
from symkl.worksheet.tex import TexScanner

EXERCISES = ("solution", "blank")
_FEWEST_LINES, _MOST_LINES = 4, 30


def handout(finding: DocumentFinding, edition: Edition) -> Handout:
    """The worksheet's page in this edition."""
    source = Source(finding.path, finding.text)
    parts = {path for _, _, path, _ in finding.pieces}
    beside = next((Source(path, told) for path, told in finding.companions if path not in parts), None)
    document = read(source, beside)
    hidden = frozenset() if edition.shown else _hidden(finding, document)
    finding = _without_secrets(finding, hidden)
    page = _Page(finding, document, edition, hidden)
    body = (*_givens_of(beside, document, finding, edition), *page.laid_out(source))
    title = next((_words(node) for node in body if node.kind == "heading"), splitext(basename(finding.path))[0])
    seen = finding._replace(statements=tuple(s for s in finding.statements if s.label not in hidden))
    said = answer(Report((seen,))) if seen.statements else "Every equation of this sheet stands in a solution."
    return Handout(title, finding.path, edition.name, said, _headed(body, title, said))


def _headed(body: tuple[Node, ...], title: str, said: str) -> tuple[Node, ...]:
    """The answer under the title; a title where the sheet has none."""
    told = Node("answer", "", (text(said),))
    at = next((at for at, node in enumerate(body) if node.kind == "heading" and node.level == 1), None)
    if at is None:
        return (Node("heading", "", (text(title),), 1), told, *body)
    return (body[at], told, *body[:at], *body[at + 1 :])


def _hidden(finding: DocumentFinding, document: Document) -> frozenset[str]:
    """The labels of the statements that stand in a solution."""
    spans = [item.span for item in document.items if isinstance(item, Display) and item.exercise in EXERCISES]
    return frozenset(s.label for s in finding.statements if any(span.start <= s.span.start < span.end for span in spans))


def _without_secrets(finding: DocumentFinding, hidden: frozenset[str]) -> DocumentFinding:
    """The finding without the sides that stand in a solution, where what follows it goes on from one of them."""
    secret = {side for s in finding.statements if s.label in hidden for step in s.steps for side in (step.left, step.right)}
    if not secret:
        return finding
    return finding._replace(
        statements=tuple(
            s._replace(steps=tuple(step._replace(left="") if step.left in secret else step for step in s.steps)) for s in finding.statements
        )
    )


def _givens_of(beside: Source | None, document: Document, finding: DocumentFinding, edition: Edition) -> tuple[Node, ...]:
    """What a companion declares, which stands before everything."""
    if beside is None:
        return ()
    nodes = _Page(finding._replace(statements=()), document, edition, frozenset()).laid_out(beside)
    return tuple(given for node in nodes for given in _all_given(node))


def _all_given(node: Node) -> Iterator[Node]:
    if node.kind == "given":
        yield node
    else:
        for child in node.children:
            yield from _all_given(child)


def _words(node: Node) -> str:
    return node.text if node.kind in ("text", "math", "code-span") else "".join(_words(child) for child in node.children)


class Host(NamedTuple):
    """What a worksheet is written in: how its formulas and blocks are found, and how its prose becomes nodes."""

    scanner: Callable[[Source], Scanner | TexScanner]
    tree: Callable[[str, Sequence[Node]], tuple[Node, ...]]


_MARKDOWN = Host(lambda source: Scanner(source, front_matter(source).end), prose.tree)
_LATEX = Host(lambda source: TexScanner(source, 0), tex_prose.tree)


def host_of(source: Source) -> Host:
    """LaTeX for .tex files, else Markdown."""
    return _LATEX if source.path.endswith(".tex") else _MARKDOWN


class _Frame:
    """A block that is open: its prose so far, what was put aside of it, and how many lines a solution would take."""

    def __init__(self, name: str, argument: str = "") -> None:
        self.name = name
        self.argument = argument
        self.prose: list[str] = []
        self.things: list[Node] = []
        self.displays = 0

    def put_aside(self, node: Node, block: bool = False) -> None:
        """Let the node stand where the prose has come to."""
        self.prose.append(f"\n\n{aside(len(self.things))}\n\n" if block else aside(len(self.things)))
        self.things.append(node)

    def nodes(self, host: Host) -> tuple[Node, ...]:
        return host.tree("".join(self.prose), self.things)


class _Page:
    def __init__(self, finding: DocumentFinding, document: Document, edition: Edition, hidden: frozenset[str]) -> None:
        self.finding = finding
        self.document = document
        self.edition = edition
        self.hidden = hidden
        self.displays = {item.span: item for item in document.items if isinstance(item, Display)}
        self.waiting = sorted(finding.statements, key=_end)
        self.corrected = {s.label: s for s in finding.statements if s.correction is not None}
        self.frames = [_Frame("")]

    def laid_out(self, source: Source) -> tuple[Node, ...]:
        """The whole source as nodes."""
        self.host = host_of(source)
        scanner = self.host.scanner(source)
        self.own = source.path == self.finding.path
        self.answered = self._answered(source)
        at = scanner.at
        for event in scanner.events():
            start = max(at, event.span.start)
            self.frames[-1].prose.append(clean(source.text[at:start]))
            at = self._take(event, source)
            scanner.at = max(scanner.at, at)
        self.frames[-1].prose.append(clean(source.text[at:]))
        while len(self.frames) > 1:
            self._close()
        return self.frames[0].nodes(self.host)

    def _answered(self, source: Source) -> frozenset[str]:
        """The statements that an erratum of the worksheet itself corrects."""
        found = {opened(event)[0].argument for event in self.host.scanner(source).events() if event.kind == "open"}
        return frozenset(s.label for s in self.corrected.values() if found & {s.label, *s.labels})

    def _take(self, event: Event, source: Source) -> int:
        """Lay out one event; where the text goes on."""
        if event.kind == "heading" or event.kind == "problem":
            return event.span.start
        if event.kind == "open":
            block = opened(event)[0]
            self.frames.append(_Frame(block.name, block.argument))
        elif event.kind == "close":
            self._close()
        elif event.kind == "inline":
            self.frames[-1].put_aside(Node("math", self._latex(source, event.inner)))
        elif event.kind == "display":
            return self._display(event, source)
        return event.span.end

    def _latex(self, source: Source, span: Span, environment: str = "") -> str:
        expanded = expand(source, span, self.document.macros)
        return plain_display(clean(source.slice(span) if expanded.diagnostic is not None else expanded.text), environment)

    def _display(self, event: Event, source: Source) -> int:
        frame = self.frames[-1]
        behind = number_behind(source.text, event.span.end)
        end = behind[1] if behind is not None else event.span.end
        known = self.displays.get(event.span) if self.own else None
        inside = next((f.name for f in reversed(self.frames) if f.name in KNOWN), "")
        if known is None and lay_out(source, event.inner).number is not None:
            return end
        labels = tuple(dict.fromkeys(labels_of(known))) if known is not None else ()
        latex = self._latex(source, event.inner, event.text)
        if latex:
            frame.put_aside(Node("display", latex, (), 0, labels))
        frame.displays += 1
        if self.own and inside not in ("given", "erratum"):
            for node in self._evidence(end):
                frame.put_aside(node)
        return end

    def _evidence(self, end: int) -> list[Node]:
        """The evidence of every statement that is complete here, with its label where there are several."""
        ready: list[StatementFinding] = []
        while self.waiting and _end(self.waiting[0]) <= end:
            ready.append(self.waiting.pop(0))
        found: list[Node] = []
        for statement in ready:
            if statement.label in self.hidden:
                continue
            told = tuple(d for d in self.finding.diagnostics if d.path is None and statement.span.start <= d.span.start < statement.span.end)
            found += evidence(statement, self.edition, len(ready) > 1, told)
            if statement.correction is not None and statement.label not in self.answered:
                found.append(Node("erratum", statement.label, (_printed(statement.correction), *of_correction(statement, self.edition))))
        return found

    def _close(self) -> None:
        if len(self.frames) == 1:
            return
        frame = self.frames.pop()
        node = self._block(frame)
        if node is not None:
            self.frames[-1].put_aside(node, block=True)
            self.frames[-1].displays += frame.displays

    def _block(self, frame: _Frame) -> Node | None:
        if frame.name in EXERCISES and not self.edition.shown:
            lines = sum(part.count("\n") for part in frame.prose) + 3 * frame.displays
            return Node("ruled", "", (), max(_FEWEST_LINES, min(lines, _MOST_LINES)))
        if frame.name == "erratum":
            statement = next((s for s in self.corrected.values() if frame.argument in (s.label, *s.labels)), None)
            if statement is None or statement.label in self.hidden:
                return None if statement is not None or self._is_hidden(frame.argument) else Node("erratum", frame.argument, frame.nodes(self.host))
            return Node("erratum", frame.argument, (*frame.nodes(self.host), *of_correction(statement, self.edition)))
        kind = {"given": "given", "solution": "solution", "blank": "solution"}.get(frame.name, "group")
        return Node(kind, frame.argument if kind == "given" else "", frame.nodes(self.host))

    def _is_hidden(self, label: str) -> bool:
        return any(label in (s.label, *s.labels) for s in self.finding.statements if s.label in self.hidden)


def _end(statement: StatementFinding) -> int:
    return max((step.span.end for step in statement.steps), default=statement.span.end)


def _printed(statement: StatementFinding) -> Node:
    """A correction as it is read, where its own display is not at hand."""
    steps = statement.steps
    chain = "".join(f" {relation(step)} {step.right}" for step in steps)
    return Node("display", plain_display((steps[0].left if steps else "") + chain))
