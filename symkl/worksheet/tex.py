"""LaTeX worksheets: the same events as from Markdown, from a .tex file.

Given blocks are environments (``\\begin{given}[1.1-1.8]``) or comment lines (``% given: $x > 0$``); a verdict comment is ``% symkl: refuted``.
Files that ``\\input`` names have been put in already, see `inputs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from symkl.patterns import pattern
from symkl.source import Span
from symkl.worksheet.formulas import Event, FormulaScanner
from symkl.worksheet.macros import DEFINITION

LEVELS = {name: str(level) for level, name in enumerate(("part", "chapter", "section", "subsection", "subsubsection", "paragraph"), 1)}
BLOCKS = ("given", "erratum", "solution", "blank")
_VERBATIM = frozenset(("verbatim", "verbatim*", "lstlisting", "minted", "comment", "filecontents", "filecontents*", "tikzpicture"))
_ARGUMENT = pattern(r"\s*(?:\[([^\]\n]*)\]|\{([^{}\n]*)\})")
_WORD = pattern(r"%+\s*(given|symkl)\b")


@cache
def _special() -> re.Pattern[str]:
    """What begins anything; compiled when a first LaTeX file is read."""
    return re.compile(
        r"\\begin\s*\{(?P<environment>[^{}\n]*)\}|\\end\s*\{(?P<end>[^{}\n]*)\}|\\(?P<heading>"
        + "|".join(LEVELS)
        + r")\*?(?=\s*[\[{])|(?P<comment>%[^\n]*)|\\(?:input|include)\s*\{(?P<input>[^{}\n]*)\}|\\verb\*?(?P<verb>[^a-zA-Z\s*]).*?(?P=verb)|"
        + DEFINITION.pattern
        + r"|(?P<fence>(?m:^)[ \t]*:{3,}[ \t]*\{?[ \t]*\.?(?:given|erratum|solution|blank)\b[^\n]*)|\\[\s\S]|\$\$?"
    )


_FENCE = "Fences are Markdown: in a .tex file nothing of this block is read."
_IN_TEX = r"Write \begin{given} .. \end{given} (symkl given --sty prints the package), % given: $..$, or the block in a companion SHEET.given.md."


class TexScanner(FormulaScanner):
    """One pass over a LaTeX text."""

    def events(self) -> Iterator[Event]:
        """All events; who takes one may move ``at`` on before asking for the next."""
        while (match := _special().search(self.text, self.at)) is not None:
            yield from self._take(match)

    def _take(self, match: re.Match[str]) -> Iterator[Event]:
        self.at = match.end()
        span = Span(*match.span())
        if match["fence"]:
            yield self._problem("markdown-fence", _FENCE, span, _IN_TEX)
        elif match["comment"]:
            yield from self._line_comment(span)
        elif match["heading"]:
            yield Event("heading", span, span, LEVELS[match["heading"]])
        elif match["end"] is not None:
            name = match["end"].strip()
            if name in BLOCKS:
                yield Event("close", span, span, "", rf"\end{{{name}}}")
        elif match["environment"] is not None:
            yield from self._begin(match, match["environment"].strip())
        elif match["input"] is None and match["verb"] is None:
            event = self._formula(match)
            if event is not None:
                yield event

    def _begin(self, match: re.Match[str], name: str) -> Iterator[Event]:
        if name in BLOCKS:
            argument = _ARGUMENT.match(self.text, match.end()) if name in ("given", "erratum") else None
            self.at = argument.end() if argument else match.end()
            words = (argument[1] or argument[2] or "") if argument else ""
            yield Event("open", Span(match.start(), self.at), Span(self.at, self.at), f"{name} {words}".strip(), rf"\end{{{name}}}")
        elif name in _VERBATIM:
            end = self.text.find(rf"\end{{{name}}}", match.end())
            self.at = end if end >= 0 else match.end()
        else:
            event = self._environment(match, name)
            if event is not None:
                yield event

    def _formula(self, match: re.Match[str]) -> Event | None:
        token = match.group()
        if token[0] == "$":
            return self._dollars(match)
        if token in (r"\(", r"\["):
            return self._brackets(match)
        return self._macro(match) if DEFINITION.fullmatch(token) else None

    def _line_comment(self, span: Span) -> Iterator[Event]:
        """``% symkl: ..`` is a verdict comment, ``% given: ..`` a given block of one line; any other is left out."""
        word = _WORD.match(self.text, *span)
        if word is None:
            return
        if word[1] == "symkl":
            yield Event("comment", span, Span(word.start(1), span.end))
            return
        words, colon, _ = self.text[word.end() : span.end].partition(":")
        start = word.end() + len(words) + len(colon)
        yield Event("open", Span(span.start, start), Span(start, start), f"given {words.strip()}".strip(), "%")
        yield from self._formulas_of_line(start, span.end)
        yield Event("close", Span(span.end, span.end), Span(span.end, span.end), "", "%")

    def _formulas_of_line(self, start: int, end: int) -> Iterator[Event]:
        opening = self.text.find("$", start, end)
        while opening >= 0 and (close := self.text.find("$", opening + 1, end)) >= 0:
            yield Event("inline", Span(opening, close + 1), Span(opening + 1, close))
            opening = self.text.find("$", close + 1, end)
