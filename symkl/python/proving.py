"""Equations from Python: in SymPy's objects, or in the LaTeX of worksheets."""

from __future__ import annotations

import sympy
from sympy import Basic

from symkl.elaborate.statements import Sheet, Side, Statement, Step
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.kernel.context import Proposition
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term, add, neg
from symkl.python.reading import Reader
from symkl.python.values import NoValue, value
from symkl.python.verdict import Verdict
from symkl.source import Source, Span
from symkl.summary import BUG_CODES
from symkl.verify import read_sheet

_NAME = "equation"


def prove(lhs: object, rhs: object, given: object = (), fast: bool = False) -> Verdict:
    r"""Whether ``lhs = rhs`` for every dimension and every admissible value: all three judges are asked, SymPy not if ``fast``.

    Of SymPy's objects, a plain ``Symbol`` stands for a real number, and ``given`` is a condition or several (``x > 0``,
    ``Ne(x, 0)``, ``Q.positive_definite(A)``, ``Q.symmetric(A)``, ``Eq(A, B)``) beside the symbols' own assumptions. Of strings,
    both sides are the LaTeX of worksheets, and ``given`` is what would stand in a ``given`` block.

    >>> from sympy import MatrixSymbol, Trace, symbols
    >>> n, m = symbols("n m", integer=True, positive=True)
    >>> A, B = MatrixSymbol("A", n, m), MatrixSymbol("B", m, n)
    >>> prove(Trace(A * B), Trace(B * A))
    <proved: tr(A B) = tr(B A)>
    >>> x, y = symbols("x y")
    >>> verdict = prove((x + y)**2, x**2 + y**2)
    >>> verdict.status, verdict.difference
    ('refuted', 2*x*y)
    >>> prove(r"\log x^2", r"2 \log x", given=r"$x > 0$").status
    'proved'
    """
    if isinstance(lhs, str) and isinstance(rhs, str):
        if not isinstance(given, str | tuple | list) or not all(isinstance(part, str) for part in given):
            raise TypeError("beside LaTeX, what is given is the text of a given block")
        return _of_latex(lhs, rhs, given if isinstance(given, str) else ", ".join(given), fast)
    if isinstance(lhs, str) or isinstance(rhs, str):
        raise TypeError("both sides have to be LaTeX, or both SymPy's objects")
    return _of_sympy(lhs, rhs, given, fast)


def _of_latex(lhs: str, rhs: str, given: str, fast: bool) -> Verdict:
    declared = given if "$" in given or not given.strip() else f"${given}$"
    block = f":::{{given}}\n{declared.strip()}\n:::\n\n" if declared.strip() else ""
    sheet = read_sheet(Source(_NAME, f"{block}$$ {lhs} = {rhs} $$\n"))
    if len(sheet.statements) != 1 or len(sheet.statements[0].steps) != 1:
        raise ValueError("write one equation: a left side and a right side")
    return _judged(sheet, fast)


def _of_sympy(lhs: object, rhs: object, given: object, fast: bool) -> Verdict:
    reader = Reader()
    left, right = reader.term(lhs), reader.term(rhs)
    reader.give(*(given if isinstance(given, tuple | list | set | frozenset) else (given,)))
    sheet = question(reader, (sympy.latex(lhs), left), (sympy.latex(rhs), right))
    verdict = _judged(sheet, fast)
    return verdict._replace(difference=_difference(left, right, reader)) if verdict.status == "refuted" else verdict


def question(
    reader: Reader, left: tuple[str, Term], right: tuple[str, Term], role: str = "claim", premise: tuple[Proposition, ...] = ()
) -> Sheet:
    """A sheet with this one equation; as a ``solution`` it says that the right side alone solves the premise for the left side."""
    text = f"{left[0]} = {right[0]}"
    ends = Span(0, len(left[0])), Span(len(text) - len(right[0]), len(text))
    sides = [Side(latex, span, (term,)) for (latex, term), span in zip((left, right), ends, strict=True)]
    step = Step("=", role, sides[0], sides[1], sides[0], Span(0, len(text)), premise=premise, unknown=left[1] if premise else None)
    context = reader.context()
    return Sheet(_NAME, text, (Statement(_NAME, (_NAME,), Span(0, len(text)), (step,), context),), contexts=(context,))


def _judged(sheet: Sheet, fast: bool) -> Verdict:
    document = judge(sheet, standard_engines(fast))
    bug = next((d for d in document.diagnostics if d.code in BUG_CODES), None)
    if bug is not None:
        raise RuntimeError(bug.message)
    return Verdict(document.statements[0].verdict, document)


def _difference(left: Term, right: Term, reader: Reader) -> Basic | None:
    try:
        return value(add(left, neg(right)), reader)
    except (NoValue, SortError):
        return None


