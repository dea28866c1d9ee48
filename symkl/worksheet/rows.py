"""A display taken apart: its environment, rows and labels."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from symkl.source import Source, Span
from symkl.worksheet.document import Macro, Row
from symkl.worksheet.labels import ending_number, label_of, only_number
from symkl.worksheet.macros import definition
from symkl.worksheet.parts import row_of
from symkl.worksheet.tokens import RELATIONS, Item, Level, partners, tokenise, words

#: Environments in which a row's label names that row's chain.
NUMBERED = words("align align* alignat alignat* flalign flalign* xalignat xalignat* gather gather* eqnarray eqnarray* IEEEeqnarray IEEEeqnarray*")
CASES = words("cases dcases rcases drcases cases* dcases* numcases")
#: Environments of which a label names the whole display.
WHOLE = (
    words("aligned alignedat split gathered multline multline* multlined equation equation* math displaymath dmath dmath* subequations array empheq")
    | CASES
)
LAYOUT = NUMBERED | WHOLE
_ARGUMENTS = words("alignat alignat* alignedat xalignat xalignat* array IEEEeqnarray IEEEeqnarray* numcases")
_DEPTH = 16  # environments inside environments that are looked into
_BLANK = frozenset(("space", "wide", "cell", "point", "label", "define"))


class Layout:
    """What a display holds. ``number`` is set if it is nothing but a number or a label, which names the statement before it."""

    def __init__(self, environment: str = "", number: str | None = None) -> None:
        self.rows: list[Row] = []
        self.labels: list[str] = []
        self.environment = environment
        self.macros: list[Macro] = []
        self.number = number


def lay_out(source: Source, inner: Span, environment: str = "", relations: Collection[str] = ()) -> Layout:
    """The rows and labels of the display whose LaTeX, without delimiters, is ``inner``."""
    tokens = tokenise(source.text, *inner)
    layout = Layout(environment=environment)
    reader = _Reader(source, Level(source, tokens, partners(tokens)), layout, relations)
    items = reader.level.items(*reader.without_arguments(environment, 0, len(tokens)))
    layout.number = only_number(source.text, items)
    if layout.number is None:
        reader.read(items, environment, 0)
        if not layout.rows and len(layout.labels) > 0:
            layout.number = layout.labels[0]
    layout.labels[:] = dict.fromkeys(layout.labels)
    return layout


def is_relation(macro: Macro) -> bool:
    """Whether a macro stands for a relation, as ``\\defeq`` may."""
    if macro.parameters or len(macro.body) > 200:
        return False
    body = Source("", macro.body)
    tokens = tokenise(body.text, 0, len(body.text))
    return any(item.kind == "relation" for item in Level(body, tokens, partners(tokens)).items(0, len(tokens)))


class _Reader:
    def __init__(self, source: Source, level: Level, layout: Layout, relations: Collection[str]) -> None:
        self.source, self.text, self.level, self.layout, self.relations = source, source.text, level, layout, relations

    def read(self, items: list[Item], environment: str, depth: int) -> None:
        """Reads all rows of one level into the layout; goes into an environment, a box or braces that hold everything."""
        items = self._take_definitions(items)
        number = ending_number(self.text, items)
        if number is not None:
            items = items[: number[1]]
        inside = self._whole(items) if depth < _DEPTH else None
        if inside is not None:
            self._take_labels(items, self.layout.labels, deep=False)
            self.layout.labels.extend([number[0]] if number else [])
            self.layout.environment = inside[1] or environment
            self.read(inside[0], inside[1] or environment, depth + 1)
            return
        for index, row in enumerate(rows := _split(items)):
            self._row(row, environment, depth, number[0] if number and index == len(rows) - 1 else None)

    def _row(self, items: Sequence[Item], environment: str, depth: int, number: str | None) -> None:
        labels: list[str] = []
        inside = self._whole(items) if depth < _DEPTH else None
        self._take_labels(items, labels, deep=inside is None)
        labels.extend([number] if number else [])
        before = len(self.layout.rows)
        if inside is not None:
            self.read(inside[0], inside[1] or environment, depth + 1)
        else:
            self._add(row_of(self.level, self.text, items, (), environment in CASES, self.relations))
        if environment not in NUMBERED:
            self.layout.labels.extend(labels)
        elif labels:
            self._name_row(labels, before)

    def _add(self, row: Row | None) -> None:
        """A row of words or conditions alone belongs to the row before it."""
        rows = self.layout.rows
        if row is None:
            return
        if row.spans:
            rows.append(row)
        elif rows:
            last = rows[-1]
            rows[-1] = last._replace(
                notes=last.notes + row.notes,
                conditions=last.conditions + row.conditions,
                declarations=last.declarations + row.declarations,
            )

    def _name_row(self, labels: list[str], before: int) -> None:
        """Labels of an empty row name the row before it."""
        rows = self.layout.rows
        if not rows:
            self.layout.labels.extend(labels)
            return
        at = len(rows) - 1 if len(rows) > before else before - 1
        rows[at] = rows[at]._replace(labels=tuple(dict.fromkeys((*rows[at].labels, *labels))))

    def _take_labels(self, items: Sequence[Item], labels: list[str], deep: bool) -> None:
        """The labels among the items, tags first, and with ``deep`` those inside groups and environments too."""
        found: list[tuple[bool, str]] = []
        for item in items:
            if item.kind == "label":
                found.append((item.text == r"\label", label_of(self.level, item, self.text)))
            elif deep and item.kind in ("group", "boxed", "environment"):
                found.extend(self._deep_labels(item))
        labels.extend(name for _, name in sorted(found, key=lambda pair: pair[0]) if name)

    def _deep_labels(self, item: Item) -> list[tuple[bool, str]]:
        tokens = self.level.tokens
        return [
            (
                tokens[at].text == r"\label",
                label_of(self.level, Item("label", tokens[at].start, tokens[end].end, tokens[at].text, at, end), self.text),
            )
            for at in range(item.first, item.last)
            if tokens[at].kind == "label" and (end := self.level.argument(at + 1, item.last)) is not None
        ]

    def _take_definitions(self, items: list[Item]) -> list[Item]:
        kept = []
        for item in items:
            found = definition(self.source, item.start, item.end) if item.kind == "define" else None
            if found is not None:
                self.layout.macros.append(found[0])
            else:
                kept.append(item)
        return kept

    def _whole(self, items: Sequence[Item]) -> tuple[list[Item], str] | None:
        """If one environment, box or group is all that is printed here: what it holds, and the environment's name."""
        printed = [item for item in items if item.kind not in _BLANK]
        while printed and printed[-1].kind == "row":
            printed.pop()
        if len(printed) == 3 and printed[0].text.startswith(r"\left") and printed[2].text.startswith(r"\right") and printed[1].kind == "environment":
            name = self.level.tokens[printed[1].first].name
            entered = (
                self._inside(printed[1]) if name in ("array", "aligned", "matrix", "gathered", "split") and self._has_relation(printed[1]) else None
            )
            return (entered, "cases") if entered is not None and _is_brace(printed[0], printed[2]) else None
        return self._entered(printed[0]) if len(printed) == 1 else None

    def _entered(self, item: Item) -> tuple[list[Item], str] | None:
        if item.kind == "environment":
            name = self.level.tokens[item.first].name
            layout = name in LAYOUT and (name != "array" or self._has_relation(item)) and (name not in CASES or self._has_relation(item))
            return (self._inside(item), name) if layout else None
        if item.kind == "group":
            inside = self.level.items(item.first + 1, item.last)
            return (inside, "") if all(one.text.strip() != r"\over" for one in inside) else None  # a fraction
        if item.kind == "boxed":
            return self.level.items(self.level.skip_space(item.first + 1, item.last) + 1, item.last), ""
        return None

    def _inside(self, item: Item) -> list[Item]:
        return self.level.items(*self.without_arguments(self.level.tokens[item.first].name, item.first + 1, item.last))

    def without_arguments(self, environment: str, first: int, last: int) -> tuple[int, int]:
        """The token range of an environment's body without ``[t]`` and ``{rcl}`` behind its name."""
        tokens = self.level.tokens
        at = self.level.skip_space(first, last)
        if environment and at + 2 < last and tokens[at].text == "[" and tokens[at + 2].text == "]" and tokens[at + 1].text in ("t", "b", "c"):
            first = at = at + 3
        if environment in _ARGUMENTS:
            end = self.level.argument(at, last)
            first = end + 1 if end is not None else first
        return first, last

    def _has_relation(self, item: Item) -> bool:
        """Whether a row of this environment has a relation of its own: then it lists equations and not entries."""
        name = self.level.tokens[item.first].name
        inner = self.level.items(*self.without_arguments(name, item.first + 1, item.last))
        first_cell = name in CASES
        for row in _split(inner):
            cells = 0
            for one in row:
                cells += one.kind == "cell"
                if (one.kind == "relation" or one.text in self.relations) and (not first_cell or not cells or _opens_cell(row, one)):
                    return True
        return False


def _opens_cell(row: Sequence[Item], relation: Item) -> bool:
    """``a &= b``: the relation stands first behind the first ``&``, with something before it."""
    cells = [index for index, item in enumerate(row) if item.kind == "cell"]
    before = [item for item in row[: cells[0]] if item.kind not in _BLANK]
    behind = [item for item in row[cells[0] + 1 :] if item.kind not in ("space", "wide")]
    return bool(behind) and behind[0] is relation and (bool(before) or len(cells) > 0) and relation.text == "="


def _is_brace(left: Item, right: Item) -> bool:
    return left.text.rstrip().endswith((r"\{", "lbrace", ".")) and right.text.rstrip().endswith((".", r"\}", "rbrace"))


def _split(items: Sequence[Item]) -> list[list[Item]]:
    """The rows. A bracket that is open at a row's end and closes in the next one, which begins with no relation, holds both together."""
    raw: list[list[Item]] = [[]]
    ends: list[Item] = []
    for item in items:
        if item.kind == "row" or item.text in (r"\intertext", r"\shortintertext"):
            ends.append(item)
            raw.append([])
        else:
            raw[-1].append(item)
    rows = [raw[0]]
    opened = _balance(raw[0])[1]
    for end, row, is_closed in zip(ends, raw[1:], _closed_below(raw, ends), strict=True):
        closed, left_open = _balance(row)
        if opened and (closed or is_closed) and end.kind == "row" and not _leads_with_relation(row):
            rows[-1].append(end)
            rows[-1].extend(row)
            opened = max(0, opened - closed) + left_open
        else:
            rows.append(row)
            opened = left_open
    return rows


def _closed_below(raw: Sequence[Sequence[Item]], ends: Sequence[Item]) -> list[bool]:
    """Of each row but the first whether it stands within brackets that it or one of the next rows closes, none of them with a relation."""
    found: list[bool] = []
    for end, row in zip(reversed(ends), reversed(raw[1:]), strict=True):
        goes_on = end.kind == "row" and not _has_relation(row)
        found.append(goes_on and (_balance(row)[0] > 0 or bool(found) and found[-1]))
    return found[::-1]


def _has_relation(row: Sequence[Item]) -> bool:
    """Whether a relation stands in a row outside braces, such as those below a sum."""
    depth = 0
    for item in row:
        depth += (item.kind == "{") - (item.kind == "}")
        if not depth and (item.kind == "relation" or item.text in RELATIONS):
            return True
    return False


def _balance(row: Sequence[Item]) -> tuple[int, int]:
    """How many brackets a row closes that it did not open, and opens that it does not close."""
    closed = opened = 0
    for item in row:
        if item.kind == "open":
            opened += 1
        elif item.kind == "close":
            closed, opened = (closed, opened - 1) if opened else (closed + 1, 0)
    return closed, opened


def _leads_with_relation(row: Sequence[Item]) -> bool:
    first = next((item for item in row if item.kind not in ("space", "wide", "cell")), None)
    return first is not None and (first.kind == "relation" or first.text in RELATIONS)
