"""A process that judges the worksheets it is told, one after the other, and says where it is."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from queue import SimpleQueue
from threading import Thread
from types import ModuleType
from typing import BinaryIO

from symkl.cache.documents import Shelf
from symkl.cache.memory import opened
from symkl.cache.plain import read, written
from symkl.parallel.messages import Said, Setting, Task
from symkl.source import Span
from symkl.verify import findings_of

#: None on a platform without such limits
resource: ModuleType | None = import_module("resource") if find_spec("resource") else None
OUT_OF_MEMORY = 77  # exit status


def main() -> None:
    """Tasks from standard input until it ends; answers to what was standard output, which is nobody else's from here on."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    tasks: SimpleQueue[str] = SimpleQueue()
    setting = read(Setting, sys.stdin.buffer.readline().decode())
    Thread(target=_listen, args=(tasks,), daemon=True).start()
    _bound(setting.memory)
    keep_small()
    shelf = Shelf(opened(setting.cache)) if setting.cached else None
    _say(answers, Said())
    while True:
        task = read(Task, tasks.get())
        try:
            _judge(task, setting, shelf, answers)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)


def keep_small() -> None:
    """Look for garbage often enough that memory does not grow with the sheets, and not among what is loaded, which stays."""
    gc.freeze()
    gc.set_threshold(20_000, 5, 2)


def _listen(tasks: SimpleQueue[str]) -> None:
    """Whoever started this process ends it by closing its input, or by ending."""
    for line in sys.stdin.buffer:
        tasks.put(line.decode())
    os._exit(0)


def _judge(task: Task, setting: Setting, shelf: Shelf | None, answers: BinaryIO) -> None:
    reasons = {given_up.span: given_up.reason for given_up in task.given_up}

    def begins(span: Span) -> str | None:
        _say(answers, Said(begins=span))
        return reasons.get(span)

    _say(answers, Said(findings=findings_of(task.path, setting.options, shelf, begins)))


def _say(answers: BinaryIO, said: Said) -> None:
    answers.write(written(said).encode() + b"\n")
    answers.flush()


def _bound(size: int) -> None:
    """Have allocations beyond this size fail, where the platform can do that."""
    if resource is None:
        return
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size if most == resource.RLIM_INFINITY else min(size, most), most))
