"""Whole worksheets: the finding on a text that has not changed since, whatever else is checked beside it."""

from __future__ import annotations

from symkl.cache.answers import Answers
from symkl.cache.memory import Memory
from symkl.cache.plain import Unfit, read, written
from symkl.report import DocumentFinding

Companions = tuple[tuple[str, str], ...]


class Shelf:
    """The findings that a memory holds."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def key(self, path: str, text: str, companions: Companions, chosen: tuple[object, ...]) -> bytes:
        """The key of a worksheet that is judged in the way chosen."""
        return self.memory.key("document", (path, text, *(part for pair in companions for part in pair), repr(chosen)))

    def recall(self, key: bytes, path: str, text: str, companions: Companions, cited: Companions = ()) -> DocumentFinding | None:
        """The finding under a key, with the texts that the key was made of."""
        kept = self.memory.get(key)
        try:
            return None if kept is None else read(DocumentFinding, kept)._replace(path=path, text=text, companions=companions, cited=cited)
        except Unfit:
            return None

    def answers(self) -> Answers:
        """Single answers, for the judges of one sheet."""
        return Answers(self.memory)

    def remember(self, key: bytes, finding: DocumentFinding) -> None:
        """Keep a finding, if any other run would find the same."""
        if finding.lasting:
            self.memory.keep(key, written(finding._replace(path="", text="", companions=(), cited=())))
        self.memory.save()
