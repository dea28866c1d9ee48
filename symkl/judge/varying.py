r"""``p(y \mid \theta) \propto \dots``: in y, as the format has it, or in \theta, as authors mean it of a likelihood that is no density of \theta."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.statements import Step
from symkl.kernel.term import Term, subterms

MOST_VARIABLES = 4  # others that are tried, each for itself


def in_other_variables(step: Step) -> Iterator[Step]:
    """The step in each other name that it may be meant in: what a density is given that stands by name on its anchor, or another factor's variable
    there, or that of the densities behind the relation."""
    if step.relation not in ("proportional", "constant") or step.is_named or step.anchor.term is None or step.right.term is None:
        return
    anchor, right = _densities(step.anchor.term), _densities(step.right.term)
    of_names = [a for part in anchor if part.args[0].op in ("function", "symbol") for a in (*part.args[1:], *part.args[0].args)]
    shared = [p for part in (*right, *(anchor if len(anchor) > 1 else ())) for p in part.args[1:]]
    names = [n for n in _free(of_names) if n not in step.variables] + [n for n in _free(shared) if (n,) != step.variables]
    for name in list(dict.fromkeys(names))[:MOST_VARIABLES]:
        yield step._replace(variables=(name,))


def _densities(term: Term) -> list[Term]:
    return [part for part in subterms(term) if part.op == "pdf"]


def _free(terms: list[Term]) -> list[str]:
    return [name for term in terms for name in sorted(term.free)]
