"""Rows of ``make bench`` for other systems: the scripts of ``../shared/bench`` do by hand what symkl does for the worksheet.

Those that are installed take turns with ``import sympy`` and with symkl; the equations were typed into each by hand, while symkl reads them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from statistics import median
from typing import NamedTuple

SCRIPTS = Path("../shared/bench")
ROUNDS = 3
Seconds = Callable[..., float]  # the processor time of a command, in a folder


class Peer(NamedTuple):
    """Another system: what has to be installed, and the command in the folder of the scripts."""

    title: str
    needs: str
    command: tuple[str, ...]

    @property
    def is_there(self) -> bool:
        """Whether its program, or its module for this Python, is installed."""
        return which(self.needs) is not None or self.command[0] == sys.executable and find_spec(self.needs) is not None


def _python(title: str, needs: str, *arguments: str) -> Peer:
    return Peer(title, needs, (sys.executable, *arguments))


GIAC = (Peer("giac, problem 1, d = 2", "giac", ("giac", "p1_d2.giac")), Peer("giac, problem 4", "giac", ("giac", "p4.giac")))
PEERS = (
    *GIAC,
    Peer("giac, problem 1, d = 3", "giac", ("giac", "p1_d3.giac")),
    Peer("Maxima, problem 1, d = 2", "maxima", ("maxima", "--very-quiet", "-b", "p1_d2.mac")),
    Peer("Maxima, problem 1, d = 3", "maxima", ("maxima", "--very-quiet", "-b", "p1_d3.mac")),
    Peer("Maxima, problem 4", "maxima", ("maxima", "--very-quiet", "-b", "p4.mac")),
    Peer("Cadabra, problem 1, symbolic d", "cadabra2-cli", ("cadabra2-cli", "-q", "p1.cdb")),
    _python("SymPy by components and cancel, problem 1, d = 2", "sympy", "p1_sympy_d.py", "2", "cancel"),
    _python("SymPy by components and cancel, problem 1, d = 3", "sympy", "p1_sympy_d.py", "3", "cancel"),
    _python("SymPy MatrixSymbol, problem 1, symbolic d", "sympy", "p1_sympy_matexpr.py"),
    _python("SymPy with moments put in, problem 4", "sympy", "p4_sympy_moments.py"),
    _python("sympy.stats by integration, problem 4", "sympy", "p4_sympy_stats.py"),
    _python("symengine, problems 1 and 4", "symengine", "p14_symengine.py"),
    _python("tensorgrad, symbolic d, problems 1 and 4", "tensorgrad", "p14_tensorgrad.py"),
    _python("numpy, random draws, problems 1 and 4", "numpy", "p14_numpy.py"),
)


def side_by_side(seconds: Seconds, sympy: list[str], symkl: list[str]) -> None:
    """Print for every installed peer how much longer it takes than ``import sympy`` and than symkl; name those that are not."""
    if not SCRIPTS.is_dir():
        print(f"skipped: other systems: {SCRIPTS} is not there")
        return
    missing = sorted({peer.needs for peer in PEERS if not peer.is_there})
    if missing:
        print(f"not installed, so not compared: {', '.join(missing)}")
    for peer in PEERS:
        if peer.is_there:
            rounds = [(seconds(list(peer.command), SCRIPTS), seconds(sympy), seconds(symkl)) for _ in range(ROUNDS)]
            own = median(of for of, _, _ in rounds)
            by_sympy, by_symkl = median(of / base for of, base, _ in rounds), median(of / base for of, _, base in rounds)
            print(f"{f'{peer.title} ({own * 1000:.0f} ms)':<64} {by_sympy:7.2f} x python sympy {by_symkl:7.2f} x symkl")


def against_giac(seconds: Seconds, symkl: list[str], rounds: int) -> float | None:
    """symkl's time by the sum of giac's for problems 1 (d = 2) and 4; None where giac or its scripts are not there."""
    if not SCRIPTS.is_dir() or not all(peer.is_there for peer in GIAC):
        return None
    pairs = [(seconds(symkl), sum(seconds(list(peer.command), SCRIPTS) for peer in GIAC)) for _ in range(rounds)]
    return median(own / peers for own, peers in pairs)
