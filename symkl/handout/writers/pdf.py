"""A handout as PDF, set by Typst: no TeX is needed. All that the worksheet says is a string or a formula of known characters."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import cast

from symkl.handout.extras import extra
from symkl.handout.latex import pieces
from symkl.handout.node import Handout, Node
from symkl.handout.typst_math import quoted, typst

LONGEST = 50  # characters of a piece of a formula
_CALLS = {"quote": "quoted", "given": "given", "solution": "solution", "paragraph": "paragraph", "answer": "answer"}


def write(handout: Handout) -> bytes:
    """The PDF file."""
    compiler = extra("typst", "pdf")
    return cast(bytes, compiler.compile(source(handout).encode(), format="pdf", timestamp=0))


def source(handout: Handout) -> str:
    """The handout as a Typst document."""
    preamble = files("symkl.handout").joinpath("style.typ").read_text(encoding="utf-8")
    return f"{preamble}\n#set document(title: {quoted(handout.title)})\n{_all(handout.body)}\n"


def _all(nodes: tuple[Node, ...]) -> str:
    return "".join(_write(node) for node in nodes)


def _write(node: Node) -> str:
    if node.kind in _WRITERS:
        return _WRITERS[node.kind](node)
    call = _CALLS.get(node.kind)
    inside = _all(node.children)
    return f"#{call}[{inside}]\n" if call else inside


def _math(node: Node) -> str:
    parts = [typst(part) for part in pieces(node.text, LONGEST)]
    if None in parts:
        parts = [typst(node.text)]
    return f"#raw({quoted(node.text)})" if parts[0] is None else " ".join(f"${part}$" for part in parts)


def _pieces(latex: str) -> str:
    """A formula in pieces between which a line may break, each set as in a display."""
    parts = [typst(part, True) for part in pieces(latex, LONGEST)]
    if None in parts:
        parts = [typst(latex, True)]
    if parts[0] is None:
        return f"#raw({quoted(latex)})"
    return " ".join(f"#piece($display({part})$)" for part in parts)


def _display(node: Node) -> str:
    return f"#shown[{_pieces(node.text)}][{_all(tuple(Node('text', f'({label}) ') for label in node.labels))}]\n"


def _heading(node: Node) -> str:
    return f"#heading(level: {node.level})[{_all(node.children)}]\n"


def _list(node: Node) -> str:
    items = "".join(f"[{_all(item.children)}]" for item in node.children)
    return f"#{'enum' if node.level else 'list'}{items}\n"


def _link(node: Node) -> str:
    return f"#link({quoted(node.text)})[{_all(node.children)}]" if not node.text.startswith("#") else _all(node.children)


def _erratum(node: Node) -> str:
    return f"#erratum({quoted(node.text)})[{_all(node.children)}]\n"


def _evidence(node: Node) -> str:
    summary, *body = node.children
    said = _all(summary.children)
    return f"#evidence[{said}][{_all(tuple(body))}]\n"


def _verdict(node: Node) -> str:
    return f"#verdict({quoted(node.text)})[{_all(node.children)}]"


def _proof(node: Node) -> str:
    lines = (f"#line-of-proof[{_all(line.children)}][{_pieces(line.text)}]\n" for line in node.children)
    return f"#proof[{''.join(lines)}]\n"


def _fact(node: Node) -> str:
    inside = "".join(_pieces(child.text) if child.kind == "math" else _write(child) for child in node.children)
    return f"#fact({quoted(node.text)})[{inside}]\n"


def _table(node: Node) -> str:
    width = max((len(row.children) for row in node.children), default=1)
    cells = "".join(f"[{_all(cell.children)}]" for row in node.children for cell in row.children)
    return f"#table(columns: {width}){cells}\n"


_WRITERS: dict[str, Callable[[Node], str]] = {
    "text": lambda node: f"#{quoted(node.text)}", "math": _math, "code-span": lambda node: f"#raw({quoted(node.text)})",
    "code": lambda node: f"#raw(block: true, {quoted(node.text)})\n", "rule": lambda node: "#rule\n", "break": lambda node: "#linebreak()",
    "emphasis": lambda node: f"#emph[{_all(node.children)}]", "strong": lambda node: f"#strong[{_all(node.children)}]",
    "heading": _heading, "list": _list, "link": _link, "display": _display, "erratum": _erratum, "evidence": _evidence, "verdict": _verdict,
    "proof": _proof, "fact": _fact, "table": _table, "ruled": lambda node: f"#ruled({node.level})\n",
}  # fmt: skip
