"""Optima of what is positive, and over positive definite matrices: by what is known of ``log det X + tr(X^-1 B)``."""

from __future__ import annotations

from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import ZERO, Term, add, det, inverse, log, mul, sub, symbol, trace
from symkl.prove.equality import discharged
from symkl.prove.extrema import prove_optimum, prove_same_optimum
from symkl.prove.optima import UNPROVED, outside
from symkl.prove.outcome import Outcome
from symkl.prove.session import bare, normalizer


def prove_best(optimum: Term, value: Term, context: Context) -> Outcome:
    """``argmin f = B`` or ``argmax f = B``, over scalars, vectors or matrices; of what is positive by its logarithm, which grows with it."""
    sort = optimum.data[0][1]
    strategy = _matrix_optimum if sort.is_square and not sort.is_scalar else prove_optimum
    outcome = strategy(optimum, value, context)
    body = optimum.args[0]
    if outcome.proved or body.op == "log" or not discharged(Proposition(">", bare(body, context), ZERO), normalizer(context)):
        return outcome
    again = strategy(optimum.rebuild((log(body),)), value, context)
    return again if again.proved else outcome


def _matrix_optimum(optimum: Term, value: Term, context: Context) -> Outcome:
    """``argmin f = B`` over X positive definite: f is a positive multiple of ``log det X + tr(X^-1 B)``, or of ``tr(B^-1 X) - log det X``,
    and what is free of X. Each has its only minimum at B: with the eigenvalues l of ``X^-1/2 B X^-1/2`` (their inverses) it is
    ``sum(l - log l)`` and a constant (Anderson, An Introduction to Multivariate Statistical Analysis, lemma 3.2.2)."""
    ((name, sort),) = optimum.data
    variable = symbol(name, sort)
    if not any(f.relation == "succ" and f.left == variable and f.right.op == "zero" for f in context.facts) or name in bare(value, context).free:
        return UNPROVED
    for known in (
        add(log(det(variable)), trace(mul(inverse(variable), value))),
        sub(trace(mul(inverse(value), variable)), log(det(variable))),
    ):
        alike = prove_same_optimum(optimum, Term("argmin", (known,), optimum.data, optimum.sort), context)
        if alike.proved:
            missing = outside(variable, value, context)
            if missing is not None:
                return Outcome(False, "missing-condition", None, (), (missing,))
            note = f"{optimum.op}: a multiple of log det X + tr(X^-1 B), which is least at X = B only"
            return Outcome(True, None, None, ("determinant-and-trace",), (), None, (note,))
    return UNPROVED
