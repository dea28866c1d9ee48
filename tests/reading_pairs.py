"""The pairs of tests/reading: formulas and what they were meant to say, written from the two documents by someone who had not seen the reader.

Both are read under the pair's own given block, and the terms compared up to what printing alone decides (`plain`).
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from symkl.elaborate.sheet import elaborate
from symkl.elaborate.statements import Sheet, Step
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.kernel import term as t
from symkl.kernel.term import Term, alpha_key
from symkl.report import DocumentFinding
from symkl.source import Source
from symkl.worksheet.read import read

FOLDER = Path(__file__).parent / "reading"
RELATIONS = ("=", "<", ">", "\\neq", "\\leq", "\\geq", "\\le ", "\\ge ", "\\propto", "\\sim", "\\succ", "\\approx", "\\equiv", "\\in ")


class Meaning(NamedTuple):
    """What a formula or a statement was read as: for each step its relation and the keys of both sides in every reading."""

    steps: tuple[tuple[str, frozenset[Any], frozenset[Any]], ...]

    def within(self, other: Meaning) -> bool:
        """Whether each side has a reading of the other's, under the same relations."""
        if len(self.steps) != len(other.steps):
            return False
        return all(a[0] == b[0] and bool(a[1] & b[1]) and (a[2] == b[2] or bool(a[2] & b[2])) for a, b in zip(self.steps, other.steps, strict=True))


def rows(name: str) -> list[dict[str, Any]]:
    """The pairs of one file."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def documents(row: dict[str, Any], formula: str, whole: bool) -> str:
    """The worksheet in which a formula is read; ``whole``: the formula is the pair's own text in its own delimiters."""
    given = f":::{{given}}\n{row['given']}\n:::\n\n"
    if row["kind"] == "document-with-front-matter" and whole:
        _, head, body = formula.split("---\n", 2)
        return f"---\n{head}---\n\n{given}{body}{_closing(row['meaning'])}"
    if row["kind"] == "document" and whole:
        return given + formula + _closing(row["meaning"])
    if row["kind"] == "formula":
        return f"{given}$$ {formula} = {formula} $$\n"
    return f"{given}$$ {formula} $$\n{_closing(formula)}"


def _closing(formula: str) -> str:
    """A display that has no relation is the head of the chain that continues it."""
    return "\n" if any(relation in formula for relation in RELATIONS) else "\n\n$$ = 0 $$\n"


def sheet(text: str) -> Sheet:
    return elaborate(read(Source("sheet.md", text)))


def judged(text: str) -> DocumentFinding:
    """A worksheet's verdicts, SymPy not asked."""
    return judge(sheet(text), standard_engines(True))


def steps(found: Sheet) -> list[Step]:
    return [step for statement in found.statements for step in statement.steps]


@cache
def _meaning(text: str, lone: bool) -> Meaning | None:
    """What a worksheet's statements say; of a formula on both sides of one sign (``lone``) one side; None where anything is unread."""
    found = steps(sheet(text))
    if not found or any(not s.left.terms or not s.right.terms for s in found) or lone and len(found) > 1:
        return None
    return Meaning(tuple((s.relation, keys(s.left.terms), frozenset() if lone else keys(s.right.terms)) for s in found))


def meaning(row: dict[str, Any], formula: str, whole: bool = False) -> Meaning | None:
    return _meaning(documents(row, formula, whole), row["kind"] == "formula")


def keys(terms: tuple[Term, ...]) -> frozenset[Any]:
    return frozenset(alpha_key(plain(term)) for term in terms)


def plain(term: Term) -> Term:
    """The term without what printing alone decides: sums and products in one row where that is the same product, numbers in one
    coefficient, the square of a root without both, a diagonal matrix in one form, and an integral against a density as the expectation that it is."""
    args = tuple(plain(part) for part in term.args)
    if term.op == "add":
        return Term("add", tuple(q for p in args for q in (p.args if p.op == "add" else (p,))), None, term.sort)
    if term.op == "mul":
        return _product(term, args)
    if term.op == "power":
        return _power(term, *args)
    if term.op == "integral":
        return _expected(term, args[0])
    if term.op == "diag" and args[0].op == "block" and args[0].sort.rows.names == ():
        return _diagonal(term, args[0].args)
    return Term(term.op, args, term.data, term.sort)


def _product(term: Term, args: tuple[Term, ...]) -> Term:
    coefficient, factors = Fraction(1), list[Term]()
    for at, part in enumerate(args):
        inner = part.args if part.op == "mul" else (part,)
        shaped = [p for p in inner if not p.sort.is_scalar]
        if shaped and part.sort.is_scalar and any(not f.sort.is_scalar for f in (*args[:at],)):
            numbers = [p for p in inner if p.op == "number"]
            rest = tuple(p for p in inner if p.op != "number")
            inner = (*numbers, Term("mul", rest, None, part.sort))
        for factor in inner:
            if factor.op == "number":
                coefficient *= factor.data
            else:
                factors.append(factor)
    if not factors or not coefficient:
        return t.number(coefficient) if term.sort.is_scalar else Term("mul", (t.number(coefficient), *factors), None, term.sort)
    if coefficient == 1 and len(factors) == 1:
        return factors[0]
    return Term("mul", (*(() if coefficient == 1 else (t.number(coefficient),)), *factors), None, term.sort)


def _power(term: Term, base: Term, exponent: Term) -> Term:
    if base.op == exponent.op == "number" and exponent.data.denominator == 1 and abs(exponent.data) < 9 and base.data:
        return t.number(base.data ** int(exponent.data))
    if exponent == t.TWO and base.op == "power" and base.args[1] == t.HALF:
        return base.args[0]
    if exponent == t.TWO and base.op == "diag":
        return Term("diag", (Term("hadamard", (base.args[0], base.args[0]), None, base.args[0].sort),), None, term.sort)
    return Term("power", (base, exponent), None, term.sort)


def _diagonal(term: Term, entries: tuple[Term, ...]) -> Term:
    size = len(entries)
    grid = tuple(entries[row] if row == col else t.ZERO for row in range(size) for col in range(size))
    return Term("block", grid, (size, size), term.sort)


def _expected(term: Term, body: Term) -> Term:
    """The integral of f times a density of exactly the variables is the expectation of f."""
    variables = tuple(t.symbol(name, sort) for name, sort in term.data)
    factors = body.args if body.op == "mul" else (body,)
    for at, factor in enumerate(factors):
        if factor.op == "pdf" and factor.args[1:] == variables:
            rest = (*factors[:at], *factors[at + 1 :])
            inside = t.UNIT if not rest else rest[0] if len(rest) == 1 else Term("mul", rest, None, body.sort)
            return Term("expectation", (factor.args[0], inside), term.data, term.sort)
    return Term("integral", (body,), term.data, term.sort)
