"""Errata: the correction of a printed line, as a statement of its own."""

from __future__ import annotations

from typing import Protocol

from symkl.elaborate.declarer import Declarer
from symkl.elaborate.drafts import Draft, Drafted
from symkl.elaborate.environments import Place, Places
from symkl.elaborate.nodes import shape
from symkl.elaborate.printed import Printed
from symkl.elaborate.scope import Environment, ReadingError
from symkl.elaborate.sides import match, read_side, table_of
from symkl.elaborate.statements import Statement, Step
from symkl.elaborate.steps import Stepper
from symkl.elaborate.units import is_empty
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term
from symkl.latex.names import NameTable
from symkl.latex.syntax import Chain, Damage, Node
from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.document import Erratum


class Reading(Protocol):
    """What an erratum needs of the pass it is read in."""

    places: Places
    source: Source

    def step(self, draft: Draft) -> Step:
        """A draft, settled."""
        ...


def difference(places: Places, env: Environment, source: Source, span: Span) -> Term | None:
    """The pinned difference of a verdict comment; None where it cannot be read."""
    row = places.parse(source, span, table_of(env))
    if len(row.chains) != 1 or len(row.chains[0].sides) != 1 or isinstance(row.chains[0].sides[0], Damage):
        return None
    try:
        return Declarer(env, places.names, places.shapes, source, -1).read(row.chains[0].sides[0])
    except (ReadingError, SortError):
        return None


def corrected(reading: Reading, stepper: Stepper, statement: Statement, found: Drafted, erratum: Erratum) -> Statement:
    """The statement with its correction, or with why there is none."""
    source = erratum.source or reading.source
    table = _table(reading, erratum, found)
    chains = [c for row in erratum.display.rows for span in row.spans for c in reading.places.parse(source, span, table).chains]
    relations = [(c, i) for c in chains for i in range(len(c.relations))]
    if not relations or not found.drafts:
        return _wrong(statement, erratum, source, reading, "the erratum holds no equation")
    chain, place = relations[-1] if len(found.drafts) > 1 else relations[0]
    at = _step_of(found, relations, chain)
    draft = found.drafts[at]
    problem = _about_something_else(chain, draft)
    if problem is not None:
        return _wrong(statement, erratum, source, reading, problem)
    if len(relations) == len(found.drafts) and len(relations) > 1:
        chain, place = relations[at]
    correction = _correction(reading, statement, found, chain, place, draft, erratum, source)
    return statement._replace(correction=correction, correction_of=at)


def _table(reading: Reading, erratum: Erratum, found: Drafted) -> NameTable:
    places: list[Place] = [p for p in reading.places.all() if set(p.env.entries) <= set(found.env.entries)]
    best = max(places, key=lambda p: len(p.env.entries), default=None)
    return best.table if best is not None else table_of(found.env)


def _step_of(found: Drafted, relations: list[tuple[Chain, int]], chain: Chain) -> int:
    """Which step is corrected: an unreadable one, else the first that the erratum prints otherwise, else the first claim."""
    for place, draft in enumerate(found.drafts):
        if draft.right.diagnostic is not None and isinstance(draft.right.node, Damage):
            return place
    if len(relations) == len(found.drafts):
        for place, ((c, i), draft) in enumerate(zip(relations, found.drafts, strict=True)):
            side = c.sides[i + 1]
            if isinstance(side, Node) and isinstance(draft.right.node, Node) and shape(side) != shape(draft.right.node):
                return place
    return next((i for i, d in enumerate(found.drafts) if d.role in ("claim", "solution", "implication")), 0)


def _about_something_else(chain: Chain, draft: Draft) -> str | None:
    first = chain.sides[0]
    if isinstance(first, Node) and not is_empty(first) and isinstance(draft.anchor.node, Node):
        own = [s.node for s in (draft.anchor, draft.left) if isinstance(s.node, Node)]
        if all(shape(first) != shape(o) for o in own):
            return "its left side is not that of the line it corrects"
    relation = chain.relations[0].text if chain.relations else ""
    if {":=": "="}.get(relation, relation) != draft.relation:
        return "its relation is not that of the line it corrects"
    return None


def _correction(reading: Reading, statement: Statement, found: Drafted, chain: Chain, place: int, draft: Draft, erratum: Erratum,
                source: Source) -> Statement:  # fmt: skip
    side = chain.sides[place + 1]
    right = Printed(side, side.span, source.slice(side.span).strip(), diagnostic=side.diagnostic if isinstance(side, Damage) else None,
                    is_read=isinstance(side, Damage))  # fmt: skip
    read_side(right, found.env, reading.places.shapes, source)
    match(draft.anchor, right, reading.places.shapes, found.env.layout)
    span = chain.relations[place].span
    made = draft.copy()
    made.left, made.right, made.span, made.reason, made.diagnostics = draft.anchor, right, span, None, ()
    if right.diagnostic is not None and isinstance(right.node, Node) and right.diagnostic.code != "shapes":
        made.reason = right.diagnostic.code
    return Statement(statement.label, statement.labels, erratum.display.span, (reading.step(made),), statement.context)


def _wrong(statement: Statement, erratum: Erratum, source: Source, reading: Reading, why: str) -> Statement:
    path = source.path if source is not reading.source else None
    diagnostic = Diagnostic("erratum-about-something-else", f"The erratum for {erratum.label} corrects nothing: {why}.", erratum.span, path=path)
    return statement._replace(diagnostics=(*statement.diagnostics, diagnostic))
