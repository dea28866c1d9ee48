"""``symkl sympy SHEET``: the evidence as a stand-alone script of pytest tests that imports nothing but SymPy."""

from __future__ import annotations

from symkl.arguments import Arguments
from symkl.commands.proofread import options_of
from symkl.rederive.script import write_script
from symkl.render.settings import Settings
from symkl.report import Report
from symkl.summary import exit_status
from symkl.verify import read_and_judge


def run(parsed: Arguments, settings: Settings) -> tuple[str, int]:
    """The script; without a readable sheet, a comment that says why and the status of a check."""
    read, finding = read_and_judge(parsed.sheet, options_of(parsed)._replace(fast=True))
    if read is None or not finding.statements:
        told = "".join(f"# {finding.path}: {d.message}\n" for d in finding.diagnostics)
        return told or f"# {finding.path}: nothing to check\n", exit_status(Report((finding,)))
    return write_script(read, finding.statements), 0
