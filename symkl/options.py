"""How worksheets are to be checked: the caller's word, else that of a sheet's front matter, else the configuration's."""

from __future__ import annotations

import os

from symkl.judge.evidence import Wishes
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source
from symkl.worksheet.front import front_matter


class Otherwise(NamedTuple):
    """What holds where neither the caller nor the sheet's front matter says anything: the configuration's word."""

    given: str | None = None
    fast: bool = False


class Options(NamedTuple):
    """``given``: a companion file for every sheet; ``fast``: SymPy is not asked; ``wishes``: what of the evidence is told.

    None leaves it to a sheet's front matter (``symkl:``), and that to ``otherwise``.
    """

    given: str | None = None
    fast: bool | None = None
    wishes: Wishes = Wishes()
    otherwise: Otherwise = Otherwise()

    @property
    def usually_fast(self) -> bool:
        """Whether SymPy is left out where a sheet says nothing."""
        return self.otherwise.fast if self.fast is None else self.fast


class SheetOptions(NamedTuple):
    """What holds for one sheet, who said so (``front matter`` or nobody), and what is to be told of it."""

    given: str | None
    fast: bool
    origins: tuple[tuple[str, str], ...] = ()
    notes: tuple[Diagnostic, ...] = ()


def for_sheet(options: Options, source: Source) -> SheetOptions:
    """The options with a sheet's front matter taken in; a companion named there is looked for beside the sheet."""
    found = front_matter(source).settings if source.text.startswith("---") and not source.path.endswith(".tex") else ()
    said = {key: (value, span) for key, value, span in found if getattr(options, key) is None}
    given, fast = options.given or options.otherwise.given, options.usually_fast
    notes: tuple[Diagnostic, ...] = ()
    if "given" in said:
        given = os.path.join(os.path.dirname(source.path), said["given"][0])
    if "fast" in said:
        fast = said["fast"][0] == "true"
        notes = (Diagnostic("fast-sheet", "SymPy is not asked about this sheet", said["fast"][1], "note"),) if fast else ()
    return SheetOptions(given, fast, tuple((key, "front matter") for key in said), notes)
