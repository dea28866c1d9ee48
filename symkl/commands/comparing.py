"""What a check does with a baseline; loaded only where there is one."""

from __future__ import annotations

import sys

from symkl import baseline
from symkl.arguments import Arguments
from symkl.report import Report


def known_before(parsed: Arguments) -> list[baseline.Entry] | None:
    """The entries of the baseline; None, and the reason on standard error, where it cannot be used."""
    if parsed.baseline is None:
        sys.stderr.write("symkl: --write-baseline needs --baseline FILE, the file to write\n")
        return None
    try:
        return baseline.read(parsed.baseline, new=parsed.write_baseline)
    except baseline.BadBaseline as problem:
        sys.stderr.write(f"symkl: {problem}\n")
        return None


def compared(report: Report, parsed: Arguments, entries: list[baseline.Entry]) -> Report | None:
    """The report with what is known marked, the baseline written first where that is asked for; None where it cannot be."""
    file = parsed.baseline or ""
    if parsed.write_baseline:
        entries = baseline.entries_of(report, file, entries)
        try:
            baseline.write(file, entries)
        except OSError as error:
            sys.stderr.write(f"symkl: {file} cannot be written: {error.strerror}\n")
            return None
        sys.stderr.write(f"{len(entries)} {'finding' if len(entries) == 1 else 'findings'} written to {file}\n")
    return baseline.against(report, file, entries)
