"""What stands in front of an arrow: what of it is supposed and not claimed, and what an arrow says the other way round."""

from __future__ import annotations

from symkl.elaborate.chains import ROW, WORDS, Link, Segment
from symkl.elaborate.conditions import is_first_derivative
from symkl.elaborate.drafts import Draft
from symkl.elaborate.joining import BOTH, SO
from symkl.elaborate.restricted import read_indices, withdraw
from symkl.elaborate.scope import Environment
from symkl.elaborate.sorts import Shapes
from symkl.kernel.context import Proposition
from symkl.kernel.term import Term, zero
from symkl.latex.syntax import Damage
from symkl.patterns import pattern

_CONDITION = pattern(r"\\text\w*\s*\{[^}]*\b(?:if|for|when|whenever|unless|except|only|provided|given|assuming|where)\b")
ORDERS = frozenset(("!=", "<", "<=", ">", ">=", "succ", "succeq", "prec", "preceq"))
#: what a formula is worked out for: an equation of one with something else is a claim, wherever it stands
_WORKED_OUT = frozenset(("derivative", "expectation", "variance", "covariance", "pdf", "kl", "entropy", "cross-entropy", "integral",
                         "argmin", "argmax", "minimum", "maximum", "density", "normalised"))  # fmt: skip


def turned(relation: str, left: Term, right: Term) -> Proposition:
    r"""A proposition; ``A \prec B`` as the ``B \succ A`` that it means."""
    greater = {"prec": "succ", "preceq": "succeq"}.get(relation)
    return Proposition(relation, left, right) if greater is None else Proposition(greater, right, left)


def propositions(segment: Segment, shapes: Shapes) -> tuple[Proposition, ...] | None:
    """What a segment says, as a premise: of a condition only that it is zero, of a law nothing, as that is declared.

    None where a side or a relation cannot be read.
    """
    if segment.set_by:
        slope = next((side for side in segment.slopes if is_first_derivative(side)), None) if segment.set_by in (ROW, WORDS) else None
        return None if slope is None else (_vanishes(shapes.settle(slope.terms[0])),)
    found: list[Proposition] = []
    links = segment.links[-1:] if segment.is_condition else segment.links
    at = 0
    for link in segment.links:
        left, right = segment.sides[at], segment.sides[link.at + 1]
        if link in links and link.relation.text != "sim":
            if not left.terms or not right.terms:
                return None
            relation = {":=": "="}.get(link.relation.text, link.relation.text)
            if relation not in {*ORDERS, "="}:
                return None
            found.append(turned(relation, shapes.settle(left.terms[0]), shapes.settle(right.terms[0])))
        if link.relation.text not in ("=", ":="):
            at = link.at + 1
    return tuple(found)


def _vanishes(term: Term) -> Proposition:
    return Proposition("=", term, zero(term.sort))


def by_parts(said: Proposition) -> list[Proposition]:
    """A column of derivatives that is zero, as one equation for each."""
    if said.relation != "=" or said.left.op != "block" or said.right.op != "zero" or said.left.data[1] != 1:
        return [said]
    if any(part.op != "derivative" for part in said.left.args):
        return [said]
    return [Proposition("=", part, zero(part.sort)) for part in said.left.args]


def premise(segment: Segment, shapes: Shapes) -> tuple[Proposition, ...] | None:
    """What stands in front of an arrow: the segment right there with those that stand beside it."""
    found: list[Proposition] = []
    for one in (*segment.beside, segment):
        said = propositions(one, shapes)
        if said is None:
            return None
        found += said
    return tuple(found)


def is_supposed(draft: Draft, segment: Segment, link: Link, env: Environment) -> bool:
    """Whether a relation is a hypothesis: it stands in front of an arrow of its own statement (behind ``⟸``), and restricts something."""
    if segment.is_condition or (segment.arrow and segment.arrow != "implied-by"):
        return False
    return (segment.arrow == "implied-by" or _is_before_arrow(segment, link)) and restricts(draft, env)


def _is_before_arrow(segment: Segment, link: Link) -> bool:
    at = segment
    while at.following is not None and at in at.following.beside:
        at = at.following
    behind = at.following
    if behind is None or behind.premise is not at or behind.arrow not in ("implies", "iff"):
        return False
    return bool(behind.links) and behind.links[0].unit is link.unit


def restricts(draft: Draft, env: Environment) -> bool:
    """Whether a relation can be meant as a restriction: any but an equation, and an equation between values of free names, with something
    constant, or of one thing at two places. ``E[x] = a + b`` works something out, and is a claim."""
    if draft.relation in ORDERS:
        return True
    if draft.relation not in ("=", "proportional", "constant") or not draft.anchor.terms or not draft.right.terms:
        return False
    left, right = draft.anchor.terms[0], draft.right.terms[0]
    if _is_constant(left) or _is_constant(right):
        return True
    return left.op == right.op and left.op in {"function", *_WORKED_OUT} or is_plain(left, env) and is_plain(right, env)


def _is_constant(term: Term) -> bool:
    return not term.free and not term.operators & _WORKED_OUT


def is_plain(term: Term, env: Environment) -> bool:
    """Whether a value is made of free names only."""
    names = {name.removesuffix("()") for name in term.free}
    return names.isdisjoint(env.definitions) and not term.operators & _WORKED_OUT


def the_other_way(segment: Segment, made: dict[int, list[Draft]], said: tuple[Proposition, ...] | None) -> list[Draft]:
    r"""What an arrow that points both ways, or back, says of the premise: that it follows from the conclusion, which ``said`` is.

    Behind ``\iff`` these are further steps; the drafts of what stands in front of ``\impliedby`` are changed.
    """
    before, behind = segment.premise, segment.following
    if before is None or segment.arrow not in ("iff", "implied-by"):
        return []
    if segment.arrow == "iff" and behind is not None and segment in behind.beside and behind.premise is before:
        return []  # one of several conclusions: together they are what the last one of them says
    drafts = [d for one in (*before.beside, before) for d in made.get(id(one), [])]
    if segment.arrow == "implied-by":
        for draft in drafts:
            _become("implication", draft, said)
        return []
    if all(d.role == "solution" for one in (*segment.beside, segment) for d in made.get(id(one), [])):
        return []  # the only solution: that is both ways
    copies = [d.copy() for d in drafts if d.role != "definition"]
    for copy in copies:
        _become("converse", copy, said)
    return copies


def _become(role: str, draft: Draft, said: tuple[Proposition, ...] | None) -> None:
    if draft.role == "definition":
        return
    draft.role = role
    if said is None:
        draft.reason = draft.reason or "premise-unreadable"
    else:
        draft.premise = said


def settle_rows(segments: list[Segment], made: dict[int, list[Draft]], env: Environment, shapes: Shapes) -> None:
    """Rows such as ``a^2 / a = a, \\; a \\neq 0``: an order between free names beside a statement is what that is said under."""
    inside = {id(one) for segment in segments for one in segment.beside}
    for last in segments:
        row = (*last.beside, last)
        if last.beside and id(last) not in inside and not any(s.arrow or s.following is not None and s.following.arrow for s in row):
            _settle_row(row, made, env, shapes)
    for draft in (d for segment in segments for d in made.get(id(segment), [])):
        withdraw(draft, env)


def _settle_row(row: tuple[Segment, ...], made: dict[int, list[Draft]], env: Environment, shapes: Shapes) -> None:
    read_indices([d for s in row for d in made.get(id(s), [])], env)
    orders = [s for s in row if s.joined != SO and all(_is_order(d, env) for d in made.get(id(s), []))]
    if len(orders) == len(row):
        orders = [s for s in orders if all(_is_bare(d) for d in made.get(id(s), []))]
    others = [d for s in row if s not in orders for d in made.get(id(s), [])]
    names = frozenset().union(*(side.terms[0].free for d in others for side in (d.anchor, d.right) if side.terms))
    defining = any(d.role == "definition" for d in others)
    for segment in orders:
        said = propositions(segment, shapes) or ()
        if not defining and not any(names & side.free for fact in said for side in fact[1:]):
            continue
        if any(s.joined in (BOTH, "and") for s in row):  # "and" may as well claim it
            _undecided([d for s in row for d in made.get(id(s), [])], "ambiguous-reading")
        for draft in made.get(id(segment), []):
            draft.role = "hypothesis"
        for draft in others:
            draft.conditions += said


def _is_order(draft: Draft, env: Environment) -> bool:
    sides = (draft.anchor, draft.right)
    if draft.role == "claim" and draft.relation == "=" and all(s.terms and s.terms[0].op == "index" for s in sides):
        return True
    return draft.role == "claim" and draft.relation in ORDERS and all(s.terms and is_plain(s.terms[0], env) for s in sides)


def _is_bare(draft: Draft) -> bool:
    """Whether a name is compared with something constant."""
    sides = [s.terms[0] for s in (draft.anchor, draft.right)]
    return any(t.op in ("symbol", "member") for t in sides) and any(_is_constant(t) for t in sides)


def undo(drafts: list[Draft], segments: list[Segment], printed: str) -> None:
    r"""Where words or signs turn what a statement says ("or", ``\exists``, an arrow to what cannot be read), its relations are no claims."""
    for draft in drafts:
        for side in (draft.left, draft.right, draft.anchor):
            told = side.diagnostic
            if told is not None and (told.code == "words-in-formula" or isinstance(side.node, Damage) and _CONDITION.search(printed)):
                _undecided(drafts, told.code)
        if draft.relation in ("to", "gets") and any(d.left is draft.right for d in drafts):
            _undecided(drafts, "unsupported-relation")  # an arrow between statements
    if any(s.following is not None and s.following.arrow and s.following.heads for s in segments):
        _undecided(drafts, "missing-relation")
    if any(_equates_statements([k.relation.text for k in s.links]) for s in segments):
        _undecided(drafts, "unsupported-relation")


def _equates_statements(relations: list[str]) -> bool:
    r"""``a < b \equiv b - a > 0``."""
    return any(not ORDERS.isdisjoint(relations[:at]) and not ORDERS.isdisjoint(relations[at:]) for at, r in enumerate(relations) if r == ":=")


def _undecided(drafts: list[Draft], code: str) -> None:
    for draft in drafts:
        draft.reason = draft.reason or code
