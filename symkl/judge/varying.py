r"""``p(y \mid \theta) \propto \dots``: in y, as the format has it, or in \theta, as authors mean it of a likelihood that is no density of \theta."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.statements import Step
from symkl.kernel.term import Term, subterms

MOST_VARIABLES = 4  # others that are tried, each for itself


def in_other_variables(step: Step) -> Iterator[Step]:
    """The step in each name behind the bar of a density that stands by name on its anchor: it may be meant as a function of that."""
    if step.relation not in ("proportional", "constant") or step.anchor.term is None:
        return
    names = dict.fromkeys(name for law in _laws(step.anchor.term) for argument in law.args for name in sorted(argument.free))
    for name in [n for n in names if n not in step.variables][:MOST_VARIABLES]:
        yield step._replace(variables=(name,))


def _laws(term: Term) -> Iterator[Term]:
    return (part.args[0] for part in subterms(term) if part.op == "pdf" and part.args[0].op == "function")
