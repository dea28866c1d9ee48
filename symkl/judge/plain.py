"""Contexts in which proofs do not hang on what was proved before them.

An inverse or determinant of a sum has no one form: which of the equal ones a normalizer goes by is the one that it met first. Where none can
arise, a proof found again is the same proof, and only there may one from an earlier run stand in its place.
"""

from __future__ import annotations

from symkl.elaborate.statements import Sheet, Statement
from symkl.kernel.context import Context
from symkl.kernel.term import Term, subterms


class Plain:
    """Which contexts of a sheet are so: where neither what is given nor any statement there has an inverse or determinant of a sum."""

    def __init__(self, sheet: Sheet) -> None:
        self._plain: dict[object, bool] = {}
        self._known: dict[int, tuple[Context, bool]] = {}
        corrections = (s.correction for s in sheet.statements if s.correction is not None)
        for statement in (*sheet.statements, *sheet.given_claims, *corrections):
            given = _given(statement.context)
            self._plain[given] = self._plain.get(given, True) and _context(statement.context) and _statement(statement)

    def of(self, context: Context) -> bool:
        """Whether proofs in this context, or in one with fewer definitions by statements, hang on themselves alone."""
        known = self._known.get(id(context))
        if known is None:
            known = self._known[id(context)] = (context, self._plain.get(_given(context), False))
        return known[1]


def _given(context: Context) -> object:
    return context.facts, tuple(d for d in context.definitions.values() if d.origin == "given")


def _context(context: Context) -> bool:
    terms = [definition.body for definition in context.definitions.values()]
    terms += [side for fact in context.facts for side in (fact.left, fact.right)]
    return all(map(_term, terms))


def _statement(statement: Statement) -> bool:
    sides = [term for step in statement.steps for side in (step.anchor, step.left, step.right) for term in side.terms]
    told = [side for step in statement.steps for fact in (*step.premise, *step.conditions) for side in (fact.left, fact.right)]
    pinned = [] if statement.expected_difference is None else [statement.expected_difference]
    return all(map(_term, (*sides, *told, *pinned)))


def _term(term: Term) -> bool:
    return all(map(_node, subterms(term)))


def _node(part: Term) -> bool:
    if part.op == "normalised":
        return False  # a posterior: its precision is a sum
    if part.op == "gaussian":
        return part.args[1].sort.is_scalar or _simple(part.args[1])
    if part.op == "det" or part.op == "power" and not part.args[0].sort.is_scalar:
        return _simple(part.args[0])
    return True


def _simple(matrix: Term) -> bool:
    """Names, and products, powers and transposes of square ones: their inverses and determinants come apart into those of the names."""
    if matrix.op in ("symbol", "member", "identity"):
        return True
    if matrix.op == "mul":
        return all(factor.sort.is_scalar or factor.sort.is_square and _simple(factor) for factor in matrix.args)
    return matrix.op in ("power", "transpose") and _simple(matrix.args[0])
