"""Conditions: stationarity, what is solved for, premises, and words beside a statement."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.chains import Link, Segment
from symkl.elaborate.declarations import declare
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.nodes import base_and_script, key_of, strip, walk
from symkl.elaborate.printed import Printed
from symkl.elaborate.scope import Environment, ReadingError
from symkl.elaborate.statements import is_of_members
from symkl.kernel.context import Proposition
from symkl.kernel.sort import SCALAR, SortError
from symkl.kernel.term import TWO, Term
from symkl.latex.syntax import Chain, Clause, Node, Row

AROUND = "around"  # the kind of a clause that stands in the prose around its line
_OPTIMAL = ("ML", "MLE", "MAP", "opt", "*", "\\star", "OLS", "LS", "GLS", "WLS", "ridge", "MMSE", "LMMSE", "best", "est")
UNKNOWNS = ("symbol", "member", "entry")


def is_zero(side: Printed) -> bool:
    """Whether a side is printed as nought."""
    return isinstance(side.node, Node) and strip(side.node).text in ("0", "\\mathbf{0}") and strip(side.node).kind in ("number", "name")


def closes(to: Declarer, segment: Segment, link: Link, anchor: Printed) -> bool:
    """Whether a closing ``= 0`` is a condition that the author sets."""
    if link.relation.text != "=" or segment.links[-1] is not link:
        return False
    if not is_zero(segment.sides[link.at + 1]):
        return link.relation.note == "!"
    return is_set(segment, anchor) or _is_solved_below(to, segment, anchor)


def is_set(segment: Segment, anchor: Printed) -> bool:
    """Whether a condition sets a derivative to zero, or is marked as one: then what solves it has to be its only solution."""
    return segment.links[-1].relation.note == "!" or is_first_derivative(anchor)


def is_first_derivative(side: Printed) -> bool:
    """A first derivative or gradient of a scalar."""
    term = side.terms[0] if side.terms else None
    while term is not None and term.op in ("transpose", "mul") and (term.op == "transpose" or len(term.args) == 2 and term.args[0].op == "number"):
        term = term.args[-1]
    if term is None:
        return False
    if term.op == "block":
        return all(a.op == "derivative" and a.args[0].sort.is_scalar for a in term.args)
    return term.op == "derivative" and term.args[0].sort.is_scalar and term.args[0].op != "derivative"


def _is_solved_below(to: Declarer, segment: Segment, anchor: Printed) -> bool:
    last = segment.following
    if last is None or not last.links and not last.arrow:
        return False
    while last.following is not None and last.following.arrow:
        last = last.following
    if not last.links or last.links[0].relation.text != "=":
        return False
    unknown = unknown_of(to, last.sides[0])
    if unknown is None or not anchor.terms:
        return False
    return bool(names_in(unknown) & to.env.unfolded_free(anchor.terms[0]))


def names_in(unknown: Term) -> frozenset[str]:
    """The names that an unknown stands for: one, or the entries of a tuple."""
    base = unknown
    while base.op in ("power", "member", "entry"):
        base = base.args[0]
    return frozenset(e.data for e in base.args) if base.op == "block" else frozenset((base.data,))


def _is_tuple(term: Term) -> bool:
    entries = {a.data for a in term.args if a.op == "symbol" and a.sort.is_scalar}
    return term.op == "block" and term.data[1] == 1 and len(entries) == len(term.args)


def plain(node: Node) -> Node:
    """The name without the star, hat or subscript that marks it as an optimum."""
    node = strip(node)
    if node.kind == "star" or node.kind == "over" and node.text in ("hat", "tilde"):
        return plain(node.parts[0] or node)
    if node.kind == "script" and node.parts[2] is not None and is_next(node.parts[2]):
        return plain(node.parts[0] or node)
    if node.kind == "script" and node.parts[1] is None and node.parts[0] is not None:
        return Node("script", node.span, node.text, (plain(node.parts[0]), None, node.parts[2]))
    script = base_and_script(node)
    if node.kind == "name" and script is not None and node.parts[0] is not None and "".join(script[2]) in _OPTIMAL:
        return node.parts[0]
    return node


def is_next(above: Node) -> bool:
    """``(t+1)``, ``[m+1]``, ``(new)``, ``\\text{new}`` above a name: what it is updated to."""
    inside = above.parts[0] if above.kind == "group" and above.text in ("()", "[]") else None
    if inside is None:
        return above.kind == "text" and above.text.strip() == "new"
    one = inside.kind == "sum" and inside.text == "++" and inside.parts[1] is not None and inside.parts[1].text == "1"
    return inside.text == "new" or one and inside.parts[0] is not None and inside.parts[0].kind == "name"


def unknown_of(to: Declarer, side: Printed) -> Term | None:
    """What a left side names as the unknown: a name, a tuple of names, a member, an entry, or the square of a name."""
    if not isinstance(side.node, Node):
        return None
    node = strip(side.node)
    key = to.key(node)
    declared = to.env.entries.get(key or "")
    if declared is None or declared.name in to.env.definitions:
        node = plain(node)
    if node.kind not in ("name", "script", "over", "star", "prime"):
        return None
    try:
        term = to.read(node)
    except (ReadingError, SortError):
        return None
    base = term.args[0] if term.op == "power" and term.args[1] == TWO else term
    if _is_tuple(term) and names_in(term).isdisjoint(to.env.definitions):
        return term
    if base.op not in UNKNOWNS or base.op == "symbol" and base.data in to.env.definitions:
        return None
    return term


def is_tied(to: Declarer, unknown: Term, premise: tuple[Proposition, ...]) -> bool:
    """Whether declared equations tie the unknown, or the members of which the condition speaks, and a number stands in it, a multiplier: then
    the condition is solved for both together, and not whatever the other one is."""
    free, names = to.env.unfolded_free, names_in(unknown)
    spoken = {n for fact in premise for side in fact[1:] for n in free(side)}
    is_multiplier = unknown.op == "symbol" and unknown.sort.is_scalar and any(map(is_of_members, premise))
    ties = [free(f.left) | free(f.right) for f in to.env.facts if f.relation == "=" and f.left.sort.is_scalar]
    if unknown.op == "block" or not any((spoken if is_multiplier else names) & tie for tie in ties):
        return False
    return is_multiplier or any(to.env.symbols.get(n) == SCALAR for n in spoken.difference(names, to.env.definitions))


def rows_above(segment: Segment) -> Iterator[Segment]:
    """The conditions that stand right above one and are not solved before it, up to an arrow."""
    while not segment.arrow and segment.behind is not None and segment.behind.is_condition:
        segment = segment.behind
        yield segment


def declare_where(to: Declarer, clauses: tuple[Clause, ...]) -> None:
    r"""``\text{where } c = ..``."""
    declare(to, tuple(Row(c.chains, (), c.span) for c in clauses if c.kind == "where"))


def introduced(env: Environment, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    r"""``\forall v \in \mathbb{R}`` of a name that nothing declares: a declaration that holds for this statement."""
    kept = (c._replace(kind="where", chains=tuple(k for k in c.chains if _is_new(env, k))) for c in clauses if c.kind in ("for", "forall", AROUND))
    return tuple(c for c in kept if c.chains)


def _is_new(env: Environment, chain: Chain) -> bool:
    left = chain.sides[0]
    key = key_of(strip(left)) if isinstance(left, Node) else None
    return key is not None and [r.text for r in chain.relations] == ["in"] and key not in env.entries


def parted_where(to: Declarer, clauses: tuple[Clause, ...]) -> tuple[tuple[Clause, ...], tuple[Chain, ...]]:
    """The clauses with what declares, and the equations in them that say again what a name is: these are claims."""
    claims = [c for clause in clauses if clause.kind == "where" for c in clause.chains if _says_again(to, c)]
    kept = (k._replace(chains=tuple(c for c in k.chains if c not in claims and not restricts(to, c))) if k.kind == "where" else k for k in clauses)
    return tuple(kept), tuple(claims)


def restricts(to: Declarer, chain: Chain) -> bool:
    """Whether an equation behind *where* has the declared name on its left on its right as well (``A = A^T``): that is a condition."""
    left, *others = chain.sides
    if any(r.text != "=" for r in chain.relations) or not isinstance(left, Node) or not chain.relations:
        return False
    key = to.key(strip(left))
    return key in to.env.entries and any(to.key(n) == key for side in others if isinstance(side, Node) for n in walk(side))


def _says_again(to: Declarer, chain: Chain) -> bool:
    left = chain.sides[0]
    if len(chain.relations) != 1 or chain.relations[0].text != "=" or not all(isinstance(s, Node) for s in chain.sides) or not isinstance(left, Node):
        return False
    entry = to.env.entries.get(to.key(strip(left)) or "")
    return entry is not None and entry.name in to.env.definitions
