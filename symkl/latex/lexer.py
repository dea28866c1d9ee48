"""LaTeX mathematics as tokens with places. Layout is put aside, Unicode spellings are normalised, nothing is lost."""

from __future__ import annotations

import re

from symkl.latex import symbols
from symkl.latex.names import EMPTY, NameTable
from symkl.latex.words import split_word
from symkl.patterns import pattern
from symkl.record import NamedTuple

_TOKEN = pattern(
    r"(?P<space>\s+)|(?P<letters>[A-Za-z]+)|(?P<command>\\(?:(?:operatorname|hspace|vspace|tag)\*|[A-Za-z]+))"
    r"|(?P<number>\d+(?:\.\d+|\.(?=\s*[*/]))?|\.\d+)|(?P<brace>[{}^_])|(?P<prime>'+)|(?P<escape>\\[^A-Za-z])|(?P<comment>%[^\n]*)|(?P<other>.)",
    re.DOTALL,
)
_LENGTH = pattern(r"\s*-?\s*[\d.]+\s*(?:mu|em|ex|pt|cm|mm|in)")
_IN_BRACES = pattern(r"\\[bB]igg?[lrm]?\s*\{\s*(?:[][()|/]|\\[{}|]|\\[lr]?[vV]ert|\\[lr](?:brace|brack|angle))\s*\}")
_OPTION = pattern(r"\s*\[[^\]]*\]")
_ROW_SPACE = pattern(r"\s*\[\s*-?[\d.]+\s*(?:mu|em|ex|pt|cm|mm|in)\s*\]")
_OPENER = pattern(r"\s*(\[[^\]]*\])?\s*\{")
_ONE_DIGIT = frozenset(("\\frac", "\\tfrac", "\\dfrac", "\\cfrac", "\\sqrt", "\\binom"))


class Token(NamedTuple):
    """``before`` says what stood before it: 'g' nothing (glued), 's' space, 'q' a quad, 'r' the end of a row; ``size`` is the hint
    of \\left, \\big, .."""

    kind: str
    text: str
    start: int
    end: int
    before: str = "g"
    size: str = ""


_new = tuple.__new__  # what `Token` calls: tokens are many


class Tokens(NamedTuple):
    """The tokens that carry mathematics, and those of the closed list of layout."""

    tokens: list[Token]
    layout: list[Token]


class _Lexer:
    def __init__(self, text: str, base: int, table: NameTable) -> None:
        self.text = text
        self.base = base
        self.table = table
        self.tokens: list[Token] = []
        self.layout: list[Token] = []
        self.before = "s"
        self.size = ""
        self.size_start = -1
        self.environments = 0

    def put(self, kind: str, text: str, start: int, end: int) -> None:
        """Append a token; a pending \\left or \\big joins it."""
        if self.size_start >= 0:
            start = self.size_start
            self.size_start = -1
        self.tokens.append(_new(Token, (kind, text, start + self.base, end + self.base, self.before, self.size)))
        self.before = "g"
        self.size = ""

    def skip(self, text: str, start: int, end: int) -> None:
        """Put a token of layout aside."""
        self.layout.append(Token("layout", text, start + self.base, end + self.base))
        if self.before != "q":
            self.before = "s"

    def run(self) -> Tokens:
        at, text, scan = 0, self.text, _TOKEN.match
        while at < len(text):
            match = scan(text, at)
            if match is None:  # the last alternative matches any character
                break
            kind, word, end = match.lastgroup, match.group(), match.end()
            if kind == "letters":
                if end - at == 1:
                    self.put("letter", word, at, end)
                else:
                    self.letters(word, at, end)
            elif kind == "space":
                if self.before == "g":
                    self.before = "s"
            elif kind == "command":
                end = self.command(word, at, end)
            elif kind == "brace":
                self.brace(word, at, end)
            elif kind == "number":
                self.number(word, at, end)
            elif kind == "prime":
                self.put(kind, word, at, end)
            elif kind == "comment":
                self.skip(word, at, end)
            elif kind == "escape":
                end = self.escape(word, at, end)
            else:
                end = self.other(word, at, end)
            at = end
        if self.size_start >= 0:
            self.put("other", self.size, self.size_start, len(text))
        return Tokens(self.tokens, self.layout)

    def brace(self, word: str, at: int, end: int) -> None:
        if word == "{" and self.size_start >= 0 and _IN_BRACES.match(self.text, self.size_start):
            return  # \Big{(}: the brace belongs to the sign in it
        if word == "}" and self.tokens and _IN_BRACES.fullmatch(self.text, self.tokens[-1].start - self.base, end):
            self.skip(word, at, end)
        elif self.size_start >= 0 and word in "{}":
            self.put("lost", word, at, end)  # \left{ without its backslash
        else:
            self.put(word, word, at, end)

    def letters(self, word: str, at: int, end: int) -> None:
        """A run of letters: a declared name, operators spelled bare, else one letter a token; behind ``^`` the first one stands alone (``X^Tr``)."""
        raised = len(word) > 1 and bool(self.tokens) and self.tokens[-1].kind == "^"
        for piece in [*word[:raised], *split_word(word[raised:], self.table, self.text[end : end + 2].lstrip()[:1])]:
            self.put("letter" if len(piece) == 1 else "word", piece, at, at + len(piece))
            at += len(piece)

    def number(self, word: str, at: int, end: int) -> None:
        """Digits: one token, but each alone behind ``\\frac`` and ``\\sqrt``, which take one (``\\frac12``)."""
        last = self.tokens[-1].text if self.tokens else ""
        if end - at > 1 and last in _ONE_DIGIT and word.isdigit():
            for place, digit in enumerate(word, at):
                self.put("number", digit, place, place + 1)
        else:
            self.put("number", word.removesuffix("."), at, end)  # ``2. * x``, as programs print it

    def doubled(self, word: str, at: int, end: int) -> int:
        """``\\\\``: the end of a row, or outside environments a host's escape of the sign behind it (``\\\\|`` for ``\\|``)."""
        sign = self.text[end : end + 1]
        if sign and sign in "|{}_,;!" and not self.environments:
            return self.escape("\\" + sign, at, end + 1)
        length = _ROW_SPACE.match(self.text, end)
        end = length.end() if length else end
        self.put("row", word, at, end)
        return end

    def escape(self, word: str, at: int, end: int) -> int:
        """A backslash before something that is no letter. Returns where reading goes on."""
        if word in symbols.DELIMITERS:
            self.put(*symbols.DELIMITERS[word], at, end)
        elif word == "\\_":
            self.put("_", "_", at, end)
        elif word == "\\\\":
            return self.doubled(word, at, end)
        elif word in symbols.LAYOUT:
            self.skip(word, at, end)
        elif word == "\\*":
            self.put("times", "*", at, end)
        else:
            self.put("other", word, at, end)
        return end

    def command(self, word: str, at: int, end: int) -> int:
        """A control word. Returns where reading goes on."""
        if word in symbols.LETTERS:
            self.put("greek", word, at, end)
        elif word in symbols.SIZES:
            self.size, self.size_start = symbols.SIZES[word], at
        elif word in symbols.QUADS:
            self.skip(word, at, end)
            self.before = "q"
        elif word in symbols.LAYOUT:
            self.skip(word, at, end)
        elif word in symbols.DELIMITERS:
            self.delimiter(word, at, end)
        elif word in symbols.RELATIONS:
            self.put("relation", symbols.RELATIONS[word], at, end)
        elif word in symbols.WORDS:
            return self.words(word, at, end)
        elif word in symbols.TIMES:
            self.put("times", symbols.TIMES[word], at, end)
        elif word in symbols.SIGNS:
            self.put("sign", symbols.SIGNS[word], at, end)
        elif word in symbols.DOTS:
            self.put("dots", word, at, end)
        else:
            return self.rare(word, at, end)
        return end

    def rare(self, word: str, at: int, end: int) -> int:
        """Control words that are seldom, or belong to a notation."""
        if word in ("\\begin", "\\end"):
            return self.environment(word, at, end)
        if word in symbols.LAYOUT_WITH_ARGUMENT:
            stop = self.argument(end)
            self.skip(word, at, stop)
            return stop
        if word in symbols.LAYOUT_WITH_LENGTH:
            length = _LENGTH.match(self.text, end)
            stop = length.end() if length else end
            self.skip(word, at, stop)
            return stop
        if word in ("\\newline", "\\cr"):
            self.put("row", "\\\\", at, end)
        elif word == "\\prime":
            self.put("prime", "'", at, end)
        elif word == "\\colonequals" or word == "\\vcentcolon":
            self.put("relation", "colon" if word == "\\vcentcolon" else ":=", at, end)
        else:
            self.put("command", word, at, end)
        return end

    def delimiter(self, word: str, at: int, end: int) -> None:
        if word in symbols.SIDED and self.size_start < 0 and symbols.PARTNERS.get(word, "") in self.text:  # alone it is any bar
            self.size, self.size_start = symbols.SIDED[word], at
        kind, text = symbols.DELIMITERS[word]
        self.put(kind, text, at, end)

    def argument(self, at: int) -> int:
        """The end of a braced argument that is skipped whole (or ``at``, where there is none)."""
        match = _OPENER.match(self.text, at)
        return at if match is None else min(self.closing(match.end() - 1) + 1, len(self.text))

    def closing(self, at: int) -> int:
        """The place of the brace that closes the one at ``at``, or the end of the text."""
        depth, text = 0, self.text
        for place in range(at, len(text)):
            character = text[place]
            if character == "{" and text[place - 1] != "\\":
                depth += 1
            elif character == "}" and text[place - 1] != "\\":
                depth -= 1
                if not depth:
                    return place
        return len(text)

    def words(self, word: str, at: int, end: int) -> int:
        """``\\text{..}`` and ``\\operatorname{..}``: the words as one token."""
        match = _OPENER.match(self.text, end)
        if match is None:
            single = _TOKEN.match(self.text, end + len(self.text[end:]) - len(self.text[end:].lstrip()))
            if single is None or not single.group().isalpha():
                self.put("command", word, at, end)
                return end
            stop, content = single.start() + 1, single.group()[0]
        else:
            close = self.closing(match.end() - 1)
            stop, content = min(close + 1, len(self.text)), self.text[match.end() : close]
        joined = "".join(content.replace("\\,", "").replace("\\;", "").replace("\\:", "").replace("\\!", "").replace("~", "").split())
        content = joined if symbols.WORDS[word] == "operatorname" or joined in ("argmin", "argmax") else content
        self.put(symbols.WORDS[word], content, at, stop)
        return stop

    def environment(self, word: str, at: int, end: int) -> int:
        """``\\begin{array}{cc}``: one token with the environment's name."""
        stop = self.argument(end)
        self.environments += 1 if word == "\\begin" else -1
        name = self.text[end:stop].strip().strip("{}").strip()
        if word == "\\begin" and name in ("array", "subarray", "matrix*", "pmatrix*", "bmatrix*", "vmatrix*"):
            option = _OPTION.match(self.text, stop)
            stop = option.end() if option else stop
            stop = self.argument(stop) if "array" in name else stop
        self.put(word[1:], name.rstrip("*"), at, stop)
        return stop

    def other(self, word: str, at: int, end: int) -> int:
        """A single character that is no letter, digit, brace or space."""
        if word in symbols.SIGNS:
            self.put("sign", word, at, end)
        elif word == "." and self.tokens and self.tokens[-1].kind == "word" and self.tokens[-1].text in ("const", "Const", "cst", "cte"):
            self.skip(word, at, end)
        elif word == "." and self.size_start >= 0:
            self.put({"left": "open", "right": "close"}.get(self.size, "other"), ".", at, end)
        elif word in "<>" and self.size_start >= 0:
            self.put("open" if word == "<" else "close", word, at, end)
        elif word in symbols.DELIMITERS:
            self.put(*symbols.DELIMITERS[word], at, end)
        elif word in ",;":
            self.put("sep", word, at, end)
        elif word in "=<>:":
            return self.relation(word, at, end)
        elif word in symbols.TIMES:
            self.put("times", symbols.TIMES[word], at, end)
        elif word == "!":
            self.put("factorial", word, at, end)
        elif word == "&":
            self.put("&", word, at, end)
        elif word == "~":
            self.skip(word, at, end)
        elif word == "." and self.text.startswith("..", end):
            self.put("dots", "\\dots", at, end + 2)
            return end + 2
        elif word > "\x7f":
            return self.unicode(word, at, end)
        else:
            self.put("other", word, at, end)
        return end

    def relation(self, word: str, at: int, end: int) -> int:
        """``=``, ``<=``, ``:=``, ``=>``, ``==`` in ASCII."""
        pair = self.text[at : at + 2]
        spelled = {"<=": "<=", ">=": ">=", ":=": ":=", "==": "=", "=>": "implies", "=:": "="}.get(pair)
        self.put("relation", spelled or symbols.RELATIONS[word], at, end + bool(spelled))
        return end + bool(spelled)

    def unicode(self, word: str, at: int, end: int) -> int:
        """A character beyond ASCII, by the LaTeX that it stands for."""
        if word in symbols.INVISIBLE:
            if self.before == "g":
                self.before = "s"
            return end
        for table, sign in ((symbols.RAISED, "^"), (symbols.LOWERED, "_")):
            if word in table:
                while end < len(self.text) and self.text[end] in table:
                    end += 1
                self.spelled(sign + "{" + "".join(table[c] for c in self.text[at:end]) + "}", at, end)
                return end
        replacement = None if word in symbols.PROSE else symbols.UNICODE.get(word) or _compatible(word)
        if word in symbols.PROSE:
            self.put("foreign", word, at, end)
        elif replacement is None:
            while end < len(self.text) and self.text[end].isalpha() and self.text[end] > "\u024f" and self.text[end] not in symbols.UNICODE:
                end += 1
            self.put("foreign", self.text[at:end], at, end)
        else:
            self.spelled(replacement, at, end)
        return end

    def spelled(self, latex: str, at: int, end: int) -> None:
        """The tokens of ``latex``, all at one place: the first holds it, the others are empty behind it."""
        inner = _Lexer(latex, 0, self.table).run().tokens
        for number, token in enumerate(inner):
            self.put(token.kind, token.text, at if not number else end, end)


def _compatible(character: str) -> str | None:
    """A mathematical letter or fullwidth sign as LaTeX, None for anything else."""
    import unicodedata  # takes long to load
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) != 1 or not (plain.isascii() or plain in symbols.UNICODE):
        return None
    plain = symbols.UNICODE.get(plain, plain)
    name = unicodedata.name(character, "")
    for word, font in (("DOUBLE-STRUCK", "mathbb"), ("SCRIPT", "mathcal"), ("FRAKTUR", "mathfrak"), ("BOLD", "mathbf")):
        if word in name and plain.isalnum() or word in name and plain.startswith("\\"):
            return f"\\{font}{{{plain}}}"
    return plain


def tokenize(text: str, base: int = 0, table: NameTable = EMPTY) -> Tokens:
    """The tokens of ``text``; places are offsets into it plus ``base``."""
    return _Lexer(text, base, table).run()
