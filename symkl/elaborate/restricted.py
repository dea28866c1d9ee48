r"""What stands beside a statement in a row of its own: indices of which it speaks, and conditions under which a name would be defined."""

from __future__ import annotations

from collections.abc import Iterable

from symkl.elaborate.drafts import Draft
from symkl.elaborate.nodes import key_of, strip
from symkl.elaborate.printed import Printed
from symkl.elaborate.scope import Environment
from symkl.kernel.term import Term, subterms
from symkl.latex.syntax import Node

_UNCHECKED = "nothing-to-check-it-against"


def running(sides: Iterable[Printed]) -> dict[str, Term]:
    """The free indices of what is printed, by their letters."""
    terms = [side.terms[0] for side in sides if side.terms]
    return {t.data[0]: t for term in terms for t in subterms(term) if t.op == "index" and t.data[0] in term.free}


def read_indices(drafts: list[Draft], env: Environment) -> None:
    r"""``x_i = x_j, \quad i = j``: letters that nothing declares are the free indices of the equations beside them."""
    known = running(side for draft in drafts for side in (draft.anchor, draft.right))
    for draft in drafts:
        sides = (draft.left, draft.right)
        found = [_index(side, known) for side in sides]
        if draft.role not in ("claim", "definition") or draft.anchor is not draft.left or draft.relation not in ("=", "!="):
            continue
        if found[0] is not None and found[1] is not None and not all(s.terms and s.terms[0].op == "index" for s in sides):
            if draft.role == "definition":
                _forget(draft, env)
            draft.left.terms, draft.left.diagnostic = (found[0],), None
            draft.right.terms, draft.right.diagnostic = (found[1],), None
            draft.role, draft.reason = "claim", None


def _index(side: Printed, known: dict[str, Term]) -> Term | None:
    """The index that a side is: one that is declared, or a letter that runs beside it and that nothing else declares."""
    if side.terms and side.terms[0].op == "index":
        return side.terms[0]
    entered = bool(side.terms) and side.terms[0].op == "symbol" and side.terms[0].data in known
    undeclared = side.diagnostic is not None and side.diagnostic.code == "undeclared-name"
    return known.get(key_of(strip(side.node)) or "") if (undeclared or entered) and isinstance(side.node, Node) else None


def _forget(draft: Draft, env: Environment) -> None:
    """Take back what a definition entered."""
    if draft.left.terms:
        name = draft.left.terms[0].data
        env.definitions.pop(name, None)
        for key in [key for key, entry in env.entries.items() if entry.name == name]:
            del env.entries[key]


def withdraw(draft: Draft, env: Environment) -> None:
    r"""``c = 1 \quad \text{if } a > 0`` does not say what c is: what a name is under a condition on others is not taken for its definition."""
    if draft.role != "definition" or not draft.left.terms or not draft.right.terms or draft.left.terms[0].op not in ("symbol", "function"):
        return
    held = draft.right.terms[0].free
    if all(fact in env.facts or fact.left.free | fact.right.free <= held for fact in draft.conditions):
        return
    _forget(draft, env)
    draft.role, draft.reason = "claim", draft.reason or _UNCHECKED
