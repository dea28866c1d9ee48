"""LaTeX to MathML; what cannot be converted is shown as its source, never dropped."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Any

from symkl.handout.extras import extra
from symkl.handout.latex import pieces, usual

LONGEST = 34  # characters of a piece that has to fit on a telephone
MOST, DEEPEST = 4_000, 24  # characters and nested brackets of a formula that is converted
_RUN = re.compile(r"(?:\\[a-zA-Z]+\s*){24}")  # \sqrt\sqrt..: nested without a brace
_ROOT = re.compile(r"<math[^>]*>(.*)</math>", re.DOTALL)


@cache
def _converter() -> Any:
    return extra("math_core", "html").LatexToMathML(unicode_substitution="conventional", fancy_error=False)


def _is_bounded(latex: str) -> bool:
    """Whether a formula is short and shallow enough to be given to a converter that recurses."""
    depth = deepest = 0
    for character in latex[: MOST + 1]:
        depth += (character in "{([") - (character in "})]")
        deepest = max(deepest, depth)
    return len(latex) <= MOST and deepest <= DEEPEST and _RUN.search(latex) is None


@cache
def mathml(latex: str, displayed: bool = False) -> str | None:
    """The formula's MathML without the element ``math`` around it; None where there is none."""
    library = extra("math_core", "html")
    if not _is_bounded(latex):
        return None
    try:
        found = _ROOT.fullmatch(_converter().convert_with_local_state(usual(latex), displaystyle=displayed))
    except library.LatexError:
        return None
    return found[1] if found else None


def source_of(latex: str) -> str:
    """A formula that cannot be converted: its LaTeX."""
    return f'<code class="source">{escape(latex)}</code>'


def displayed(latex: str) -> str:
    """A formula that stands by itself, in pieces where it is long; the first piece holds the LaTeX of the whole."""
    return _in_pieces(latex, True)


def broken(latex: str) -> str:
    """A formula in a line that may be long."""
    return _in_pieces(latex, False)


def _in_pieces(latex: str, display: bool) -> str:
    parts = pieces(latex, LONGEST)
    inner = [mathml(part, display) for part in parts]
    if None in inner:
        inner = [mathml(latex, display)]
    if inner[0] is None:
        return source_of(latex)
    style = ' displaystyle="true"' if display else ""
    return " ".join(_math(str(part), latex if at == 0 else "", style) for at, part in enumerate(inner))


def _math(inside: str, latex: str, style: str) -> str:
    if not latex:
        return f"<math{style}><mrow>{inside}</mrow></math>"
    annotation = f'<annotation encoding="application/x-tex">{escape(latex, quote=False)}</annotation>'
    return f"<math{style}><semantics><mrow>{inside}</mrow>{annotation}</semantics></math>"
