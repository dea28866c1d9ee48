"""One row of a display, taken apart: its formulas, and the notes, conditions and declarations beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from symkl.patterns import pattern
from symkl.record import NamedTuple
from symkl.source import Span
from symkl.wording import reckons
from symkl.worksheet.document import Row
from symkl.worksheet.tokens import ARROWS, Item, Level, words

CONDITION_WORDS = words("for if when whenever provided assuming given as")
DECLARATION_WORDS = words("where with")
PROSE_WORDS = words("since because by using from see via note recall due cf i e g")  # these begin a note even behind a factor
_QUANTIFIERS = words("all every each any arbitrary fixed that the values value")  # that restrict nothing
KEPT_WORDS = words("or otherwise else unless except not only iff but")  # dropping these would change what is said
_AND = pattern(r"[\s,;]*(?:and|und|et|&|so|thus|hence|then|therefore)?[\s,;]*")
_ARROW = pattern(r"(?i:[\s,;]*(?:if\s+and\s+only\s+if|iff|only\s+if|(?:precisely|exactly)\s+when)[\s,;:]*)")  # words that say what an arrow says
_WORDS = pattern(r"[^\W\d_]+")
_ANNOTATIONS = frozenset((r"\because", r"\triangleright", r"\rhd", r"\triangleleft"))
_DOTS = frozenset((r"\dots", r"\ldots", r"\cdots", r"\dotsc", "…"))
_BLANK = frozenset(("space", "wide", "cell", "define", "row"))


class Part(NamedTuple):
    """A run of items and what parts it from the one before: "and", "then", "wide", "cell", "text" (only its own first words) or "" for the first."""

    items: tuple[Item, ...]
    separator: str = ""
    comma: bool = False  # the part before ended in a comma or semicolon


def row_of(
    level: Level, text: str, items: Sequence[Item], labels: Iterable[str] = (), cases: bool = False, relations: Collection[str] = ()
) -> Row | None:
    """The Row of these items, None if nothing but layout is left. ``relations`` are macros that stand for a relation."""
    builder = _Builder(level, text, cases, relations)
    for part in builder.units(_parts(level, text, items)):
        builder.add(part)
    return builder.row(tuple(labels))


def words_of(level: Level, text: str, item: Item) -> str:
    """The words in ``\\text{..}``."""
    opening = level.skip_space(item.first + 1, item.last)
    return text[level.tokens[opening].end : level.tokens[item.last].start]


def trim(items: Sequence[Item]) -> Sequence[Item]:
    """Without layout at both ends, and without the comma, semicolon or full stop at the end."""
    first, last = 0, len(items)
    while first < last and (items[first].kind in _BLANK or items[first].kind in ("label", "point")):
        first += 1
    while first < last and (items[last - 1].kind in _BLANK or items[last - 1].kind in ("label", "point")):
        last -= 1
    return items[first:last]


def _parts(level: Level, text: str, items: Sequence[Item]) -> list[Part]:
    """The items between separators: cells, wide spaces, ``\\text{and}``, and a text that begins a note or a condition."""
    parts: list[Part] = []
    current: list[Item] = []
    depth = 0
    separator = ""
    for item in items:
        depth = max(0, depth + {"open": 1, "close": -1}.get(item.kind, 0))
        found = "" if depth else _separator(level, text, item)
        if not found:
            current.append(item)
            continue
        if trim(current):
            parts.append(Part(tuple(current), separator, bool(parts) and _ends_in_comma(parts[-1].items)))
            separator = found
        elif found != "text" and separator not in ("and", "then"):
            separator = found
        current = [item] if found == "text" else []
    if trim(current):
        parts.append(Part(tuple(current), separator, bool(parts) and _ends_in_comma(parts[-1].items)))
    return parts


def _separator(level: Level, text: str, item: Item) -> str:
    if item.kind in ("wide", "cell"):
        return item.kind
    if item.kind != "text":
        return ""
    words = words_of(level, text, item)
    if _first_word(words) == "then" and _AND.fullmatch(words):
        return "then"
    return "and" if _AND.fullmatch(words) else "text" if _begins_words(words) else ""


def _ends_in_comma(items: Sequence[Item]) -> bool:
    printed = [item for item in items[-6:] if item.kind not in _BLANK]
    return bool(printed) and printed[-1].kind == "point"


def _begins_words(words: str) -> bool:
    """Whether a text begins a note or a condition wherever it stands: no name such as ``\\text{tr}`` or ``\\text{data term}`` does."""
    first = _first_word(words)
    if _ARROW.fullmatch(words) or reckons(words):
        return False
    return first in CONDITION_WORDS or first in DECLARATION_WORDS or first in PROSE_WORDS or words.lstrip()[:1] in ("(", "[")


def _first_word(words: str) -> str:
    match = _WORDS.search(words)
    return match.group().lower() if match else ""


class _Builder:
    def __init__(self, level: Level, text: str, cases: bool, relations: Collection[str]) -> None:
        self.level, self.text, self.cases, self.known = level, text, cases, relations
        self.formulas: list[list[Item]] = []
        self.notes: list[Span] = []
        self.conditions: list[Span] = []
        self.declarations: list[Span] = []
        self.open: list[Span] | None = None  # the conditions or declarations that further parts go on with

    def row(self, labels: tuple[str, ...]) -> Row | None:
        spans = tuple(Span(run[0].start, run[-1].end) for run in map(trim, self.formulas) if run)
        if not spans and self.conditions:  # a range alone is what the row says
            spans, self.conditions = tuple(self.conditions), []
        if not (spans or self.notes or self.conditions or self.declarations or labels):
            return None
        return Row(spans, labels, tuple(self.notes), tuple(self.conditions), tuple(self.declarations))

    def units(self, parts: Sequence[Part]) -> list[Part]:
        """Parts put together where one goes on with the last: ``f & = g`` is one equation, in whatever column it stands."""
        units: list[Part] = []
        for part in parts:
            first, last = trim(part.items)[0], trim(units[-1].items)[-1] if units else None
            leads = self._relation(first) or (first.kind == "operator" and first.text not in "-−")
            if last is not None and trim(units[-1].items)[0].kind != "text" and (leads or self._relation(last)):
                units[-1] = Part((*units[-1].items, *part.items), units[-1].separator, units[-1].comma)
            else:
                units.append(part)
        return units

    def add(self, part: Part) -> None:
        items = trim(part.items)
        if not items:
            return
        complete = bool(self.formulas) and self._complete(self.formulas[-1])
        kind = self._kind(part, items, complete)
        if kind == "note":
            self.notes.append(_span(items))
        elif kind == "range":
            self.conditions.append(_span(_unwrapped(items)))
        elif kind in ("condition", "declaration"):
            self.open = self.conditions if kind == "condition" else self.declarations
            self.open.append(self._behind_words(items))
        elif self.open is not None:
            self.open.append(_span(items))
        elif len(self.formulas) == 1 and self._supposes(self.formulas[0]) and part.separator == "and":
            self.formulas[0].extend(items)  # "if a > 0 and b > 0 then .."
        elif self.formulas and not (complete and self._own(items, part.comma or part.separator in ("and", "then"))):
            self.formulas[-1].extend(items)
        else:
            self.formulas.append(list(items))

    def _kind(self, part: Part, items: Sequence[Item], complete: bool) -> str:
        inner = _unwrapped(items)
        if inner[0].text == r"\forall":
            return "condition" if self.formulas else ""
        if items[0].text in _ANNOTATIONS:
            return "note"
        if _is_range(inner):
            return "range"
        if self.cases and complete and part.separator == "cell" and inner[0].kind != "text":
            return "condition"
        texts = [words_of(self.level, self.text, item) for item in inner if item.kind == "text"]
        if complete and not texts and len(inner) < len(items) and part.separator in ("wide", "cell") and self._has_relation(inner):
            return "range"  # ``\\quad (a > 0)``
        if not texts or not self.formulas:
            return self._lone_note(items, texts)
        first = _first_word(texts[0]) if inner[0].kind == "text" else ""
        if first in CONDITION_WORDS or first in DECLARATION_WORDS:
            return "condition" if first in CONDITION_WORDS else "declaration"
        return "note" if complete and first not in KEPT_WORDS and not any(map(reckons, texts)) and _is_note(part, items, texts) else ""

    def _supposes(self, items: Sequence[Item]) -> bool:
        """Whether a row begins with what holds only if something else does."""
        first = trim(items)[0]
        return first.kind == "text" and _first_word(words_of(self.level, self.text, first)) in CONDITION_WORDS

    def _lone_note(self, items: Sequence[Item], texts: Sequence[str]) -> str:
        """A row of words alone (``\\intertext``), or of one that begins with words."""
        lone = (
            texts
            and all(item.kind in ("text", "space", "point") for item in items)
            and any(_begins_words(words) or " " in words.strip() for words in texts)
        )
        return "note" if lone or (items[0].text in (r"\intertext", r"\shortintertext")) else ""

    def _behind_words(self, items: Sequence[Item]) -> Span:
        inner = list(_unwrapped(items))
        if inner[0].kind == "text" and len(inner) > 1 and _says_nothing(words_of(self.level, self.text, inner[0])):
            inner = list(trim(inner[1:])) or inner
        if len(inner) > 1 and inner[0].text == r"\forall":
            inner = list(trim(inner[1:])) or inner
        if inner[-1].kind == "text" and not words_of(self.level, self.text, inner[-1]).strip(" ).,"):
            inner = list(trim(inner[:-1])) or inner
        return _span(inner)

    def _relation(self, item: Item) -> bool:
        if item.kind == "text":
            return _ARROW.fullmatch(words_of(self.level, self.text, item)) is not None
        return item.kind == "relation" or item.text in self.known

    def _complete(self, items: Sequence[Item]) -> bool:
        """Whether a relation with something behind it stands here."""
        inner = trim(items)
        if not inner or self._relation(inner[-1]) or inner[-1].kind == "operator":
            return False
        kept = inner[-1].kind == "text" and _first_word(words_of(self.level, self.text, inner[-1])) in KEPT_WORDS
        return not kept and self._has_relation(inner)

    def _own(self, items: Sequence[Item], apart: bool) -> bool:
        """Whether these are a relation with a left side of its own; a leading minus goes on with what stands before unless set apart."""
        first = items[0]
        leads = self._relation(first) or (first.kind == "operator" and not (apart and first.text in "-−")) or first.text in ARROWS
        return not leads and self._has_relation(items)

    def _has_relation(self, items: Sequence[Item]) -> bool:
        depth = 0
        for item in items:
            depth = max(0, depth + {"open": 1, "close": -1}.get(item.kind, 0))
            if not depth and self._relation(item):
                return True
        return False


def _says_nothing(words: str) -> bool:
    """Whether the words in front of a condition restrict nothing themselves."""
    return all(word.lower() in CONDITION_WORDS | DECLARATION_WORDS | _QUANTIFIERS for word in _WORDS.findall(words))


def _is_range(items: Sequence[Item]) -> bool:
    """``i = 1, \\dots, N``: the members that a free index means."""
    printed = [item for item in items if item.kind != "space"]
    relations = [index for index, item in enumerate(printed) if item.kind == "relation"]
    dots = [index for index, item in enumerate(printed) if item.text in _DOTS]
    if len(relations) != 1 or len(dots) != 1 or printed[relations[0]].text not in ("=", r"\in"):
        return False
    at = dots[0]
    return relations[0] < at < len(printed) - 1 and printed[at - 1].kind == printed[at + 1].kind == "point"


def _span(items: Sequence[Item]) -> Span:
    return Span(items[0].start, items[-1].end)


def _unwrapped(items: Sequence[Item]) -> Sequence[Item]:
    """Without one pair of parentheses around all of it."""
    if len(items) > 2 and items[0].kind == "open" and items[-1].kind == "close":
        return trim(items[1:-1]) or items
    return items


def _is_note(part: Part, items: Sequence[Item], texts: Sequence[str]) -> bool:
    """Words alone; or something in parentheses that holds words; or what begins with more than one word."""
    prose = "".join(texts)
    opens = items[0].kind == "open" or prose.lstrip()[:1] in ("(", "[")
    bracketed = opens and (items[-1].kind == "close" or prose.rstrip(" .,;")[-1:] in (")", "]"))
    if part.separator in ("text", ""):
        return _begins_words(texts[0]) and items[0].kind == "text"
    only = all(item.kind in ("text", "space", "point") for item in items)
    leading = items[0].kind == "text" and (" " in texts[0].strip() or _begins_words(texts[0]))
    return only or (bracketed and bool(_WORDS.search(prose))) or leading
