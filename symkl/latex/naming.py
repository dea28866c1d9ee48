"""Reading names: letters, fonts, accents and subscripts as one key, looked up among the declared names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symkl.latex import attach, operators, symbols
from symkl.latex.names import accented, attached, joined
from symkl.latex.syntax import Node
from symkl.latex.trouble import Unreadable
from symkl.source import Span

if TYPE_CHECKING:
    from symkl.latex.expression import Parser
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
    return {"P": "\\|", "\\star": "*", "\\ast": "*"}.get(token.text, token.text), at + 1


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
        if not base.isalpha() or kind == "text" and base not in parser.table and (not parser.words or token.text.strip() != base):
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
    if text in symbols.EMPHASIS or text in symbols.ALPHABETS:
        inner = symbols.EMPHASIS.get(text, font) or font if text in symbols.EMPHASIS else symbols.ALPHABETS[text]
        low, close, after = _argument(parser, at + 1, high)
        letters = [t for t in parser.tokens[low:close]]
        if len(letters) > 1 and all(t.kind in ("letter", "word") for t in letters):
            return spell_letters(parser, letters, inner, after)
        return spell_all(parser, low, close, inner, after)
    if text in symbols.ACCENTS:
        low, close, after = _argument(parser, at + 1, high)
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


def _argument(parser: Parser, at: int, high: int) -> tuple[int, int, int]:
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
            first, last, at = _argument(parser, at + 1, high)
            subscript = (first, last)
        else:
            return None
    return found._replace(next=after, subscript=subscript, primes=primes)


# -- names looked up


def name(parser: Parser) -> Node:
    """The name at the cursor with everything attached to it, a call where it is a declared function."""
    start = parser.at
    found = spell(parser, start, parser.end, parser.font)
    if found is None:
        raise Unreadable("unexpected", "a name was expected here", parser.here())
    operator = letter_operator(parser, start, found)
    if operator is not None:
        parser.head, parser.at = start, past_divergence(parser, found.next) if operator == "kl" else found.next
        return parser.grammar[operator](parser, parser.tokens[start]._replace(text=operator))
    return named(parser, start, found)


_LETTERS = {"E": "expectation", "H": "entropy", "N": "normal", "V": "variance", "D": "kl"}


def letter_operator(parser: Parser, start: int, found: Spelled) -> str | None:
    """``E_p[..]``, ``H[p]``, ``N(x; m, s)``, ``D_{KL}(..)``: an undeclared letter that is an operator by what follows it."""
    operator = _LETTERS.get(found.base)
    if operator is None or found.subscript or found.primes:
        return None
    if operator == "kl":
        return operator if divergent(parser, found.next) else None
    if found.base in parser.table:
        return None
    at = past_scripts(parser, found.next)
    token = parser.tokens[at] if at < parser.end else parser.nothing
    if token.kind != "open" or token.text not in "([{":
        return None
    inside = parser.tokens[at + 1 : parser.partner[at]]
    if operator == "normal":
        return operator if at == found.next and any(t.kind == "sep" and t.text in ",;" for t in inside) else None
    return operator if operator != "variance" or token.text == "[" else None


def divergent(parser: Parser, at: int) -> bool:
    """Whether a D is a divergence: ``_{KL}``, or brackets with a double bar."""
    if at < parser.end and parser.tokens[at].kind == "_" and at + 1 < parser.end:
        after = past_scripts(parser, at)
        if canonical(parser, at, after) != "_{KL}":
            return False
        opens = after < parser.end and parser.tokens[after].kind == "open"
        return opens or "D_{KL}" not in parser.table
    if at < parser.end and parser.tokens[at].kind == "open" and "D" not in parser.table:
        return any(t.kind == "sep" and t.text == "P" for t in parser.tokens[at + 1 : parser.partner[at]])
    return False


def past_divergence(parser: Parser, at: int) -> int:
    """The token behind the KL of ``D_{KL}``."""
    return _argument(parser, at + 1, parser.end)[2] if at < parser.end and parser.tokens[at].kind == "_" else at


def past_scripts(parser: Parser, at: int) -> int:
    """The token behind the subscripts and superscripts at a token."""
    while at + 1 < parser.end and parser.tokens[at].kind in ("_", "^"):
        _, _, at = _argument(parser, at + 1, parser.end)
    return at


def named(parser: Parser, start: int, found: Spelled) -> Node:
    """A spelled name, its scripts read from the cursor on."""
    table = parser.table
    if table.compounds:
        found = compound(parser, found)
    parser.at = found.next
    found, power = collect(parser, found)
    node, key, power_used = resolved(parser, start, found, power)
    if power is not None and not power_used:
        node = attach.raised(parser, start, node, None, *power)
    opener = parser.peek()
    if opener.kind == "open" and opener.text in "([" and table.kind(key) in ("function", "density"):
        group = parser.group()
        node = parser.wrap("call", start, "", node, group)
    return parser.postfixed(start, node)


def compound(parser: Parser, found: Spelled) -> Spelled:
    """``\\delta\\theta`` as one name, if it is declared so."""
    following = spell(parser, found.next, parser.end, parser.font)
    if following is not None:
        base = joined((found.base, following.base))
        if base in parser.table:
            return following._replace(base=base, spelling=joined((found.spelling, following.spelling)), accent="", inner=None)
    return found


def collect(parser: Parser, found: Spelled) -> tuple[Spelled, tuple[int, int] | None]:
    """The primes, the subscript and the superscript behind a name, in any order."""
    subscript, primes, power = found.subscript, found.primes, None
    while True:
        kind = parser.peek().kind
        if kind == "_" and subscript is None:
            subscript = attach.script_range(parser)
        elif kind == "^" and power is None:
            power = attach.script_range(parser)
        elif kind == "prime" and power is None:
            primes += parser.take().text
        else:
            if kind in ("^", "_", "prime"):
                raise attach.double(parser, "subscript" if kind == "_" else "superscript")
            return found._replace(subscript=subscript, primes=primes), power


def resolved(parser: Parser, start: int, found: Spelled, power: tuple[int, int] | None) -> tuple[Node, str, bool]:
    """The node of a name, the key of what was looked up, and whether the superscript is part of the name."""
    layer: Spelled | None = found
    accents: list[str] = []
    tail = attached("_", canonical(parser, *found.subscript)) if found.subscript else ""
    raised = attached("^", canonical(parser, *power)) if power else ""
    while layer is not None:
        for rest, used in _attachments(found.primes, tail, raised):
            spelling = (layer.spelling or layer.base) + rest
            key = parser.table.resolve(layer.base + rest, spelling)
            if key is not None:
                return _declared(parser, start, found, layer, key, rest, tail, accents), key, used
        if layer.inner is None:
            break
        accents.append(layer.accent)
        layer = layer.inner
    assert layer is not None
    return _declared(parser, start, found, layer, "", "", tail, accents), layer.base, False


def _attachments(primes: str, tail: str, raised: str) -> list[tuple[str, bool]]:
    """What may belong to the name, from most to least, and whether that takes in the superscript."""
    options = [(primes + tail, False), (tail, False), (primes, False), ("", False)]
    if raised:
        options = [(primes + tail + raised, True), (tail + raised, True), (primes + raised, True), (raised, True), *options]
    return list(dict.fromkeys(options))


def _declared(parser: Parser, start: int, found: Spelled, layer: Spelled, key: str, rest: str, tail: str, accents: list[str]) -> Node:
    """The name node for ``key`` (undeclared: empty), the rest of what is attached around it."""
    span = parser.span_from(start)
    base = layer.base + rest
    left = tail and not rest.endswith(tail) and tail not in rest
    primes = found.primes if not rest.startswith("'") else ""
    spelling = (layer.spelling or layer.base) + rest
    shown = key or parser.table.printed(base, spelling)
    node = Node("name", span, shown, (), spelling if spelling != shown else "")
    if left and found.subscript:
        text = parser.table.printed(base + tail, spelling + tail)
        subscript = attach.subscript_node(parser, *found.subscript)
        node = Node("name", span, text, (node, subscript), spelling + tail if spelling + tail != text else "")
    for accent in reversed(accents):
        node = Node("over", span, accent, (node,))
    return Node("prime", span, primes, (node,)) if primes else node


# -- braces and words


def brace(parser: Parser) -> Node:
    """A TeX group: transparent, but around a sum that stands among factors."""
    start = parser.at
    found = spell(parser, start, parser.end, parser.font)
    if found is not None:
        return word_or_name(parser, start, found)
    close = parser.partner[start]
    if close < 0:
        raise Unreadable("unbalanced-braces", "this { is never closed", parser.here(), "add the missing }")
    low, font, colour = start + 1, parser.font, parser.colour
    while low < close and parser.tokens[low].text in symbols.SWITCHES:
        parser.font, low = symbols.SWITCHES[parser.tokens[low].text], low + 1
    node = over(parser, low, close) or parser.read_range(low, close)
    parser.font, parser.colour, parser.at = font, colour, close + 1
    span = parser.span_from(start)
    if node.kind == "empty":
        if parser.peek().kind not in ("_", "^") and parser.starts_factor():
            return parser.factor()
        return parser.postfixed(start, Node("empty", span))
    if node.kind == "operator" and node.parts[2] is None and (parser.peek().kind in ("_", "^") or parser.starts_factor()):
        return operators.completed(parser, start, node)
    if node.kind == "sum":
        node = Node("group", span, "", (node,))
    elif node.kind in ("name", "number"):
        node = Node(node.kind, span, node.text, node.parts, node.spelling)
    return parser.postfixed(start, node)


def over(parser: Parser, low: int, high: int) -> Node | None:
    """``{a \\over b}`` as a fraction."""
    at = low
    while at < high:
        token = parser.tokens[at]
        if token.kind == "command" and token.text == "\\over":
            above, below = parser.read_range(low, at), parser.read_range(at + 1, high)
            span = Span(parser.tokens[low].start, parser.tokens[high - 1].end)
            return Node("fraction", span, "", (above, below))
        at = parser.partner[at] + 1 if parser.partner[at] > at else at + 1
    return None


def word(parser: Parser, token: Token) -> Node:
    """A command or word that is no notation: a name, an operator, words, or unknown."""
    start = parser.at
    if parser.is_layout(token):
        parser.at += 1
        if parser.starts_factor():
            return parser.factor()
        parser.at = start
    found = spell(parser, start, parser.end, parser.font)
    if found is not None:
        return word_or_name(parser, start, found)
    spelled = token.text.strip() if token.kind != "command" else token.text[1:]
    operator = symbols.OPERATORS.get(spelled)
    if operator and operator in parser.grammar:
        parser.head = start
        parser.at += 1
        return parser.grammar[operator](parser, token._replace(text=operator))
    if token.kind == "text":
        parser.at += 1
        return parser.wrap("text", start, spelled)
    if token.text in symbols.EMPHASIS or token.text in symbols.ALPHABETS:
        return fonted(parser, token)
    if token.text in symbols.ACCENTS:
        parser.at += 1
        inner = parser.read_argument("what the accent stands on")
        return parser.postfixed(start, parser.wrap("over", start, symbols.ACCENTS[token.text], inner))
    raise Unreadable("unknown-command", f"{token.text} is not known", parser.here(), "define it with \\newcommand, or declare it")


def fonted(parser: Parser, token: Token) -> Node:
    """A font around more than a name: ``\\mathbf{A x}``."""
    start = parser.at
    parser.at += 1
    saved = parser.font
    parser.font = symbols.EMPHASIS.get(token.text, saved) or symbols.ALPHABETS.get(token.text, saved)
    inner = parser.read_argument("what is to be set in this font")
    parser.font = saved
    if inner.kind == "sum":
        inner = parser.wrap("group", start, "", inner)
    return parser.postfixed(start, Node(inner.kind, parser.span_from(start), inner.text, inner.parts, inner.spelling))


def word_or_name(parser: Parser, start: int, found: Spelled) -> Node:
    """A spelled name that may be an operator in a font: ``\\mathrm{tr}``, ``\\mathbb{E}``, ``\\mathcal{N}``."""
    operator = operator_of(parser, found)
    if operator is None and found.base in ("\\mathbb{D}", "\\mathcal{D}", "D") and divergent(parser, found.next):
        operator = "kl"
    if operator is None:
        return named(parser, start, found)
    divergence = operator == "kl" and found.base.endswith(("D", "D}"))
    parser.head, parser.at = start, past_divergence(parser, found.next) if divergence else found.next
    token = parser.tokens[start]
    return parser.grammar[operator](parser, token._replace(text=operator))


_FONT_OPERATORS = {
    "\\mathbb{E}": "expectation", "\\mathbb{V}": "variance", "\\mathcal{N}": "normal", "\\mathbb{H}": "entropy",
    "\\mathbb{Var}": "variance", "\\mathbb{Cov}": "covariance", "\\mathbb{KL}": "kl", "\\mathbb{P}": "probability",
}  # fmt: skip


def operator_of(parser: Parser, found: Spelled) -> str | None:
    """The operator that a spelled name stands for, unless it is declared (or carries an accent or a subscript of its own)."""
    if found.accent or found.subscript or found.primes or found.base in parser.table:
        return None
    operator = _FONT_OPERATORS.get(found.base) or symbols.OPERATORS.get(found.base)
    if operator is None:
        operator = {"\\mathrm{E}": "expectation", "\\mathrm{H}": "entropy", "\\mathrm{N}": "normal", "\\mathrm{V}": "variance"}.get(found.spelling)
    return operator if operator in parser.grammar else None
