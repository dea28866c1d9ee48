"""``symkl given SHEET``: draft the given block of a pasted sheet, every line marked until its author confirms it."""

from __future__ import annotations

import os

import symkl
from symkl.arguments import Arguments
from symkl.draft.sheet import draft_of
from symkl.draft.write import companion_text, confirmed, sheet_text
from symkl.files import COMPANION, companion, load
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.render.settings import Settings
from symkl.report import DocumentFinding
from symkl.source import Source
from symkl.verify import read_sheet

_USAGE = 2
_NOTHING = 5


def run(parsed: Arguments, settings: Settings) -> tuple[str, int]:
    """The draft (or with ``--sty`` the LaTeX package), on standard output or in a file that is not there yet."""
    if parsed.sty:
        text = load(os.path.join(os.path.dirname(symkl.__file__), "symkl.sty")).source.text
        return (text, 0) if parsed.output is None else _written(parsed.output, text, f"{parsed.output}: put it beside your sheets.\n")
    if not parsed.sheet:
        return "Which SHEET? symkl given SHEET drafts its given block; symkl given --sty prints the LaTeX package.\n", _USAGE
    if parsed.output is not None and os.path.exists(parsed.output):
        return _taken(parsed.output)
    loaded = load(parsed.sheet)
    if loaded.problem is not None:
        return f"{loaded.problem.message}\n", _USAGE
    found = companion(parsed.sheet)
    beside = load(found).source if found is not None else None
    drafts = draft_of(loaded.source, lambda text: judged(loaded.source, text, beside), beside)
    if not any(d.lines for d in drafts):
        return f"{parsed.sheet} has no statement with a name that is not declared: there is nothing to draft.\n", _NOTHING
    whole = parsed.output is not None and not parsed.output.endswith(COMPANION)
    text = sheet_text(loaded.source, drafts) if whole else companion_text(loaded.source, drafts)
    if parsed.output is None:
        return text, 0
    lines = sum(len(d.lines) for d in drafts)
    done = f"{parsed.output}: {lines} lines to be confirmed. Read each, put right what is wrong, delete its mark; until then nothing of it is used.\n"
    return _written(parsed.output, text, done)


def judged(source: Source, drafted: str, beside: Source | None = None) -> DocumentFinding:
    """The sheet, judged with a drafted companion confirmed, and with the companion that it has."""
    own = "" if beside is None else beside.text + "\n\n"
    sheet = read_sheet(source, Source("draft" + COMPANION, own + confirmed(drafted)))
    return judge(sheet, standard_engines(True))


def _taken(path: str) -> tuple[str, int]:
    return f"{path} is there already; nothing was written. Name another file, or take it away.\n", _USAGE


def _written(path: str, text: str, done: str) -> tuple[str, int]:
    if os.path.exists(path):
        return _taken(path)
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        return f"{path} cannot be written: {error.strerror}\n", _USAGE
    return done, 0
