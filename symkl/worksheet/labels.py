"""What names a statement: tags, numbers in parentheses, and the ranges of labels behind a block's name."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from symkl.patterns import pattern
from symkl.worksheet.tokens import Item, Level

PRINTED_NUMBER = r"(?:[A-Za-z]+(?:[-.][A-Za-z]+)*[-.]|[A-Z])?\d+(?:[-.–]\d+)*[a-z]?'*"
#: A parenthesised equation number: (1.2), (A.3), (16), (C-kl-008), (3.1b).
NUMBER = pattern(rf"\(\s*({PRINTED_NUMBER})\s*\)")
_IN_PARENTHESES, _NUMBERED = pattern(r"\(([^()]*)\)"), pattern(r"#\d+$")
_BETWEEN, _TO = pattern(r"[,;\s]+(?![-–])(?<![-–] )"), pattern(r"\s*[-–]+\s*")
_LONGEST = 200  # code points of a range of labels
_BEHIND = pattern(rf"[ \t]*(?:\n[ \t]*)?(?:\(\s*({PRINTED_NUMBER})\s*\)|\(([A-Za-z][\w.-]*:[\w:.-]+)\)|\{{#([\w:.-]+)\}})[ \t\r]*(?=\n|\Z)")


def number_behind(text: str, at: int) -> tuple[str, int] | None:
    """A label alone behind a display's closing delimiter, on that line or the next: ``(1.1)``, MyST's ``(eq:kl)``, Quarto's ``{#eq-kl}``."""
    match = _BEHIND.match(text, at)
    return (match[1] or match[2] or match[3], match.end()) if match else None


def label_of(level: Level, item: Item, text: str) -> str:
    """The name in ``\\tag{..}`` or ``\\label{..}``, without parentheses or dollars around it."""
    opening = level.skip_space(item.first + 1, item.last)
    name = text[level.tokens[opening].end : level.tokens[item.last].start].strip().strip("$").strip()
    match = _IN_PARENTHESES.fullmatch(name)
    return (match[1] if match else name).strip()


def ending_number(text: str, items: Sequence[Item]) -> tuple[str, int] | None:
    """A number at the end of a display behind ``\\quad``, ``\\qquad``, ``\\hfill`` or ``\\eqno``: it and how many items stand before it."""
    last = len(items)
    while last and items[last - 1].kind in ("space", "wide"):
        last -= 1
    for index in range(last - 1, max(last - 24, -1), -1):
        if items[index].text in (r"\eqno", r"\leqno"):
            return (text[items[index].end : items[last - 1].end].strip("{}() \t\n"), index)
        if items[index].kind == "open":
            match = NUMBER.fullmatch(text, items[index].start, items[last - 1].end)
            behind = _set_apart(items, index)
            return (match[1], behind) if match and behind is not None else None
    return None


def _set_apart(items: Sequence[Item], index: int) -> int | None:
    """Where the space or ``\\eqno`` begins that sets a number apart; None if nothing does."""
    while index and items[index - 1].kind == "space":
        index -= 1
    apart = index and (items[index - 1].kind == "wide" or items[index - 1].text in (r"\eqno", r"\leqno"))
    return index - 1 if apart else None


def only_number(text: str, items: Sequence[Item]) -> str | None:
    """The number, if nothing but a parenthesised number stands here."""
    printed = [item for item in items if item.kind not in ("space", "wide", "point", "row")]
    match = NUMBER.fullmatch(text, printed[0].start, printed[-1].end) if printed else None
    return match[1] if match else None


def ranges(printed: str, known: Collection[str]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """``1.1-1.8, 2.3`` as pairs (first, last), and the labels in it that nothing has. A label may hold hyphens of its own."""
    pairs: list[tuple[str, str]] = []
    unknown: list[str] = []
    for part in _BETWEEN.split(printed.strip()):
        pair = _range(part.strip(), known)
        if pair is None:
            unknown.append(part)
        elif pair != ("", ""):
            pairs.append(pair)
    return tuple(pairs), tuple(unknown)


def _range(part: str, known: Collection[str]) -> tuple[str, str] | None:
    if not part or is_known(part, known):
        return (part, part)
    if len(part) > _LONGEST:
        return None
    for match in _TO.finditer(part):
        first, last = part[: match.start()], part[match.end() :]
        if is_known(first, known) and is_known(last, known):
            return (first, last)
    return None


def is_known(label: str, known: Collection[str]) -> bool:
    """Whether a label, perhaps with ``#2`` behind it, names something."""
    return label in known or _NUMBERED.sub("", label) in known
