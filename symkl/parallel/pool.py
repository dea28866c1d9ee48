"""Workers, each with a chunk of worksheets: findings come back in any order and are told in the order of the paths.

A worker that begins nothing new for too long is killed, one that dies is replaced; the step at which it was is given up, and the sheet judged
again without it. So a step can harm itself only.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from subprocess import PIPE, Popen
from threading import Thread

from symkl.cache.plain import Unfit, read, written
from symkl.files import STANDARD_INPUT, load
from symkl.options import Options
from symkl.parallel.messages import GivenUp, Said, Setting, Task
from symkl.parallel.worker import OUT_OF_MEMORY
from symkl.record import NamedTuple
from symkl.report import Diagnostic, DocumentFinding
from symkl.source import Span
from symkl.verify import findings_of

LARGEST_CHUNK = 16
MOST_SHEETS = 1000  # after so many a worker is replaced, in case that something takes room that nobody has thought of
MOST_FALLS = 8  # of workers over one sheet, before the sheet is given up
START = 120.0  # seconds that a process may take to begin
TICK = 0.2
_KILLED = -9
#: a worker begins in the folders that its parent loads from, and never in the current one by accident
_BEGIN = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); import sys; sys.path[:] = sys.argv[1:]; from {} import main; main()"
_WORDS = {
    "timeout": "reading this sheet takes longer than {} seconds, and was given up",
    "out-of-memory": "reading this sheet takes more memory than there is, and was given up",
    "internal-error": "a process of symkl died over this sheet: this is a bug of symkl",
}


Findings = tuple[DocumentFinding, ...]


class Limits(NamedTuple):
    """Seconds for a step, bytes for a worker."""

    seconds: float = 60.0
    memory: int = 2 << 30


LIMITS = Limits()


class _Worker:
    """A process, its chunk, and where it is."""

    def __init__(self, module: str, setting: str, events: SimpleQueue[tuple[_Worker, bytes]]) -> None:
        command = [sys.executable, "-P", "-c", _BEGIN.format(module), *sys.path]
        self.process = Popen(command, stdin=PIPE, stdout=PIPE)
        self.chunk: deque[int] = deque()
        self.at: Span | None = None
        self.since = time.monotonic()
        self.is_ready = False
        self.judged = 0
        self.late = False
        self.tell(setting)
        Thread(target=self._listen, args=(events,), daemon=True).start()

    def _listen(self, events: SimpleQueue[tuple[_Worker, bytes]]) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            events.put((self, line))
        events.put((self, b""))

    def tell(self, text: str) -> None:
        """Send a line; a worker that is gone will be missed elsewhere."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(text.encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            return

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.wait()

    def reason(self) -> str:
        """Why a process that is gone has gone."""
        status = self.process.wait()
        if self.late:
            return "timeout"
        return "out-of-memory" if status in (_KILLED, OUT_OF_MEMORY) else "internal-error"


class Pool:
    """The work on some worksheets, and how far it is."""

    def __init__(self, paths: Sequence[str], jobs: int, setting: Setting, limits: Limits, module: str) -> None:
        self.paths = paths
        self.jobs = jobs
        self.limits = limits
        self.options = setting.options
        self.setting = written(setting)
        self.module = module
        self.found: dict[int, Findings] = {}
        self.waiting: deque[int] = deque(n for n, path in enumerate(paths) if path != STANDARD_INPUT)
        self.given_up: dict[int, list[GivenUp]] = {}
        self.falls: dict[int, int] = {}
        self.looked = time.monotonic()
        self.events: SimpleQueue[tuple[_Worker, bytes]] = SimpleQueue()
        self.workers: list[_Worker] = []

    def run(self, seen: Callable[[str], None]) -> Findings:
        """Every sheet's findings, in the order of the paths."""
        try:
            self.workers = [self._worker() for _ in range(min(self.jobs, len(self.waiting)))]
            for worker in self.workers:
                self._feed(worker)
            for number, path in enumerate(self.paths):
                if path == STANDARD_INPUT:
                    self.found[number] = findings_of(path, self.options)
            while len(self.found) < len(self.paths):
                self._turn(seen)
        finally:
            for worker in self.workers:
                worker.kill()
        return tuple(one for number in range(len(self.paths)) for one in self.found[number])

    def _worker(self) -> _Worker:
        return _Worker(self.module, self.setting, self.events)

    def _feed(self, worker: _Worker) -> None:
        """Give a worker that is done the next sheet of its chunk, or the next chunk; towards the end chunks are smaller."""
        if not worker.chunk and self.waiting and worker.judged >= MOST_SHEETS:
            worker = self._relieved(worker)
        if not worker.chunk and self.waiting:
            size = max(1, min(LARGEST_CHUNK, len(self.waiting) // (4 * self.jobs)))
            worker.chunk.extend(self.waiting.popleft() for _ in range(size))
        worker.at, worker.since = None, time.monotonic()
        if worker.chunk:
            number = worker.chunk[0]
            worker.tell(written(Task(self.paths[number], tuple(self.given_up.get(number, ())))))

    def _relieved(self, worker: _Worker) -> _Worker:
        """Another worker in the place of one that has done its share."""
        self.workers.remove(worker)
        worker.kill()
        self.workers.append(self._worker())
        return self.workers[-1]

    def _turn(self, seen: Callable[[str], None]) -> None:
        """Take what a worker says; see to those that say nothing."""
        if time.monotonic() - self.looked > TICK:
            self._see_to_the_late()
        try:
            worker, line = self.events.get(timeout=TICK)
        except Empty:
            return
        if not line:
            self._gone(worker, seen)
        elif not worker.late:
            self._said(worker, line, seen)

    def _said(self, worker: _Worker, line: bytes, seen: Callable[[str], None]) -> None:
        try:
            said = read(Said, line.decode())
        except Unfit:
            worker.process.kill()  # half a line: it is dying already
            return
        if said.findings is None:
            worker.at, worker.since, worker.is_ready = said.begins, time.monotonic(), True
            return
        worker.judged += 1
        self._done(worker.chunk.popleft(), said.findings, seen)
        self._feed(worker)

    def _done(self, number: int, findings: Findings, seen: Callable[[str], None]) -> None:
        self.found[number] = findings
        seen(self.paths[number])

    def _see_to_the_late(self) -> None:
        """Kill who has been at one step for too long."""
        self.looked = time.monotonic()
        for worker in self.workers:
            most = self.limits.seconds if worker.is_ready else max(START, self.limits.seconds)
            if worker.chunk and self.looked - worker.since > most:
                worker.late = True
                worker.process.kill()

    def _gone(self, worker: _Worker, seen: Callable[[str], None]) -> None:
        """A worker died: the step it was at is given up, or the sheet; another worker takes over."""
        if worker not in self.workers:
            return  # it was relieved
        reason = worker.reason()
        self.workers.remove(worker)
        if worker.chunk:
            number = worker.chunk[0]
            self.falls[number] = self.falls.get(number, 0) + 1
            if worker.at is None or self.falls[number] > MOST_FALLS:
                self._done(worker.chunk.popleft(), self._unread(number, reason), seen)
            else:
                self.given_up.setdefault(number, []).append(GivenUp(worker.at, reason))
        if worker.chunk or self.waiting:
            fresh = self._worker()
            fresh.chunk = worker.chunk
            self.workers.append(fresh)
            self._feed(fresh)

    def _unread(self, number: int, reason: str) -> Findings:
        """What is told of a sheet that was given up."""
        loaded = load(self.paths[number])
        diagnostic = Diagnostic(reason, _WORDS[reason].format(f"{self.limits.seconds:g}"), Span(0, 1))
        return (DocumentFinding(self.paths[number], loaded.source.text, (), (diagnostic,), lasting=False),)


def verify_parallel(
    paths: Sequence[str],
    options: Options,
    jobs: int,
    cached: bool = False,
    cache: str | None = None,
    seen: Callable[[str], None] = lambda path: None,
    limits: Limits = LIMITS,
    module: str = "symkl.parallel.worker",
) -> Findings:
    """The findings on worksheets, judged by so many processes; ``module`` has the ``main`` that each runs."""
    return Pool(paths, jobs, Setting(options, cached, cache, limits.memory), limits, module).run(seen)
