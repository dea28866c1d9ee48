"""A page for a terminal: styled pieces of lines, wrapped with hanging indents, put out by rich."""

from __future__ import annotations

from io import StringIO
from textwrap import wrap

from symkl.render.glyphs import to_ascii
from symkl.render.plain import TIE
from symkl.render.settings import Settings

STYLES = {
    "proved": "green", "definition": "cyan", "condition": "cyan", "refuted": "bold red", "carried": "yellow", "unreadable": "bold magenta",
    "undecided": "blue", "skipped": "dim", "quiet": "dim", "strong": "bold", "": "",
}  # fmt: skip


_CONTROLS = dict.fromkeys((7, 8, 11, 12, 13))  # characters that rich takes out of what it prints


class Page:
    """Lines gathered in order; `text` gives them all."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lines: list[tuple[tuple[str, str], ...]] = []

    def line(self, *pieces: tuple[str, str]) -> None:
        """One line of (text, style) pieces, never wrapped."""
        self._lines.append(tuple((self._shown(text), STYLES[style]) for text, style in pieces))

    def paragraph(self, text: str, indent: int = 0, hang: int = 0, first: str = "", style: str = "") -> None:
        """Wrapped text: ``first`` stands before it, later lines hang ``hang`` columns further in."""
        width = max(20, self.settings.width)
        margin = " " * indent
        # Signs are spelled out before wrapping, since their spelling may be longer.
        start = margin + self._shown(first)
        shown = _breakable(self._shown(text), width - indent - hang)
        lines = wrap(shown, width, initial_indent=start, subsequent_indent=margin + " " * hang, break_on_hyphens=False)
        for line in lines or [start]:
            self._lines.append(((line.replace(TIE, " ").rstrip(), STYLES[style]),))

    def entry(self, name: str, text: str, indent: int = 4, style: str = "") -> None:
        """A named detail: the name in a column of its own."""
        self.paragraph(text, indent, 15, f"{name:<14} ", style)

    def blank(self) -> None:
        """An empty line."""
        self._lines.append(())

    def text(self) -> str:
        """Everything, with colour where the settings ask for it."""
        if self.settings.color:
            return self._coloured()
        width = max(20, self.settings.width)
        return "".join(_fitted("".join(text for text, _ in line), width) + "\n" for line in self._lines)

    def _coloured(self) -> str:
        from rich.console import Console
        from rich.text import Text

        out = StringIO()
        console = Console(
            file=out, width=max(20, self.settings.width), force_terminal=True, color_system="standard", highlight=False, markup=False, emoji=False,
            legacy_windows=False, soft_wrap=True,
        )  # fmt: skip
        for line in self._lines:
            console.print(Text.assemble(*line), no_wrap=True, overflow="ignore", crop=False)
        return out.getvalue()

    def _shown(self, text: str) -> str:
        return to_ascii(text) if self.settings.ascii else text


def _fitted(line: str, width: int) -> str:
    """A line as rich prints it: without control characters, tabs expanded, no spaces at its end that stand beyond the width."""
    shown = line.translate(_CONTROLS).expandtabs(8)
    return shown if len(shown) <= width else shown[:width] + shown[width:].rstrip()


def _breakable(text: str, width: int) -> str:
    """The text with pieces that are longer than a line to be broken at their ties."""
    return " ".join(word.replace(TIE, " ") if len(word) > width else word for word in text.split(" "))
