"""Every token belongs to exactly one node, one relation, one clause, or to the closed list of layout."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.latex.lexer import Token
from symkl.latex.names import EMPTY, NameTable
from symkl.latex.parser import matched, parse_row
from symkl.latex.symbols import ALPHABETS, EMPHASIS
from symkl.latex.syntax import Chain, Damage, Node, Row

_DRESS = frozenset(("{", "}", "text"))
_FONTS = frozenset((*EMPHASIS, *ALPHABETS))  # around several factors: each of them wears the font
#: the kinds of tokens that a node of a kind may own itself; kinds that are not listed may own any
_OWN = {
    "sum": frozenset(("sign",)),
    "product": frozenset(("times",)),
    "call": frozenset(),
    "number": frozenset(("number", "command")),
    "group": frozenset(("open", "close")),
    "relation": frozenset(("relation",)),
    "items": frozenset(("sep", "relation", "letter", "command", "word", "operatorname")),
    "script": frozenset(("_", "^", "command", "sign", "sep")),
    "factorial": frozenset(("factorial",)),
    "matrix": frozenset(("begin", "end", "&", "row")),
    "cases": frozenset(("begin", "end", "&", "row", "sep", "other")),
    "dots": frozenset(("dots",)),
    "fraction": frozenset(("command",)),
    "empty": frozenset(),
}


def tokens_of(node: Node, tokens: list[Token]) -> list[Token]:
    """The tokens that a node owns itself: those in its span and in no part's."""
    inner = [part.span for part in node.parts if part is not None]
    return [
        token for token in tokens
        if node.span.start <= token.start and token.end <= node.span.end
        and not any(span.start <= token.start and token.end <= span.end for span in inner)
    ]  # fmt: skip


def nodes(node: Node) -> Iterator[Node]:
    """The node and everything in it."""
    yield node
    for part in node.parts:
        if part is not None:
            yield from nodes(part)


def unaccounted(text: str, table: NameTable = EMPTY) -> list[Token]:
    """Tokens of a row that nothing owns, or that a node owns whose kind cannot; damaged sides own all of theirs."""
    tokens = [token for token in matched(text, table).matching.tokens if token.end > token.start]
    row = parse_row(text, table)
    return [token for token in tokens if not _owned(token, row)]


def _owned(token: Token, row: Row) -> bool:
    chains = [*row.chains, *(chain for clause in row.clauses for chain in clause.chains)]
    for chain in chains:
        for side in chain.sides:
            if side.span.start <= token.start and token.end <= side.span.end:
                return isinstance(side, Damage) or _owned_in(side, token)
        if any(relation.span.start <= token.start and token.end <= relation.span.end for relation in chain.relations):
            return True
    return _beside(token, chains)


def _beside(token: Token, chains: list[Chain]) -> bool:
    """What may stand outside every side: separators, words, an operator at either end, punctuation, the brackets of a condition, the braces
    of a box around a whole equation."""
    if token.kind in ("sep", "text") or token.text in (".", "\\forall"):
        return True
    if token.kind in ("open", "close", "{", "}"):
        return True
    if token.kind == "times" and any(chain.sign and chain.span.start == token.start for chain in chains):
        return True
    return any(chain.trailing and chain.span.end == token.end for chain in chains)


def _owned_in(node: Node, token: Token) -> bool:
    for part in node.parts:
        if part is not None and part.span.start <= token.start and token.end <= part.span.end:
            return _owned_in(part, token)
    own = _OWN.get(node.kind)
    return own is None or token.kind in own or token.kind in _DRESS or token.text in _FONTS


def nested(node: Node) -> bool:
    """Whether every part lies within its node."""
    return all(
        part is None or (node.span.start <= part.span.start and part.span.end <= node.span.end and nested(part)) for part in node.parts
    )
