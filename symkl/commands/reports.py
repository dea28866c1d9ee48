"""The reports that a check writes to files."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from symkl.arguments import Arguments
from symkl.render.registry import renderer
from symkl.render.settings import Settings
from symkl.report import Report

_WIDTH = 120  # columns of a report in a file
_PAGE = "GITHUB_STEP_SUMMARY"  # GitHub's name for the file that becomes the page of a run


def write_reports(report: Report, parsed: Arguments, settings: Settings) -> bool:
    """Every ``FORMAT=FILE``, and with the format ``github`` the page of the run; whether all could be written."""
    settings = settings._replace(width=_WIDTH, color=False, ascii=False)
    wanted = [tuple(text.split("=", 1)) for text in parsed.report]
    done = [_write(file, renderer(name)(report, settings), "w") for name, file in wanted]
    page = os.environ.get(_PAGE)
    if page and "github" in (parsed.format, *(name for name, _ in wanted)):
        done.append(_write(page, import_module("symkl.render.job_summary").job_summary(report), "a"))
    return all(done)


def _write(file: str, text: str, mode: str) -> bool:
    """Whether it could be written, its folder made where it is missing; what kept it from that is said on standard error."""
    try:
        os.makedirs(os.path.dirname(file) or ".", exist_ok=True)
        with open(file, mode, encoding="utf-8", newline="\n") as out:
            out.write(text)
    except OSError as error:
        sys.stderr.write(f"symkl: {file} cannot be written: {error.strerror}\n")
        return False
    return True
