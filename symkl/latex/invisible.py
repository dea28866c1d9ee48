"""Brackets that mean nothing by themselves: empty braces, and the invisible ones by which a pair is broken over the lines of a display."""

from __future__ import annotations

from symkl.latex.lexer import Token

#: what an empty pair of braces may stand behind without being its argument or its script
_BEFORE_EMPTY = frozenset(("relation", "sign", "times", "&", "row", "sep", "open", "close", "letter", "greek", "number", "double", "bar"))
_ROWS = frozenset(("align", "align*", "aligned", "split", "gather", "gather*", "gathered", "equation", "equation*", "eqnarray", "eqnarray*"))


def without_empty_groups(tokens: list[Token], layout: list[Token]) -> list[Token]:
    r"""The tokens without ``{}``, by which authors space signs, ``a {}={} b``; an empty argument stays, and one that carries a script, ``{}^t A``."""
    if not any(token.kind == "{" and tokens[at + 1].kind == "}" for at, token in enumerate(tokens[:-1])):
        return tokens
    kept, waiting = list[Token](), ""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "{" and _spaces_only(tokens, at, kept[-1] if kept else None):
            layout.extend(tokens[at : at + 2])
            waiting = waiting or token.before
            at += 2
            continue
        kept.append(token._replace(before="r" if "r" in (waiting, token.before) else waiting) if waiting else token)
        waiting = ""
        at += 1
    return kept


def _spaces_only(tokens: list[Token], at: int, last: Token | None) -> bool:
    """Whether an empty pair of braces begins here that is no argument and carries nothing."""
    if at + 1 >= len(tokens) or tokens[at + 1].kind != "}":
        return False
    following = tokens[at + 2].kind if at + 2 < len(tokens) else "end"
    if following in ("^", "_", "prime"):
        return last is not None and last.kind == "double" and tokens[at].before == "g"
    if last is None or last.kind == "begin" and last.text in _ROWS:
        return True
    return last.kind in _BEFORE_EMPTY and not (last.kind == following == "number")


_CLOSING = {"(": ")", "[": "]", "{": "}"}


def rejoined(tokens: list[Token], layout: list[Token]) -> list[Token]:
    r"""The tokens without ``\right.`` and the ``\left.`` that follows it, which break one pair of brackets over the lines of a display."""
    if not any(token.kind == "close" and token.text == "." for token in tokens):
        return tokens
    partner = _partners(tokens)
    gone: dict[int, str] = {}  # the places of empty brackets, with what closes the pair that they break
    for at, token in enumerate(tokens):
        if token.kind == "close" and token.text == "." and at not in gone:
            start = partner.get(at, -1)
            closing = gone.get(start) or _CLOSING.get(tokens[start].text if start >= 0 else "", "")
            gone.update(dict.fromkeys(_broken(tokens, partner, at, closing), closing))
    kept, broken = list[Token](), False
    for at, token in enumerate(tokens):
        if at in gone:
            layout.append(token)
            broken = broken or token.kind == "open"
        else:
            kept.append(token._replace(before="r") if broken else token)
            broken = False
    return kept


def _partners(tokens: list[Token]) -> dict[int, int]:
    """Which bracket closes which, by their places; nothing of one that is not closed by a bracket."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind in ("open", "{", "begin"):
            opened.append(at)
        elif token.kind in ("close", "}", "end") and opened:
            start = opened.pop()
            if tokens[start].kind == "open" and token.kind == "close":
                partner[start], partner[at] = at, start
    return partner


def _broken(tokens: list[Token], partner: dict[int, int], at: int, closing: str) -> list[int]:
    """The empty brackets by which a pair is broken that is open before this one and closed so; none where nothing closes it."""
    if at + 1 < len(tokens) and tokens[at + 1].kind == "open" and tokens[at + 1].text == ".":
        return [at, at + 1]
    found, here = [at], at + 1
    while here < len(tokens):
        token = tokens[here]
        if token.kind in ("close", "}", "end", "relation"):
            return []
        if token.kind == "open" and here in partner:
            last = partner[here]
            if token.text == "." and closing and tokens[last].text in (".", closing):
                found.append(here)
                if tokens[last].text == closing:
                    return found
                found.append(last)
            here = last
        elif token.kind in ("{", "begin"):
            here = _behind_group(tokens, here)
        here += 1
    return []


def _behind_group(tokens: list[Token], at: int) -> int:
    """The place at which the braces or the environment that begin here end."""
    depth = 0
    for here in range(at, len(tokens)):
        depth += (tokens[here].kind in ("{", "begin", "open")) - (tokens[here].kind in ("}", "end", "close"))
        if not depth:
            return here
    return len(tokens)
