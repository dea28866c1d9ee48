"""What a test report says of a statement beside its outcome."""

from __future__ import annotations

from symkl.report import DocumentFinding, StatementFinding
from symkl.summary import settled


def properties_of(statement: StatementFinding, document: DocumentFinding) -> list[tuple[str, str]]:
    """Names and values, empty ones left out."""
    laws = dict.fromkeys(law for step in statement.steps for law in step.laws)
    found = [("symkl.verdict", statement.verdict), ("symkl.settled", "yes" if settled(statement, document) else "")]
    found += [("symkl.reading", statement.reading)]
    found += [("symkl.difference", step.difference) for step in statement.steps if step.difference and step.verdict in ("refuted", "carried")]
    return [pair for pair in (*found, ("symkl.laws", ", ".join(laws))) if pair[1]]
