"""The characters of mathematics in a terminal, and what stands for them where only ASCII can be shown."""

from __future__ import annotations

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip

#: Commands that are one character, with their spelling in ASCII.
SIGNS = {
    "cdot": ("·", "*"), "times": ("×", "*"), "odot": ("⊙", ".*"), "circ": ("∘", "o"), "otimes": ("⊗", "(x)"), "partial": ("∂", "d"),
    "nabla": ("∇", "grad "), "infty": ("∞", "oo"), "sum": ("∑", "sum"), "prod": ("∏", "prod"), "int": ("∫", "int"), "ell": ("ℓ", "l"),
    "dots": ("…", "..."), "ldots": ("…", "..."), "cdots": ("…", "..."), "mid": ("|", "|"), "vert": ("|", "|"), "lvert": ("|", "|"),
    "rvert": ("|", "|"), "Vert": ("‖", "||"), "lVert": ("‖", "||"), "rVert": ("‖", "||"), "parallel": ("‖", "||"), "|": ("‖", "||"),
    "langle": ("⟨", "<"), "rangle": ("⟩", ">"), "top": ("ᵀ", "T"), "intercal": ("ᵀ", "T"), "pm": ("±", "+-"), "prime": ("′", "'"),
    "{": ("{", "{"), "}": ("}", "}"), "_": ("_", "_"), "%": ("%", "%"), "&": ("&", "&"), "#": ("#", "#"), "$": ("$", "$"),
}  # fmt: skip

INFIX = frozenset(("mid", "cdot", "times", "odot", "otimes", "parallel"))

#: Commands that part what stands around them, with their spelling in ASCII.
RELATIONS = {
    "leq": ("≤", "<="), "le": ("≤", "<="), "geq": ("≥", ">="), "ge": ("≥", ">="), "neq": ("≠", "!="), "ne": ("≠", "!="),
    "succ": ("≻", ">"), "succeq": ("⪰", ">="), "prec": ("≺", "<"), "preceq": ("⪯", "<="), "propto": ("∝", "~"), "approx": ("≈", "~="),
    "equiv": ("≡", "=="), "triangleq": ("≜", ":="), "sim": ("∼", "~"), "in": ("∈", "in"), "implies": ("⟹", "==>"),
    "Rightarrow": ("⟹", "==>"), "iff": ("⟺", "<=>"), "Leftrightarrow": ("⟺", "<=>"), "to": ("→", "->"), "rightarrow": ("→", "->"),
    "forall": ("∀", "for all"), "colon": (":", ":"), "mapsto": ("↦", "->"),
}  # fmt: skip

WORDS = frozenset(
    "log ln exp det min max arg argmin argmax sup inf sin cos tanh Pr dim ker gcd tr Tr trace Var Cov KL diag const sgn rank vec".split()
)

SUPERSCRIPTS = dict(zip("0123456789+−-=()niTjkt′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵀʲᵏᵗ′", strict=True))
SUBSCRIPTS = dict(zip("0123456789+−-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
FRACTIONS = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "1/6": "⅙", "1/8": "⅛"}
ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304", "overline": "\u0304",
    "dot": "\u0307", "ddot": "\u0308", "vec": "",
}  # fmt: skip
FONTS = frozenset(
    "mathbf boldsymbol bm pmb mathrm mathit mathsf mathcal mathbb text textbf textrm operatorname operatorname* mathop displaystyle textstyle "
    "boxed left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr middle limits nolimits bf rm it cal".split()
)
SPACES = {",": " ", ";": " ", ":": " ", " ": " ", "!": "", "quad": "  ", "qquad": "  ", "\\": "; ", "newline": "; "}
DROPPED = frozenset(("tag", "label", "nonumber", "notag", "hfill", "color"))

#: What a report writes beside mathematics.
ASCII = {
    "✓": "ok", "✗": "X", "↳": "->", "?": "?", "≈": "~", "│": "|", "─": "-", "…": "...", "−": "-", "·": "*", "½": "1/2", "≔": ":=", "‖": "||",
    "×": "x", "≻": ">", "⪰": ">=", "≥": ">=", "≤": "<=", "≠": "!=", "∝": "~", "∈": "in", "∂": "d", "∞": "oo", "→": "->", "⟹": "==>", "“": '"',
    "”": '"', "’": "'", "–": "-", "ᵀ": "^T", "⊘": "/", "≡": "==", "°": "o", "∑": "sum", "∏": "prod", "∫": "int", "√": "sqrt",
    "⟦": "[[", "⟧": "]]", "𝔼": "E", "𝒩": "N", "ℝ": "R",
}  # fmt: skip


def to_ascii(text: str) -> str:
    """The text in ASCII: known signs spelled out, Greek letters by their names, all else as ``?``."""
    if text.isascii():
        return text
    out: list[str] = []
    for character in text:
        spelled = character if character.isascii() else _spell(character)
        before = out[-1] if out else ""
        if (len(spelled) > 1 and spelled[0].isalpha() and before[-1:].isalnum()) or (len(before) > 1 and before.isalpha() and spelled[:1].isalpha()):
            out.append(" ")
        out.append(spelled)
    return "".join(out)


def _spell(character: str) -> str:
    if character in ASCII:
        return ASCII[character]
    for name, letter in GREEK.items():
        if letter == character:
            return name
    for table, mark in ((SUPERSCRIPTS, "^"), (SUBSCRIPTS, "_")):
        for usual, raised in table.items():
            if raised == character:
                return mark + usual.replace("−", "-")
    return {"\u00a0": "\u00a0", "\u0302": "_hat", "\u0303": "_tilde", "\u0304": "_bar", "\u0307": "_dot", "\u0308": "_ddot"}.get(character, "?")
