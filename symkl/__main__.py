"""``symkl`` and ``python -m symkl``."""

from __future__ import annotations

import gc
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

        status = run(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED
    gc.freeze()  # the process ends: nothing that it holds need be searched for garbage once more
    return status


if __name__ == "__main__":
    sys.exit(main())
