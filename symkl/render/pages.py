"""The pages of diagnostics and of steps' reasons: what each is, an example that gives it and one that does not, and what to do next.

They stand in ``pages/*.md``, read when asked for.
"""

from __future__ import annotations

import os
import re
from functools import cache

from symkl.record import NamedTuple
from symkl.render.page import Page

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "pages")
_EXAMPLE = re.compile(r"~~~(bad|good)(?: (tex|shell))?\n(.*?)~~~(?:\n|\Z)", re.DOTALL)
_FILE = re.compile(r"^=== (\S+)\n", re.MULTILINE)


class Example(NamedTuple):
    """``files`` are names and texts, the sheet itself first; a ``shell`` example is told in words and has none."""

    files: tuple[tuple[str, str], ...]
    words: str = ""


class Entry(NamedTuple):
    """The page of one code or reason."""

    code: str
    title: str
    text: str
    bad: Example
    good: Example


@cache
def pages() -> dict[str, Entry]:
    """Every page by its code."""
    found = {}
    for name in sorted(os.listdir(FOLDER)):
        if name.endswith(".md"):
            with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
                entries = map(_entry, re.split(r"^## (?=[a-z0-9-]+\n)", file.read(), flags=re.MULTILINE)[1:])
                found.update({entry.code: entry for entry in entries})
    return found


def _entry(text: str) -> Entry:
    code, title, rest = text.split("\n", 2)
    examples = {kind: _example(body, host) for kind, host, body in _EXAMPLE.findall(rest)}
    return Entry(code, title, _EXAMPLE.sub("", rest).strip(), examples["bad"], examples["good"])


def _example(body: str, host: str) -> Example:
    if host == "shell":
        return Example((), body.strip())
    pieces = _FILE.split(body)
    first = ("sheet.tex" if host == "tex" else "sheet.md", pieces[0])
    return Example((first, *zip(pieces[1::2], pieces[2::2], strict=True)))


def show(page: Page, entry: Entry, action: str | None) -> None:
    """A page, told, with what to do next."""
    page.line((entry.code, "strong"))
    page.paragraph(entry.title + ".", 2)
    for paragraph in filter(None, entry.text.split("\n\n")):
        page.blank()
        page.paragraph(" ".join(paragraph.split()), 2)
    for head, example in (("Like this:", entry.bad), ("Instead:", entry.good)):
        page.blank()
        page.line((f"  {head}", "strong"))
        _show_example(page, example)
    if action is not None:
        page.blank()
        page.paragraph(f"Next: {action}.", 2)


def _show_example(page: Page, example: Example) -> None:
    if example.words:
        page.paragraph(example.words, 6)
    for at, (name, text) in enumerate(example.files):
        if at:
            page.line((f"      and in {name}:", "quiet"))
        for line in text.strip("\n").split("\n"):
            page.line((f"      {line}", ""))


def near(word: str) -> list[str]:
    """Codes and reasons that are spelled almost so."""
    from difflib import get_close_matches

    return get_close_matches(word, pages(), 3, 0.5)
