r"""Words with formulas between dollars, ``\text{where $c = 2$}``: the clause that ``\text{where } c = 2`` is."""

from __future__ import annotations

from symkl.latex.lexer import Token, Tokens, tokenize
from symkl.latex.names import NameTable
from symkl.latex.parts import opens_clause

_ENDS = frozenset(("", ".", ",", ";"))


def interleaved(found: Tokens, text: str, base: int, table: NameTable) -> Tokens:
    """The tokens with every such text parted; where words go on behind a formula the text stays whole."""
    made, layout = [], list(found.layout)
    for token in found.tokens:
        pieces = token.text.split("$") if token.kind == "text" else []
        if len(pieces) < 3 or len(pieces) % 2 == 0 or pieces[-1].strip() not in _ENDS or not opens_clause(pieces[0]):
            made.append(token)
            continue
        at = base + text.index("$", token.start - base)
        made.append(token._replace(text=pieces[0], end=at))
        for number, piece in enumerate(pieces[1:]):
            layout.append(Token("layout", "$", at, at + 1))
            at += 1
            inner = tokenize(piece, at, table) if number % 2 == 0 else Tokens([Token("text", piece, at, at + len(piece))], [])
            made += inner.tokens if number % 2 == 0 or piece.strip() not in _ENDS else []
            layout += inner.layout
            at += len(piece)
        layout.append(Token("layout", text[at - base : token.end - base], at, token.end))
    return Tokens(made, layout)
