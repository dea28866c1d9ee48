"""Conditions by equations that say what one name is: used as its definition where neither side varies it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.kept import remembering, while_judging
from symkl.kernel.term import BINDERS, HALF, MINUS, Term, mul, neg, power, sub, symbol, transpose
from symkl.prove.session import bare
from symkl.prove.unfold import unfolded

MOST_KEPT = 32
#: operators in an equation by which it is about a law, and no value of a name
_OF_LAWS = frozenset(("expectation", "variance", "covariance", "density", "pdf", "kl", "entropy"))
_VARYING = BINDERS | {"derivative"}
_kept: OrderedDict[tuple[int, tuple[Proposition, ...]], tuple[Context, Context]] = while_judging(OrderedDict())


def solved(left: Term, right: Term, context: Context) -> Context | None:
    """The context in which a name that a condition equates to something else is defined as that; None where there is no such name.

    What holds of the value holds of the name in every model of the condition. Names that a binder in the sides varies stay as they are.
    """
    readings = [(fact, found) for fact in context.facts if (found := tuple(_readings(fact)))]
    if not readings:
        return None
    varied = varied_names(left, context) | varied_names(right, context)
    made, used = context, []
    for fact, readable in readings:
        for name, value in readable:
            if name.data in made.definitions or name.data in bare(value, made).free or varied & ({name.data} | bare(value, made).free):
                continue
            definition = Definition(name.data, (), value, "condition")
            made = made._replace(definitions={**made.definitions, name.data: definition})
            used.append(fact)
            break
    if not used:
        return None
    key = (id(context), tuple(used))
    if key not in _kept or _kept[key][0] is not context:
        _kept[key] = (context, made._replace(facts=tuple(f for f in context.facts if f not in used)))
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return _kept[key][1]


def _readings(fact: Proposition) -> Iterator[tuple[Term, Term]]:
    """A name and what the fact says that it is, either way round; ``A^{-1} = B`` says it of A, too."""
    if fact.relation == "=" and fact.left.sort == fact.right.sort and fact.left.sort.kind == "value":
        for side, other in ((fact.left, fact.right), (fact.right, fact.left)):
            name, value = (side.args[0], power(other, MINUS)) if side.op == "power" and side.args[1] == MINUS else (side, other)
            if side.op == "transpose" and side.args[0].op == "symbol" and not side.sort.over and other == neg(side.args[0]):
                whole = symbol(side.args[0].data + "@any", side.sort)
                yield side.args[0], mul(HALF, sub(whole, transpose(whole)))  # what is skew is so of some matrix, and all of these are skew
            elif name.op == "symbol" and not name.sort.over and not value.operators & _OF_LAWS:
                yield name, value


def varied_names(term: Term, context: Context) -> frozenset[str]:
    """The names that a derivative, an expectation or another binder in the term varies."""
    return frozenset().union(*(_varied(line.term) for line in unfolded(term, context)))


@remembering(1 << 12)
def _varied(term: Term) -> frozenset[str]:
    if _VARYING.isdisjoint(term.operators):
        return frozenset()
    return frozenset(term.args[1].free if term.op == "derivative" else term.binds).union(*map(_varied, term.args))
