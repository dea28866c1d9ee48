"""LaTeX as one line for a terminal: for people to recognise, never to be read back."""

from __future__ import annotations

import re

from symkl.render.glyphs import (
    ACCENTS,
    DROPPED,
    FONTS,
    FRACTIONS,
    GREEK,
    INFIX,
    RELATIONS,
    SIGNS,
    SPACES,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    WORDS,
    to_ascii,
)

#: A space at which a long formula must not be broken.
TIE = "\u00a0"
FRACTION_COMMANDS = ("\\frac", "\\dfrac", "\\tfrac", "\\cfrac")
#: operators whose argument a fraction may be: it is put in brackets, since they bind more tightly than a stroke
APPLIED = frozenset(("log", "ln", "exp", "det", "tr", "trace", "sin", "cos", "tanh"))
_SCRIPTS = "".join((*SUPERSCRIPTS.values(), *SUBSCRIPTS.values())).replace("-", "\\-")
_LETTER = rf"(?:{'|'.join(sorted(WORDS, reverse=True))}|[∂δd]?[^\W\d_]|(?=\())[\u0300-\u036f{_SCRIPTS}]*"
_HEAD = re.compile(rf"√?{_LETTER}(?:[_^](?:\{{[^{{}}]*\}}|\([^()]*\)|\w))*")
_BLACKBOARD = {"E": "E", "R": "ℝ", "N": "ℕ", "V": "V"}


def plain(latex: str, ascii_only: bool = False) -> str:
    """The formula in one line; blanks within a term are `TIE`, so that lines break before signs and relations."""
    text = _Reader(latex[:20_000], ascii_only).run()
    return to_ascii(text) if ascii_only else text


class _Reader:
    """A tolerant walk over LaTeX: what is unknown is kept as it is, so nothing printed is lost."""

    def __init__(self, text: str, ascii_only: bool) -> None:
        self.text = text
        self.at = 0
        self.ascii = ascii_only
        self.depth = 0

    def run(self) -> str:
        """The whole text."""
        parts: list[str] = []
        while self.at < len(self.text):
            parts.append(self._until_brace())
            if self.at < len(self.text):
                self.at += 1
        return _tidy("".join(parts))

    def _until_brace(self) -> str:
        """Pieces up to a closing brace or the end."""
        out: list[str] = []
        while self.at < len(self.text) and self.text[self.at] != "}":
            self._piece(out)
        return "".join(out)

    def _piece(self, out: list[str]) -> None:
        character = self.text[self.at]
        if character in "^_":
            self.at += 1
            out.append(self._script(character, self._argument()))
        elif character in "+-−":
            self.at += 1
            out.append(self._sign("−" if character != "+" else "+", out))
        elif character in "=<>":
            self.at += 1
            out.append(f" {character}{TIE}")
        elif character in "&~" or character.isspace():
            self.at += 1
            out.append(TIE)
        else:
            out.append(self._argument())

    def _sign(self, sign: str, out: list[str]) -> str:
        before = "".join(out[-6:]).replace(TIE, " ").rstrip()
        if not before or before[-1] in "([{=<>≤≥≻∝|,;∈⟹" + "+−":
            return sign
        return f" {sign}{TIE}"

    def _argument(self) -> str:
        """The next group, command or character."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        if self.at >= len(self.text) or self.text[self.at] == "}":
            return ""
        character = self.text[self.at]
        self.at += 1
        if character == "{":
            return self._group()
        return self._command() if character == "\\" else character

    def _group(self) -> str:
        if self.depth > 100:
            rest, self.at = self.text[self.at :], len(self.text)
            return rest
        self.depth += 1
        inside = self._until_brace()
        self.at += 1
        self.depth -= 1
        return _tidy(inside)

    def _command(self) -> str:
        start = self.at
        while self.at < len(self.text) and self.text[self.at].isalpha():
            self.at += 1
        if self.at == start:
            self.at += 1
        elif self.text[self.at : self.at + 1] == "*":
            self.at += self.text[start : self.at] == "operatorname"
        name = self.text[start : self.at]
        while name.isalpha() and self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1
        return self._meaning(name)

    def _meaning(self, name: str) -> str:
        if name in GREEK:
            return GREEK[name]
        if name in SIGNS:
            sign = SIGNS[name][self.ascii]
            return f"{TIE}{sign}{TIE}" if name in INFIX else sign
        if name in RELATIONS:
            return f" {RELATIONS[name][self.ascii]}{TIE}"
        if name in WORDS:
            return self._word(name)
        if name in SPACES:
            return SPACES[name].replace(" ", TIE)
        return self._structure(name)

    def _word(self, name: str) -> str:
        """An operator's name, with a blank before what is not bracketed."""
        if name in APPLIED and self.text.startswith(FRACTION_COMMANDS, self.at):
            return f"{TIE}{name}{TIE}({self._argument().strip(TIE)})"
        bracketed = self.at >= len(self.text) or self.text.startswith(("(", "[", "_", "^", "{", "\\left", "\\big", "\\Big"), self.at)
        return f"{TIE}{name}" + ("" if bracketed else TIE)

    def _structure(self, name: str) -> str:
        if f"\\{name}" in FRACTION_COMMANDS:
            return self._fraction(self._argument(), self._argument())
        if name == "sqrt":
            return "√" + _factor(self._argument())
        if name in ACCENTS:
            inside = self._argument()
            return inside + (ACCENTS[name] if len(inside) == 1 else "")
        if name == "mathbb":
            letter = self._argument()
            return _BLACKBOARD.get(letter, letter)
        if name in ("operatorname", "operatorname*"):
            return self._word(self._argument())
        if name == "underline":
            return f"⟦{self._argument().strip(TIE)}⟧"
        if name in ("begin", "end"):
            matrix = self._argument().endswith("matrix")
            return ("[" if name == "begin" else "]") if matrix else ""
        if name in DROPPED:
            self._dropped(name)
            return ""
        if name in ("underset", "overset", "stackrel"):
            return self._stacked(name, self._argument(), self._argument())
        return "" if name in FONTS else f"\\{name}"

    def _dropped(self, name: str) -> None:
        if self.text[self.at : self.at + 1] == "{" and name not in ("nonumber", "notag", "hfill"):
            self._argument()

    def _fraction(self, over: str, under: str) -> str:
        value = f"{over.strip(TIE)}/{under.strip(TIE)}"
        if value in FRACTIONS:
            return (value if self.ascii else FRACTIONS[value]) + TIE
        return f"{_bracketed(over)}/{_factor(under)}" + TIE

    def _stacked(self, name: str, mark: str, base: str) -> str:
        return f"{base}_{mark}{TIE}" if name == "underset" else f" {base}[{mark}]{TIE}" if base.strip(f" {TIE}") == "=" else base

    def _script(self, kind: str, inside: str) -> str:
        inside = inside.strip(f" {TIE}")
        table = SUPERSCRIPTS if kind == "^" else SUBSCRIPTS
        if not inside:
            return ""
        if not self.ascii and all(c in table for c in inside):
            return "".join(table[c] for c in inside)
        short = len(inside) == 1 or (kind == "_" and inside.isalnum()) or inside in ("ᵀ", "′", "−1") or (kind == "^" and inside.isdigit())
        if inside in ("ᵀ", "′") and not self.ascii:
            return inside
        return f"{kind}{inside}" if short else f"{kind}({inside})" if kind == "^" else f"_{{{inside}}}"


def _bracketed(text: str) -> str:
    text = text.strip(f" {TIE}")
    return text if text.isalnum() or (text and not set(text) & set(f"+−-=/ {TIE}")) or _enclosed(text) else f"({text})"


def _factor(text: str) -> str:
    """What stands below a fraction's line or a root: one number, letter or function value, else in brackets."""
    text = text.strip(f" {TIE}")
    head = _HEAD.match(text)
    rest = text[head.end() :] if head else text
    return text if text.isdecimal() or _enclosed(text) or head and (not rest or _enclosed(rest)) else f"({text})"


def _enclosed(text: str) -> bool:
    if not text.startswith("("):
        return False
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return at == len(text) - 1 and character == ")"
    return False


def _tidy(text: str) -> str:
    """Runs of blanks as one, none inside brackets' edges; a breakable blank wins over a tie."""
    out: list[str] = []
    for character in text:
        if character not in (" ", TIE):
            if out and out[-1] in (" ", TIE) and (character in ")]},;:" or out == ["−", TIE] or "".join(out[-2:-1]) in ("(", "[")):
                out.pop()
            out.append(character)
        elif out and out[-1] in (" ", TIE):
            out[-1] = " " if " " in (out[-1], character) else TIE
        elif out:
            out.append(character)
    return "".join(out).rstrip(f" {TIE}")


def tied(text: str, longest: int) -> str:
    """The formula with bracketed groups of at most ``longest`` characters kept in one piece."""
    out: list[str] = []
    opened: list[int] = []
    for character in text:
        if character in "([{":
            opened.append(len(out))
        elif character in ")]}" and opened:
            start = opened.pop()
            if len(out) - start < longest:
                out[start:] = [TIE if c == " " else c for c in out[start:]]
        out.append(character)
    return "".join(out)
