"""A handout as LaTeX that pdflatex sets as it is. Prose is escaped character by character; formulas are of known commands."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

from symkl.handout.latex import pieces
from symkl.handout.node import Handout, Node
from symkl.handout.tex_math import safe
from symkl.render.glyphs import GREEK, SUBSCRIPTS, SUPERSCRIPTS

LONGEST = 55  # characters of a piece of a formula
_UNBROKEN = 40  # characters of a source that stay in one piece
_SECTIONS = ("section*", "subsection*", "subsubsection*", "paragraph*", "subparagraph*", "subparagraph*")
_ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': "''", "`": r"\`{}",
    "\u00a0": "~", "\n": " ", "–": "--", "—": "---", "’": "'", "‘": "`", "“": "``", "”": "''", "…": r"\ldots{}", "½": r"$\frac{1}{2}$",
    "−": "$-$", "·": r"$\cdot$",
    "×": r"$\times$", "≤": r"$\leq$", "≥": r"$\geq$", "≠": r"$\neq$", "≻": r"$\succ$", "⪰": r"$\succeq$", "∝": r"$\propto$",
    "∂": r"$\partial$", "√": r"$\surd$", "∑": r"$\sum$", "∏": r"$\prod$", "∫": r"$\int$", "∈": r"$\in$", "≈": r"$\approx$", "∞": r"$\infty$",
    "ᵀ": "$^T$", "‖": r"$\|$", "⟹": r"$\Rightarrow$", "→": r"$\rightarrow$", "¼": r"$\frac{1}{4}$", "⅓": r"$\frac{1}{3}$", "¾": r"$\frac{3}{4}$",
    "′": "$'$", "⅔": r"$\frac{2}{3}$", "°": r"$^\circ$", "⊙": r"$\odot$", "\u0302": r"$\hat{\ }$",
}  # fmt: skip
_SIGNS = {"proved": r"$\checkmark$", "definition": "$:=$", "condition": r"$\circ$", "refuted": r"$\times$", "carried": r"$\hookrightarrow$",
          "unreadable": r"$\oslash$", "undecided": "?", "skipped": "--"}  # fmt: skip
_BLOCKS = {"quote": "quote", "given": "given", "solution": "solution", "proof": "proofoflines"}


def write(handout: Handout) -> bytes:
    """The file."""
    preamble = files("symkl.handout").joinpath("style.tex").read_text(encoding="utf-8")
    return f"{preamble}\n\\begin{{document}}\n{_all(handout.body)}\n\\end{{document}}\n".encode()


def escaped(text: str) -> str:
    """Words as LaTeX sets them; a character that it does not know is told by its number."""
    return "".join(_character(c) for c in text)


def _character(character: str) -> str:
    if character in _ESCAPED:
        return _ESCAPED[character]
    if character.isascii() or character in "äöüÄÖÜßéèêëáàâíìîóòôúùûñçÉÈÀåøæœŁł§":
        return character if character.isprintable() else " "
    for table, mark in ((SUPERSCRIPTS, "^"), (SUBSCRIPTS, "_")):
        for usual, raised in table.items():
            if raised == character:
                return f"${mark}{{{_ESCAPED.get(usual, usual).strip('$') if not usual.isalpha() or usual.isascii() else _greek(usual)}}}$"
    return _greek(character) and f"${_greek(character)}$" or rf"\texttt{{U+{ord(character):04X}}}"


def _greek(character: str) -> str:
    return next((rf"\{name} " for name, letter in GREEK.items() if letter == character), "")


def _all(nodes: tuple[Node, ...]) -> str:
    return "".join(_write(node) for node in nodes)


def _write(node: Node) -> str:
    if node.kind in _WRITERS:
        return _WRITERS[node.kind](node)
    name = _BLOCKS.get(node.kind)
    inside = _all(node.children)
    return f"\\begin{{{name}}}\n{inside}\n\\end{{{name}}}\n" if name else inside


def _source(latex: str) -> str:
    """LaTeX as it stands, which may be broken anywhere."""
    parts = [escaped(latex[at : at + _UNBROKEN]) for at in range(0, len(latex), _UNBROKEN)]
    return "\\texttt{" + r"\allowbreak ".join(parts) + "}"


def _math(node: Node) -> str:
    parts = [safe(part) for part in pieces(node.text, LONGEST)]
    if None in parts:
        parts = [safe(node.text)]
    return _source(node.text) if parts[0] is None else " ".join(f"${part}$" for part in parts)


def _pieces(latex: str) -> str:
    parts = [safe(part) for part in pieces(latex, LONGEST)]
    if None in parts:
        parts = [safe(latex)]
    return _source(latex) if parts[0] is None else " ".join(rf"\piece{{{part}}}" for part in parts)


def _display(node: Node) -> str:
    numbers = ", ".join(f"({escaped(label)})" for label in node.labels)
    return f"\\shown{{{_pieces(node.text)}}}{{{numbers}}}\n"


def _heading(node: Node) -> str:
    return f"\\{_SECTIONS[node.level - 1]}{{{_all(node.children)}}}\n"


def _list(node: Node) -> str:
    name = "enumerate" if node.level else "itemize"
    items = "".join(f"\\item {_all(item.children)}\n" for item in node.children)
    return f"\\begin{{{name}}}\n{items}\\end{{{name}}}\n" if items else ""


def _erratum(node: Node) -> str:
    return f"\\begin{{erratum}}{{{escaped(node.text)}}}\n{_all(node.children)}\n\\end{{erratum}}\n"


def _evidence(node: Node) -> str:
    summary, *body = node.children
    return f"\\begin{{evidence}}{{{_all(summary.children)}}}\n{_all(tuple(body))}\n\\end{{evidence}}\n"


def _verdict(node: Node) -> str:
    return rf"{_SIGNS.get(node.text, '')} \textbf{{{_all(node.children)}}}"


def _step(node: Node) -> str:
    hint = f"\\hint{{{_all(node.children)}}}\n" if node.children else ""
    return f"{hint}\\lineofproof{{{_pieces(node.text)}}}\n"


def _fact(node: Node) -> str:
    inside = "".join(_pieces(child.text) if child.kind == "math" else _write(child) for child in node.children)
    return f"\\fact{{{escaped(node.text)}}}{{{inside}}}\n"


def _table(node: Node) -> str:
    width = max((len(row.children) for row in node.children), default=1)
    rows = "".join(" & ".join(_all(cell.children) for cell in row.children) + " \\\\\n" for row in node.children)
    return f"\\par\\noindent\\begin{{tabular}}{{{'l' * width}}}\n{rows}\\end{{tabular}}\\par\n"


def _code(node: Node) -> str:
    return "".join(rf"\par\noindent\texttt{{{escaped(line).replace(' ', '~')}}}" for line in node.text.splitlines()) + "\\par\n"


_WRITERS: dict[str, Callable[[Node], str]] = {
    "text": lambda node: escaped(node.text), "math": _math, "code-span": lambda node: rf"\texttt{{{escaped(node.text)}}}", "code": _code,
    "rule": lambda node: "\\par\\noindent\\rule{\\linewidth}{0.4pt}\\par\n", "break": lambda node: "\\newline ", "heading": _heading, "list": _list,
    "paragraph": lambda node: f"{_all(node.children)}\\par\n", "answer": lambda node: f"\\answer{{{_all(node.children)}}}\n",
    "emphasis": lambda node: rf"\emph{{{_all(node.children)}}}", "strong": lambda node: rf"\textbf{{{_all(node.children)}}}",
    "link": lambda node: rf"{_all(node.children)} (\texttt{{{escaped(node.text)}}})", "display": _display, "erratum": _erratum,
    "evidence": _evidence, "verdict": _verdict, "step": _step, "fact": _fact, "table": _table, "ruled": lambda node: f"\\ruled{{{node.level}}}\n",
}  # fmt: skip
