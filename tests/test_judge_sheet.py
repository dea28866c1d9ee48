"""Judging whole sheets with judges made of one exact valuation: which questions are asked, and what is traced back to where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod

import pytest

from symkl.elaborate.statements import Sheet, Side, Statement, Step
from symkl.judge.engines import Engines
from symkl.judge.nets import with_nets
from symkl.judge.sheet import judge
from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.sort import SCALAR, dimension, vector
from symkl.kernel.term import ZERO, Term, add, mul, neg, number, sub, substitute, symbol
from symkl.latex import printer
from symkl.prove.outcome import Outcome
from symkl.report import Counterexample, Diagnostic, DocumentFinding, SympyEvidence
from symkl.source import Span

A, B, K, X, Y = (symbol(n) for n in "ABKxy")
DEFINITIONS = {"A": add(X, number(1)), "B": add(Y, number(2)), "K": sub(A, B)}
CONTEXT = Context(
    dict.fromkeys("ABKxy", SCALAR), {n: Definition(n, (), t, "given") for n, t in DEFINITIONS.items()}, (), {n: n for n in "ABKxy"}
)
POINT = {"x": Fraction(355, 113), "y": Fraction(-8, 7), "h": Fraction(5, 11)}
HIDDEN = symbol("h")  # whatever holds this is out of the judges' reach


def value(term: Term) -> Fraction:
    """The term's value at one point that nothing here meets by chance."""
    if term.op == "number":
        return term.data
    if term.op == "symbol":
        return value(DEFINITIONS[term.data]) if term.data in DEFINITIONS else POINT[term.data]
    values = [value(a) for a in term.args]
    if term.op == "add":
        return sum(values, Fraction(0))
    if term.op == "power":
        return values[0] ** int(values[1])
    assert term.op == "mul"
    return prod(values, start=Fraction(1))


def unfold(term: Term) -> Term:
    return substitute(term, {n: t for n, t in DEFINITIONS.items() if n in term.free})


def sides(step: Step) -> tuple[Term, Term]:
    left = step.premise[0].left if step.role == "solution" else step.anchor.terms[0]
    return left, step.right.terms[0]


def prove(step: Step, context: Context) -> Outcome:
    left, right = sides(step)
    if step.relation == "!=":
        return Outcome(left.op == "number" and value(left) != value(right), None, None, (), (), (), ())
    hidden = "h" in left.free | right.free and left != right
    equal = not hidden and value(left) == value(right)
    difference = None if hidden else number(value(left) - value(right))
    return Outcome(equal, None if equal else "no-law", difference, ("valuation",), (), (), ())


def refute(step: Step, context: Context) -> Counterexample | None:
    left, right = sides(step)
    if "h" in left.free | right.free or value(left) == value(right):
        return None
    return Counterexample("values", (("d", 1),), (), str(value(left)), str(value(right)))


def engines(
    contradicts: Callable[[Step, Context], bool] = lambda s, c: False,
    has_model: Callable[[Context], bool] = lambda c: True,
    sympy: Callable[[Step, Context], SympyEvidence] | None = None,
) -> Engines:
    return Engines(prove, lambda term, context: (unfold(term), unfold(unfold(term))), refute, contradicts, has_model, sympy)


@dataclass
class Writer:
    """Writes chains with spans of their own, as elaboration would."""

    at: int = 0
    statements: list[Statement] = field(default_factory=list)
    last: tuple[Side, Side] | None = None

    def side(self, *terms: Term) -> Side:
        self.at += 10
        span = Span(self.at, self.at + 5)
        return Side(str(terms), span, terms) if terms else Side("?", span, diagnostic=Diagnostic("unclosed-bracket", "never closes", span))

    def chain(self, label: str, *terms: Term | tuple[Term, ...] | None, goes_on: bool = False, context: Context = CONTEXT) -> Statement:
        made = [self.side(*(t if isinstance(t, tuple) else () if t is None else (t,))) for t in terms]
        anchor, left = self.last if goes_on and self.last else (made[0], made[0])
        steps = []
        for right in made if goes_on else made[1:]:
            steps.append(Step("=", "claim", left, right, anchor, Span(left.span.start, right.span.end)))
            left = right
        self.last = (anchor, left)
        return self.add(label, tuple(steps), context)

    def add(self, label: str, steps: tuple[Step, ...], context: Context = CONTEXT) -> Statement:
        self.statements.append(Statement(label, (label,), Span(steps[0].span.start, self.at + 5), steps, context))
        return self.statements[-1]

    def judged(self, by: Engines | None = None, **fields: tuple[Statement, ...]) -> DocumentFinding:
        return judge(Sheet("sheet.md", " " * (self.at + 10), tuple(self.statements), **fields), by or engines())


def n(value: int) -> Term:
    return number(value)


def told(document: DocumentFinding) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {s.label: (s.verdict, tuple(dict.fromkeys(o for step in s.steps for o in step.carried_from))) for s in document.statements}


def test_slips_are_carried_through_chains_and_printed_results() -> None:
    sheet = Writer()
    sheet.chain("1.1", K, sub(A, B))
    sheet.chain("1.2", A, add(X, n(9)))
    sheet.chain("1.3", add(X, n(4), n(5)), goes_on=True)
    sheet.chain("1.5", B, add(Y, n(20)))
    sheet.chain("1.6", add(Y, n(10), n(10)), goes_on=True)
    sheet.chain("1.8", K, sub(add(X, n(9)), add(Y, n(20))))
    sheet.chain("1.9", K, sub(X, Y))
    document = sheet.judged()
    assert told(document) == {
        "1.1": ("proved", ()), "1.2": ("refuted", ()), "1.3": ("carried", ("1.2",)), "1.5": ("refuted", ()), "1.6": ("carried", ("1.5",)),
        "1.8": ("carried", ("1.2", "1.5")), "1.9": ("refuted", ()),
    }  # fmt: skip
    assert document.first_wrong == "1.2"
    follows = [s.follows for statement in document.statements for s in statement.steps]
    assert follows == [None, None, "proved", None, "proved", "proved", "refuted"]


def test_a_slip_of_its_own_behind_a_slip_is_refuted() -> None:
    sheet = Writer()
    sheet.chain("1", A, add(X, n(9)), add(X, n(9), n(1)), add(X, n(10)))
    finding = sheet.judged().statements[0]
    assert [s.verdict for s in finding.steps] == ["refuted", "refuted", "carried"]
    assert finding.steps[2].carried_from == ("1",)


def test_a_mended_slip_is_proved() -> None:
    sheet = Writer()
    sheet.chain("1", A, add(X, n(9)))
    sheet.chain("2", add(X, n(1)), goes_on=True)
    document = sheet.judged()
    assert told(document)["2"] == ("proved", ())
    assert document.statements[1].steps[0].follows == "refuted"


def test_around_an_unreadable_side() -> None:
    sheet = Writer()
    sheet.chain("1", A, None, add(X, n(1)))
    sheet.chain("2", None, A, add(X, n(1)))
    first, second = sheet.judged().statements
    assert [s.verdict for s in first.steps] == ["unreadable", "proved"]
    assert [s.verdict for s in second.steps] == ["unreadable", "unreadable"]
    assert first.steps[0].reason == "unclosed-bracket"
    assert first.verdict == "unreadable"
    assert [d.code for d in sheet.judged().diagnostics] == ["unclosed-bracket", "unclosed-bracket"]


def test_undecided_steps_say_what_they_rest_on_or_contradict() -> None:
    sheet = Writer()
    sheet.chain("1", A, HIDDEN)
    sheet.chain("2", A, HIDDEN)
    sheet.chain("3", add(X, n(1)), add(X, n(2)))
    first, second, _ = sheet.judged().statements
    assert first.steps[0].reason == "no-law"
    assert (second.verdict, second.steps[0].reason) == ("undecided", "rests-on 1")


def test_a_sure_side_decides_what_rests_on_it() -> None:
    """A = B proved and B = C proved give A = C, by replacement of equals."""
    reach = replace_prove(lambda s: s.anchor.terms[0] == K and s.right.terms[0].args[0] != A)
    sheet = Writer()
    sheet.chain("1", A, add(X, n(1)))
    sheet.chain("2", K, add(add(X, n(1)), neg(B)))
    by = engines()._replace(prove=reach, refute=lambda s, c: None, expansions=lambda term, c: (sub(A, B),) if term == K else ())
    document = sheet.judged(by)
    assert told(document)["2"] == ("proved", ())


def test_what_was_proved_of_a_free_name_says_nothing_of_a_bound_one() -> None:
    """log x^2 = 2 log x may be proved of a declared x > 0; under a sum or an integral the name is another's."""
    total = Term("sum", (K,), (("x", dimension("n")),), SCALAR)
    sheet = Writer()
    sheet.chain("1", K, sub(A, B))
    sheet.chain("2", total, HIDDEN)
    reached = engines()._replace(
        expansions=lambda term, context: (),
        prove=lambda s, c: Outcome(s.anchor.terms[0] != total and "h" not in s.anchor.terms[0].free, "no-law", None, (), (), (), ()),
        refute=lambda s, c: None,
    )
    (_, second) = sheet.judged(reached).statements
    assert (second.verdict, second.steps[0].follows) == ("proved", "proved")
    sheet = Writer()
    sheet.chain("1", add(X, n(1)), A)
    sheet.chain("2", Term("sum", (add(X, n(1)),), (("x", dimension("n")),), SCALAR), HIDDEN)
    (_, second) = sheet.judged(reached._replace(prove=lambda s, c: Outcome("x" not in s.anchor.terms[0].binds or s.anchor.terms[0].args[0] == A, "no-law", None, (), (), (), ()))).statements
    assert (second.verdict, second.steps[0].reason) == ("undecided", "rests-on 1")


def replace_prove(out_of_reach: Callable[[Step], bool]) -> Callable[[Step, Context], Outcome]:
    def answer(step: Step, context: Context) -> Outcome:
        return Outcome(False, "no-law", None, (), (), (), ()) if out_of_reach(step) else prove(step, context)

    return answer


def test_readings_that_differ_leave_a_step_undecided() -> None:
    sheet = Writer()
    sheet.chain("1", A, (add(X, n(1)), add(X, n(2))))
    sheet.chain("2", A, (add(X, n(1)), add(n(1), X)))
    sheet.chain("3", A, (add(X, n(3)), add(X, n(2))))
    one, two, three = sheet.judged().statements
    assert (one.verdict, one.steps[0].reason) == ("undecided", "ambiguous-reading")
    assert len(one.steps[0].notes) == 2
    assert (two.verdict, three.verdict) == ("proved", "refuted")


def test_without_a_model_nothing_is_proved() -> None:
    sheet = Writer()
    sheet.chain("1", A, add(X, n(1)))
    sheet.chain("2", A, None)
    one, two = sheet.judged(engines(has_model=lambda c: False)).statements
    assert (one.verdict, one.steps[0].reason) == ("undecided", "no-model")
    assert two.verdict == "unreadable"


@pytest.mark.parametrize("judge_against", ["refuter", "sympy"])
def test_judges_that_contradict_each_other_are_a_bug(judge_against: str) -> None:
    by = {
        "refuter": engines(contradicts=lambda s, c: True),
        "sympy": engines(sympy=lambda s, c: SympyEvidence("disagrees", (1,), "1")),
    }[judge_against]
    sheet = Writer()
    sheet.chain("1", A, add(X, n(1)))
    document = sheet.judged(by)
    assert (document.statements[0].verdict, document.statements[0].steps[0].reason) == ("undecided", "judges-contradict")
    assert [d.code for d in document.diagnostics] == ["judges-contradict"]


def test_sympy_that_finds_the_same_slip_agrees() -> None:
    sheet = Writer()
    sheet.chain("1", A, add(X, n(9)))
    (finding,) = sheet.judged(engines(sympy=lambda s, c: SympyEvidence("disagrees", (1, 2), "-8"))).statements
    assert finding.steps[0].sympy == SympyEvidence("agrees", (1, 2), "-8")


@pytest.mark.parametrize(
    ("printed", "corrected", "stale"),
    [(9, 1, False), (9, 9, True), (1, 1, True), (9, 5, True)],
)
def test_errata(printed: int, corrected: int, stale: bool) -> None:
    sheet = Writer()
    sheet.chain("1", A, add(X, n(printed)))
    sheet.chain("2", A, add(X, n(corrected)))
    mended = sheet.statements[0]._replace(correction=sheet.statements[1])
    sheet.statements = [mended]
    (finding,) = sheet.judged().statements
    assert (finding.stale is not None) == stale
    assert finding.expected == "refuted"


@pytest.mark.parametrize(("difference", "stale"), [(-8, False), (8, True)])
def test_a_comment_may_pin_the_difference(difference: int, stale: bool) -> None:
    sheet = Writer()
    sheet.chain("1", A, add(X, n(9)))
    sheet.statements = [sheet.statements[0]._replace(expected="refuted", expected_difference=n(difference))]
    (finding,) = sheet.judged().statements
    assert (finding.stale is not None) == stale


def test_skipped_statements_are_left_out() -> None:
    sheet = Writer()
    sheet.chain("1", A, add(X, n(9)))
    sheet.statements = [sheet.statements[0]._replace(skip="not ours")]
    (finding,) = sheet.judged().statements
    assert (finding.verdict, finding.skip_reason, finding.steps) == ("skipped", "not ours", ())


def test_what_givens_claim_is_judged() -> None:
    claims = Writer()
    claims.chain("given", A, add(X, n(9)))
    claims.chain("given", A, HIDDEN)
    claims.chain("given", A, add(X, n(1)))
    document = Writer().judged(given_claims=tuple(claims.statements))
    assert [d.code for d in document.diagnostics] == ["inconsistent-given", "unproved-given"]


def test_a_solution_of_a_wrong_condition_is_carried_from_it() -> None:
    sheet = Writer()
    sheet.chain("1", A, add(X, n(9)))
    left, right = sheet.side(symbol("z")), sheet.side(add(X, n(9)))
    step = Step("=", "solution", left, right, left, Span(left.span.start, right.span.end), premise=(Proposition("=", A, ZERO),), unknown=symbol("z"))
    sheet.add("2", (step,))
    assert told(sheet.judged())["2"] == ("carried", ("1",))


def test_names_that_mean_something_else_are_not_replaced() -> None:
    other = CONTEXT._replace(definitions={**CONTEXT.definitions, "B": Definition("B", (), add(Y, n(3)), "given")})
    sheet = Writer()
    sheet.chain("1", B, add(Y, n(20)))
    sheet.chain("2", K, add(A, mul(n(-1), add(Y, n(20)))), context=other)
    assert told(sheet.judged())["2"] == ("refuted", ())


@pytest.mark.parametrize(("left", "verdict"), [(A, "condition"), (number(1), "refuted")])
def test_a_condition_that_nothing_meets_is_refuted(left: Term, verdict: str) -> None:
    sheet = Writer()
    statement = sheet.chain("1", left, number(0))
    sheet.statements = [statement._replace(steps=(statement.steps[0]._replace(role="condition"),))]
    assert told(sheet.judged())["1"] == (verdict, ())


def test_sides_of_different_shapes_are_refuted() -> None:
    sheet = Writer()
    sheet.chain("1", symbol("v", vector(dimension("d"))), number(1))
    (finding,) = sheet.judged().statements
    assert (finding.verdict, finding.steps[0].reason) == ("refuted", "shapes")
    assert finding.steps[0].counterexample == Counterexample("undefined", (("d", 2),), (), r"2 \times 1", r"1 \times 1")


@pytest.mark.parametrize("reason", [None, "missing-condition: x > 0", "no-law"])
def test_a_right_side_without_a_value_misses_a_condition(reason: str | None) -> None:
    sheet = Writer()
    sheet.chain("1", A, add(X, n(9)))
    by = engines()._replace(
        prove=lambda s, c: Outcome(False, reason, None, (), (), (), ()), refute=lambda s, c: Counterexample("undefined", (), (), "1", "")
    )
    (finding,) = sheet.judged(by).statements
    assert finding.verdict == "undecided"
    assert (finding.steps[0].reason or "").startswith("missing-condition")


def test_suggestions_are_proved_before_they_are_shown() -> None:
    sheet = Writer()
    sheet.chain("1", A, add(X, n(-1)))
    sheet.chain("2", A, add(X, n(9)))
    flipped, added = sheet.judged().statements
    assert flipped.steps[0].suggestions == (printer.latex(add(X, n(1)), {}),)
    assert added.steps[0].suggestions == (printer.latex(add(X, n(1)), {}),)


def test_repairs_of_an_unreadable_side_are_shown_where_they_are_proved() -> None:
    sheet = Writer()
    statement = sheet.chain("1", A, None)
    step = statement.steps[0]
    repaired = step.right._replace(repairs=(("(x + 9)", add(X, n(9))), ("(x + 1)", add(X, n(1)))))
    sheet.statements = [statement._replace(steps=(step._replace(right=repaired),))]
    (finding,) = sheet.judged().statements
    assert (finding.verdict, finding.steps[0].suggestions) == ("unreadable", ("(x + 1)",))


@pytest.mark.parametrize(("error", "reason", "codes"), [(KeyError("x"), "internal-error", ["internal-error"]), (RecursionError(), "too-deep", [])])
def test_a_judge_that_fails_leaves_the_rest_unharmed(error: Exception, reason: str, codes: list[str]) -> None:
    def fails(step: Step, context: Context) -> Outcome:
        if step.anchor.terms[0] == A:
            raise error
        return prove(step, context)

    sheet = Writer()
    sheet.chain("1", A, HIDDEN)
    sheet.chain("2", B, add(Y, n(2)))
    document = sheet.judged(engines()._replace(prove=fails))
    assert [(s.verdict, s.steps[0].reason) for s in document.statements] == [("undecided", reason), ("proved", None)]
    assert [d.code for d in document.diagnostics] == codes


def test_a_judge_that_takes_too_long_is_interrupted() -> None:
    def endless(step: Step, context: Context) -> Outcome:
        while True:
            pass

    netted = with_nets(engines()._replace(prove=endless), lambda d: None, seconds=0.05)
    sheet = Writer()
    sheet.chain("1", A, B)
    assert netted.prove(sheet.statements[0].steps[0], CONTEXT).reason == "timeout"
