"""What a sheet's own prose declares: ``with $\\mathbf{z} \\in \\mathbb{R}^d$``, ``let $x \\sim \\mathcal{N}(\\mu, \\Sigma)$``."""

from __future__ import annotations

import re

from symkl.draft.formulas import Formulas
from symkl.elaborate.announced import declared_names
from symkl.elaborate.environments import Places
from symkl.elaborate.nodes import strip
from symkl.latex.syntax import Node, Row
from symkl.patterns import pattern
from symkl.record import NamedTuple
from symkl.source import Source, Span
from symkl.worksheet.document import Document

#: words in front of a formula that make it something granted
_GRANTED = pattern(r"\b(let|given|suppose|assume|assuming|where|with|prior|likelihood|model|distributed|denote)\b[^.]*$", re.IGNORECASE)
_DECLARING = ("in", "succ", "succeq", ">", "!=", "sim")


class Granted(NamedTuple):
    """A formula of the prose that declares something, and the keys that it declares."""

    span: Span
    row: Row
    keys: tuple[str, ...]


def granted(document: Document, source: Source, formulas: Formulas, places: Places, within: Span) -> list[Granted]:
    """The declarations in a part's prose, each key once."""
    found: list[Granted] = []
    known: set[str] = set()
    for span, before in document.prose:
        if not within.start <= span.start < within.end or span.start >= span.end:
            continue
        row = places.parse(source, span, formulas.table)
        if not _declares(row, _GRANTED.search(before) is not None):
            continue
        keys = tuple(d.key for d in declared_names((row,), formulas.table))
        if keys and known.isdisjoint(keys):
            known.update(keys)
            found.append(Granted(span, row, keys))
    return found


def _declares(row: Row, said: bool) -> bool:
    """Whether a formula says what something is: a sort or a condition, or behind a word such as "let" the law that something has."""
    if not row.chains or not row.chains[-1].relations or not all(isinstance(s, Node) for c in row.chains for s in c.sides):
        return False
    *before, last = row.chains
    if any(c.relations for c in before) or len(last.relations) > 1:
        return False
    relation, right = last.relations[0].text, last.sides[1]
    if relation == "=" and said and isinstance(right, Node):
        return strip(right).kind == "operator" and strip(right).text == "normal"
    return relation in _DECLARING and (said or relation == "in")
