"""A counterexample as plain data: the values of what occurs, and both sides' values."""

from __future__ import annotations

from symkl.kernel.term import subterms
from symkl.refute.environment import Evaluator
from symkl.refute.judgements import Disagreement, Question
from symkl.refute.printing import Rows, named, shown
from symkl.refute.values import Model
from symkl.report import Counterexample


def counterexample(question: Question, at: Evaluator, found: Disagreement) -> Counterexample:
    """What a report shows of a disagreement."""
    return Counterexample(
        kind=found.kind,
        dimensions=tuple(sorted((n, size) for n, size in at.model.dimensions.items() if n in _dimensions(question))),
        values=_values(question, at, at.model),
        left="" if found.left is None else shown(found.left),
        right="" if found.right is None else shown(found.right),
        other=None if found.other is None else _values(question, at, found.other),
    )


def occurring(question: Question, at: Evaluator) -> tuple[str, ...]:
    """The names with values in the model that the question's terms depend on, in the order of the context."""
    reach = frozenset[str]().union(*(at.reach(t) for t in question.terms))
    return tuple(n for n in at.model.values if n in reach or n + "()" in reach)


def _values(question: Question, at: Evaluator, model: Model) -> tuple[tuple[str, Rows], ...]:
    latex = at.context.latex
    calls = [part for term in question.terms for part in subterms(term) if part.op == "function" and part.data not in at.context.definitions]
    called = {call.data for call in calls}
    found = [p for n in occurring(question, at) if n not in called for p in named(latex.get(n, n.removesuffix("()")), model.values[n])]
    for call in calls:
        if all(a.op == "symbol" and a.data in model.values for a in call.args):
            head = f"{latex.get(call.data, call.data)}({', '.join(latex.get(a.data, a.data) for a in call.args)})"
            found += named(head, Evaluator(model, at.context, at.operations).evaluate(call, {}))
    return tuple(dict.fromkeys(found))


def _dimensions(question: Question) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(question.terms)
    seen: set[int] = set()
    while waiting:
        term = waiting.pop()
        if id(term) not in seen:
            seen.add(id(term))
            found.update(term.sort.rows.names, term.sort.cols.names, *(o.names for o in term.sort.over))
            found.update(term.data.names if term.op == "dimension" else ())
            found.update(term.data[0][1].names if term.op in ("sum", "product", "sum-between", "product-between") else ())
            waiting.extend(term.args)
    return frozenset(found)
