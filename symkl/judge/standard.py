"""The judges that symkl asks: its kernel and prover, its refuter, and SymPy."""

from __future__ import annotations

from symkl.elaborate.statements import Step
from symkl.judge.engines import Engines
from symkl.judge.words import respecting_words
from symkl.kernel.context import Context
from symkl.prove.anchors import expansions
from symkl.prove.steps import prove_step
from symkl.rederive.judge import rederive_step
from symkl.refute import refute
from symkl.refute.models import find_model
from symkl.refute.printing import named
from symkl.report import Counterexample


def standard_engines(fast: bool = False) -> Engines:
    """All three; ``fast`` leaves SymPy out, which is not loaded then."""
    return Engines(prove_step, expansions, respecting_words(_refute), _contradicts, _has_model, None if fast else rederive_step)


def _refute(step: Step, context: Context) -> Counterexample | None:
    found = refute.refute_step(step, context)
    return None if found is None else found.counterexample


def _contradicts(step: Step, context: Context) -> bool:
    return refute.contradicts(step, context) is not None


def exhibited(context: Context) -> tuple[tuple[str, str], ...]:
    """The model that was found of a context: names and values in LaTeX; empty where none was found."""
    found = find_model(context)
    if found is None:
        return ()
    sizes = tuple((name, str(size)) for name, size in found.model.dimensions.items())
    named_values = (pair for name, value in found.model.values.items() for pair in named(context.latex.get(name, name), value))
    return (*sizes, *((name, _shown(rows)) for name, rows in named_values))


def _shown(rows: tuple[tuple[str, ...], ...]) -> str:
    text = "; ".join(", ".join(row) for row in rows)
    return text if len(rows) == 1 and len(rows[0]) == 1 else f"[{text}]"


def _has_model(context: Context) -> bool:
    return find_model(context) is not None
