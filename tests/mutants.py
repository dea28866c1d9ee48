"""Single-edit mutants of a sheet's true steps, and what an evaluation of its own makes of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from fractions import Fraction as F
from typing import NamedTuple

from symkl.elaborate.statements import Sheet, Side, Step
from symkl.kernel import term as t
from symkl.kernel.context import Context
from symkl.kernel.sort import Sort, SortError
from symkl.kernel.term import Term
from symkl.report import Counterexample
from tests import exact
from tests.exact import Evaluation, Matrix, Minimisers, Mixture, Model, Normal, Undefined, Unsupported

SIZES = (1, 2, 3, 2, 1)


class Mutant(NamedTuple):
    """A true step with one edit of a side."""

    label: str
    true: Step
    step: Step
    context: Context
    side: str  # "left" or "right"


# -- edits -------------------------------------------------------------------------------------------------------------------------


def edits(term: Term, context: Context) -> Iterator[Term]:
    """Every single edit that keeps the sort: sign, factor, power, transpose, symbol, a term dropped or doubled, a constant."""
    seen = {term}
    for path, part in places(term):
        keeps = bool(path) and t.subterm_at(term, path[:-1]).op in ("function", "derivative")
        for make in _edits_of(part, context):
            try:
                new = make()
                if keeps and new.sort != part.sort:
                    continue
                edited = t.replace_at(term, path, new)
            except (SortError, AttributeError, ValueError, ZeroDivisionError):
                continue
            if edited.sort == term.sort and edited not in seen:
                seen.add(edited)
                yield edited


def places(term: Term, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Term]]:
    yield path, term
    for i, arg in enumerate(term.args):
        yield from places(arg, (*path, i))


def _edits_of(part: Term, context: Context) -> Iterator[Callable[[], Term]]:
    open_ones = {f.left.data for f in context.facts if f.relation == "free-of"}
    others = (n for n, s in context.symbols.items() if s == part.sort and n != part.data and n not in open_ones)
    if part.op == "symbol":
        for name in others:
            yield lambda name=name: t.symbol(name, part.sort)  # type: ignore[misc]
    if part.op in ("symbol", "arbitrary") and part.sort.kind == "law":
        for definition in context.definitions.values():
            if definition.body.sort == part.sort and not definition.parameters and definition.name != part.data:
                yield lambda name=definition.name: t.symbol(name, part.sort)  # type: ignore[misc]
    if part.sort.kind != "value" or part.sort.over or part.op == "block":
        return
    yield lambda: t.neg(part)
    if part.op == "number":
        # half an inverse of a matrix would be a root of it
        for value in (part.data + 1, part.data - 1, part.data * 2, part.data / 2):
            yield lambda value=value: t.number(value)  # type: ignore[misc]
    else:
        yield lambda: t.mul(t.TWO, part)
        yield lambda: t.mul(t.HALF, part)
    if part.op == "add":
        for i, arg in enumerate(part.args):
            yield lambda i=i: t.add(*part.args[:i], *part.args[i + 1 :])  # type: ignore[misc]
            yield lambda arg=arg: t.add(*part.args, arg)  # type: ignore[misc]
    if part.op == "mul" and len(part.args) > 1:
        for i in range(len(part.args)):
            yield lambda i=i: t.mul(*part.args[:i], *part.args[i + 1 :])  # type: ignore[misc]
    if part.op in ("power", "log", "exp", "transpose", "det", "trace"):
        yield lambda: part.args[0]
    if part.op in ("symbol", "dimension") and part.sort.is_scalar:
        yield lambda: t.power(part, t.TWO)
        yield lambda: t.add(part, t.UNIT)
    if part.op == "dimension":
        yield lambda: t.UNIT
        yield lambda: t.TWO
    if part.op == "constant":
        yield lambda: t.E if part.data == "pi" else t.PI
    if not part.sort.is_scalar:
        yield lambda: t.transpose(part)
    if part.op == "trace":
        yield lambda: t.det(part.args[0])
    if part.op == "det":
        yield lambda: t.trace(part.args[0])


# -- material ----------------------------------------------------------------------------------------------------------------------


def true_steps(sheet: Sheet) -> Iterator[tuple[str, Step, Context]]:
    """Steps that are to be true: as printed from their anchor, from the printed left side, and as corrected."""
    for statement in sheet.statements:
        corrections = statement.correction.steps if statement.correction is not None else ()
        for step in (*statement.steps, *corrections):
            if step.relation != "=" or step.role not in ("claim", "solution") or len(step.right.terms) != 1 or len(step.anchor.terms) != 1:
                continue
            yield statement.label, step, statement.context
            if step.left.term is not None and step.left.term != step.anchor.term:
                yield statement.label + "'", step._replace(anchor=step.left), statement.context


def mutants(sheet: Sheet) -> Iterator[Mutant]:
    """All mutants of the steps that the exact evaluation finds true."""
    for label, step, context in true_steps(sheet):
        if verdict(step, step, context) != "equal":
            continue
        assert step.right.term is not None and step.anchor.term is not None
        for term in edits(step.right.term, context):
            yield Mutant(label, step, step._replace(right=_side(step.right, term)), context, "right")
        if step.role == "claim" and step.anchor.term.op != "symbol":
            for term in edits(step.anchor.term, context):
                side = _side(step.anchor, term)
                yield Mutant(label, step, step._replace(anchor=side, left=side), context, "left")


def _side(side: Side, term: Term) -> Side:
    return side._replace(terms=(term,))


# -- the other evaluation ----------------------------------------------------------------------------------------------------------

_models: dict[int, tuple[Context, list[list[Model]]]] = {}


def models(context: Context) -> list[list[Model]]:
    """Groups of models; in a group only what an open constant may not depend on differs."""
    if id(context) not in _models:
        dice = random.Random(12)
        _models[id(context)] = (context, [_group(context, size, dice) for size in SIZES])
    return _models[id(context)][1]


def _group(context: Context, size: int, dice: random.Random) -> list[Model]:
    sizes = {n: size for s in context.symbols.values() for d in (s.rows, s.cols, *(x for p in s.parts for x in (p.rows, p.cols))) for n in d.names}
    values = {n: drawn(n, s, context, sizes, dice) for n, s in context.symbols.items() if s.kind == "value" and n not in context.definitions}
    laws = {n: mixture(_rows(s.parts[0], sizes), dice) for n, s in context.symbols.items() if s.kind == "law" and n not in context.definitions}
    first = Model(sizes, values, laws)
    barred = {f.right.data for f in context.facts if f.relation == "free-of"}
    if not barred:
        return [first]
    moved = {n: drawn(n, context.symbols[n], context, sizes, dice) for n in sorted(barred)}
    return [first, Model(sizes, {**values, **moved}, laws)]


def _rows(sort: Sort, sizes: dict[str, int]) -> int:
    return sort.rows.constant + sum(sizes[n] for n in sort.rows.names)


def drawn(name: str, sort: Sort, context: Context, sizes: dict[str, int], dice: random.Random) -> Matrix:
    """A value that meets the facts about a name."""
    if any(f.relation == "free-of" and f.left.op == "symbol" and f.left.data == name for f in context.facts):
        return exact.scalar(exact.generator("c"))
    rows, cols = _rows(sort, sizes), _rows(sort.transposed, sizes)
    about = {f.relation for f in context.facts if f.left.op == "symbol" and f.left.data == name}
    if "succ" in about:
        return definite(rows, dice)
    pool = [F(1, 2), F(2), F(3), F(4, 3), F(5, 2), F(1, 3)]
    sign = 1 if ">" in about else None
    return exact.matrix([[dice.choice(pool) * (sign or dice.choice((1, -1))) for _ in range(cols)] for _ in range(rows)])


def definite(size: int, dice: random.Random) -> Matrix:
    lower = [[F(dice.choice((1, 2, 3, F(1, 2)))) if i == j else F(dice.randint(-2, 2)) if j < i else F(0) for j in range(size)] for i in range(size)]
    return exact.times(exact.matrix(lower), exact.transposed(exact.matrix(lower))) if size > 1 else exact.matrix([[lower[0][0] ** 2]])


def mixture(size: int, dice: random.Random) -> Mixture:
    parts = tuple(Normal(exact.matrix([[F(dice.randint(-3, 3))] for _ in range(size)]), definite(size, dice)) for _ in range(2))
    return Mixture((F(1, 3), F(2, 3)), parts)


def verdict(true: Step, step: Step, context: Context) -> str:
    """equal, unequal, undefined (the right side where the left side is not), undefined-left or unsupported, by exact evaluation."""
    found = [_in_group(true, step, context, group) for group in models(context)]
    for answer in ("unsupported", "unequal", "undefined"):
        if answer in found:
            return answer
    return "equal" if "equal" in found else "undefined-left"


def _in_group(true: Step, step: Step, context: Context, group: list[Model]) -> str:
    try:
        return _agree(true, step, context, group)
    except Unsupported:
        return "unsupported"


def _agree(true: Step, step: Step, context: Context, group: list[Model]) -> str:
    constant: exact.Number | None = None
    answer = "skip"
    for model in group:
        try:
            values = sides(true, step, Evaluation(context, model))
        except Undefined:
            continue
        if values is None:
            return "undefined"
        left, right = values
        answer = "equal"
        if isinstance(left, Minimisers) or isinstance(right, Minimisers):
            if left != right:
                return "unequal"
            continue
        difference = [x for row in exact.plus(left, right, -1) for x in row]
        plain = [x for x in difference if x.terms and not exact.has(x, "c")]
        if plain:
            assert any(abs(exact.approximate(x)) > 1e-30 for x in plain), "written differently, yet the same number"
            return "unequal"
        for fixed in (_fixed(x) for x in difference if exact.has(x, "c")):
            if constant is not None and differ(fixed, constant):
                return "unequal"
            constant = fixed
    return answer


# -- counterexamples, read back --------------------------------------------------------------------------------------------------------

_FRACTION = re.compile(r"(-?)\\frac\{(\d+)\}\{(\d+)\}")


def confirmed(mutant: Mutant, found: Counterexample) -> bool | None:
    """Whether the step fails in the model that symkl tells; None where the model cannot be read back."""
    try:
        group = [_told(mutant.context, found.dimensions, values) for values in (found.values, found.other) if values is not None]
        return _agree(mutant.true, mutant.step, mutant.context, group) == "unequal"
    except Unsupported:
        return None


def _told(context: Context, dimensions: tuple[tuple[str, int], ...], values: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]) -> Model:
    """The model of a counterexample; names that it leaves out do not matter and get some value."""
    size = next((n for _, n in dimensions), 1)
    start = _group(context, size, random.Random(5))[0]
    open_ones = {context.latex.get(f.left.data, f.left.data) for f in context.facts if f.relation == "free-of"}
    told = {name: tuple(tuple(_rational(x) for x in row) for row in rows) for name, rows in values if name not in open_ones}
    names = {context.latex.get(n, n): n for n in start.values}
    known = {n: told[latex] for latex, n in names.items() if latex in told}
    laws = {n: _told_law(n, told) or law for n, law in start.laws.items()}
    return Model({**start.sizes, **dict(dimensions)}, {**start.values, **known}, laws)


def _told_law(name: str, told: dict[str, Matrix]) -> Mixture | None:
    keys = [name, *(f"{name}, {k}" for k in (1, 2))]
    parts = [(told.get(f"\\pi_{{{k}}}"), told.get(f"\\mathbb{{E}}_{{{k}}}"), told.get(f"\\operatorname{{Cov}}_{{{k}}}")) for k in keys]
    found = [(w[0][0].rational if w else F(1), Normal(m, c)) for w, m, c in parts if m is not None and c is not None]
    return Mixture(tuple(w for w, _ in found), tuple(n for _, n in found)) if found else None


def _rational(text: str) -> exact.Number:
    fraction = _FRACTION.fullmatch(text)
    if fraction is not None:
        return exact.rational(F(int(fraction[1] + fraction[2]), int(fraction[3])))
    if not re.fullmatch(r"-?\d+", text):
        raise Unsupported(text)
    return exact.rational(int(text))


def differ(one: exact.Number, other: exact.Number) -> bool:
    return bool((one - other).terms)


def _fixed(difference: exact.Number) -> exact.Number:
    """The value of the open constant by which an expression linear in it vanishes."""
    factor = exact.Number({tuple(p for p in m if p[0] != ("c",)): c for m, c in difference.terms.items() if (("c",), F(1)) in m})
    rest = exact.Number({m: c for m, c in difference.terms.items() if not any(g == ("c",) for g, _ in m)})
    if any(g == ("c",) and e != 1 for m in difference.terms for g, e in m):
        raise Unsupported("not linear in the constant")
    return rest.scaled(F(-1)) * exact.power(factor, F(-1))


def sides(true: Step, step: Step, at: Evaluation) -> tuple[Matrix | Minimisers, Matrix | Minimisers] | None:
    """The values of both sides; of a solution the true right side stands on the left. None: only the right side has no value."""
    left = true.right.term if step.role == "solution" else step.anchor.term
    assert left is not None and step.right.term is not None
    one = valued(left, at)
    try:
        return one, valued(step.right.term, at)
    except Undefined:
        return None


def valued(term: Term, at: Evaluation) -> Matrix | Minimisers:
    while term.op == "symbol" and term.data in at.context.definitions and not at.context.definitions[term.data].parameters:
        term = at.context.definitions[term.data].body
    return at.minimisers(term, {}) if term.op in ("argmin", "argmax") else at.value(term)
