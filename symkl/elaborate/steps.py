"""Relations to steps: claim, definition, condition, solution or implication."""

from __future__ import annotations

from collections.abc import Sequence

from symkl.elaborate import conditions as cond
from symkl.elaborate import implicit
from symkl.elaborate.aggregated import is_aggregated
from symkl.elaborate.beside import beside
from symkl.elaborate.chains import Flow, Link, Segment, links_of
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.defining import Usage, claims_by_name, defined_behind, defines, enter_definition, is_free
from symkl.elaborate.density_values import density_at
from symkl.elaborate.differentials import may_be_differentials
from symkl.elaborate.drafts import Draft, Drafted, fits_not, settle_law
from symkl.elaborate.drawn import conditional, declare_drawn
from symkl.elaborate.environments import Place, Places
from symkl.elaborate.nodes import strip, walk
from symkl.elaborate.operators import reaches_matrices
from symkl.elaborate.optima import Optima
from symkl.elaborate.premises import by_parts, is_supposed, premise, settle_rows, the_other_way, undo
from symkl.elaborate.printed import Printed
from symkl.elaborate.probability import reference
from symkl.elaborate.pushed import law_claimed
from symkl.elaborate.restricted import running
from symkl.elaborate.scope import Environment, ReadingError
from symkl.elaborate.sides import is_half_known, match, read_side, speaks_of_hidden
from symkl.elaborate.solving import Solutions
from symkl.elaborate.stationary import told
from symkl.elaborate.units import RELATIONS, Unit
from symkl.elaborate.variables import constant_in, up_to
from symkl.kernel import term as t
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term
from symkl.latex.syntax import Clause, Node
from symkl.report import Diagnostic
from symkl.source import Source, Span

STATEMENTS = 100_000  # definitions by statements are told from given blocks by their number


class Stepper:
    """Reads the units of one sheet in order."""

    def __init__(self, places: Places, flow: Flow, source: Source, usage: Usage) -> None:
        self.places, self.flow, self.source, self.usage = places, flow, source, usage
        self.shapes = places.shapes
        self.anchors: dict[int, int] = {}
        self.varying: dict[int, tuple[str, ...]] = {}  # in which variables a segment's sides are proportional to each other
        self.solutions = Solutions(places.shapes)
        self.optima = Optima(self.solutions)
        self.made: dict[int, list[Draft]] = {}  # by the identity of their segment

    def unit(self, unit: Unit, place: Place, number: int, label: str) -> Drafted:
        """All steps of what stands under one label."""
        env = place.env
        found = Drafted([], env)
        clauses = tuple(dict.fromkeys(c for p in unit.pieces for c in p.clauses))
        clauses += cond.introduced(env, clauses)
        if any(c.kind == "where" for c in clauses) or _assumes(self.flow, unit):
            env = found.env = env.copy()
            found.diagnostics += self._where(env, clauses, number, found)
        to = Declarer(env, self.places.names, self.shapes, self.source, STATEMENTS + number)
        links = links_of(self.flow, unit)
        behind = defined_behind(links, env)
        self.usage.before = frozenset(behind.values())
        made = {n: self._drafts(to, *links[n], label) for n in sorted(range(len(links)), key=lambda n: n not in behind)}
        found.drafts += [draft for n in range(len(links)) for draft in made[n]]
        segments = list({id(s): s for s, _ in links}.values())
        settle_rows(segments, self.made, to.env, self.shapes)
        undo(found.drafts, segments, self.source.slice(unit.span))
        found.diagnostics += [d for d in to.diagnostics if d.severity != "note"]
        return found

    def _drafts(self, to: Declarer, segment: Segment, link: Link, label: str) -> list[Draft]:
        """What one relation says, with what stands under its braces; of an arrow that goes both ways, the other way too."""
        with self.optima.read_in(to, segment) as are_optima:
            drafts = [self._step(to, segment, link, label)]
        self.optima.suppose(drafts[0], segment, are_optima)
        self.made.setdefault(id(segment), []).append(drafts[0])
        drafts += self._braces(to, segment, link, label)
        if link is segment.links[-1] and segment.arrow in ("iff", "implied-by"):
            drafts += the_other_way(segment, self.made, premise(segment, self.shapes))
        return drafts

    def _where(self, env: Environment, clauses: tuple[Clause, ...], number: int, found: Drafted) -> list[Diagnostic]:
        to = Declarer(env, self.places.names, self.shapes, self.source, 2 * STATEMENTS + number)
        declaring, claims = cond.parted_where(to, clauses)
        cond.declare_where(to, declaring)
        for chain in claims:
            sides = [Printed(s, s.span, self.source.slice(s.span).strip()) for s in chain.sides]
            found.drafts.append(self._beside(to, sides[0], sides[1], chain.relations[0].span))
        return to.diagnostics

    def _beside(self, to: Declarer, left: Printed, right: Printed, span: Span) -> Draft:
        """A claim that stands beside a chain."""
        self._read(to, left)
        self._read(to, right)
        match(left, right, self.shapes, to.env.layout)
        draft = Draft("=", "claim", left, right, left, span)
        for side in (left, right):
            if side.diagnostic is not None and side.diagnostic.code != "shapes":
                draft.reason = side.diagnostic.code
        return draft

    # -- one relation -----------------------------------------------------------------------------------------------------

    def _step(self, to: Declarer, segment: Segment, link: Link, label: str) -> Draft:
        left, right = segment.sides[link.at], segment.sides[link.at + 1]
        relation = link.relation.text
        if relation == "sim":
            drawn = self._drawn(to, segment, link)
            if drawn is not None:
                return drawn
        if link.at == 0:
            solved = self.solutions.of(to, segment, relation)
            if solved is not None:
                self._read_unknown(to, left, solved[1])
            elif defines(to, segment, link, self.usage):
                return self._definition(to, segment, link, label)
        self._read(to, left, statement=segment.sides)
        self._read(to, right, left.points, segment.sides)
        anchor_at = self.anchors.get(id(segment), 0)
        anchor = segment.sides[anchor_at]
        match(left, right, self.shapes, to.env.layout)
        if anchor is not left:
            match(anchor, right, self.shapes, to.env.layout)
        draft = Draft(relation, "claim", left, right, anchor, link.relation.span)
        if link.at == 0 and left.diagnostic is not None and left.diagnostic.code == "undeclared-name" and claims_by_name(left.node):
            draft.reason = "nothing-to-check-it-against"
        if relation not in ("=", ":="):
            self.anchors[id(segment)] = link.at + 1
        self._role(to, draft, segment, link)
        self._finish(to, draft, segment, link)
        return draft

    def _read(self, to: Declarer, side: Printed, points: tuple[Term, ...] | None = None, statement: Sequence[Printed] = ()) -> None:
        read_side(side, to.env, self.shapes, self.source, points, statement)

    def _role(self, to: Declarer, draft: Draft, segment: Segment, link: Link) -> None:
        if id(segment) in self.solutions.known:
            solved, unknown = self.solutions.known[id(segment)]
            is_set = solved.is_condition and (not segment.arrow or cond.is_set(solved, solved.sides[self.anchors.get(id(solved), 0)]))
            draft.role, draft.unknown = "solution" if is_set else "implication", unknown
            self._premise(draft, solved)
            if is_set and cond.is_tied(to, unknown, draft.premise):
                draft.role = "implication"
            draft.premise += self.solutions.system(to, solved, unknown) if len(draft.premise) == 1 else ()
            return
        set_above = self.solutions.concludes(to, segment, draft) if segment.behind is not None and segment.behind.set_by else None
        if cond.closes(to, segment, link, draft.anchor):
            segment.is_condition = True
            draft.role = "condition"
            if set_above is not None:
                draft.role = "implication"
                self._premise(draft, set_above)
        elif is_supposed(draft, segment, link, to.env):
            draft.role = "hypothesis"
        before = segment.premise if segment.arrow in ("implies", "iff") else self.solutions.concludes(to, segment, draft)
        if before is not None and not self._sets(draft, segment, before):
            draft.role = "implication"
            self._premise(draft, before)

    def _sets(self, draft: Draft, segment: Segment, before: Segment) -> bool:
        r"""``L = .. \implies \partial L / \partial m = 0``: behind what is claimed a derivative is set to zero, and nothing is concluded."""
        if draft.role != "condition" or before.is_condition or not cond.is_set(segment, draft.anchor):
            return False
        return any(d.role not in ("hypothesis", "condition") for d in self.made.get(id(before), []))

    def _premise(self, draft: Draft, before: Segment) -> None:
        found = premise(before, self.shapes) if before.links else None
        if found is None:
            draft.reason = draft.reason or "premise-unreadable"
        else:
            draft.premise = found if draft.unknown is not None else tuple(part for one in found for part in by_parts(one))
            draft.diagnostics += told(before, draft.anchor.span)

    def _finish(self, to: Declarer, draft: Draft, segment: Segment, link: Link) -> None:
        """Relations, conditions and reasons that do not depend on the role."""
        relations = {":=": "=", "sim": "law"}
        draft.relation = relations.get(draft.relation, draft.relation)
        if draft.relation in ("proportional", "constant") or draft.right.constant or draft.left.constant:
            if draft.relation == "=":
                draft.relation = "constant"
            named = constant_in(to, draft.left, draft.right)
            before = self.varying.get(id(segment), ())
            draft.variables = up_to(to, draft.anchor, link.relation, before) if named is None else named
            draft.is_named = named is not None or bool(link.relation.note) and link.relation.note in to.env.entries
            self.varying.setdefault(id(segment), draft.variables)
            loose = any(side.is_loose for side in (draft.anchor, draft.left, draft.right))
            draft.reason = draft.reason or ("up-to-what" if not draft.variables else "ambiguous-reading" if loose else None)
        if is_aggregated(to.env, [s.node for s in (draft.anchor, draft.left, draft.right) if isinstance(s.node, Node)]):
            draft.reason = draft.reason or "ambiguous-density"
        if (to.env.unread or to.env.glossed) and any(is_half_known(to.env, s) for s in (draft.anchor, draft.left, draft.right)):
            draft.reason = draft.reason or "given-unread"
            for side in (draft.anchor, draft.left, draft.right):
                if side.diagnostic is not None and side.diagnostic.code == "shapes":
                    side.diagnostic = Diagnostic("given-unread", side.diagnostic.message, side.diagnostic.span)
        notes = {n.code for s in (draft.anchor, draft.left, draft.right) for n in s.notes}
        if implicit.NOTE in notes and fits_not(draft, self.shapes):
            draft.reason = draft.reason or "undeclared-name"
        hidden = to.env.hidden and any(speaks_of_hidden(to.env, s) for s in (draft.anchor, draft.left, draft.right))
        bare = reaches_matrices(draft.anchor.node, draft.left.node, draft.right.node)
        if hidden or may_be_differentials(to.env, (draft.anchor.node, draft.right.node)) or bare and fits_not(draft, self.shapes):
            draft.reason = draft.reason or "ambiguous-reading"
        if "variance-or-deviation" in notes:
            draft.reason = draft.reason or "variance-or-deviation"
        if draft.relation == "approximate":
            draft.reason = draft.reason or "approximation"
        if draft.relation == "law":
            settle_law(draft)
        if draft.relation != "law" and draft.relation not in RELATIONS:
            draft.reason = draft.reason or "unsupported-relation"
        free = running((draft.anchor, draft.left, draft.right)) if link.clauses else {}
        draft.conditions, draft.said, problems = beside(to, link.clauses, link.relation.note, self.source, free)
        draft.said += self.solutions.told.get(id(segment), ())
        draft.diagnostics += problems + draft.left.notes + draft.right.notes
        if problems:
            draft.reason = draft.reason or problems[0].code
        for side in (draft.anchor, draft.left, draft.right):
            if side.diagnostic is not None and isinstance(side.node, Node) and side.diagnostic.code != "shapes":
                draft.reason = draft.reason or side.diagnostic.code

    def _drawn(self, to: Declarer, segment: Segment, link: Link) -> Draft | None:
        """``X \\sim N(m, S)``: of a name without a density it is taken; of one with a density it claims that they are equal."""
        left, right = segment.sides[link.at], segment.sides[link.at + 1]
        if not isinstance(left.node, Node) or not isinstance(right.node, Node):
            return None
        variables, behind = conditional(left.node)
        keys = [to.key(n) for n in variables]
        entries = [to.env.entries.get(k or "") for k in keys]
        behind_it = to.env.entries.get(to.key(strip(right.node)) or "")
        if any(e is None or e.name in to.env.definitions for e in entries):
            made = law_claimed(to.reader(), left, right, link.relation.span)
            if made is not None:
                self._finish(to, made, segment, link)
                return made
        values = all(e is not None and e.kind in ("value", "tuple", "vector") and e.sort.kind == "value" for e in entries)
        if not values or behind_it is not None and behind_it.kind == "value":
            return None
        left.is_read = True
        if all(to.env.density_of(k or "") for k in keys):
            self._drawn_already(to, left, variables, behind)
            return None
        left.terms, right.is_read = (to.read(variables[0]),), True
        if any(e is not None and e.name in to.env.definitions for e in entries):
            message = "this is defined by a formula, and its law is not declared: a law behind it cannot be checked"
            right.diagnostic = Diagnostic("ambiguous-density", message, right.span)
            return Draft("law", "claim", left, right, left, link.relation.span)
        draft = Draft("=", "definition", left, right, left, link.relation.span)
        try:
            to.lenient = True
            declare_drawn(to, [left.node], strip(right.node))
            right.terms = (reference(to.reader(), to.env.density_of(keys[0] or "")[-1]),)
        except ReadingError as error:
            right.diagnostic, draft.reason = error.diagnostic, error.diagnostic.code
        except SortError as misfit:
            right.diagnostic = Diagnostic("shapes", str(misfit), right.span)
        return draft

    def _drawn_already(self, to: Declarer, left: Printed, variables: tuple[Node, ...], behind: tuple[Node, ...]) -> None:
        """The density of what has one: a law behind ``\\sim`` claims that it is this."""
        reader, node = to.reader(), variables[0]
        heads = dict.fromkeys(d.head for d in to.env.density_of(to.key(node) or ""))
        mark = "," * (len(variables) - 1) + ("|" if behind else "") + "," * (len(behind) - 1)
        inner = Node("items", left.span, mark, (*variables, *behind)) if mark else node
        try:
            left.terms = tuple(density_at(reader, node, h, Node("group", left.span, "()", (inner,))) for h in heads)
        except ReadingError as error:
            left.diagnostic = error.diagnostic
        except SortError as misfit:
            left.diagnostic = Diagnostic("shapes", str(misfit), left.span)

    # -- solutions and definitions ------------------------------------------------------------------------------------------

    def _read_unknown(self, to: Declarer, side: Printed, unknown: Term) -> None:
        """The left side of a solution: a starred name that an argmin defined stands for the optimum, any other for the unknown."""
        if side.is_read:
            return
        assert isinstance(side.node, Node)
        key = to.key(strip(side.node))
        entry = to.env.entries.get(key or "")
        if entry is not None and entry.name in to.env.definitions:
            self._read(to, side)
            return
        side.is_read, side.terms = True, (unknown,)

    def _definition(self, to: Declarer, segment: Segment, link: Link, label: str) -> Draft:
        left, right = segment.sides[link.at], segment.sides[link.at + 1]
        self._read(to, right)
        draft = Draft("=", "definition", left, right, left, link.relation.span)
        left.is_read = True
        if right.terms:
            try:
                left.terms = (enter_definition(to, left, right, label),)
            except ReadingError as error:
                left.diagnostic = error.diagnostic
            except SortError as misfit:
                left.diagnostic = Diagnostic("shapes", str(misfit), left.span)
        else:
            left.diagnostic = right.diagnostic
        self._finish(to, draft, segment, link)
        return draft

    # -- braces --------------------------------------------------------------------------------------------------------------

    def _braces(self, to: Declarer, segment: Segment, link: Link, label: str) -> list[Draft]:
        r"""``\underbrace{A}_{B}``: A is B."""
        found = []
        sides = [segment.sides[link.at + 1]] + ([segment.sides[0]] if link.at == 0 else [])
        for side in sides:
            for node in walk(side.node) if isinstance(side.node, Node) else ():
                if node.kind == "under" and len(node.parts) > 1 and node.parts[1] is not None and node.parts[0] is not None:
                    draft = self._brace(to, node.parts[0], node.parts[1], label)
                    found += [draft] if draft is not None else []
        return found

    def _brace(self, to: Declarer, inner: Node, annotation: Node, label: str) -> Draft | None:
        relation, right_node = "=", annotation
        if annotation.kind == "relation" and annotation.parts[1] is not None:
            if annotation.parts[0] is not None and annotation.parts[0].kind not in ("text", "empty"):
                return None
            relation, right_node = annotation.text, annotation.parts[1]
        if any(n.kind == "text" for n in walk(right_node)):
            return None
        left = Printed(inner, inner.span, self.source.slice(inner.span).strip())
        right = Printed(right_node, right_node.span, self.source.slice(right_node.span).strip())
        self._read(to, left)
        if relation == "=" and left.terms and is_free(to, right_node):
            right.is_read, right.terms = True, (enter_definition(to, right, left, label),)
            return Draft("=", "definition", right, left, right, right_node.span)
        self._read(to, right)
        match(left, right, self.shapes, to.env.layout)
        draft = Draft(relation, "claim", left, right, left, right_node.span)
        for side in (left, right):
            if side.diagnostic is not None and side.diagnostic.code != "shapes":
                draft.reason = side.diagnostic.code
        return draft


def _assumes(flow: Flow, unit: Unit) -> bool:
    """A law in front of an arrow holds for this statement only."""
    return any(k.relation.text == "sim" and s.following is not None and s.following.arrow for s, k in links_of(flow, unit))


__all__ = ["Draft", "Drafted", "Stepper", "t"]
