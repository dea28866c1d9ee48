"""What the reader has settled: sides without a meaning are no question for the judges."""

from __future__ import annotations

from symkl.elaborate.statements import Side

#: Formulas that are well formed, and whose meaning hangs on something that is not declared.
OPEN = frozenset(("undeclared-name", "size-unknown", "ambiguous-density", "ambiguous-expectation", "dimension-or-value", "not-yet-defined",
                  "given-unread", "named-after", "unconfirmed-draft", "approximation", "ambiguous-reading"))  # fmt: skip


def unread_verdict(side: Side) -> tuple[str, str]:
    """Verdict and reason of a step with such a side: shapes that do not fit are refuted, what lacks a declaration is undecided."""
    code = side.diagnostic.code if side.diagnostic is not None else "unreadable"
    if code == "shapes":
        return "refuted", code
    return ("undecided" if code in OPEN else "unreadable"), code
