"""How a name is printed: letters, fonts, accents, colours and subscripts, from tokens to one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex import symbols
from symkl.latex.names import accented, attached, joined
from symkl.latex.trouble import Unreadable
from symkl.record import NamedTuple
from symkl.source import Span

if TYPE_CHECKING:
    from symkl.latex.cursor import Parser
    from symkl.latex.lexer import Token


class Spelled(NamedTuple):
    """A name as it is printed, scripts inside fonts or braces included. ``next`` is the token behind it."""

    base: str
    spelling: str
    next: int
    accent: str = ""
    inner: Spelled | None = None  # what the accent stands on
    subscript: tuple[int, int] | None = None
    primes: str = ""


# -- keys of token ranges


def canonical(parser: Parser, low: int, high: int) -> str:
    """The key text of a token range: fonts, spaces and needless braces off."""
    pieces: list[str] = []
    at = low
    while at < high:
        piece, at = _piece(parser, at, high)
        if piece:
            pieces.append(piece)
    return joined(pieces)


def _piece(parser: Parser, at: int, high: int) -> tuple[str, int]:
    token = parser.tokens[at]
    if token.kind in ("_", "^") and at + 1 < high:
        inner, after = _piece(parser, at + 1, high)
        return attached(token.kind, inner), after
    if token.kind == "{":
        close = parser.partner[at]
        return canonical(parser, at + 1, close), close + 1
    if token.kind == "command":
        if token.text in symbols.EMPHASIS or token.text in symbols.SWITCHES and symbols.SWITCHES[token.text] != "mathcal":
            return _piece(parser, at + 1, high) if at + 1 < high else ("", at + 1)
        if (token.text in symbols.ALPHABETS or token.text in symbols.ACCENTS) and at + 1 < high:
            inner, after = _piece(parser, at + 1, high)
            if token.text in symbols.ACCENTS:
                return accented(symbols.ACCENTS[token.text], inner), after
            return f"\\{symbols.ALPHABETS[token.text]}{{{inner}}}", after
        if token.text in ("\\color", "\\textcolor") and at + 1 < high:
            return "", parser.partner[at + 1] + 1
    if token.kind in ("text", "operatorname"):
        return "".join(token.text.split()), at + 1
    return _SPELLED.get(token.text, token.text), at + 1


_SPELLED = {"P": "\\|", "\\star": "*", "\\ast": "*", "colon": ":", "in": "\\in", "sim": "\\sim", "to": "\\to", "!=": "\\neq"}


def transposer(parser: Parser, low: int, high: int) -> str:
    """How a superscript spells a transpose: ``T``, ``\\top``, ``\\intercal``; empty where it does not."""
    tokens = parser.tokens
    while low < high and (tokens[low].text in symbols.EMPHASIS or tokens[low].text in symbols.SWITCHES):
        low += 1
    if low < high and tokens[low].kind == "{" and parser.partner[low] == high - 1:
        return transposer(parser, low + 1, high - 1)
    if high - low != 1:
        return ""
    text = tokens[low].text.strip()
    if text in ("\\top", "\\intercal"):
        return text
    return "T" if text in ("T", "\\tr", "\\T", "\\mathsf{T}", "⊤") else ""


# -- names as they are printed


def dressed(parser: Parser, base: str, font: str) -> tuple[str, str]:
    """The key and the spelling of a letter in a font and the parser's colour."""
    if font in ("mathbb", "mathcal", "mathfrak"):
        base = spelling = f"\\{font}{{{base}}}"
    else:
        spelling = f"\\{font}{{{base}}}" if font else base
    if parser.colour:
        spelling = f"\\color{{{parser.colour}}}{{{spelling}}}"
    return base, spelling


def spell(parser: Parser, at: int, high: int, font: str) -> Spelled | None:
    """The name that begins at a token, without what is attached behind it; None where there is none."""
    if at >= high:
        return None
    token = parser.tokens[at]
    kind = token.kind
    if kind == "letter" or kind == "greek":
        return Spelled(*dressed(parser, token.text, font), at + 1)
    if kind in ("word", "text", "operatorname"):
        base = "".join(token.text.split())
        if kind == "word" and "\\" + base in symbols.COMMANDS and base not in parser.table:
            span = Span(token.start, token.end)
            raise Unreadable("lost-backslash", f"{base} without its backslash", span, f"write \\{base}")
        words = kind == "text" and base not in parser.table and not (len(token.text) == 1 and token.text.isascii())
        if not base.isalpha() or words and (not parser.words or token.text.strip() != base):
            return None
        return Spelled(*dressed(parser, base, font or ("" if kind == "word" else "mathrm")), at + 1)
    if kind == "number":
        return Spelled(f"\\mathbf{{{token.text}}}", "", at + 1) if font in ("mathbf", "mathbb") and token.text in "01" else None
    if kind == "{":
        close = parser.partner[at]
        low = at + 1
        if low < close and parser.tokens[low].text in symbols.SWITCHES:
            font, low = symbols.SWITCHES[parser.tokens[low].text], low + 1
        return spell_all(parser, low, close, font, close + 1)
    return spell_command(parser, at, high, font, token) if kind == "command" else None


def spell_command(parser: Parser, at: int, high: int, font: str, token: Token) -> Spelled | None:
    """A font, an accent or a colour and the name it is put on."""
    text = token.text
    switches = text in symbols.SWITCHES and not parser.table.tells_fonts_apart  # ``\\bf x y``: of y, too, but then it is no other name
    if switches or text in symbols.EMPHASIS or text in symbols.ALPHABETS:
        inner = symbols.FONTS[text] or font
        low, close, after = argument_at(parser, at + 1, high)
        letters = parser.tokens[low:close]
        if len(letters) > 1 and all(t.kind in ("letter", "word") for t in letters):
            return spell_letters(parser, letters, inner, after)
        return spell_all(parser, low, close, inner, after)
    if text in symbols.ACCENTS:
        low, close, after = argument_at(parser, at + 1, high)
        found = spell_all(parser, low, close, font, after)
        if found is None:
            return None
        accent = symbols.ACCENTS[text]
        return found._replace(base=accented(accent, found.base), spelling=accented(accent, found.spelling or found.base), accent=accent, inner=found)
    if text in ("\\color", "\\textcolor") and at + 1 < high and parser.tokens[at + 1].kind == "{":
        close = parser.partner[at + 1]
        if close + 1 < high and parser.tokens[close + 1].kind == "{":
            saved, parser.colour = parser.colour, canonical(parser, at + 2, close)
            found = spell(parser, close + 1, high, font)
            parser.colour = saved
            return found
    return None


def spell_letters(parser: Parser, letters: list[Token], font: str, after: int) -> Spelled | None:
    """``\\mathrm{ELBO}``: several letters in one font are one name if declared so, or upright."""
    base = "".join(t.text for t in letters)
    if base in parser.table.words or len(letters) == 1 or font in ("mathrm", "mathsf", "mathtt"):
        return Spelled(*dressed(parser, base, font), after)
    return None


def argument_at(parser: Parser, at: int, high: int) -> tuple[int, int, int]:
    """The range of a command's argument and the token behind it."""
    if at < high and parser.tokens[at].kind == "{":
        close = parser.partner[at]
        return at + 1, close, close + 1
    if at < high and parser.tokens[at].kind == "command":
        found = spell(parser, at, high, "")
        return at, found.next if found else at, found.next if found else at
    return at, min(at + 1, high), min(at + 1, high)


def spell_all(parser: Parser, low: int, high: int, font: str, after: int) -> Spelled | None:
    """The name that fills a token range, its subscript and primes included."""
    found = spell(parser, low, high, font)
    if found is None:
        return None
    at, subscript, primes = found.next, found.subscript, found.primes
    while at < high:
        token = parser.tokens[at]
        if token.kind == "prime":
            primes += token.text
            at += 1
        elif token.kind == "_" and subscript is None:
            first, last, at = argument_at(parser, at + 1, high)
            subscript = (first, last)
        else:
            return None
    return found._replace(next=after, subscript=subscript, primes=primes)


def past_scripts(parser: Parser, at: int) -> int:
    """The token behind the subscripts and superscripts at a token."""
    while at + 1 < parser.end and parser.tokens[at].kind in ("_", "^"):
        _, _, at = argument_at(parser, at + 1, parser.end)
    return at


def nearest_command(command: str, parser: Parser) -> str | None:
    """The known command that one with this misprint may have meant: of a declared name, a letter, an operator or a notation."""
    from difflib import get_close_matches

    declared = (name.key for name in parser.table.names if name.key.startswith("\\"))
    operators = (f"\\{name}" for name in symbols.OPERATORS if name.isalpha())
    known = {*declared, *operators, *symbols.LETTERS, *(name for name in parser.grammar if name.startswith("\\"))}
    return next(iter(get_close_matches(command, sorted(known), 1, 0.7)), None)
