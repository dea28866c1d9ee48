"""A handout as Markdown that any viewer shows: formulas in dollars, evidence as quotes."""

from __future__ import annotations

import re
from collections.abc import Callable

from symkl.handout.node import Handout, Node
from symkl.handout.writers.html import SIGNS

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$&~])")


def write(handout: Handout) -> bytes:
    """The file."""
    return (re.sub(r"\n{3,}", "\n\n", _all(handout.body)).strip() + "\n").encode()


def escaped(text: str) -> str:
    """Words that Markdown shows as they are: no mark-up, no HTML, no formula."""
    return re.sub(r"(?m)^(\s*\d+)([.)])|^(\s*)([-+=:])", lambda m: f"{m[1] or m[3] or ''}\\{m[2] or m[4]}", _SPECIAL.sub(r"\\\1", text))


def _all(nodes: tuple[Node, ...]) -> str:
    return "".join(_WRITERS.get(node.kind, _inside)(node) for node in nodes)


def _inside(node: Node) -> str:
    return _all(node.children)


def _formula(latex: str) -> str:
    """LaTeX that ends neither the formula nor the line, and in which no viewer sees HTML."""
    return re.sub(r"<(?=[A-Za-z/!?])", "< ", " ".join(re.sub(r"(?<!\\)\$", r"\\$", latex).split()))


def _display(node: Node) -> str:
    tag = "".join(rf" \qquad ({_formula(label)})" for label in node.labels)
    return f"\n\n$$ {_formula(node.text)}{tag} $$\n\n"


def _quoted(text: str) -> str:
    lines = re.sub(r"\n{3,}", "\n\n", text).strip().split("\n")
    return "\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def _evidence(node: Node) -> str:
    return _quoted("\n\n".join(_all((child,)).strip() for child in node.children))


def _step(node: Node) -> str:
    hint = f"- = {_all(node.children)}\n\n" if node.children else ""
    return f"{hint}  $\\displaystyle {_formula(node.text)}$\n\n" if hint else f"- $\\displaystyle {_formula(node.text)}$\n\n"


def _list(node: Node) -> str:
    def item(number: int, child: Node) -> str:
        mark = f"{number}. " if node.level else "- "
        return mark + _all(child.children).strip().replace("\n", "\n" + " " * len(mark))

    return "\n\n" + "\n".join(item(number, child) for number, child in enumerate(node.children, 1)) + "\n\n"


def _table(node: Node) -> str:
    rows = ["| " + " | ".join(_all(cell.children).replace("\n", " ") for cell in row.children) + " |" for row in node.children]
    rule = "|" + "---|" * max((len(row.children) for row in node.children), default=1)
    return "\n\n" + "\n".join([*rows[:1], rule, *rows[1:]]) + "\n\n"


def _code(text: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 3)
    return f"\n\n{fence}\n{text.rstrip()}\n{fence}\n\n"


def _code_span(text: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


_WRITERS: dict[str, Callable[[Node], str]] = {
    "text": lambda node: escaped(node.text), "math": lambda node: f"${_formula(node.text)}$", "code-span": lambda node: _code_span(node.text),
    "code": lambda node: _code(node.text), "rule": lambda node: "\n\n---\n\n", "break": lambda node: "\\\n",
    "heading": lambda node: f"\n\n{'#' * node.level} {_inside(node)}\n\n", "paragraph": lambda node: f"\n\n{_inside(node)}\n\n",
    "answer": lambda node: f"\n\n**{_inside(node)}**\n\n", "emphasis": lambda node: f"*{_inside(node)}*",
    "strong": lambda node: f"**{_inside(node)}**",
    "link": lambda node: f"[{_inside(node)}](<{node.text}>)", "list": _list, "quote": lambda node: _quoted(_inside(node)), "table": _table,
    "display": _display, "given": lambda node: _quoted(f"*Given{f' for {escaped(node.text)}' if node.text else ''}*\n\n{_inside(node)}"),
    "erratum": lambda node: _quoted(f"*{escaped(node.text)} as it should read*\n\n{_inside(node)}"),
    "solution": lambda node: _quoted(f"*Solution*\n\n{_inside(node)}"), "evidence": _evidence,
    "verdict": lambda node: f"{SIGNS.get(node.text, '')} **{_inside(node)}**", "step": _step,
    "fact": lambda node: f"\n\n*{escaped(node.text)}*: {_inside(node)}\n\n", "ruled": lambda node: "\n\n" + "\\_" * 40 + "\n\n" * node.level,
}  # fmt: skip
