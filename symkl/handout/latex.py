"""LaTeX made ready to be shown: labels taken off, environments that only number made plain, long formulas parted where a line may break."""

from __future__ import annotations

import re
from functools import lru_cache

from symkl.patterns import pattern
from symkl.source import Source
from symkl.worksheet.labels import ending_number
from symkl.worksheet.macros import closing_brace
from symkl.worksheet.tokens import Level, partners, tokenise

MOST = 20_000  # code points of one formula that are looked at
_LABEL = pattern(r"\\(?:tag\*?|label|eqno|leqno)\s*(?:\{[^{}]*\}|(?=\())|\\(?:nonumber|notag)(?![a-zA-Z])")
_PLAIN = pattern(r"\\(begin|end)\s*\{(align|flalign|eqnarray|split|gather|multline|equation|displaymath|math|IEEEeqnarray|dmath)\*?\}")
_COUNTED = pattern(r"\\(begin|end)\s*\{(?:x?alignat|alignedat)\*?\}(?:\s*\{\d+\})?")
_COLUMNS = pattern(r"\\begin\s*\{IEEEeqnarray\*?\}\s*\{[^{}]*\}")
_INNER = {"align": "aligned", "flalign": "aligned", "split": "aligned", "gather": "gathered", "multline": "gathered", "eqnarray": "array"}
_UNDERLINED = pattern(r"\\underline\{")
_COMMENT = pattern(r"(?<!\\)%[^\n]*")
_RELATIONS = frozenset(
    "leq le geq ge neq ne succ succeq prec preceq propto approx equiv triangleq sim implies Rightarrow iff Leftrightarrow in".split()
)
_ROWS = pattern(r"\\begin\s*\{(?:aligned|gathered|cases|dcases|array)\}")
#: spellings that symkl reads and that not every setter of formulas knows, and what is set for them
_SYNONYMS = {
    "pmb": r"\boldsymbol", "mathds": r"\mathbb", "mathbbm": r"\mathbb", "thicksim": r"\sim", "thickapprox": r"\approx", "smash": "",
    "mathbfit": r"\boldsymbol",
    **{name: rf"\operatorname{{{name}}}" for name in ("tr", "Tr", "diag", "Var", "Cov", "KL", "rank", "sgn", "const")},
    **{name: rf"\operatorname*{{{name}}}" for name in ("argmin", "argmax")}, "E": r"\mathbb{E}",
}  # fmt: skip
_SYNONYM = pattern(r"\\(" + "|".join(_SYNONYMS) + r")(?![a-zA-Z])")
_STACKED = pattern(r"\\substack\s*\{([^{}]*)\}")
_OPENING = frozenset(("", *"=<>+-−([{,&^_"))
_PIECE = pattern(r"\\[a-zA-Z]+|\\.|[{}()\[\]]|[=<>+\-−]|\s+|[^\\{}()\[\]=<>+\-−\s]+|\\", re.DOTALL)


def plain_display(latex: str, environment: str = "") -> str:
    """A display's formula without its labels; ``environment`` is the one whose body it is, if it stood bare."""
    body = _COMMENT.sub("", latex[:MOST])
    body = _COLUMNS.sub(r"\\begin{array}{rcl}", body).replace(r"\end{IEEEeqnarray}", r"\end{array}").replace(r"\end{IEEEeqnarray*}", r"\end{array}")
    body = _COUNTED.sub(lambda m: rf"\{m[1]}{{aligned}}", _LABEL.sub("", without_number(body)))
    body = " ".join(_PLAIN.sub(_replaced, body).split())
    if not environment:
        return body if not _is_in_rows(body) else rf"\begin{{aligned}}{body}\end{{aligned}}"
    name = environment.rstrip("*")
    if name in ("cases", "dcases", "aligned"):
        return rf"\begin{{{name}}}{body}\end{{{name}}}"
    inner = _INNER.get(name, "aligned")
    return rf"\begin{{{inner}}}{'{rcl}' if inner == 'array' else ''}{body}\end{{{inner}}}" if "&" in body or r"\\" in body else body


def _replaced(match: re.Match[str]) -> str:
    inner = _INNER.get(match[2])
    if inner is None:
        return ""
    return rf"\{match[1]}{{{inner}}}" + ("{rcl}" if inner == "array" and match[1] == "begin" else "")


def _is_in_rows(body: str) -> bool:
    """Whether rows or cells stand outside every environment."""
    outside = re.sub(r"\\begin\s*\{.*\\end\s*\{[^{}]*\}", "", body)
    return r"\\" in outside or re.search(r"(?<!\\)&", outside) is not None


def usual(latex: str) -> str:
    """The formula in spellings that every setter of formulas knows."""
    latex = _STACKED.sub(r"\\begin{matrix}\1\\end{matrix}", latex) if r"\substack" in latex else latex
    return _SYNONYM.sub(lambda match: _SYNONYMS[match[1]], latex)


def without_number(latex: str) -> str:
    """The formula without the number at its end that names it."""
    source = Source("", latex)
    tokens = tokenise(latex, 0, len(latex))
    items = Level(source, tokens, partners(tokens)).items(0, len(tokens))
    found = ending_number(latex, items)
    return latex if found is None or found[1] >= len(items) else latex[: items[found[1]].start]


@lru_cache(maxsize=4096)
def pieces(latex: str, longest: int) -> tuple[str, ...]:
    """A long formula in pieces between which a line may break: before relations and signs, in brackets only where it takes that."""
    if len(latex) <= longest or _ROWS.match(latex):
        return (latex,)
    found: tuple[str, ...] = (latex,)
    for depth in range(3):
        found = tuple(part for piece in found for part in (_parted(piece, depth) if width(piece) > longest else (piece,)))
        if all(width(piece) <= longest for piece in found):
            break
    return found


def width(latex: str) -> int:
    """About how many characters wide a formula is."""
    bare = re.sub(r"\\(?:left|right|mathbf|boldsymbol|mathbb|operatorname|mathrm|mathcal|text|underline|big[lr]?)(?![a-zA-Z])|[{}_^\s]", "", latex)
    return len(re.sub(r"\\[a-zA-Z]+", "xx", bare)) - bare.count(r"\frac")


def with_short_marks(marked: str, plain: str, longest: int) -> str:
    """The formula with its parts underlined, or without where one of them is so long that no line could break in it."""
    for found in _UNDERLINED.finditer(marked):
        close = closing_brace(marked, found.end() - 1, len(marked))
        if close is None or width(marked[found.end() : close]) > longest:
            return plain
    return marked or plain


def _parted(latex: str, deepest: int) -> tuple[str, ...]:
    """Parts that begin with a relation or sign at most so many brackets deep; groups and ``\\left .. \\right`` stay in one part."""
    if deepest:
        latex = re.sub(r"\\left\s*([(\[])", r"\\bigl\1", re.sub(r"\\right\s*([)\]])", r"\\bigr\1", latex))
    groups = brackets = 0
    parts, before = [""], ""
    for token in _PIECE.findall(latex):
        groups += (token in ("{", r"\left", r"\begin")) - (token in ("}", r"\right", r"\end"))
        breaks = groups == 0 and brackets <= deepest and _may_break(token, before)
        if breaks and parts[-1].strip() not in ("", "{}"):
            parts.append("{} " if token in "+-−" else "")
        parts[-1] += token
        brackets += (token in "([") - (token in ")]") if groups == 0 else 0
        before = before if token.isspace() else token
    return tuple(part.strip() for part in parts)


def _may_break(token: str, before: str) -> bool:
    if token in ("+", "-", "−"):
        return before[-1:] not in _OPENING and before.lstrip("\\") not in _RELATIONS
    return token in ("=", "<", ">") or (token.startswith("\\") and token[1:] in _RELATIONS and before[-1:] not in ("^", "_"))
