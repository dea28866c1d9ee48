"""The rows of ``make bench`` that look at one part: how work grows, SymPy's ``cancel``, reading, and the matrix identities."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.kernel.context import Context, Proposition
from symkl.kernel.normal import Normalizer
from symkl.kernel.term import Term, add, expectation, gaussian, inverse, mul, sub, symbol, trace, transpose, zero
from symkl.prove import prove_equal
from symkl.source import Source
from symkl.verify import read_sheet
from tests.growth import MATRIX, VECTOR, Question, lower_bound, moment_of_a_quadratic_form

ROUNDS = 5
DEGREES = range(4, 9)
IDENTITIES = Path("derivations/identities")
MOST_WORK = 10**9  # no budget
PARAGRAPH = """
Some words about the quadratic form $a^T B a$ of statement {n}, which no reader needs.

$$ (a + b)^T B (a + b) = a^T B a + 2 a^T B b + b^T B b \\tag{{{n}}} $$
"""
GIVEN = ":::{given}\nDimension $d$: $a, b \\in \\mathbb{R}^d$; $B \\in \\mathbb{R}^{d \\times d}$, $B \\succ 0$\n:::\n"

Row = tuple[str, float, str, float, bool]  # title, value, unit, bound, kept


def rows() -> Iterator[Row]:
    """Every row, as it is measured."""
    times = [normal_form(moment_of_a_quadratic_form(k)) for k in DEGREES]
    worst = max(after / before for before, after in zip(times, times[1:], strict=False))
    yield "E[(z'Az)^k], most per k up to k = 8", worst, "times", 3.5, worst <= 3.5
    ratio = normal_form(lower_bound(64)) / normal_form(lower_bound(32))
    yield "lower bound with 64 latents against 32", ratio, "times", 4.5, ratio <= 4.5
    faster = sympy_cancel() / taken(expected_distance)
    yield "an expected distance against SymPy's cancel at d = 2", faster, "times faster", 20, faster >= 20
    each = reading(200)
    yield "reading an equation", each, "microseconds", 300, each <= 300
    more = reading(3200) / each
    yield "reading an equation of a document of 550 KB", more, "times that", 1.5, more <= 1.5
    slowest = max(statement for path in sorted(IDENTITIES.glob("*.md")) for statement in statements(path))
    yield "the slowest of the matrix identities", slowest, "milliseconds", 50, slowest <= 50


def taken(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of the processor time of some work."""
    found = []
    for _ in range(rounds):
        start = time.thread_time()
        work()
        found.append(time.thread_time() - start)
    return median(found)


def normal_form(question: Question) -> float:
    """The time of a term's normal form, from nothing."""
    term, context = question
    return taken(lambda: Normalizer(context, MOST_WORK).poly(term), 3)


def expected_distance() -> None:
    """``E_p[(z - n)' T^-1 (z - n)] = tr(S T^-1) + (m - n)' T^-1 (m - n)`` for every dimension."""
    z, m, n = (symbol(name, VECTOR) for name in "zmn")
    s, t = symbol("S", MATRIX), symbol("T", MATRIX)

    def distance(of: Term) -> Term:
        return mul(transpose(sub(of, n)), inverse(t), sub(of, n))

    definite = tuple(Proposition("succ", matrix, zero(MATRIX)) for matrix in (s, t))
    context = Context({"m": VECTOR, "n": VECTOR, "S": MATRIX, "T": MATRIX}, {}, definite, {})
    left = expectation((("z", VECTOR),), gaussian(m, s), distance(z))
    assert prove_equal(left, add(trace(mul(s, inverse(t))), distance(m)), context).proved


def sympy_cancel() -> float:
    """The same in SymPy, in explicit components at d = 2: the time of ``cancel`` alone."""
    import sympy

    def matrix(name: str) -> sympy.Matrix:
        return sympy.Matrix(2, 2, lambda i, j: sympy.Symbol(f"{name}{min(i, j)}{max(i, j)}", real=True))

    s, t = matrix("a"), matrix("b").inv()
    m, n, z = (sympy.Matrix(sympy.symbols(f"{letter}0:2", real=True)) for letter in "mnz")
    polynomial = sympy.Poly(sympy.expand(((z - n).T * t * (z - n))[0]), *z)
    moments = {(0, 0): sympy.Integer(1), (1, 0): m[0], (0, 1): m[1]}
    moments |= {(2, 0): s[0, 0] + m[0] ** 2, (1, 1): s[0, 1] + m[0] * m[1], (0, 2): s[1, 1] + m[1] ** 2}
    average = sum(c * moments[degrees] for degrees, c in polynomial.terms())
    difference = average - (s * t).trace() - ((m - n).T * t * (m - n))[0]

    def cancelled() -> None:
        assert sympy.cancel(sympy.together(difference)) == 0
        sympy.core.cache.clear_cache()

    return taken(cancelled, 3)


def reading(count: int) -> float:
    """Microseconds an equation of a document with so many."""
    text = GIVEN + "".join(PARAGRAPH.format(n=n) for n in range(1, count + 1))
    return 1e6 * taken(lambda: read_sheet(Source("many", text)), 3) / count


def statements(path: Path) -> Iterator[float]:
    """Milliseconds for each statement of a worksheet."""
    sheet = read_sheet(Source(str(path), path.read_text(encoding="utf-8")))
    engines = standard_engines(fast=True)
    judge(sheet, engines)
    sheet = read_sheet(Source(str(path), path.read_text(encoding="utf-8")))
    for statement in sheet.statements:
        alone = sheet._replace(statements=(statement,))
        start = time.thread_time()
        judge(alone, engines)
        yield 1000 * (time.thread_time() - start)
