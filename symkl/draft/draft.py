"""The draft of one part's given block: lines with their reasons, and what remains to be said."""

from __future__ import annotations

from symkl.draft.clues import Clue, Clues, Found
from symkl.draft.decide import Decided, decide, definite, in_words, invertible, kind_of, nonzero, positive, printed
from symkl.draft.formulas import Formulas, formulas_of
from symkl.draft.looks import is_bold
from symkl.draft.open import SIZES, remaining
from symkl.draft.parts import Part
from symkl.draft.prose import Granted, granted
from symkl.draft.sizes import Sized, sized
from symkl.draft.tied import Tie, Ties
from symkl.elaborate.environments import Places
from symkl.elaborate.nodes import key_of
from symkl.elaborate.sorts import Shapes
from symkl.record import NamedTuple
from symkl.source import Source, Span
from symkl.worksheet.document import Document


class Line(NamedTuple):
    """One line of a draft: a formula, "" where something remains to be said, the reason, and the names that it is about."""

    formula: str
    reason: str
    keys: tuple[str, ...] = ()


class Drafted(NamedTuple):
    """A part's draft. ``stronger`` is what could be assumed on top, formulas by name: where one decides a verdict, the author must say it."""

    part: Part
    lines: tuple[Line, ...]
    stronger: tuple[tuple[str, str], ...] = ()


def drafted(document: Document, part: Part, avoid: dict[str, str], known: frozenset[str]) -> Drafted:
    """The draft for a part. ``avoid``: names to be left for the author, and why; ``known``: keys that the sheet declares already."""
    source = document.source
    formulas = formulas_of(document, list(part.displays), source)
    said = granted(document, source, formulas, Places(document, Shapes()), part.span)
    return _Drafter(source, formulas, said, part, avoid, known).run()


class _Drafter:
    def __init__(self, source: Source, formulas: Formulas, said: list[Granted], part: Part, avoid: dict[str, str], known: frozenset[str]) -> None:
        self.source, self.formulas, self.said, self.part, self.avoid = source, formulas, said, part, avoid
        self.clues: Clues = formulas.clues
        self.ties: dict[str, Tie] = {}
        self.done = known | {key for one in said for key in one.keys}
        self.lines: list[Line] = []

    def run(self) -> Drafted:
        decided = [d for d in decide(self.clues) if d.name.key not in self.done or d.kind == "unsure"]
        decided = [d for d in decided if d.name.key not in self.done]
        tuples = self._tuples(decided)
        self.ties = Ties(self.formulas, tuples).found
        families = [self._family(base, found) for base, found in self.clues.families.items() if base not in self.done]
        found, names = sized(decided, families, tuples, self.said, self.formulas, self.source)
        if names.invented:
            self._perhaps_sizes(decided)
        free = [s for s in found if self._is_free(s.decided)]
        entries = {key for keys in tuples.values() for key in keys}
        for one in self.said:
            self._add(self.source.slice(one.span), f"line {self._line(one.span)} says so", one.keys)
        self._dimensions()
        self._columns(free, tuples)
        self._matrices(free)
        self._families([f for f in families if self._is_free(f)], names.family)
        self._numbers([s for s in free if s.decided.name.key not in entries])
        self._definite(free)
        self._positive(free, families)
        unsaid = {d.name.key for d in decided} - {s.decided.name.key for s in found} - entries
        open_names = [d for d in decided if not self._is_free(d) or d.name.key in unsaid] + [f for f in families if not self._is_free(f)]
        for reason in remaining(self.source, self.clues, self.ties, self.avoid, open_names, self.done):
            self.lines.append(Line("", reason))
        return Drafted(self.part, tuple(self.lines), tuple(self._stronger(free)))

    # -- which names, and how they print

    def _is_free(self, decided: Decided) -> bool:
        key = decided.name.key
        decorated = "'" in key or "*" in key
        return not (decided.kind == "unsure" or key in self.ties or key in self.avoid or decorated)

    def _perhaps_sizes(self, decided: list[Decided]) -> None:
        """Where a size has no printed name, a letter that sizes usually have is not taken for a number."""
        for one in decided:
            key = one.name.key
            if len(key) == 1 and key in SIZES and one.kind in ("open", "number") and one.name.has("logged", "rooted", "variance") is None:
                self.ties.setdefault(key, Tie("size", one.name.node.span))

    @staticmethod
    def _family(base: str, found: Found) -> Decided:
        last = next((c.detail for c in found.clues if c.detail), "")
        one = Found(found.node.parts[0] or found.node) if found.node.parts else Found(found.node)
        one.key, one.clues = base, found.clues
        alone = kind_of(one)
        return alone._replace(kind="unsure") if not last else alone._replace(kind="number") if alone.kind == "open" else alone

    def _tuples(self, decided: list[Decided]) -> dict[str, tuple[str, ...]]:
        """Columns whose entries are printed by number: ``z`` of z_1 and z_2."""
        numbers = [d.name.key for d in decided if d.kind in ("open", "number")]
        found = {}
        for one in decided:
            entries: list[str] = []
            while one.kind == "column" and f"{one.name.key}_{len(entries) + 1}" in numbers:
                entries.append(f"{one.name.key}_{len(entries) + 1}")
            if len(entries) > 1:
                found[one.name.key] = tuple(entries)
        return found

    def _printed(self, decided: Decided) -> str:
        return printed(decided)

    def _line(self, span: Span) -> int:
        return self.source.place(span.start).line

    # -- lines

    def _add(self, formula: str, reason: str, keys: tuple[str, ...]) -> None:
        self.lines.append(Line(formula, reason, keys))

    def _because(self, decided: Decided, clues: tuple[Clue, ...]) -> str:
        said = ", ".join(f"{in_words(c)} (line {self._line(c.span)})" for c in clues)
        return f"{self._printed(decided)} {said}"

    def _dimensions(self) -> None:
        counted = [(key, clue) for key, clue in self.clues.dimensions.items() if key not in self.done]
        if counted:
            reasons = "; ".join(f"{key} is {clue.detail} (line {self._line(clue.span)})" for key, clue in counted)
            self._add(f"{', '.join(key for key, _ in counted)} \\in \\mathbb{{N}}", reasons, tuple(key for key, _ in counted))

    def _columns(self, free: list[Sized], tuples: dict[str, tuple[str, ...]]) -> None:
        for size, group in _grouped([s for s in free if s.cols == "1" and s.rows != "1"]):
            names = ", ".join(self._printed(s.decided) for s in group)
            together = "; their formulas need them to be of one size" if len(group) > 1 else ""
            self._add(f"{names} \\in \\mathbb{{R}}^{{{size[0]}}}", self._reasons(group) + together, _keys(group))
        for key, entries in tuples.items():
            whole = next((s for s in free if s.decided.name.key == key), None)
            if whole is not None:
                listed = ", ".join(entries)
                self._add(f"{self._printed(whole.decided)} = ({listed})^T", f"{listed} are printed beside it", (key, *entries))

    def _reasons(self, group: list[Sized]) -> str:
        return "; ".join(self._because(s.decided, s.decided.because) if s.decided.because else f"{self._printed(s.decided)} fits its formulas only so"
                         for s in group)  # fmt: skip

    def _matrices(self, free: list[Sized]) -> None:
        for size, group in _grouped([s for s in free if s.cols != "1"]):
            names = ", ".join(self._printed(s.decided) for s in group)
            self._add(f"{names} \\in \\mathbb{{R}}^{{{size[0]} \\times {size[1]}}}", self._reasons(group), _keys(group))

    def _families(self, families: list[Decided], size_of: dict[str, str]) -> None:
        for one in families:
            last = next(c.detail for c in one.name.clues if c.detail)
            base = self._printed(one) if is_bold(one.name.node) else one.name.key
            size = size_of.get(one.name.key, "1")
            power = f"^{{{size}}}" if one.kind == "column" else f"^{{{size} \\times {size}}}" if one.kind in ("square", "matrix") else ""
            clue = next(c for c in one.name.clues if c.detail)
            reason = f"{base} runs with the index of a sum up to {last} (line {self._line(clue.span)})"
            self._add(f"{base}_1, \\dots, {base}_{{{last}}} \\in \\mathbb{{R}}{power}", reason, (one.name.key,))

    def _numbers(self, free: list[Sized]) -> None:
        group = [s for s in free if s.rows == s.cols == "1"]
        if group:
            names = ", ".join(self._printed(s.decided) for s in group)
            self._add(f"{names} \\in \\mathbb{{R}}", self._reasons(group), _keys(group))

    def _definite(self, free: list[Sized]) -> None:
        for one in free:
            because, inverse = definite(one.decided), invertible(one.decided)
            name, key = self._printed(one.decided), (one.decided.name.key,)
            if one.cols != "1" and because and one.rows == one.cols:
                self._add(f"{name} \\succ 0", self._because(one.decided, because), key)
            elif one.cols != "1" and inverse and one.rows == one.cols:
                relation = "> 0" if inverse[0].kind == "logdet" else "\\neq 0"
                self._add(f"\\det {name} {relation}", self._because(one.decided, inverse), key)

    def _positive(self, free: list[Sized], families: list[Decided]) -> None:
        for one in free:
            because, below = positive(one.decided), nonzero(one.decided)
            if one.rows == one.cols == "1" and (because or below):
                relation = "> 0" if because else "\\neq 0"
                self._add(f"{self._printed(one.decided)} {relation}", self._because(one.decided, because or below), (one.decided.name.key,))
        for family in families:
            because = positive(family) if family.kind == "number" else definite(family)
            if because and self._is_free(family) and family.kind in ("number", "square"):
                last = next(c.detail for c in family.name.clues if c.detail)
                relation = "> 0" if family.kind == "number" else "\\succ 0"
                self._add(f"{family.name.key}_1, \\dots, {family.name.key}_{{{last}}} {relation}", self._because(family, because), (family.name.key,))

    def _stronger(self, free: list[Sized]) -> list[tuple[str, str]]:
        """What might be assumed besides: matrices symmetric and positive definite, numbers positive, or less than 1 as well."""
        found = []
        for one in free:
            printed, key = self._printed(one.decided), one.decided.name.key
            if one.rows == one.cols != "1" and not definite(one.decided):
                found.append((key, f"{printed} \\succ 0"))
            elif one.rows == one.cols == "1" and not positive(one.decided):
                found.append((key, f"{printed} > 0"))
            if one.rows == one.cols == "1":
                found.append((key, f"0 < {printed} < 1"))
        return found


def _grouped(found: list[Sized]) -> list[tuple[tuple[str, str], list[Sized]]]:
    groups: dict[tuple[str, str], list[Sized]] = {}
    for one in found:
        groups.setdefault((one.rows, one.cols), []).append(one)
    return list(groups.items())


def _keys(group: list[Sized]) -> tuple[str, ...]:
    return tuple(key_of(s.decided.name.node) or s.decided.name.key for s in group)
