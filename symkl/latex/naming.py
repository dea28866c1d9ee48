"""Names looked up: what is declared, what is an operator in a font, and what is attached to either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex import attach, operators, symbols
from symkl.latex.names import attached, joined
from symkl.latex.spelling import Spelled, argument_at, canonical, nearest_command, past_scripts, spell
from symkl.latex.syntax import Node
from symkl.latex.trouble import Unreadable
from symkl.source import Span

if TYPE_CHECKING:
    from symkl.latex.cursor import Parser
    from symkl.latex.lexer import Token


# -- names looked up


def name(parser: Parser) -> Node:
    """The name at the cursor with everything attached to it, a call where it is a declared function."""
    start = parser.at
    found = spell(parser, start, parser.end, parser.font)
    if found is None:
        raise Unreadable("unexpected", "a name was expected here", parser.here())
    if found.base in _BIG and bounded(parser, found.next):
        parser.at = found.next
        return parser.grammar[_BIG[found.base]](parser, parser.tokens[start])
    operator = letter_operator(parser, start, found)
    if operator is not None:
        parser.head, parser.at = start, past_divergence(parser, found.next) if operator == "kl" else found.next
        return parser.grammar[operator](parser, parser.tokens[start]._replace(text=operator))
    return named(parser, start, found)


_BIG = {"\\Sigma": "\\sum", "\\Pi": "\\prod"}


def bounded(parser: Parser, at: int) -> bool:
    """Whether ``i=1`` stands below a capital sigma: then it is a sum sign."""
    while at + 1 < parser.end and parser.tokens[at].kind in ("_", "^"):
        low, high, after = argument_at(parser, at + 1, parser.end)
        if parser.tokens[at].kind == "_":
            return any(token.kind == "relation" and token.text == "=" for token in parser.tokens[low:high])
        at = after
    return False


_LETTERS = {"E": "expectation", "H": "entropy", "\\mathcal{H}": "entropy", "N": "normal", "V": "variance", "D": "kl"}


def letter_operator(parser: Parser, start: int, found: Spelled) -> str | None:
    """``E_p[..]``, ``H[p]``, ``N(x; m, s)``, ``D_{KL}(..)``: an undeclared letter that is an operator by what follows it."""
    operator = _LETTERS.get(found.base)
    if operator is None or found.subscript or found.primes:
        return None
    if operator == "kl":
        return operator if divergent(parser, found.next) else None
    if found.base in parser.table:
        return operator if operator == "normal" and calls_a_law(parser, found) else None
    if operator == "expectation" and operators.says_over_what(parser, start):
        return operator
    at = past_scripts(parser, found.next)
    if operator == "expectation" and any(t.kind == "relation" and t.text == "sim" for t in parser.tokens[found.next : at]):
        return operator
    token = parser.tokens[at] if at < parser.end else parser.nothing
    if token.kind != "open" or token.text not in "([{":
        return None
    inside = parser.tokens[at + 1 : parser.partner[at]]
    if operator == "normal":
        return operator if at == found.next and any(t.kind == "sep" and t.text in ",;" for t in inside) else None
    return operator if operator != "variance" or token.text == "[" else None


def calls_a_law(parser: Parser, found: Spelled) -> bool:
    """Whether a letter that is declared as a number stands for the normal law here: no number multiplies ``(x | m, S)``."""
    opens = parser.tokens[found.next] if found.next < parser.end else parser.nothing
    if opens.kind != "open" or opens.text != "(" or parser.table.kind(found.base) in ("function", "density"):
        return False
    marks, at = "", found.next + 1
    while at < parser.partner[found.next]:
        token = parser.tokens[at]
        marks += token.text if token.kind == "sep" else ""
        at = parser.partner[at] + 1 if token.kind in ("open", "{") else at + 1
    return marks in ("|,", ";,")


_KULLBACK_LEIBLER = frozenset(("_{KL}", "_{kl}", *(f"_{{\\{font}{{KL}}}}" for font in ("mathbb", "mathcal", "mathfrak", "mathscr"))))


def divergent(parser: Parser, at: int) -> bool:
    """Whether a D is a divergence: ``_{KL}``, or brackets with a double bar."""
    if at < parser.end and parser.tokens[at].kind == "_" and at + 1 < parser.end:
        after = past_scripts(parser, at)
        subscript = canonical(parser, at, after)
        if subscript not in _KULLBACK_LEIBLER:
            return False
        opens = after < parser.end and parser.tokens[after].kind == "open"
        return opens or "D" + subscript not in parser.table
    return "D" not in parser.table and of_two_laws(parser, at)


def of_two_laws(parser: Parser, at: int) -> bool:
    """Whether brackets with a double bar in them stand here."""
    if at >= parser.end or parser.tokens[at].kind != "open":
        return False
    return any(t.kind == "sep" and t.text == "P" for t in parser.tokens[at + 1 : parser.partner[at]])


def past_divergence(parser: Parser, at: int) -> int:
    """The token behind the KL of ``D_{KL}``."""
    return argument_at(parser, at + 1, parser.end)[2] if at < parser.end and parser.tokens[at].kind == "_" else at


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
            same = subscript is found.subscript and primes == found.primes
            return found if same else found._replace(subscript=subscript, primes=primes), power


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
    if not (primes or tail or raised):
        return [("", False)]
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
    if node.kind == "sum" or parser.heads and node.kind in ("script", "transpose") and parser.peek().kind not in ("_", "^"):
        node = Node("group", span, "", (node,))  # \log{(2\pi)^k} is no power of a logarithm
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
        parser.skip_words(token)
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
    near = nearest_command(token.text, parser)
    advice = f"did you mean {near}? Otherwise define it with \\newcommand, or declare it" if near else "define it with \\newcommand, or declare it"
    raise Unreadable("unknown-command", f"{token.text} is not known", parser.here(), advice)


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
    if operator == "normal" and names_law(parser, found.next):
        return named(parser, start, found)
    if operator is None and found.base in ("\\mathbb{D}", "\\mathcal{D}", "D") and divergent(parser, found.next):
        operator = "kl"
    if operator is None and found.base in _LETTERS and found.base != "D":
        operator = letter_operator(parser, start, found)
    if operator is None:
        return named(parser, start, found)
    divergence = operator == "kl" and found.base.endswith(("D", "D}"))
    parser.head, parser.at = start, past_divergence(parser, found.next) if divergence else found.next
    token = parser.tokens[start]
    return parser.grammar[operator](parser, token._replace(text=operator))


def names_law(parser: Parser, at: int) -> bool:
    r"""Whether ``\mathcal{N}`` is the name of a law: with a subscript, and behind it no bracket with a mean and a covariance in it."""
    if at >= parser.end or parser.tokens[at].kind != "_":
        return False
    behind = past_scripts(parser, at)
    if behind >= parser.end or parser.tokens[behind].kind != "open" or parser.tokens[behind].text not in "([{":
        return True
    return not any(token.kind == "sep" for token in parser.tokens[behind + 1 : parser.partner[behind]])


_FONT_OPERATORS = {
    "\\mathbb{E}": "expectation", "\\mathbb{V}": "variance", "\\mathcal{N}": "normal", "\\mathbb{H}": "entropy",
    "\\mathbb{Var}": "variance", "\\mathbb{Cov}": "covariance", "\\mathbb{KL}": "kl", "\\mathcal{KL}": "kl", "\\mathbb{P}": "probability",
}  # fmt: skip


def operator_of(parser: Parser, found: Spelled) -> str | None:
    """The operator that a spelled name stands for, unless it is declared (or carries an accent or a subscript of its own)."""
    operator = _FONT_OPERATORS.get(found.base) or symbols.OPERATORS.get(found.base)
    declared = parser.table.resolve(found.base) is not None if operator == "normal" else found.base in parser.table
    if operator == "kl" and declared:  # ``KL = KL(p \\| q)``: the value has no arguments, the divergence has two
        declared = not of_two_laws(parser, found.next)
    if found.accent or found.subscript or found.primes or declared:
        return None
    if operator is None:
        operator = {"\\mathrm{E}": "expectation", "\\mathrm{H}": "entropy", "\\mathrm{N}": "normal", "\\mathrm{V}": "variance"}.get(found.spelling)
    return operator if operator in parser.grammar else None
