"""Formulas that pdflatex is given: of commands that are known to be safe and to be there; anything else is shown as its source."""

from __future__ import annotations

import re

from symkl.handout.latex import usual
from symkl.handout.mathml import mathml
from symkl.render.glyphs import GREEK

_TOKEN = re.compile(r"\\(?:([a-zA-Z]+)\*?|(.))|([{}])|([#%$~`]|\^\^|[^\x20-\x7e])", re.DOTALL)
ENVIRONMENTS = frozenset("aligned gathered cases matrix pmatrix bmatrix vmatrix Vmatrix Bmatrix smallmatrix array".split())
_LETTERS = frozenset(name for name in GREEK if name not in ("omicron",)) | {"varpi", "varrho", "varsigma"}
#: what amsmath, amssymb and bm know, none of which reads, writes or defines anything
COMMANDS = _LETTERS | frozenset(
    """
    frac dfrac tfrac cfrac binom sqrt sum prod int iint oint partial nabla infty ell hbar prime emptyset forall exists neg
    log ln exp det min max sup inf lim sin cos tan sinh cosh tanh arg Pr dim ker gcd deg
    operatorname mathbb mathbf mathcal mathrm mathit mathsf mathtt mathfrak mathscr boldsymbol bm text textbf textit textrm textsf
    hat widehat tilde widetilde bar overline underline vec dot ddot check breve acute grave overrightarrow
    underbrace overbrace underset overset stackrel substack boxed
    left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm
    begin end quad qquad cdot cdots ldots dots vdots ddots dotsc dotsb times otimes oplus odot circ ast star bullet div pm mp
    leq le geq ge neq ne equiv approx sim simeq cong propto ll gg in notin ni subset subseteq supset supseteq cup cap setminus
    succ succeq prec preceq triangleq implies impliedby iff to rightarrow leftarrow Rightarrow Leftarrow leftrightarrow Leftrightarrow
    longrightarrow mapsto mid vert Vert lvert rvert lVert rVert parallel perp langle rangle lfloor rfloor lceil rceil lbrace rbrace
    top bot intercal dagger backslash colon not limits nolimits displaystyle textstyle scriptstyle mathop mathrel mathbin mathord
    therefore because checkmark Re Im aleph wedge vee land lor
    """.split()
)
_SIGNS = frozenset(",;:!> {}|&#%$_\\")
_CHARACTERS = {letter: rf"\{name} " for name, letter in GREEK.items()} | {
    "−": "-", "·": r"\cdot ", "×": r"\times ", "≤": r"\leq ", "≥": r"\geq ", "≠": r"\neq ", "∞": r"\infty ", "∂": r"\partial ", "∇": r"\nabla ",
    "∑": r"\sum ", "∏": r"\prod ", "∫": r"\int ", "≻": r"\succ ", "⪰": r"\succeq ", "∈": r"\in ", "∝": r"\propto ", "≈": r"\approx ", "\u00a0": " ",
}  # fmt: skip


def safe(latex: str) -> str | None:
    """The formula as pdflatex can set it; None where that cannot be known."""
    latex = re.sub(r"\{\\bf\s+([^{}]*)\}", r"\\mathbf{\1}", usual(latex))
    written = "".join(_CHARACTERS.get(c, c) for c in latex)
    return written if _is_safe(written) and mathml(latex) is not None else None


def _is_safe(latex: str) -> bool:
    """Whether every command is known, and braces, environments and big brackets close where they should."""
    opened: list[str] = []
    for match in _TOKEN.finditer(latex):
        command, sign, brace, other = match.groups()
        if other or (sign and sign not in _SIGNS) or (command and command not in COMMANDS):
            return False
        if not _closes(latex, match.end(), command or brace or "", opened):
            return False
    return not opened


def _closes(latex: str, at: int, token: str, opened: list[str]) -> bool:
    if token in ("{", "left"):
        opened.append(token)
    elif token in ("}", "right"):
        return bool(opened) and opened.pop() == {"}": "{", "right": "left"}[token]
    elif token in ("begin", "end"):
        name = re.match(r"\{([a-zA-Z]+)\}", latex[at:])
        if name is None or name[1] not in ENVIRONMENTS:
            return False
        if token == "begin":
            opened.append(name[1])
        else:
            return bool(opened) and opened.pop() == name[1]
    return True
