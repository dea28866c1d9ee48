r"""``p(y \mid \theta) \propto \dots``: in y, as the format has it, or in \theta, as authors mean it of a likelihood that is no density of \theta."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.statements import Step
from symkl.kernel.term import Term, subterms

MOST_VARIABLES = 4  # others that are tried, each for itself


def in_other_variables(step: Step) -> Iterator[Step]:
    """The step in each other name of a density that stands by name on its anchor: it may be meant as a function of that."""
    if step.relation not in ("proportional", "constant") or step.is_named or step.anchor.term is None:
        return
    names = dict.fromkeys(name for argument in _arguments(step.anchor.term) for name in sorted(argument.free))
    for name in [n for n in names if n not in step.variables][:MOST_VARIABLES]:
        yield step._replace(variables=(name,))


def _arguments(term: Term) -> Iterator[Term]:
    """Where densities stand, and what they are given."""
    named = [part for part in subterms(term) if part.op == "pdf" and part.args[0].op in ("function", "symbol")]
    yield from (argument for part in named for argument in (*part.args[1:], *part.args[0].args))
