"""A worker with judges that hang, eat memory or die where a formula says so; `tests/test_parallel.py` has it run."""

from __future__ import annotations

import os
import signal
import time

from symkl.elaborate.statements import Step
from symkl.judge import standard
from symkl.kernel.context import Context
from symkl.parallel import worker
from symkl.prove import Outcome, prove_step


def planted(step: Step, context: Context) -> Outcome:
    text = step.left.latex
    if "hang" in text:
        time.sleep(1000)  # which costs no processor time, so that the judges' own clock does not ring
    if "greed" in text:
        held = []
        while True:
            held.append(bytearray(1 << 24))
    if "killed" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "crash" in text:
        os.abort()
    return prove_step(step, context)


def main() -> None:
    standard.prove_step = planted
    worker.main()
