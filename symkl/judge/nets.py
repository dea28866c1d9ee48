"""Safety nets under the judges: one that takes too long, nests too deep or fails leaves a step undecided and the rest unharmed.

Work is bounded by budgets inside the judges, so that verdicts do not depend on the machine; the clock here is for what they missed. It counts the
process's own time, not that of what else the machine does.
A failure is a bug of symkl: it is reported as one and decides nothing.
"""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found, unused-ignore]  # `signal` makes enumerations of its names, which takes long
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from symkl.elaborate.statements import Step
from symkl.judge.engines import Engines
from symkl.kernel.context import Context
from symkl.kernel.sort import SortError
from symkl.prove.outcome import Outcome, Refused
from symkl.report import Diagnostic, SympyEvidence
from symkl.source import Span

SECONDS = 10.0  # of processor time for a judge's answer
CHECK_SECONDS = 2.0  # for the cross-check of a proved step, which decides nothing unless there is a bug
AGAIN = 1.0  # later the clock rings once more: an interruption is lost where it meets a callback from C, such as the garbage collector's
#: What a mistake in a judge's own code raises.
FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, SortError, TypeError, ValueError)

Answer = TypeVar("Answer")


class TimeUp(BaseException):
    """The clock's interruption; no judge may take it for an error of its own."""


UNSOUND = "unsound"  # the reason and the diagnostic: the kernel refused a derivation of ours
_REASONS: dict[type[BaseException], str] = {
    TimeUp: "timeout", RecursionError: "too-deep", MemoryError: "out-of-memory", Refused: "unsound",
}  # fmt: skip


class Clock:
    """Interrupts judges that take too long, where the platform and the thread allow it; inside ``with`` it is there for many calls."""

    def __init__(self) -> None:
        self.running = False

    @contextmanager
    def wound_up(self) -> Iterator[None]:
        """Have the signal's handler in place."""
        try:
            before = None if self.running else signal.signal(signal.SIGVTALRM, _ring)
        except (AttributeError, ValueError):  # no such signal here, or not the main thread
            before = None
        if before is None:
            yield
            return
        self.running = True
        try:
            yield
        finally:
            self.running = False
            signal.signal(signal.SIGVTALRM, before)

    def within(self, seconds: float, ask: Callable[[], Answer]) -> Answer:
        """The answer; `TimeUp` if it takes longer."""
        if not self.running:
            with self.wound_up():
                return self.within(seconds, ask) if self.running else ask()
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
        try:
            return ask()
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)


CLOCK = Clock()


def _ring(number: int, frame: FrameType | None) -> None:
    raise TimeUp


def with_nets(
    engines: Engines, say: Callable[[Diagnostic], None], seconds: float = SECONDS, caught_one: Callable[[], None] = lambda: None
) -> Engines:
    """The same judges, each above a net; ``say`` takes the diagnostics of those that failed, ``caught_one`` is told of every one that fell."""

    def caught(ask: Callable[[], Answer], instead: Callable[[str], Answer], step: Step | None, most: float = seconds) -> Answer:
        try:
            return CLOCK.within(most, ask)
        except (TimeUp, RecursionError, MemoryError) as fall:
            caught_one()
            return instead(_REASONS[type(fall)])
        except Refused as refused:
            caught_one()
            place = Span(0, 0) if step is None else step.span
            say(Diagnostic(UNSOUND, f"the kernel refuses the prover's own derivation ({refused}): this is a bug of symkl, please report it", place))
            return instead(UNSOUND)
        except FAILURES as failure:
            caught_one()
            if step is not None:
                say(Diagnostic("internal-error", f"a judge failed here ({type(failure).__name__}: {failure}): this is a bug of symkl", step.span))
            return instead("internal-error")

    def prove(step: Step, context: Context) -> Outcome:
        return caught(lambda: engines.prove(step, context), lambda reason: Outcome(False, reason), step)

    asked = engines.sympy

    def sympy(step: Step, context: Context) -> SympyEvidence:
        return SympyEvidence(None) if asked is None else caught(lambda: asked(step, context), lambda _: SympyEvidence("unknown"), step)

    return Engines(
        prove,
        lambda term, context: caught(lambda: engines.expansions(term, context), lambda _: (), None),
        lambda step, context: caught(lambda: engines.refute(step, context), lambda _: None, step),
        lambda step, context: caught(lambda: engines.contradicts(step, context), lambda _: False, step, min(seconds, CHECK_SECONDS)),
        lambda context: caught(lambda: engines.has_model(context), lambda _: False, None),
        None if asked is None else sympy,
        lambda step, outcome: caught(lambda: engines.difference(step, outcome), lambda _: None, step),
    )
