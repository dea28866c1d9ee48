"""`symkl sympy SHEET`: the evidence as a script that anyone can read and run without trusting symkl.

Importing this module does not import SymPy; writing does.
"""

from __future__ import annotations

from collections.abc import Sequence

from symkl.elaborate.statements import Sheet
from symkl.report import StatementFinding


def write_script(sheet: Sheet, verdicts: Sequence[StatementFinding]) -> str:
    """The text of a stand-alone pytest file for a worksheet and what was found of its statements."""
    from symkl.rederive.script_text import script_text

    return script_text(sheet, verdicts)
