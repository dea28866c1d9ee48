"""A handout as one HTML file that needs nothing else: no scripts, no requests, its font within."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape
from importlib.resources import files

from symkl.handout.font import characters, embedded
from symkl.handout.mathml import broken, displayed
from symkl.handout.node import Handout, Node
from symkl.render.glyphs import SUPERSCRIPTS

SIGNS = {"proved": "✓", "definition": "≔", "condition": "°", "refuted": "✗", "carried": "↳", "unreadable": "⊘", "undecided": "?", "skipped": "–"}
_TAGS = {
    "paragraph": "p", "quote": "blockquote", "item": "li", "emphasis": "em", "strong": "strong",
    "table": "table", "row": "tr", "head": "th", "cell": "td",
}  # fmt: skip


def write(handout: Handout) -> bytes:
    """The whole page."""
    return page(handout.title, main(handout)).encode()


def main(handout: Handout) -> str:
    """What stands between the page's beginning and end."""
    return f"<main>{blocks(handout.body)}\n</main>"


def page(title: str, body: str, needed: frozenset[int] = frozenset()) -> str:
    """An HTML page with the style of handouts, and the font with what this page needs of it and what is ``needed`` besides."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
    style = embedded(characters(body) | needed) + _style()
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


_PLAIN = {ord(raised): plain for plain, raised in SUPERSCRIPTS.items() if plain != raised}
_ANY, _LETTERS = "".join(map(chr, _PLAIN)), "".join(chr(raised) for raised, plain in _PLAIN.items() if plain.isalpha())
_RAISED = re.compile(f"[{_ANY}]*[{_LETTERS}][{_ANY}]*")


@cache
def _style() -> str:
    return files("symkl.handout").joinpath("style.css").read_text(encoding="utf-8")


def blocks(nodes: tuple[Node, ...]) -> str:
    """Nodes one after the other."""
    return "".join(_write(node) for node in nodes)


def _write(node: Node) -> str:
    if node.kind in _WRITERS:
        return _WRITERS[node.kind](node)
    tag = _TAGS.get(node.kind)
    inside = blocks(node.children)
    return f"<{tag}>{inside}</{tag}>" if tag else inside


def _words(said: str) -> str:
    """Words; what is raised and has letters is so by markup, since fonts lack them or draw others (the T of DejaVu Serif Bold looks like an S)."""
    return _RAISED.sub(lambda found: f"<sup>{found.group().translate(_PLAIN)}</sup>", escape(said))


def _heading(node: Node) -> str:
    return f"\n<h{node.level}>{blocks(node.children)}</h{node.level}>\n"


def _answer(node: Node) -> str:
    return f'<p class="answer">{blocks(node.children)}</p>\n'


def _list(node: Node) -> str:
    tag = "ol" if node.level else "ul"
    return f"<{tag}>{blocks(node.children)}</{tag}>"


def _link(node: Node) -> str:
    return f'<a href="{escape(node.text)}" rel="noreferrer">{blocks(node.children)}</a>'


def _display(node: Node) -> str:
    labels = "".join(f'<span class="label">({escape(label)})</span>' for label in node.labels)
    number = f'<div class="number">{labels}</div>' if labels else ""
    shown = f'<div class="display"><div class="formula">{displayed(node.text)}</div>{number}</div>'
    return f"{shown}\n"


def _given(node: Node) -> str:
    of = f" for {escape(node.text)}" if node.text else ""
    return f'<section class="given" aria-label="Given{of}"><p class="name">Given{of}</p>{blocks(node.children)}</section>\n'


def _erratum(node: Node) -> str:
    label = escape(node.text)
    inside = f'<p class="name">{label} as it should read</p>{blocks(node.children)}'
    return f'<section class="erratum" aria-label="Erratum to {label}">{inside}</section>\n'


def _solution(node: Node) -> str:
    return f'<section class="solution" aria-label="Solution"><p class="name">Solution</p>{blocks(node.children)}</section>\n'


def _ruled(node: Node) -> str:
    return f'<div class="ruled" role="img" aria-label="space for your solution">{"<div></div>" * node.level}</div>\n'


def _evidence(node: Node) -> str:
    summary, *body = node.children
    said = blocks(summary.children)
    if node.text == "skipped":
        said = _verdict(Node("verdict", "skipped", summary.children))
    if not body:
        return f'<p class="step {node.text}">{said}</p>\n'
    return f'<details class="step {node.text}"><summary>{said}</summary><div class="why">{blocks(tuple(body))}</div></details>\n'


def _verdict(node: Node) -> str:
    sign = SIGNS.get(node.text, "")
    return f'<span class="verdict {escape(node.text)}"><span class="sign" aria-hidden="true">{sign}</span> {blocks(node.children)}</span>'


def _proof(node: Node) -> str:
    lines = []
    for line in node.children:
        hint = f'<div class="hint"><span aria-hidden="true">=</span> {blocks(line.children)}</div>' if line.children else ""
        lines.append(f'<li>{hint}<div class="formula">{displayed(line.text)}</div></li>')
    return f'<ol class="proof">{"".join(lines)}</ol>'


def _fact(node: Node) -> str:
    return f'<p class="fact"><span class="name">{escape(node.text)}</span> {blocks(node.children)}</p>'


_WRITERS: dict[str, Callable[[Node], str]] = {
    "text": lambda node: _words(node.text), "math": lambda node: broken(node.text), "code-span": lambda node: f"<code>{escape(node.text)}</code>",
    "code": lambda node: f"<pre><code>{escape(node.text)}</code></pre>\n", "rule": lambda node: "<hr>\n", "break": lambda node: "<br>",
    "heading": _heading, "list": _list, "link": _link, "display": _display, "given": _given, "erratum": _erratum, "solution": _solution,
    "ruled": _ruled, "answer": _answer, "evidence": _evidence, "verdict": _verdict, "proof": _proof, "fact": _fact,
}  # fmt: skip
