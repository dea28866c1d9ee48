"""The second question: does a step hold as printed? By replacement of printed sides, never by deduction from printed equations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from symkl.elaborate.statements import Side, Step
from symkl.judge.choices import Choice, choices_of, looked_in, put_in
from symkl.judge.claim import Claim, judge_reading, only
from symkl.judge.engines import Engines
from symkl.judge.history import History, Printed
from symkl.judge.table import Support
from symkl.kernel.context import Context
from symkl.kernel.term import Term, bound_in
from symkl.prove.anchors import denominators
from symkl.prove.session import bare
from symkl.record import NamedTuple

MOST_CHOICES = 48  # choices of printed sides tried for one step
MOST_ASKED = 24  # of these, how many are put to the judges
MOST_ASKED_OF_PROVED = 3  # the same for a step whose verdict does not hang on it
MOST_PUT_BACK = 8  # wrongly printed sides that are taken for what they were said to equal
MOST_REFUTED = 12  # choices that are put to the refuter


class Answer(NamedTuple):
    """The answer to the question, with its evidence."""

    support: Support
    claim: Claim | None = None  # how the step judged with printed sides came out
    sure: bool = False  # the printed sides used are themselves proved to equal what they stand for


NOTHING = Answer(Support(None))


def judge_follows(step: Step, label: str, claim: Claim, context: Context, history: History, engines: Engines) -> Answer:
    """Inside a chain the printed left side against the right; at its start, printed sides for the anchors that occur in it."""
    before = history.at(step.left.span)
    if before is not None and step.role == "claim":
        return _inside(step, label, before, claim, context, engines)
    if step.left.term is None:
        return NOTHING
    return _start(step, claim, context, history, engines)


def _inside(step: Step, label: str, before: Printed, claim: Claim, context: Context, engines: Engines) -> Answer:
    support = Support(None, (before.label,), before.origins, before.label == label)
    if before.sure and claim.status != "undecided":
        # The printed left side is the anchor, so both questions are one.
        return Answer(support._replace(status=claim.status), claim, sure=True)
    if step.left.span == step.anchor.span:
        return Answer(support._replace(status=claim.status), claim)
    answers = [judge_reading(printed_step(step, left, right), context, engines) for left, right in _readings(step)]
    if len({a.status for a in answers}) != 1:
        return Answer(support._replace(status="undecided"))
    return Answer(support._replace(status=answers[0].status), answers[0], before.sure)


def _readings(step: Step) -> Iterator[tuple[Term, Term]]:
    return islice(product(step.left.terms, step.right.terms), 8)


def printed_step(step: Step, left: Term, right: Term) -> Step:
    """The step from its printed left side."""
    side = only(step.left, left)
    return step._replace(anchor=side, left=side, right=only(step.right, right))


def _start(step: Step, claim: Claim, context: Context, history: History, engines: Engines) -> Answer:
    """Every choice is first put to the prover alone; the refuter is asked only when none was proved."""
    choices = tuple(islice(choices_of(step, context, history, engines), MOST_CHOICES))
    if not choices:
        return _put_back(step, claim, context, history, engines) or NOTHING
    # Sure sides are equal to what they stand for, so they give what the claim gave.
    asked = choices if claim.status == "undecided" else tuple(c for c in choices if not c.sure)
    if claim.status == "proved" and len(asked) < len(choices):
        return Answer(_support("proved", next(c for c in choices if c.sure)), claim, True)
    bound = MOST_ASKED_OF_PROVED if claim.status == "proved" else MOST_ASKED
    for choice in asked[:bound]:
        replaced = put_in(step, choice)
        outcome = None if replaced is None else engines.prove(replaced, context)
        if outcome is not None and outcome.proved:
            sure = choice.sure and claim.status == "undecided" and _stands_for(step, choice, context, engines)
            return Answer(_support("proved", choice), Claim("proved", None, outcome), sure)
    carried = _where_defined(step, claim, asked[:bound], context, engines) or _put_back(step, claim, context, history, engines)
    if carried is not None:
        return carried
    return Answer(_support(_against(step, asked, bound, context, engines), choices[0]))


def _where_defined(step: Step, claim: Claim, asked: tuple[Choice, ...], context: Context, engines: Engines) -> Answer | None:
    """A wrong solution of a wrong condition: it follows if it does so wherever what is printed is defined and in the variable's domain."""
    right = step.right.term
    if claim.status != "refuted" or step.role != "solution" or right is None:
        return None
    for choice in asked:
        replaced = put_in(step, choice)
        needed = denominators(right)
        outcome = None if replaced is None else engines.prove(replaced, context.with_facts(*needed))
        if replaced is not None and outcome is not None and outcome.reason == "missing-condition":
            needed = (*needed, *(c for c in outcome.conditions if bare(c.left, context) == bare(right, context) and c not in needed))
            outcome = engines.prove(replaced, context.with_facts(*needed))
        if outcome is not None and outcome.proved and needed:
            return Answer(_support("proved", choice), Claim("proved", None, outcome._replace(conditions=(*outcome.conditions, *needed))))
    return None


def _put_back(step: Step, claim: Claim, context: Context, history: History, engines: Engines) -> Answer | None:
    """A wrong right side in which a wrongly printed side stands: it follows if it is right with what that side was said to equal."""
    right = step.right.term
    if claim.status != "refuted" or step.role != "claim" or right is None or step.premise:
        return None
    for printed, term in islice(_with_anchors(right, history.wrong_sides(context)), MOST_PUT_BACK):
        outcome = engines.prove(step._replace(right=only(step.right, term)), context)
        if outcome.proved:
            return Answer(Support("proved", (printed.label,), printed.origins), Claim("proved", None, outcome))
    return None


def _with_anchors(right: Term, sides: tuple[Printed, ...]) -> Iterator[tuple[Printed, Term]]:
    """The side with one occurrence of a printed one, as a part of it, as what that was said to equal."""
    bound = bound_in(right)
    for printed in sides:
        if bound.isdisjoint(printed.anchor.free | printed.side.free) and printed.anchor.sort == printed.side.sort:
            yield from ((printed, term) for term in _each_replaced(right, printed) if term != printed.anchor)


def _each_replaced(term: Term, printed: Printed) -> Iterator[Term]:
    if term == printed.side:
        yield printed.anchor
    for place, argument in enumerate(term.args):
        for changed in _each_replaced(argument, printed):
            yield term.rebuild((*term.args[:place], changed, *term.args[place + 1 :]))


def _against(step: Step, asked: tuple[Choice, ...], bound: int, context: Context, engines: Engines) -> str:
    """Refuted, where a model speaks against every choice."""
    if len(asked) > min(bound, MOST_REFUTED):
        return "undecided"
    steps = (put_in(step, choice) for choice in asked)
    return "refuted" if all(s is None or judge_reading(s, context, engines).status == "refuted" for s in steps) else "undecided"


def _stands_for(step: Step, choice: Choice, context: Context, engines: Engines) -> bool:
    """Whether the term with the sure sides put in equals the step's own left side for certain.

    What was printed of a free name may be used of a bound one, of which less is known; and the unfolded term, made only to look for
    anchors in, has to be proved equal to the printed one.
    """
    bound = bound_in(choice.shape)
    if any(not bound.isdisjoint(p.anchor.free | p.side.free) for p in choice.used):
        return False
    printed = looked_in(step)
    if printed is None or choice.shape is printed:
        return printed is not None
    side = Side(step.left.latex, step.left.span, (printed,))
    unfolded = Step("=", "claim", side, side._replace(terms=(choice.shape,)), side, step.span)
    return engines.prove(unfolded, context).proved


def _support(status: str, choice: Choice) -> Support:
    used = sorted(choice.used, key=lambda p: p.span)
    labels = tuple(dict.fromkeys(p.label for p in used))
    return Support(status, labels, tuple(dict.fromkeys(o for p in used for o in p.origins)))
