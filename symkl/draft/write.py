"""A draft as text: a companion, or the sheet itself with the blocks put in; each line marked until its author confirms it."""

from __future__ import annotations

import re

from symkl.draft.draft import Drafted, Line
from symkl.source import Source

_MARK = re.compile(r"[ \t]*<!-- symkl: confirm\b.*?-->|[ \t]*% symkl: confirm\b[^\n]*", re.DOTALL)


def companion_text(source: Source, drafts: list[Drafted]) -> str:
    """``SHEET.given.md`` for a sheet that must not be touched."""
    name = source.path.rsplit("/", 1)[-1]
    head = (
        f"# What {name} takes for granted: a draft\n\n"
        "Every line is marked until it is confirmed: read it, put right what is wrong, delete the mark. As long as one mark stands in a block,\n"
        "nothing in that block is used.\n"
    )
    return head + "".join(f"\n{_block(draft, f' {draft.part.labels}'.rstrip())}" for draft in drafts)


def sheet_text(source: Source, drafts: list[Drafted]) -> str:
    """The sheet with each block in its place."""
    text = source.text
    ranged = len({d.part.at for d in drafts}) < len(drafts)
    tex = source.path.endswith(".tex")
    for draft in reversed(drafts):
        labels = draft.part.labels if ranged else ""
        block = _tex_block(draft, labels) if tex else _block(draft, f" {labels}".rstrip())
        at = text.find("\n", draft.part.at) + 1 if draft.part.at else 0
        at = at or len(text) if draft.part.at else 0
        gap = "" if not at or text[:at].endswith("\n") else "\n"
        text = f"{text[:at]}{gap}\n{block}\n{text[at:]}" if at else f"{block}\n{text}"
    return text


def _block(draft: Drafted, labels: str) -> str:
    return f":::{{given}}{labels}\n" + "".join(f"{_line(line)}\n" for line in draft.lines) + ":::\n"


def _line(line: Line) -> str:
    reason = line.reason.replace("--", "- -")
    if not line.formula:
        return f"<!-- symkl: confirm to be said: {reason} -->"
    return f"${line.formula}$ <!-- symkl: confirm {reason} -->"


def _tex_block(draft: Drafted, labels: str) -> str:
    head = f"\\begin{{given}}[{labels}]\n" if labels else "\\begin{given}\n"
    return head + "".join(f"{_tex_line(line)}\n" for line in draft.lines) + "\\end{given}\n"


def _tex_line(line: Line) -> str:
    return f"${line.formula}$ % symkl: confirm {line.reason}" if line.formula else f"% symkl: confirm to be said: {line.reason}"


def confirmed(text: str) -> str:
    """The text with every mark deleted: what an author leaves who confirms all of it."""
    return _MARK.sub("", text)
