"""``--format github``: annotations for a pull request, as workflow commands of GitHub Actions. `job_summary` has what goes on the run's page."""

from __future__ import annotations

from symkl.render.answer import answer, expectations
from symkl.render.glyphs import to_ascii
from symkl.render.problems import Problem, first_wrong_first, problems
from symkl.render.settings import Settings
from symkl.report import Report

MOST = 10  # as many as GitHub shows of one step


def render(report: Report, settings: Settings) -> str:
    """The answer, then the first wrong step, and at most nine others; what settles nothing is left out."""
    found = first_wrong_first(p for p in problems(report) if not p.settled)
    lines = [answer(report), expectations(report), *(_annotation(p, settings.from_root(p.path)) for p in found[:MOST])]
    if len(found) > MOST:
        lines.append(f"{len(found) - MOST} more are not shown as annotations.")
    text = "\n".join(line for line in lines if line) + "\n"
    return to_ascii(text) if settings.ascii else text


def _annotation(problem: Problem, file: str) -> str:
    place = {"file": file, "line": str(problem.start.line), "endLine": str(problem.end.line)}
    if problem.start.line == problem.end.line:  # columns of several lines are not understood
        place |= {"col": str(problem.start.column), "endColumn": str(problem.end.column)}
    title = problem.rule if problem.label is None else f"{problem.label}: {problem.rule}"
    properties = ",".join(f"{key}={_property(value)}" for key, value in (place | {"title": title}).items())
    return f"::{problem.level} {properties}::{_data(chr(10).join((problem.message, *problem.details)))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
