"""Relations that are spelled with more than one token: ``\\overset{!}{=}``, ``\\stackrel{+}{=}``, ``\\not=``."""

from __future__ import annotations

from symkl.latex.lexer import Token

_STACKS = frozenset(("\\overset", "\\stackrel", "\\underset"))
_CONSTANT = frozenset(("c", "C", "+", "const", "const.", "constant", "cst", "\\pm", "+C", "+c"))
_DEFINITION = frozenset(("def", "def.", "\\Delta", "\\triangle", "defn", "Def"))
_LAW = frozenset(("d", "D", "dist", "law", "\\mathcal{D}"))
_NEGATED = {"=": "!=", ":=": "!=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
#: words between two formulas that say what an arrow says
_ARROWS = {
    "if and only if": "iff", "iff": "iff", "precisely when": "iff", "exactly when": "iff", "is equivalent to": "iff",
    "which is equivalent to": "iff", "only if": "implies", "implies": "implies", "implies that": "implies", "which implies": "implies",
    "which implies that": "implies",
}  # fmt: skip


def stacked(relation: str, note: str) -> tuple[str, str]:
    """The relation that a sign with something over it means, and the note that is left."""
    if relation in ("=", ":="):
        if note in _CONSTANT:
            return "constant", ""
        if note in _DEFINITION:
            return ":=", ""
        if note in _LAW:
            return "sim", note
        if note in ("!", "set"):
            return relation, "!"
    return relation, note


def _group(tokens: list[Token], at: int) -> tuple[int, int, int] | None:
    """The range of an argument (its inside) and the token behind it."""
    if at >= len(tokens):
        return None
    if tokens[at].kind != "{":
        return at, at + 1, at + 1
    depth = 0
    for place in range(at, len(tokens)):
        depth += (tokens[place].kind == "{") - (tokens[place].kind == "}")
        if not depth:
            return at + 1, place, place + 1
    return None


def _plain(tokens: list[Token]) -> str:
    """What is printed over a relation, fonts and braces off."""
    fonts = ("\\mathrm", "\\rm", "\\mathit", "\\mathbf", "\\scriptsize", "\\tiny")
    return "".join("".join(t.text.split()) for t in tokens if t.kind not in ("{", "}") and t.text not in fonts)


def _stack_at(tokens: list[Token], at: int) -> tuple[Token, int] | None:
    first = _group(tokens, at + 1)
    second = _group(tokens, first[2]) if first else None
    if first is None or second is None or second[1] - second[0] != 1:
        return None
    base = tokens[second[0]]
    if base.kind != "relation":
        return None
    last = tokens[second[2] - 1]
    text, note = stacked(base.text, _plain(tokens[first[0] : first[1]]))
    return Token("relation", text, tokens[at].start, last.end, tokens[at].before, note), second[2]


def arrow_in_words(token: Token) -> Token:
    """``\\text{if and only if}`` as the arrow that it is; any other token as it stands."""
    said = " ".join(token.text.strip(" ,;:").split()).lower() if token.kind == "text" else ""
    return token._replace(kind="relation", text=_ARROWS[said]) if said in _ARROWS else token


def combined(tokens: list[Token]) -> list[Token]:
    """The tokens with every stacked or negated relation as one, whose note stands in ``size``, and arrows in words as arrows."""
    if any(t.kind == "text" for t in tokens):
        tokens = [*map(arrow_in_words, tokens)]
    if not any(t.kind == "command" and (t.text in _STACKS or t.text == "\\not") for t in tokens):
        return tokens
    made: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "command" and token.text in _STACKS:
            stack = _stack_at(tokens, at)
            if stack is not None:
                made.append(stack[0])
                at = stack[1]
                continue
        if token.kind == "command" and token.text == "\\not" and at + 1 < len(tokens) and tokens[at + 1].text in _NEGATED:
            made.append(tokens[at + 1]._replace(text=_NEGATED[tokens[at + 1].text], start=token.start, before=token.before))
            at += 2
            continue
        made.append(token)
        at += 1
    return made
