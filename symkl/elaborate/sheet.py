"""The room's door: a Document to a Sheet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from symkl.elaborate import errata
from symkl.elaborate.around import Around
from symkl.elaborate.behind import Behind
from symkl.elaborate.chains import Flow, flow_of, merged
from symkl.elaborate.citing import by_units, with_citations
from symkl.elaborate.colons import contracted
from symkl.elaborate.defining import Usage, usage_of
from symkl.elaborate.drafts import Draft, Drafted
from symkl.elaborate.environments import Place, Places
from symkl.elaborate.joining import SO, joined_by
from symkl.elaborate.lists import parted
from symkl.elaborate.narrative import Narrative
from symkl.elaborate.one_layout import in_one_layout
from symkl.elaborate.only_size import take_the_only_size
from symkl.elaborate.placing import with_declarations
from symkl.elaborate.printed import Printed
from symkl.elaborate.scope import Environment
from symkl.elaborate.sides import side_of
from symkl.elaborate.sorts import Shapes, is_unknown
from symkl.elaborate.statements import Place as Said
from symkl.elaborate.statements import Sheet, Side, Statement, Step
from symkl.elaborate.stationary import set_to_zero
from symkl.elaborate.steps import Stepper
from symkl.elaborate.units import Unit, hides_relation, units_of
from symkl.kernel.context import Context, Proposition
from symkl.kernel.sort import Dimension
from symkl.latex.syntax import Clause, Damage, Node, Row
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.document import Display, Document, Erratum, Reference
from symkl.worksheet.tokens import has_relation

PASSES = 4


def elaborate(document: Document) -> Sheet:
    """Read a worksheet: what each formula means, as sorted terms. Read again while sizes of declared names are still being found."""
    known: dict[str, Dimension] = {}
    for _ in range(PASSES):
        shapes = Shapes()
        shapes.known = dict(known)
        reading = _Reading(document, shapes)
        sheet = reading.run()
        learnt = shapes.learnt()
        if learnt == known:
            break
        known = learnt
    return in_one_layout(sheet)


class _Labelled(NamedTuple):
    unit: Unit
    label: str


class _Reading:
    """One pass over a document."""

    def __init__(self, document: Document, shapes: Shapes) -> None:
        self.document, self.shapes = document, shapes
        self.source: Source = document.source
        self.places = Places(document, shapes)
        self.displays = [item for item in document.items if isinstance(item, Display)]
        self.errata = [item for item in document.items if isinstance(item, Erratum)]
        self.behind, self.around = Behind(self.places), Around(self.places)
        self.narrative = Narrative(self.places, self.around)
        self.position = {id(display): place for place, display in enumerate(self.displays)}
        self.order = {label: place for place, display in enumerate(self.displays) for label in self._labels(display)}
        self.contexts: dict[int, tuple[Environment, Context]] = {}
        self.labels: dict[str, str] = {}  # of every name of a statement, the one that it is known by
        self.cited: dict[int, list[Reference]] = {}  # by the unit's identity

    def run(self) -> Sheet:
        units = merged([u for d in self.displays for u in self.around.add(units_of(d, self.source, self._parse), d, self._place)])
        for unit in units:
            unit.pieces = parted(contracted(unit.pieces))
        flow = flow_of(units, self.source)
        set_to_zero(flow, self.source)
        labelled = _label(units, self.source)
        self.labels = {name: lab.label for lab in reversed(labelled) for name in (*lab.unit.labels, lab.label)}
        self.cited = self._cited(units)
        usage = usage_of(flow)
        stepper = Stepper(self.places, flow, self.source, usage)
        drafted = [(lab, self._drafted(stepper, lab, number)) for number, lab in enumerate(labelled)]
        for draft, env in ((d, found.env) for _, found in drafted for d in found.drafts):
            take_the_only_size(draft, env, self.shapes)
        self._settle_names()
        statements = [self._statement(lab, found, stepper) for lab, found in drafted if self._says(lab, found)]
        claims = tuple(self._claim(number, place) for place, (number, _) in enumerate(self.places.claims))
        contexts = tuple(dict.fromkeys(id(s.context) for s in statements))
        by_id = {id(s.context): s.context for s in statements}
        diagnostics = [*self.document.diagnostics, *self.places.diagnostics, *flow.problems, *(d for _, f in drafted for d in f.diagnostics)]
        return Sheet(self.source.path, self.source.text, tuple(statements), tuple(dict.fromkeys(diagnostics)),
                     tuple(by_id[i] for i in contexts), claims, tuple(self._said()))  # fmt: skip

    def _cited(self, units: list[Unit]) -> dict[int, list[Reference]]:
        """What is cited for each unit, beside it and in the given blocks that hold there."""
        held = (self.places.at(unit.scope, self.position[id(unit.display)], self.order).givens for unit in units)
        return dict(zip(map(id, units), by_units(self.document.references, units, self.source, self.places.givens, held), strict=True))

    def _said(self) -> Iterator[Said]:
        """Where given blocks say what holds."""
        for declared in dict.fromkeys(d for place in self.places.all() for d in place.env.places):
            source = self.places.givens[declared.given].source if 0 <= declared.given < len(self.places.givens) else None
            what = declared.what if isinstance(declared.what, str) else self._settled((declared.what,))[0]
            yield Said(what, declared.span, None if source is None else source.path)

    # -- layout ----------------------------------------------------------------------------------------------------------

    @staticmethod
    def _labels(display: Display) -> list[str]:
        return [*display.labels, *(label for row in display.rows for label in row.labels)]

    def _place(self, display: Display) -> Place:
        return self.places.at(display.scope, self.position[id(display)], self.order)

    def _parse(self, display: Display, row_number: int) -> Row:
        place, row = self._place(display), display.rows[row_number]
        parsed = [self.places.parse(self.source, span, place.table) for span in row.spans]
        clauses = [c for p in parsed for c in p.clauses]
        for kind, spans in (("for", row.conditions), ("where", row.declarations)):
            for span in spans:
                inner = self.places.parse(self.source, span, place.table)
                clauses += [*inner.clauses, *([Clause(kind, "", span, inner.chains)] if inner.chains else [])]
        for span in row.notes:
            if has_relation(self.source.slice(span)):
                inner = self.places.parse(self.source, span, place.table)
                clauses.append(Clause("note", "", span, (*inner.chains, *(c for clause in inner.clauses for c in clause.chains))))
        words = ["", *(joined_by(self.source.text[one.end : other.start]) for one, other in pairwise(row.spans))]
        chains = tuple(
            c._replace(joined=c.joined or words[at]) if not place else c for at, p in enumerate(parsed) for place, c in enumerate(p.chains)
        )
        ranges = [c for at, c in enumerate(chains) if at and c.joined != SO and [r.text for r in c.relations] == ["in"]]
        clauses += [Clause("for", "", c.span, (c,)) for c in ranges]
        chains = tuple(c for c in chains if not any(c is one for one in ranges))
        whole = row.spans[0].join(row.spans[-1]) if row.spans else display.span
        return Row(chains, tuple(clauses), whole)

    # -- statements ------------------------------------------------------------------------------------------------------

    def _drafted(self, stepper: Stepper, labelled: _Labelled, number: int) -> Drafted:
        display = labelled.unit.display
        place = self.places.at(labelled.unit.scope, self.position[id(display)], self.order)
        self.places.adopt(place, labelled.unit.scope)
        before = len(place.env.definitions)
        problems = self.behind.define(place, display, number)
        if display.skip is not None:
            return Drafted([], self.places.snapshot(place.env))
        self.shapes.guarded, self.shapes.refused = self._open_sizes(place.env), False
        found = stepper.unit(labelled.unit, place, number, labelled.label)
        refused, self.shapes.guarded = self.shapes.refused, frozenset()
        for side in (s for d in found.drafts for s in (d.left, d.right, d.anchor)):
            side.diagnostic = with_declarations(side, found.env, self.places.givens)
        if not found.drafts:
            found.drafts += _unread(labelled.unit, self.source)
        if place.awaits is not None:
            return Drafted([_awaiting(d, place.awaits) for d in found.drafts], self.places.snapshot(found.env))
        if refused:
            found = Drafted([_of_unknown_size(d) for d in found.drafts], found.env, found.diagnostics)
        found.diagnostics += problems + self.narrative.left(found, place, labelled.unit.scope, display.span.start)
        if len(place.env.definitions) > before:
            self.places.record(place, labelled.unit.scope, labelled.label)
        return Drafted(found.drafts, self.places.snapshot(found.env), found.diagnostics)

    def _open_sizes(self, env: Environment) -> frozenset[str]:
        """The sizes that no given block fixes: what a line needs of them must not make a line above true for numbers only."""
        sorts = map(self.shapes.sort, env.symbols.values())
        return frozenset(n for s in sorts for part in (s, *s.parts) for of in (part.rows, part.cols) for n in of.names if is_unknown(n))

    def _says(self, labelled: _Labelled, found: Drafted) -> bool:
        """A display without a relation is a note, no statement."""
        return bool(found.drafts) or labelled.unit.display.skip is not None

    def _context(self, env: Environment) -> Context:
        if id(env) not in self.contexts:
            self.contexts[id(env)] = (env, env.context(self.shapes))
        return self.contexts[id(env)][1]

    def _statement(self, labelled: _Labelled, found: Drafted, stepper: Stepper) -> Statement:
        unit, display = labelled.unit, labelled.unit.display
        context = self._context(found.env)
        steps = with_citations(tuple(self.step(d) for d in found.drafts), self.cited[id(unit)], self.labels)
        expected = display.expected
        for label, verdict, _ in self.document.comments:
            expected = verdict if label in unit.labels else expected
        statement = Statement(labelled.label, tuple(unit.labels) or (labelled.label,), unit.span, steps, context, display.skip, expected,
                              expected_span=display.expected_span)  # fmt: skip
        erratum = self._erratum(unit)
        if display.expected_difference is None and erratum is None:
            return statement
        self.shapes.thaw()
        statement = self._with_expectations(statement, display, found, erratum, stepper)
        self.shapes.freeze()
        return statement

    def _with_expectations(self, statement: Statement, display: Display, found: Drafted, erratum: Erratum | None, stepper: Stepper) -> Statement:
        """The statement with the difference that a comment pins, and with its correction."""
        if display.expected_difference is not None:
            source = display.expected_source or self.source
            term = errata.difference(self.places, found.env, source, display.expected_difference)
            statement = statement._replace(expected_difference=term)
        return statement if erratum is None else errata.corrected(self, stepper, statement, found, erratum)

    def _erratum(self, unit: Unit) -> Erratum | None:
        return next((e for e in self.errata if e.label in unit.labels), None)

    def step(self, draft: Draft) -> Step:
        """A step with every size settled."""
        sides: dict[int, Side] = {}
        for printed in (draft.left, draft.right, draft.anchor):
            if id(printed) not in sides:
                sides[id(printed)] = side_of(printed, self.shapes)
        for side, other in ((draft.right, draft.anchor), (draft.anchor, draft.right)):
            sides[id(side)] = _beside(sides[id(side)], other)
        unknown = self.shapes.settle(draft.unknown) if draft.unknown is not None else None
        return Step(draft.relation, draft.role, sides[id(draft.left)], sides[id(draft.right)], sides[id(draft.anchor)], draft.span,
                    draft.variables, self._settled(draft.premise), unknown, (), self._settled(draft.conditions),
                    tuple(said._replace(formulas=self._settled(said.formulas)) for said in draft.said), draft.reason,
                    draft.diagnostics, is_named=draft.is_named)  # fmt: skip

    def _settled(self, found: tuple[Proposition, ...]) -> tuple[Proposition, ...]:
        settle = self.shapes.settle
        return tuple(Proposition(p.relation, settle(p.left), settle(p.right)) for p in found)

    def _claim(self, number: int, place: int) -> Statement:
        claim = self.places.claims[place][1]
        given = self.places.givens[number]
        source = given.source or self.source
        terms = zip(claim.latex, (claim.left, claim.right), strict=True)
        printed = [Printed.read(latex, claim.span, term) for latex, term in terms]
        draft = Draft(claim.relation, "claim", printed[0], printed[1], printed[0], claim.span)
        env = self.places.of(tuple(i for i, g in enumerate(self.places.givens) if i <= number and g.scope in self.places.ancestors(given.scope)
                                   and (not g.labels or i == number))).env  # fmt: skip
        label = f"given L{source.place(claim.span.start).line}"
        return Statement(label, (label,), claim.span, (self.step(draft),), self._context(env))

    def _settle_names(self) -> None:
        """Declared names whose size nothing says get a dimension of their own."""
        for place in self.places.all():
            for name, sort in place.env.symbols.items():
                for unknown in (*self.shapes.sort(sort).rows.names, *self.shapes.sort(sort).cols.names):
                    if is_unknown(unknown) and unknown not in self.shapes.known:
                        self.shapes.give_name(unknown, f"n_{{{name}}}")
        self.shapes.freeze()


def _beside(side: Side, other: Printed) -> Side:
    """A side whose size only the other side could have said: where that one is damaged, the damage is what is to be told."""
    told, unsaid = other.diagnostic, side.diagnostic
    if unsaid is None or unsaid.code != "size-unknown" or told is None or not isinstance(other.node, Damage):
        return side
    return side._replace(diagnostic=told)


def _unread(unit: Unit, source: Source) -> list[Draft]:
    """A display whose damage hides even its relation is a statement all the same: what holds a relation's sign is never taken for a note."""
    if not unit.pieces and has_relation(source.slice(unit.span)):
        return [_unreadable(Node("empty", unit.span), unit.span, source, _hidden(unit.span))]
    for piece in unit.pieces:
        side = piece.chain.sides[0]
        damaged = isinstance(side, Damage) and has_relation(source.slice(side.span))
        if not piece.chain.relations and (damaged or hides_relation(side)):
            problem = side.diagnostic if isinstance(side, Damage) else _hidden(side.span)
            return [_unreadable(side, side.span, source, problem)]
    return []


def _unreadable(side: Node | Damage, span: Span, source: Source, problem: Diagnostic) -> Draft:
    told = Printed(side, span, source.slice(span).strip(), diagnostic=problem, is_read=True)
    rest = Printed(side, span, "", diagnostic=problem, is_read=True)
    return Draft("=", "claim", told, rest, told, span)


def _hidden(span: Span) -> Diagnostic:
    return Diagnostic("hidden-relation", "an equation inside brackets or words is no statement that can be read", span, suggestion="take them off")


def _awaiting(draft: Draft, told: Diagnostic) -> Draft:
    """The step as one that nothing is said of: what it means hangs on a draft that nobody has confirmed."""
    left, right, anchor = (Printed(s.node, s.span, s.latex, diagnostic=told, is_read=True) for s in (draft.left, draft.right, draft.anchor))
    return Draft(draft.relation, "claim", left, right, anchor, draft.span)


def _of_unknown_size(draft: Draft) -> Draft:
    """A step that holds or fits only where a name of which no size is declared is a number: nothing is decided by that."""
    draft.reason = draft.reason or "size-unknown"
    for side in (draft.anchor, draft.left, draft.right):
        if side.diagnostic is not None and side.diagnostic.code == "shapes":
            suggestion = "declare the sizes in a given block, such as $x \\in \\mathbb{R}$ or $x \\in \\mathbb{R}^d$"
            message = "this fits only if a name whose size no given block says is a number"
            side.diagnostic = Diagnostic("size-unknown", message, side.diagnostic.span, suggestion=suggestion)
    return draft


def _label(units: list[Unit], source: Source) -> list[_Labelled]:
    """Labels are unique: the second of one name is known as ``1.2#2``."""
    seen: dict[str, int] = {}
    found = []
    for unit in units:
        first = unit.labels[0] if unit.labels else f"L{source.place(unit.span.start).line}"
        seen[first] = seen.get(first, 0) + 1
        found.append(_Labelled(unit, first if seen[first] == 1 else f"{first}#{seen[first]}"))
    return found


__all__ = ["Diagnostic", "Flow", "Span", "Usage", "elaborate"]
