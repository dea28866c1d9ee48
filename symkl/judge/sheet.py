"""A worksheet, judged: every step asked both questions, the table applied, what was carried traced back."""

from __future__ import annotations

from symkl.elaborate.statements import Sheet, Side, Statement, Step
from symkl.garbage import RarelyCollected
from symkl.judge.claim import Claim, judge_claim, misfit
from symkl.judge.contradictions import contradiction
from symkl.judge.engines import Engines
from symkl.judge.evidence import Wishes, judged, statement_reading, unjudged
from symkl.judge.expect import expected_verdict, stale, unmended
from symkl.judge.follows import NOTHING, Answer, judge_follows
from symkl.judge.history import History
from symkl.judge.models import Models
from symkl.judge.nets import CLOCK, with_nets
from symkl.judge.oversight import Watch, unwatched
from symkl.judge.premises import VACUOUS, without_premise
from symkl.judge.relevance import to_the_point
from symkl.judge.settled import unread_verdict
from symkl.judge.table import FINAL, Ruling, rule, worst
from symkl.judge.telling import told_arguments
from symkl.judge.third import ask_sympy, contradicts
from symkl.judge.witnesses import Witnesses
from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import Term, add, neg
from symkl.prove.arguments import carried
from symkl.repair.suggest import for_unreadable, for_wrong
from symkl.report import Diagnostic, DocumentFinding, StatementFinding, StepFinding, SympyEvidence

NO_WISHES = Wishes()


def judge(sheet: Sheet, engines: Engines, wishes: Wishes = NO_WISHES, watch: Watch = unwatched) -> DocumentFinding:
    """What the sheet's given blocks claim, then every statement in its order."""
    judge_of_sheet = _Judge(engines, wishes, watch, sheet)
    with RarelyCollected(), CLOCK.wound_up():
        found = judge_of_sheet.givens(sheet)
        findings = tuple(judge_of_sheet.statement(s) for s in sheet.statements)
    return DocumentFinding(sheet.path, sheet.text, findings, _once((*_read(sheet), *judge_of_sheet.diagnostics, *found)),
                           lasting=judge_of_sheet.lasting)  # fmt: skip


class _Judge:
    """The state of one sheet's judging: what was printed, which scopes have a model, what is to be said."""

    def __init__(self, engines: Engines, wishes: Wishes, watch: Watch, sheet: Sheet) -> None:
        self.sheet = sheet
        self.without_model: set[tuple[Proposition, ...]] = set()
        self.watch = watch
        self.diagnostics: list[Diagnostic] = []
        self.lasting = True
        self.engines = with_nets(to_the_point(engines), self.diagnostics.append, caught_one=self._caught)
        self.wishes = wishes
        self.history = History()
        self.models = Models(self.engines)
        self.witnesses = Witnesses()

    def _caught(self) -> None:
        """A judge fell: with more time or memory it might have said more."""
        self.lasting = False

    def statement(self, statement: Statement) -> StatementFinding:
        """One statement with its erratum or comment."""
        if statement.skip is not None:
            reading = statement_reading(statement.steps, statement.context, self.wishes.brackets)
            return StatementFinding(statement.label, statement.labels, statement.span, "skipped", (), reading, skip_reason=statement.skip)
        steps = tuple(self._remembered(step, statement) for step in statement.steps)
        verdict = worst(s.verdict for s in steps)
        correction = self._correction(statement)
        return StatementFinding(
            statement.label,
            statement.labels,
            statement.span,
            verdict,
            steps,
            statement_reading(statement.steps, statement.context, self.wishes.brackets),
            expected_verdict(statement, verdict),
            stale(statement, verdict, correction, self._pinned(statement)) or unmended(statement, steps),
            correction,
        )

    def _remembered(self, step: Step, statement: Statement) -> StepFinding:
        finding = self.step(step, statement)
        self.history.add(step, statement.label, self.witnesses.within(statement.context), finding.verdict, finding.carried_from)
        return finding

    def step(self, step: Step, statement: Statement, alone: bool = False) -> StepFinding:
        """One step: what the reader has settled, else the two questions; of a step that stands ``alone`` only the first."""
        given_up = self.watch(step.span)
        if given_up is not None:
            return self._given_up(step, given_up)
        settled = self._settled(step, statement.context)
        context = self.witnesses.within(statement.context)
        if settled is not None:
            suggested = for_unreadable(step, context, self._proves) if settled[0] == "unreadable" else ()
            return unjudged(step, *settled)._replace(suggestions=suggested)
        if step.role == "hypothesis":
            step = without_premise(step)
            if misfit(step) is None and not self._proves(step, context):
                return unjudged(step, "condition", None)
        claim = judge_claim(step, context, self.engines)
        answer = NOTHING if alone else judge_follows(step, statement.label, claim, context, self.history, self.engines)
        if claim.reason == VACUOUS and not alone:
            claim, answer = self._carried_over(step, statement.label, context) or (claim, answer)
        claim = _by_what_is_sure(claim, answer)
        ruling = rule(claim.status, answer.support, claim.reason)
        sympy = ask_sympy(self.engines, step, claim, context)
        ruling = self._contradicted(step, claim, sympy, ruling)
        if ruling.verdict == "refuted" and claim.status != "refuted" and answer.claim is not None:
            claim = claim._replace(counterexample=answer.claim.counterexample)
        told = claim.outcome if ruling.verdict in ("refuted", "carried") and step.role != "converse" else None
        difference = None if told is None else self.engines.difference(step, told)
        finding = judged(step, claim, answer.support.status, ruling, difference, sympy, context, self.wishes)
        if self.wishes.derivations and ruling.verdict == "carried" and answer.claim is not None:
            finding = finding._replace(arguments=finding.arguments + told_arguments(carried(answer.claim.outcome), context.latex))
        if claim.status == "proved" and not alone:
            self.witnesses.learn(claim.outcome, statement.label)
        if ruling.verdict != "refuted":
            return finding
        return finding._replace(suggestions=for_wrong(step, context, difference, self._proves, self.engines.contradicts))

    def _carried_over(self, step: Step, label: str, context: Context) -> tuple[Claim, Answer] | None:
        """Behind an arrow from a line that is itself wrong: what is wrong by itself and follows from that line as printed is carried on."""
        own = without_premise(step)
        claim = judge_claim(own, context, self.engines)
        answer = judge_follows(own, label, claim, context, self.history, self.engines) if claim.status == "refuted" else NOTHING
        return (claim, answer) if answer.support.status == "proved" and answer.support.origins else None

    def _given_up(self, step: Step, reason: str) -> StepFinding:
        """A process that judged this step has died of it."""
        self.lasting = False
        if reason == "internal-error":
            message = "a process of symkl died over this step: this is a bug of symkl"
            self.diagnostics.append(Diagnostic(reason, message, step.span))
        return unjudged(step, "undecided", reason)

    def _proves(self, step: Step, context: Context) -> bool:
        return self.engines.prove(step, context).proved

    def _settled(self, step: Step, context: Context) -> tuple[str, str | None] | None:
        """The verdict and reason of a step that is no question for the judges."""
        unread = [unread_verdict(side) for side in (step.right, step.anchor) if side.term is None]
        if unread:
            verdict, code = min(unread, key=lambda found: found[1] == "size-unknown")  # the other side is why
            return (verdict, step.reason or code) if verdict == "undecided" else (verdict, code)
        if not self.models.has(context):
            self._contradiction(context)
            return "undecided", "no-model"
        if self.models.contradictory(context):
            return "undecided", "inconsistent-given"
        if step.reason is not None:
            return "undecided", step.reason
        if step.role == "definition":
            return "definition", None
        if step.role == "condition":
            return self._condition(step, context)
        return None

    def _contradiction(self, context: Context) -> None:
        """Say once which declarations contradict each other, where that is proved."""
        if context.facts not in self.without_model:
            self.without_model.add(context.facts)
            found = contradiction(context, self.sheet, self.engines)
            self.diagnostics += [found] if found is not None else []

    def _condition(self, step: Step, context: Context) -> tuple[str, str | None]:
        """A condition that no model meets is refuted: one whose left side is never zero."""
        printed = self.history.at(step.left.span)
        shorter = step._replace(anchor=step.left) if printed is not None and printed.sure and step.left.term is not None else step
        never = shorter._replace(relation="!=", role="claim")
        return ("refuted", "no-model-meets-it") if self.engines.prove(never, context).proved else ("condition", None)

    def _contradicted(self, step: Step, claim: Claim, sympy: SympyEvidence, ruling: Ruling) -> Ruling:
        """Judges that contradict each other are a bug of symkl: said aloud, and nothing is decided."""
        against = "the refuter" if claim.contradicted else "SymPy" if contradicts(claim, sympy) else None
        if against is None:
            return ruling
        judge_of_it = "kernel proves" if claim.status == "proved" else "refuter refutes"
        message = f"the {judge_of_it} this step and {against} contradicts it: this is a bug of symkl, please report it"
        self.diagnostics.append(Diagnostic("judges-contradict", message, step.span))
        return Ruling("undecided", "judges-contradict")

    def _correction(self, statement: Statement) -> StatementFinding | None:
        """The erratum's line, judged against the definitions; it is no printed side that others rest on."""
        if statement.correction is None:
            return None
        corrected = statement.correction
        steps = tuple(self.step(step, corrected, alone=True) for step in corrected.steps)
        reading = statement_reading(corrected.steps, corrected.context, self.wishes.brackets)
        return StatementFinding(corrected.label, corrected.labels, corrected.span, worst(s.verdict for s in steps), steps, reading)

    def _pinned(self, statement: Statement) -> bool | None:
        """Whether some step's difference is the one that the comment states; None where it states none."""
        stated = statement.expected_difference
        if stated is None:
            return None
        return any(self._differs_by(step, stated, self.witnesses.within(statement.context)) for step in statement.steps)

    def _differs_by(self, step: Step, stated: Term, context: Context) -> bool:
        anchor, right = step.anchor.term, step.right.term
        if anchor is None or right is None or not anchor.sort == right.sort == stated.sort:
            return False
        difference = Side(step.left.latex, step.left.span, (add(anchor, neg(right)),))
        question = step._replace(role="claim", relation="=", anchor=difference, left=difference, right=step.right._replace(terms=(stated,)))
        return self.engines.prove(question, context).proved

    def givens(self, sheet: Sheet) -> tuple[Diagnostic, ...]:
        """What given blocks claim beyond declaring must be so."""
        found = tuple((claim, step, self._given(claim, step)) for claim in sheet.given_claims for step in claim.steps)
        for claim, step, said in found:
            if step.relation == "=" and any(d.code == "inconsistent-given" for d in said):
                self.models.contradict(claim.context)
        return tuple(d for _, _, said in found for d in said)

    def _given(self, claim: Statement, step: Step) -> tuple[Diagnostic, ...]:
        finding = self.step(step, claim, alone=True)
        if finding.verdict in ("proved", "definition", "condition"):
            return ()
        text = f"{step.left.latex} {step.relation} {step.right.latex}"
        if finding.verdict in ("refuted", "carried"):
            return (Diagnostic("inconsistent-given", f"what else is given makes this untrue: {text}", step.span),)
        reason = f" ({finding.reason})" if finding.reason else ""
        return (Diagnostic("unproved-given", f"this has to follow from what else is given, and is {finding.verdict}{reason}: {text}", step.span),)


def _by_what_is_sure(claim: Claim, answer: Answer) -> Claim:
    """An undecided claim is decided by printed sides that are themselves proved to equal what they stand for."""
    other = answer.claim
    if claim.status != "undecided" or other is None or not answer.sure or claim.reason in {"ambiguous-reading", *FINAL}:
        return claim
    if other.status not in ("proved", "refuted"):
        return claim
    return other


def _read(sheet: Sheet) -> tuple[Diagnostic, ...]:
    """All that the reader had to say, in the order of the text."""
    found = list(sheet.diagnostics)
    for statement in sheet.statements:
        found += statement.diagnostics
        for step in (*statement.steps, *(statement.correction.steps if statement.correction else ())):
            found += step.diagnostics
            found += (side.diagnostic for side in (step.left, step.right, step.anchor) if side.diagnostic is not None)
    return tuple(sorted(found, key=lambda d: (d.path or "", d.span)))


def _once(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    return tuple(dict.fromkeys(diagnostics))
