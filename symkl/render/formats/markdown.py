"""``--format markdown``: an index of results, a table for each worksheet: what is printed, its verdict, its steps and the laws used."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from symkl.render.answer import answer
from symkl.render.glyphs import to_ascii
from symkl.render.job_summary import RELATIONS, inline, plain_words
from symkl.render.settings import Settings
from symkl.render.steps import SIGNS
from symkl.report import DocumentFinding, Report, StatementFinding

CITED = "cited: "  # what the names of such laws begin with
LONGEST = 400  # code points of a formula in a table


def render(report: Report, settings: Settings) -> str:
    """A heading for each worksheet that states anything, its first heading as the words of a link."""
    stating = [d for d in report.documents if d.statements]
    lines = ["# Results", "", plain_words(answer(report)), ""]
    for document in stating:
        lines += [f"## [{plain_words(_title(document))}]({document.path.replace(' ', '%20')})", "", *_table(document), ""]
    text = "\n".join(lines)
    return to_ascii(text) if settings.ascii else text


def _title(document: DocumentFinding) -> str:
    headings = (line.lstrip("#").strip() for line in document.text.split("\n") if line.startswith("# "))
    return next(headings, document.path)


def _table(document: DocumentFinding) -> Iterator[str]:
    yield "| label | result | verdict | steps | laws |"
    yield "|---|---|---|---:|---|"
    for statement in document.statements:
        laws = dict.fromkeys(_law(law, document) for step in statement.steps for law in step.laws)
        verdict = f"{SIGNS[statement.verdict]} {statement.verdict}"
        row = (plain_words(statement.label), _printed(statement), verdict, str(len(statement.steps)), ", ".join(laws))
        yield f"| {' | '.join(row)} |"


def _law(name: str, document: DocumentFinding) -> str:
    """A law; a line of another worksheet as a link to that."""
    sheet = name.removeprefix(CITED).rpartition(" (")[0]
    if not name.startswith(CITED) or not sheet:
        return plain_words(name)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), sheet))
    return f"[{plain_words(name)}]({path.replace(' ', '%20')})"


def _printed(statement: StatementFinding) -> str:
    """The statement as its author printed it; a bar inside a table would part its cells."""
    parts: list[str] = []
    for step in statement.steps:
        if not parts or parts[-1] != step.left:
            parts += [*([r";\;"] if parts else []), step.left]
        parts += [RELATIONS.get(step.relation, step.relation), step.right]
    formula = " ".join(" ".join(parts).split())
    if len(formula) > LONGEST:
        return plain_words(statement.reading[:LONGEST] + "…")
    return formula and inline(formula.replace("\\|", "\\Vert ").replace("|", "\\vert "))


__all__ = ["render"]
