"""MathML to Typst's mathematics. Every character is written by its number, so nothing in a formula can be taken for code."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.entities import html5
from xml.etree import ElementTree

from symkl.handout.mathml import mathml

Element = ElementTree.Element
_ENTITY = re.compile(r"&(?!lt;|gt;|amp;|quot;|apos;|#)(\w+;)")
_ACCENTS = {
    "ˆ": "hat", "^": "hat", "˜": "tilde", "~": "tilde", "¯": "macron", "‾": "macron", "→": "arrow", "⃗": "arrow", "˙": "dot", "¨": "dot.double",
    "ˇ": "caron", "˘": "breve",
}  # fmt: skip
_BRACES = {"⏞": "overbrace", "⏟": "underbrace", "̲": "underline", "_": "underline", "⏠": "overparen", "⎵": "underbracket", "⎴": "overbracket"}
_INVISIBLE = frozenset("\u2061\u2062\u2063\u2064")


class Unwritten(Exception):
    """The formula has something in it that is not known here."""


def typst(latex: str, display: bool = False) -> str | None:
    """The formula in Typst's mathematics, without dollars; None where it cannot be converted."""
    inside = mathml(latex, display)
    if inside is None:
        return None
    try:
        return _row(ElementTree.fromstring(f"<mrow>{_ENTITY.sub(_character, inside)}</mrow>"))
    except (Unwritten, ElementTree.ParseError):
        return None


def _character(match: re.Match[str]) -> str:
    return html5.get(match[1], match[0])


def quoted(text: str) -> str:
    """A string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def characters(text: str) -> str:
    """Characters of a formula, letters and digits as they are."""
    shown = [c if c.isascii() and c.isalnum() else f"\\u{{{ord(c):x}}}" for c in text if c not in _INVISIBLE]
    return " ".join(shown)


def _write(node: Element) -> str:
    writer = _WRITERS.get(node.tag)
    if writer is None:
        raise Unwritten(node.tag)
    return writer(node)


def _row(node: Element) -> str:
    children = [child for child in node if not _is_invisible(child)]
    inside = " ".join(_write(child) for child in children)
    if children and children[0].tag == "mrow" and not len(children[0]):
        inside = rf"\u{{200b}} {inside}"  # what follows is a sign between two terms, and not one before a term
    if len(children) > 1 and (_is_fence(children[0]) or _is_fence(children[-1])):
        return f"lr({inside})"
    return inside


def _is_invisible(node: Element) -> bool:
    return node.tag == "mo" and node.text is not None and set(node.text) <= _INVISIBLE


def _is_fence(node: Element) -> bool:
    return node.tag == "mo" and node.get("stretchy") != "false" and node.get("minsize") is None and (node.text or "") in tuple("()[]{}|‖⟨⟩⌊⌋⌈⌉")


def _argument(node: Element) -> str:
    """A node as an argument of a function, never empty."""
    return _write(node) or '""'


def _identifier(node: Element) -> str:
    text = node.text or ""
    if len(text) > 1 and text.isalpha():
        return f"op({quoted(text)})"
    shown = characters(text)
    return f"upright({shown})" if node.get("mathvariant") == "normal" else shown


def _operator(node: Element) -> str:
    shown = characters(node.text or "")
    return f'class("normal", {shown})' if node.text in ("|", "‖") else shown


def _words(node: Element) -> str:
    return quoted(node.text or "")


def _space(node: Element) -> str:
    width = re.fullmatch(r"(-?\d*\.?\d+)r?em", node.get("width", ""))
    return f"#h({width[1]}em)" if width else ""


def _scripts(node: Element) -> str:
    base, *others = node
    places = {"msub": "b", "msup": "t", "msubsup": "bt", "munder": "b", "mover": "t", "munderover": "bt"}[node.tag]
    if node.tag in ("munder", "mover"):
        marked = _marked(node, base, others[0])
        if marked is not None:
            return marked
    shown = f"limits({_argument(base)})" if node.tag in ("munder", "mover", "munderover") else _argument(base)
    return f"attach({shown}, " + ", ".join(f"{place}: {_argument(other)}" for place, other in zip(places, others, strict=True)) + ")"


def _marked(node: Element, base: Element, mark: Element) -> str | None:
    """An accent or a brace over or under something."""
    sign = (mark.text or "") if mark.tag == "mo" else ""
    if sign in _BRACES:
        return f"{_BRACES[sign]}({_argument(base)})"
    if node.get("accent") == "true" and sign in _ACCENTS:
        return f"accent({_argument(base)}, {_ACCENTS[sign]})"
    if base.tag == node.tag and len(base) == 2 and (base[1].text or "") in ("⏞", "⏟"):
        return f"{_BRACES[base[1].text or '']}({_argument(base[0])}, {_argument(mark)})"
    return None


def _fraction(node: Element) -> str:
    if node.get("linethickness") in ("0", "0px"):
        raise Unwritten("a fraction without a line")
    shown = f"frac({_argument(node[0])}, {_argument(node[1])})"
    return f"inline({shown})" if node.get("displaystyle") == "false" else shown


def _root(node: Element) -> str:
    return f"root({_argument(node[1])}, {_argument(node[0])})"


def _table(node: Element) -> str:
    cell = "display" if node.get("displaystyle") == "true" else "inline"
    rows = ["".join(f"{_cell(data, cell)}, " for data in row).removesuffix(", ") for row in node]
    return f"mat(delim: #none, row-gap: #0.6em, column-gap: #{'0.2em' if cell == 'display' else '0.8em'}, {'; '.join(rows)})"


def _cell(data: Element, style: str) -> str:
    inside = f"{style}({_row(data) or quoted('')})"
    aligned = data.get("style", "")
    return f"{inside} &" if "text-align: right" in aligned else f"& {inside}" if "text-align: left" in aligned else inside


def _enclosed(node: Element) -> str:
    inside = " ".join(_write(child) for child in node)
    if node.get("notation") == "box":
        return f"#box(stroke: 0.5pt, inset: 3pt, baseline: 3pt, $display({inside})$)"
    if node.get("notation") in ("updiagonalstrike", "downdiagonalstrike"):
        return f"cancel({inside})"
    raise Unwritten(node.get("notation", "menclose"))


_WRITERS: dict[str, Callable[[Element], str]] = {
    "mrow": _row, "mstyle": _row, "mpadded": _row, "mi": _identifier, "mn": lambda node: quoted(node.text or ""),
    "mo": _operator, "mtext": _words, "mspace": _space, "mfrac": _fraction, "mroot": _root,
    "msqrt": lambda node: f"sqrt({_row(node) or quoted('')})", "mtable": _table, "menclose": _enclosed,
    "mphantom": lambda node: f"#hide($ {_row(node)} $)",
    **dict.fromkeys(("msub", "msup", "msubsup", "munder", "mover", "munderover"), _scripts),
}  # fmt: skip
