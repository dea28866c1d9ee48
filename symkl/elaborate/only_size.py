r"""The size of an identity that nothing beside it says, ``\operatorname{tr}(I)``: that of everything else, where there is one size only."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.drafts import Draft
from symkl.elaborate.scope import Environment
from symkl.elaborate.sorts import Shapes, is_unknown
from symkl.kernel.sort import ONE, Dimension
from symkl.kernel.term import Term, subterms
from symkl.report import Diagnostic

NOTE = "only-size"


def take_the_only_size(draft: Draft, env: Environment, shapes: Shapes) -> None:
    """Give the identities of a step whose size is open the one size that is declared; where there are more, or one is open, nothing is said."""
    open_sizes = {size for term in _terms(draft) for size in _open_in(term, shapes)}
    declared = set(_declared(env, shapes)) if open_sizes else set()
    if len(declared) != 1 or any(map(is_unknown, next(iter(declared)).names)):
        return
    (only,) = declared
    for size in open_sizes:
        shapes.unify(size, only)
    message = f"the identity is taken to have the size {only}, the only one that is declared"
    draft.diagnostics += (Diagnostic(NOTE, message, draft.span, "note"),)


def _terms(draft: Draft) -> Iterator[Term]:
    for side in {id(s): s for s in (draft.left, draft.right, draft.anchor)}.values():
        yield from side.terms


def _open_in(term: Term, shapes: Shapes) -> Iterator[Dimension]:
    for part in subterms(term) if "identity" in term.operators else ():
        size = shapes.dimension(part.sort.rows) if part.op == "identity" else ONE
        if len(size.names) == 1 and is_unknown(size.names[0]) and not size.constant:
            yield size


def _declared(env: Environment, shapes: Shapes) -> Iterator[Dimension]:
    """The sizes of what is declared: of values, of families, and of names of sizes."""
    for entry in env.entries.values():
        sort = shapes.sort(entry.sort)
        yield from (size for size in (sort.rows, sort.cols, *sort.over, *(p.rows for p in sort.parts)) if size != ONE)
        if entry.kind == "dimension":
            yield shapes.dimension(Dimension(0, (entry.name,)))
