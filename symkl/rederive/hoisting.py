"""What several tests declare in the same words is said once, before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple


class Declared(NamedTuple):
    """One declaration: what it names, its text (of a lone scalar: its assumption), and the identifiers that it uses."""

    identifier: str
    kind: str  # "scalar", "symbol" or "definition"
    text: str
    uses: frozenset[str]


def shared(tests: Sequence[Sequence[Declared]], sizes: frozenset[str]) -> list[Declared]:
    """The declarations that can stand in front of all tests: without a size, the same wherever made, and made more than once."""
    versions: dict[str, set[tuple[str, str]]] = {}
    count: Counter[str] = Counter()
    found: dict[str, Declared] = {}
    for test in tests:
        for each in test:
            versions.setdefault(each.identifier, set()).add((each.kind, each.text))
            count[each.identifier] += 1
            found.setdefault(each.identifier, each)
    good = {i for i, texts in versions.items() if len(texts) == 1}
    while True:
        bad = {i for i in good if (found[i].uses & sizes) or (found[i].uses & set(versions)) - good - {i}}
        if not bad:
            break
        good -= bad
    wanted = {i for i in good if count[i] > 1}
    while True:
        more = {u for i in wanted for u in found[i].uses & good} - wanted
        if not more:
            return [found[i] for i in found if i in wanted]
        wanted |= more


def lines_of(declared: Sequence[Declared]) -> list[str]:
    """Scalars first, those of one assumption on one line; then other symbols; then definitions, each after what it uses."""
    found: list[str] = []
    scalars: dict[str, list[str]] = {}
    for each in declared:
        if each.kind == "scalar":
            scalars.setdefault(each.text, []).append(each.identifier)
    for sign, names in scalars.items():
        call = f'Symbol("{names[0]}", {sign}=True)' if len(names) == 1 else f'symbols("{" ".join(names)}", {sign}=True)'
        found.append(f"{', '.join(names)} = {call}")
    found.extend(each.text for each in declared if each.kind == "symbol")
    for each in declared:
        if each.kind == "definition":
            if each.text.startswith("def ") or (found and found[-1].startswith("    ")):
                found.append("")
            found.extend(each.text.split("\n"))
    return found
