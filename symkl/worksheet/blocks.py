"""Fenced blocks: ``:::{given} 1.1-1.8``, ``::: given``, ``::: {.given}``, and their one misprint worth a word."""

from __future__ import annotations

import re

from symkl.patterns import pattern
from symkl.report import Diagnostic
from symkl.source import Span
from symkl.worksheet.document import Display
from symkl.worksheet.formulas import Event

KNOWN = ("given", "erratum", "solution", "blank")
_ATTRIBUTES = pattern(r"\{\s*\.?([\w-]*)([^}]*)\}\s*(.*)", re.DOTALL)
_WORD = pattern(r"([\w-]+)[:\s]*(.*?)[:\s]*", re.DOTALL)


class Block:
    """An open block: its word, what stands behind the word, and what has been found in it so far."""

    def __init__(self, name: str, argument: str, mark: str, span: Span, scope: int = 0, display: Display | None = None) -> None:
        self.name = name
        self.argument = argument
        self.mark = mark
        self.span = span
        self.scope = scope
        self.headings: list[tuple[int, int]] = []
        self.formulas: list[Span] = []
        self.marks: list[Span] = []  # of a draft: what is still to be confirmed
        self.display = display


def opened(event: Event) -> tuple[Block, Diagnostic | None]:
    """The block that an opening fence begins; an unknown word is told."""
    name, argument = _words(event.text)
    block = Block(name, argument, event.label, event.span)
    if name in KNOWN:
        return block, None
    near = next((known for known in KNOWN if _near(name, known)), None)
    suggestion = f"Did you mean {known_text(near)}?" if near else f"symkl reads {', '.join(KNOWN)}."
    message = f"{name or 'This'} is no block that symkl knows; what it holds is read as ordinary text."
    return block, Diagnostic("unknown-block", message, event.span, "warning", suggestion)


def known_text(name: str) -> str:
    """How a block is written."""
    return f":::{{{name}}}"


def _words(text: str) -> tuple[str, str]:
    attributes = _ATTRIBUTES.fullmatch(text)
    if attributes is not None:
        return attributes[1], attributes[3].strip().strip(":").strip()
    word = _WORD.fullmatch(text)
    return (word[1], word[2].strip()) if word is not None else ("", text)


def _near(name: str, known: str) -> bool:
    """One letter too many, too few or wrong, or another case."""
    low = name.lower()
    if low == known or (abs(len(low) - len(known)) <= 2 and (low.startswith(known) or (len(low) > 3 and known.startswith(low)))):
        return True
    same = sum(a == b for a, b in zip(low, known, strict=False))
    return sorted(low) == sorted(known) or len(low) == len(known) and same >= len(known) - 1
