"""Runs of letters: declared names, operators spelled bare, or single letters side by side."""

from __future__ import annotations

from symkl.latex import symbols
from symkl.latex.names import NameTable


def split_word(word: str, table: NameTable, following: str = "") -> list[str]:
    """A run of letters as declared names, bare operators (``nlog``, ``logdet``) or single letters.

    A command's name (``frac``, ``sigma``; of three letters where a brace or a script follows: ``sum_{i}``) is one word, whatever
    letters are declared: it has lost its backslash.
    """
    if word in table.words or word in symbols.BARE:
        return [word]
    if "\\" + word in symbols.COMMANDS and (len(word) >= 4 or following in ("{", "_", "^")):
        return [word]
    for operator in ("log", "exp", "det", "trace", "ln", "tr"):
        if word.endswith(operator) and len(word) - len(operator) <= 3:
            head = word[: -len(operator)]
            if head in symbols.BARE:
                return [head, operator]
            if len(operator) >= 3 and all(letter in table for letter in head):
                return [*head, operator]
    pieces = _declared_pieces(word, table)
    if pieces:
        return pieces
    if len(word) >= 3 and not any(letter in table for letter in word):
        return [word]
    return list(word)


def _declared_pieces(word: str, table: NameTable) -> list[str]:
    """The run cut at declared names of several letters, if it holds one."""
    if not table.words:
        return []
    pieces, at = [], 0
    while at < len(word):
        size = next((n for n in range(len(word) - at, 1, -1) if word[at : at + n] in table.words), 1)
        pieces.append(word[at : at + size])
        at += size
    return pieces if any(len(piece) > 1 for piece in pieces) else []
