"""How often Python looks for cycles among what was made: terms are many, live long and make few of them."""

from __future__ import annotations

import gc

RARELY = (400_000, 20, 20)
OFTEN = 20_000  # a process that looks more rarely, or never, has decided so itself


class RarelyCollected:
    """While a worksheet is judged, cycles are looked for rarely; afterwards as before."""

    def __enter__(self) -> None:
        self._before = gc.get_threshold()
        if 0 < self._before[0] < OFTEN:
            gc.set_threshold(*RARELY)

    def __exit__(self, *_: object) -> None:
        gc.set_threshold(*self._before)
