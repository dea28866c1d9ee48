"""Where the names of a formula are declared: shown beside a diagnostic of shapes that do not fit."""

from __future__ import annotations

from collections.abc import Sequence

from symkl.elaborate.nodes import key_of, walk
from symkl.elaborate.printed import Printed
from symkl.elaborate.scope import Environment
from symkl.latex.syntax import Node
from symkl.report import Diagnostic
from symkl.source import Span
from symkl.worksheet.document import Given

_MOST = 3  # declarations that are shown


def with_declarations(side: Printed, env: Environment, givens: Sequence[Given]) -> Diagnostic | None:
    """The side's diagnostic; of shapes, with the places where the names in the part that does not fit are declared."""
    told = side.diagnostic
    if told is None or told.code != "shapes" or told.labels or not isinstance(side.node, Node):
        return told
    inside = [n for n in walk(side.node) if told.span.start <= n.span.start and n.span.end <= told.span.end]
    entries = {e.key: e for n in inside for e in [env.entries.get(key_of(n) or "")] if e is not None and e.kind != "dimension"}
    labels: list[tuple[Span, str]] = []
    elsewhere: list[tuple[str, Span, str]] = []
    for entry in list(entries.values())[:_MOST]:
        source = givens[entry.given].source if 0 <= entry.given < len(givens) else None
        words = f"{entry.latex or entry.key} is declared here"
        if source is not None:
            elsewhere.append((source.path, entry.span, words))
        elif 0 <= entry.given < len(givens):
            labels.append((entry.span, words))
    return told._replace(labels=tuple(labels), elsewhere=tuple(elsewhere))
