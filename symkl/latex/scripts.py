"""How the pieces of a printed term are written: in LaTeX, and in plain Unicode."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from symkl.latex.symbols import LAYOUT, LOWERED, RAISED, UNICODE
from symkl.record import NamedTuple

_LATEX_FUNCTIONS = {
    "expectation": "\\mathbb{E}", "variance": "\\operatorname{Var}", "covariance": "\\operatorname{Cov}", "normal": "\\mathcal{N}",
    "kl": "\\mathrm{KL}", "entropy": "\\mathrm{H}", "trace": "\\operatorname{tr}", "argmin": "\\operatorname{argmin}",
    "argmax": "\\operatorname{argmax}", "gamma": "\\Gamma",
    **{name: "\\" + name for name in "log exp det min max sin cos tan sinh cosh tanh sup inf".split()},
}  # fmt: skip
_PLAIN_FUNCTIONS = {"expectation": "E", "variance": "Var", "covariance": "Cov", "normal": "N", "kl": "KL", "entropy": "H", "trace": "tr",
                    "gamma": "Γ"}  # fmt: skip
_RATIOS = {(1, 2): "½", (1, 4): "¼", (3, 4): "¾", (1, 3): "⅓", (2, 3): "⅔"}


class Script(NamedTuple):
    """One way of writing."""

    name: Callable[[str], str]
    function: Callable[[str], str]
    brackets: Callable[[str], str]
    square: Callable[[str], str]
    ratio: Callable[[int, int], str]
    fraction: Callable[[str, str, bool], str]
    product: Callable[[list[str]], str]
    power: Callable[[str, str], str]
    below: Callable[[str, str], str]
    root: Callable[[str], str]
    matrix: Callable[[list[list[str]]], str]
    big: Callable[[str, str, str, str], str]
    integral: Callable[[str, list[str]], str]
    derivative: Callable[[str, str], str]
    at: Callable[[str, str], str]
    transposed: str
    hadamard: str
    sim: str
    given: str
    divider: str
    mapsto: str


def _brackets(inside: str) -> str:
    return f"\\left({inside}\\right)" if "\\frac" in inside or "\\sum" in inside or "\\begin" in inside else f"({inside})"


def _square(inside: str) -> str:
    return f"\\left[{inside}\\right]" if "\\frac" in inside or "\\sum" in inside or "\\begin" in inside else f"[{inside}]"


def _latex_product(factors: list[str]) -> str:
    text = ""
    for factor in factors:
        glue = " \\cdot " if text and factor[:1].isdigit() else " " if text else ""
        text += glue + factor
    return text


LATEX = Script(
    name=lambda key: key,
    function=lambda name: _LATEX_FUNCTIONS.get(name) or f"\\operatorname{{{name}}}",
    brackets=_brackets,
    square=_square,
    ratio=lambda above, below: f"\\frac{{{above}}}{{{below}}}",
    fraction=lambda above, below, single: f"\\frac{{{above}}}{{{below}}}",
    product=_latex_product,
    power=lambda base, exponent: f"{base}^{exponent}" if len(exponent) == 1 else f"{base}^{{{exponent}}}",
    below=lambda base, under: f"{base}_{under}" if len(under) == 1 else f"{base}_{{{under}}}",
    root=lambda inside: f"\\sqrt{{{inside}}}",
    matrix=lambda rows: "\\begin{pmatrix} " + " \\\\ ".join(" & ".join(row) for row in rows) + " \\end{pmatrix}",
    big=lambda sign, lower, upper, body: f"\\{'prod' if sign == 'product' else sign}_{{{lower}}}^{{{upper}}} {body}",
    integral=lambda body, by: f"\\int {body} " + " ".join(f"\\, d{v}" for v in by),
    derivative=lambda by, body: f"\\frac{{\\partial}}{{\\partial {by}}} {body}",
    at=lambda body, puts: f"\\left. {body} \\right|_{{{puts}}}",
    transposed="T",
    hadamard=" \\odot ",
    sim="\\sim",
    given="\\mid",
    divider="\\|",
    mapsto="\\mapsto",
)  # fmt: skip

_UP = {plain: raised for raised, plain in RAISED.items()} | {"−": "⁻"}
_DOWN = {plain: lowered for lowered, plain in LOWERED.items()} | {"−": "₋"}
_SIGNS: dict[str, str] = {}
_MARKS = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "vec": "\u20d7"}


def _signs() -> dict[str, str]:
    """Commands and the characters that stand for them."""
    if not _SIGNS:
        for character, command in UNICODE.items():
            if command.startswith("\\") and command[1:].isalpha():
                _SIGNS.setdefault(command, character)
        _SIGNS.update({"\\cdot": "·", "\\|": "‖", "\\mu": "μ", "\\epsilon": "ϵ", "\\phi": "ϕ"})
    return _SIGNS


def _shifted(text: str, table: dict[str, str], sign: str) -> str:
    """Text as superscript or subscript characters, in braces behind its sign where there are none."""
    if all(c in table for c in text):
        return "".join(table[c] for c in text)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}{{{text}}}"


def _closing(text: str, at: int) -> int:
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if not depth:
            return place
    return len(text) - 1


def _argument(text: str, at: int) -> tuple[str, int]:
    """The argument at a place and where it ends."""
    while at < len(text) and text[at] == " ":
        at += 1
    if at < len(text) and text[at] == "{":
        close = _closing(text, at)
        return text[at + 1 : close], close + 1
    if at < len(text) and text[at] == "\\":
        end = at + 1
        while end < len(text) and text[end].isalpha():
            end += 1
        return text[at:end], end
    return text[at : at + 1], at + 1


@lru_cache(maxsize=1 << 10)
def plain_name(key: str) -> str:
    """A name's LaTeX as Unicode: ``μ₁``, ``Σ̂``, ``x_{k|k−1}``."""
    made, at = "", 0
    while at < len(key):
        character = key[at]
        if character in "_^":
            inside, at = _argument(key, at + 1)
            shown = plain_name(inside)
            made += _shifted(shown, _DOWN if character == "_" else _UP, character)
        elif character == "\\":
            word, end = _argument(key, at)
            if word[1:] in _MARKS:
                inside, end = _argument(key, end)
                made += plain_name(inside) + _MARKS[word[1:]]
            elif word in _signs():
                made += _signs()[word]
            elif word.startswith(("\\math", "\\bold", "\\text", "\\operatorname", "\\bm", "\\pmb", "\\color")):
                if word == "\\color":
                    _, end = _argument(key, end)
            elif word in ("\\mid", "\\vert"):
                made += "|"
            elif word == "\\" or word in LAYOUT:
                made += "" if key[at : at + 2] in LAYOUT else key[at + 1 : at + 2]
                end = max(end, at + 2)
            else:
                made += word[1:]
            at = end
        else:
            made += "" if character in "{} " else character
            at += 1
    return made


def _plain_matrix(rows: list[list[str]]) -> str:
    return "[" + "; ".join(", ".join(row) for row in rows) + "]"


def _plain_fraction(above: str, below: str, single: bool) -> str:
    top = f"({above})" if " " in above and not above.startswith("(") else above
    bottom = f"({below})" if any(c in below for c in " /·") else below
    return f"{top}/{bottom}"


PLAIN = Script(
    name=plain_name,
    function=lambda name: _PLAIN_FUNCTIONS.get(name, name),
    brackets=lambda inside: f"({inside})",
    square=lambda inside: f"[{inside}]",
    ratio=lambda above, below: _RATIOS.get((above, below)) or f"{above}/{below}",
    fraction=_plain_fraction,
    product=" ".join,
    power=lambda base, exponent: base + _shifted(exponent, _UP, "^"),
    below=lambda base, under: base + _shifted(under, _DOWN, "_"),
    root=lambda inside: f"√({inside})",
    matrix=_plain_matrix,
    big=lambda sign, lower, upper, body: f"{'∏' if sign == 'product' else '∑'}_{{{lower}}}^{upper} {body}",
    integral=lambda body, by: f"∫ {body} " + " ".join("d" + v for v in by),
    derivative=lambda by, body: f"∂/∂{by} {body}",
    at=lambda body, puts: f"({body})|_{{{puts}}}",
    transposed="T",
    hadamard=" ⊙ ",
    sim="~",
    given="|",
    divider="‖",
    mapsto="↦",
)
