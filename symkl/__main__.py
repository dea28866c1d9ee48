"""``symkl`` and ``python -m symkl``."""

from __future__ import annotations

import gc
import os
import sys

from symkl import __version__

INTERRUPTED = 130  # as shells have it: 128 and the signal's number


def main() -> int:
    """Run the command line; ``--version`` is answered before anything is loaded."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"symkl {__version__}")
        return 0
    gc.set_threshold(400_000, 20, 20)  # terms are many, live long and make few cycles
    try:
        from symkl.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED


def command() -> None:
    """Run the command line and end the process at once: to take apart what a run holds takes as long as to load it."""
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody reads it; Python has its own way to say so
        sys.exit(status)
    os._exit(status)


if __name__ == "__main__":
    command()
