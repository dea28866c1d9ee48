"""Names that are defined as the optimum of a quadratic function: their values, where it has exactly one."""

from __future__ import annotations

from symkl.kernel import grid as grids
from symkl.kernel.context import Context, Definition
from symkl.kernel.functions import Unreduced
from symkl.kernel.poly import BudgetExceeded, scaled
from symkl.kernel.sort import ONE, SortError
from symkl.kernel.term import Term, derivative, symbol
from symkl.prove.extrema import prove_optimum
from symkl.prove.optima import unconstrained
from symkl.prove.readback import NotReadable, Readback
from symkl.prove.session import bare, normalizer
from symkl.prove.unfold import unfolded


def with_minimisers(left: Term, right: Term, context: Context) -> Context | None:
    """The context in which names of optima that occur in the sides are defined as their values; None where no value is shown."""
    used = {name for side in (left, right) for line in unfolded(side, context) for name in line.term.free}
    found: dict[str, Definition] = {}
    for name in sorted(used.intersection(context.definitions)):
        definition = context.definitions[name]
        if definition.parameters or definition.body.op not in ("argmin", "argmax") or len(definition.body.data) > 1:
            continue
        value = _value(definition.body, context)
        if value is not None and prove_optimum(definition.body, value, context).proved:
            found[name] = definition._replace(body=value)
    return context._replace(definitions={**context.definitions, **found}) if found else None


def _value(optimum: Term, context: Context) -> Term | None:
    """Where the gradient of a quadratic function vanishes."""
    ((name, sort),) = optimum.data
    if sort.cols != ONE or sort.over:
        return None
    variable = symbol(name, sort)
    net = normalizer(unconstrained(name, context))
    try:
        gradient = derivative(bare(optimum.args[0], context), variable)
        curvature = net.normal(derivative(gradient, variable)).whole
        atom, slots = net.symbol(name, sort), (-1,) if sort.rows != ONE else ()
        if net.mentions(curvature, atom):
            return None
        slope = net.replaced(net.normal(gradient).whole, atom, {}, slots)
        inverse = net.inverse(grids.plain(curvature, sort.rows, sort.rows)).whole
        return Readback(net).poly(scaled(net.matmul(inverse, slope, sort.rows), -1), sort.rows, ONE)
    except (Unreduced, SortError, BudgetExceeded, NotReadable, StopIteration):
        return None
