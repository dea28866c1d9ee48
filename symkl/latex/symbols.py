"""Which command or character is what: plain tables, no behaviour."""

from __future__ import annotations

GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi varpi rho varrho sigma "
    "varsigma tau upsilon phi varphi chi psi omega digamma Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "
    "varGamma varDelta varTheta varLambda varXi varPi varSigma varUpsilon varPhi varPsi varOmega"
).split()
LETTERS = frozenset("\\" + name for name in [*GREEK, "ell", "hbar", "imath", "jmath", "wp", "infty", "emptyset", "varnothing", "aleph"])

#: command or character -> the relation it prints
RELATIONS = {
    "=": "=", "\\doteq": "=", "\\equiv": ":=", "\\triangleq": ":=", "\\coloneqq": ":=", "\\coloneq": ":=", "\\defeq": ":=",
    "\\eqdef": ":=", "\\vcentcolon=": ":=", "\\ne": "!=", "\\neq": "!=", "<": "<", "\\lt": "<", ">": ">", "\\gt": ">",
    "\\le": "<=", "\\leq": "<=",
    "\\leqslant": "<=", "\\leqq": "<=", "\\ge": ">=", "\\geq": ">=", "\\geqslant": ">=", "\\geqq": ">=", "\\succ": "succ",
    "\\succeq": "succeq", "\\succcurlyeq": "succeq", "\\prec": "prec", "\\preceq": "preceq", "\\preccurlyeq": "preceq",
    "\\propto": "proportional", "\\varpropto": "proportional", "\\approx": "approximate", "\\simeq": "approximate",
    "\\cong": "approximate", "\\approxeq": "approximate", "\\sim": "sim", "\\thicksim": "sim", "\\in": "in", "\\subset": "subset",
    "\\subseteq": "subset", "\\implies": "implies", "\\Rightarrow": "implies", "\\Longrightarrow": "implies", "\\therefore": "implies",
    "\\leadsto": "implies", "\\iff": "iff", "\\Leftrightarrow": "iff", "\\Longleftrightarrow": "iff", "\\impliedby": "implied-by",
    "\\Leftarrow": "implied-by", "\\Longleftarrow": "implied-by", "\\colon": "colon", ":": "colon", "\\to": "to", "\\rightarrow": "to",
    "\\longrightarrow": "to", "\\mapsto": "to", "\\longmapsto": "to", "\\gets": "gets", "\\leftarrow": "gets", "\\perp": "perp",
    "\\bot": "perp", "\\ll": "ll", "\\gg": "gg", "\\nless": ">=", "\\nleq": ">", "\\ngtr": "<=", "\\ngeq": "<", "\\notin": "notin",
}  # fmt: skip
SIGNS = {"+": "+", "-": "-", "\\pm": "p", "\\mp": "m"}
TIMES = {
    "*": "*", "\\cdot": "*", "\\times": "x", "\\ast": "*", "\\bullet": "*", "/": "/", "\\div": "/", "\\slash": "/", "\\odot": "o",
    "\\circ": "o", "\\otimes": "k",
}  # fmt: skip
DOTS = frozenset(("\\dots", "\\ldots", "\\cdots", "\\vdots", "\\ddots", "\\dotsc", "\\dotsb", "\\dotsm", "\\dotsi", "\\hdots"))

#: delimiter -> (token kind, canonical text)
DELIMITERS = {
    "(": ("open", "("), ")": ("close", ")"), "[": ("open", "["), "]": ("close", "]"), "\\{": ("open", "{"), "\\}": ("close", "}"),
    "\\lbrace": ("open", "{"), "\\rbrace": ("close", "}"), "\\lbrack": ("open", "["), "\\rbrack": ("close", "]"),
    "\\langle": ("open", "<"), "\\rangle": ("close", ">"), "\\lfloor": ("open", "f"), "\\rfloor": ("close", "l"),
    "\\lceil": ("open", "c"), "\\rceil": ("close", "e"), "\\lparen": ("open", "("), "\\rparen": ("close", ")"),
    "|": ("bar", "|"), "\\vert": ("bar", "|"), "\\mid": ("bar", "|"), "\\lvert": ("bar", "|"), "\\rvert": ("bar", "|"),
    "\\|": ("double", "P"), "\\Vert": ("double", "P"), "\\lVert": ("double", "P"), "\\rVert": ("double", "P"),
    "\\parallel": ("double", "P"),
}  # fmt: skip
SIDED = {"\\lvert": "left", "\\rvert": "right", "\\lVert": "left", "\\rVert": "right"}
PARTNERS = {"\\lvert": "\\rvert", "\\lVert": "\\rVert"}
CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">", "f": "l", "c": "e", "|": "|", "P": "P"}

#: \left and its kin -> the hint they give about the delimiter behind them
SIZES = {
    "\\left": "left", "\\right": "right", "\\middle": "middle", "\\mleft": "left", "\\mright": "right",
    **{"\\" + size: "big" for size in ("big", "Big", "bigg", "Bigg")},
    **{"\\" + size + "l": "bigl" for size in ("big", "Big", "bigg", "Bigg")},
    **{"\\" + size + "r": "bigr" for size in ("big", "Big", "bigg", "Bigg")},
    **{"\\" + size + "m": "middle" for size in ("big", "Big", "bigg", "Bigg")},
}  # fmt: skip

#: layout: nothing of the mathematics is in these (the closed list)
LAYOUT = frozenset(
    "\\" + name
    for name in (
        ", ; : ! > / displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag hfill hfil allowbreak nobreak "
        "strut mathstrut boxed fbox ensuremath smash mathrel mathbin mathopen mathclose mathord mathinner mathop mathpunct enspace "
        "thinspace medspace thickspace negthinspace noindent centering small large normalsize break relax null hline displaylimits"
    ).split()
) | {"\\ ", "\\\n", "\\\t", "~", "\\-", "\\@"}
#: layout with an argument that is no mathematics
LAYOUT_WITH_ARGUMENT = frozenset(
    ("\\hspace", "\\hspace*", "\\vspace", "\\vspace*", "\\mspace", "\\phantom", "\\hphantom", "\\vphantom", "\\label", "\\tag", "\\tag*")
)
LAYOUT_WITH_LENGTH = frozenset(("\\kern", "\\mkern", "\\hskip", "\\mskip"))
QUADS = frozenset(("\\quad", "\\qquad", "\\hfill"))

#: commands whose argument is words
WORDS = {
    "\\text": "text", "\\mbox": "text", "\\hbox": "text", "\\textrm": "text", "\\textit": "text", "\\textbf": "text", "\\textsf": "text",
    "\\texttt": "text", "\\textnormal": "text", "\\textup": "text", "\\textsc": "text", "\\textmd": "text", "\\intertext": "text",
    "\\operatorname": "operatorname", "\\operatorname*": "operatorname", "\\operatornamewithlimits": "operatorname",
}  # fmt: skip

#: font commands: emphasis is no part of a name (unless two variants are declared), alphabets are
EMPHASIS = {
    "\\mathbf": "mathbf", "\\boldsymbol": "mathbf", "\\bm": "mathbf", "\\pmb": "mathbf", "\\symbf": "mathbf", "\\mathbfit": "mathbf",
    "\\vec": "mathbf", "\\textbf": "mathbf", "\\mathrm": "mathrm", "\\symrm": "mathrm", "\\mathit": "",
    "\\mathnormal": "", "\\mathsf": "mathsf",
    "\\mathtt": "mathtt", "\\mathbfsf": "mathbf", "\\underline": "mathbf", "\\uline": "mathbf",
}  # fmt: skip
ALPHABETS = {
    "\\mathbb": "mathbb", "\\mathds": "mathbb", "\\Bbb": "mathbb", "\\mathbbm": "mathbb", "\\mathcal": "mathcal", "\\mathscr": "mathcal",
    "\\mathfrak": "mathfrak",
}  # fmt: skip
SWITCHES = {"\\bf": "mathbf", "\\bfseries": "mathbf", "\\rm": "mathrm", "\\it": "", "\\sf": "mathsf", "\\tt": "mathtt", "\\cal": "mathcal",
            "\\mit": "", "\\em": ""}  # fmt: skip
FONTS = {**EMPHASIS, **ALPHABETS, **SWITCHES}
ACCENTS = {
    "\\hat": "hat", "\\widehat": "hat", "\\tilde": "tilde", "\\widetilde": "tilde", "\\bar": "bar", "\\overline": "bar", "\\dot": "dot",
    "\\ddot": "ddot", "\\check": "check", "\\breve": "breve", "\\acute": "acute", "\\grave": "grave", "\\mathring": "mathring",
    "\\overrightarrow": "vec",
}  # fmt: skip

#: spelled word -> operator
OPERATORS = {
    "log": "log", "ln": "log", "exp": "exp", "det": "det", "tr": "trace", "Tr": "trace", "trace": "trace", "Trace": "trace",
    "TR": "trace", "diag": "diag", "Diag": "diag", "KL": "kl", "DKL": "kl", "argmin": "argmin", "argmax": "argmax", "min": "min",
    "max": "max", "sup": "sup", "inf": "inf", "lim": "lim", "Var": "variance", "var": "variance", "Cov": "covariance",
    "cov": "covariance", "Covar": "covariance", "const": "constant", "constant": "constant", "const.": "constant", "cst": "constant",
    "cte": "constant", "cst.": "constant", "cte.": "constant",
    "Const": "constant", "Const.": "constant", "vec": "vec", "rank": "rank", "sign": "sign", "sgn": "sign",
    "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "erf": "erf", "sigmoid": "sigmoid",
    "softplus": "softplus", "logit": "logit", "softmax": "softmax", "blkdiag": "blkdiag", "blockdiag": "blkdiag", "Pr": "probability",
    "grad": "gradient", "Normal": "normal",
}  # fmt: skip
#: those that are read without a backslash or a font
BARE = frozenset(
    "log ln exp det tr Tr trace Trace diag KL argmin argmax min max Var Cov var cov const sigmoid softplus tanh cos sin logit sup inf".split()
)
#: functions that end the argument of an unbracketed one before them: \log a \log b
FUNCTIONS = frozenset("log exp det trace sqrt expectation variance covariance kl entropy diag normal".split())

#: a character -> the LaTeX that it stands for
UNICODE = {
    "−": "-", "·": "\\cdot", "⋅": "\\cdot", "∙": "\\cdot", "×": "\\times",
    "∗": "*", "÷": "/", "∕": "/",
    "⁄": "/", "∘": "\\circ", "⊙": "\\odot", "⊗": "\\otimes", "±": "\\pm", "∓": "\\mp", "’": "'", "′": "'", "‘": "'",
    "″": "''", "‖": "\\|", "∥": "\\|",
    "∣": "|", "⟨": "\\langle", "⟩": "\\rangle", "〈": "\\langle", "〉": "\\rangle", "≤": "\\le", "≥": "\\ge", "⩽": "\\le",
    "⩾": "\\ge", "≠": "\\ne",
    "≈": "\\approx", "≡": "\\equiv", "≜": "\\triangleq", "≔": "\\coloneqq", "∝": "\\propto", "∼": "\\sim", "∈": "\\in", "⊂": "\\subset",
    "⊆": "\\subseteq", "→": "\\to", "⟶": "\\to", "↦": "\\mapsto", "⇒": "\\implies", "⟹": "\\implies", "⇔": "\\iff",
    "⟺": "\\iff", "⇐": "\\impliedby",
    "≻": "\\succ", "⪰": "\\succeq", "≽": "\\succeq", "≺": "\\prec", "⪯": "\\preceq", "≼": "\\preceq", "∞": "\\infty", "∂": "\\partial",
    "∑": "\\sum", "∏": "\\prod", "∫": "\\int", "∬": "\\iint", "√": "\\sqrt", "∇": "\\nabla", "…": "\\dots", "⋯": "\\cdots", "⋮": "\\vdots",
    "⋱": "\\ddots", "∀": "\\forall", "⊥": "\\perp", "≪": "\\ll", "≫": "\\gg", "ℓ": "\\ell", "½": "\\frac{1}{2}",
    "¼": "\\frac{1}{4}", "¾": "\\frac{3}{4}",
    "≃": "\\simeq", "≅": "\\cong", "⊤": "\\top", "⊺": "\\intercal", "†": "\\dagger",
    "∅": "\\emptyset", "ϵ": "\\epsilon", "ε": "\\varepsilon",
    "ϕ": "\\phi", "φ": "\\varphi", "ϑ": "\\vartheta", "ϱ": "\\varrho", "ς": "\\varsigma", "µ": "\\mu", "∆": "\\Delta", "Ω": "\\Omega",
    "α": "\\alpha", "β": "\\beta", "γ": "\\gamma", "δ": "\\delta", "ζ": "\\zeta", "η": "\\eta", "θ": "\\theta",
    "ι": "\\iota", "κ": "\\kappa",
    "λ": "\\lambda", "μ": "\\mu", "ν": "\\nu", "ξ": "\\xi", "π": "\\pi", "ρ": "\\rho", "σ": "\\sigma", "τ": "\\tau",
    "υ": "\\upsilon", "χ": "\\chi",
    "ψ": "\\psi", "ω": "\\omega", "Γ": "\\Gamma", "Δ": "\\Delta", "Θ": "\\Theta", "Λ": "\\Lambda", "Ξ": "\\Xi", "Π": "\\Pi", "Σ": "\\Sigma",
    "Υ": "\\Upsilon", "Φ": "\\Phi", "Ψ": "\\Psi", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K",
    "Μ": "M", "Ν": "N", "Ο": "O",
    "Ρ": "P", "Τ": "T", "Χ": "X", "ο": "o",
}  # fmt: skip
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵗᵈ", "0123456789+-=()niTtd", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₙₘₜₚₓ", "0123456789+-=()ijknmtpx", strict=True))
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u2061\u2062\u2063\u00ad\u00a0\u2009\u200a\u2002\u2003\u202f")

#: signs of prose that may stand for one of mathematics, and are damage: a dash for a minus, the comma of another script
PROSE = {"–": "-", "—": "-", "‐": "-", "‑": "-", "，": ",", "；": ";", "、": ",", "。": "."}

#: commands whose name, found without its backslash, is damage
COMMANDS = frozenset(name for name in LETTERS if len(name) > 3) | frozenset(
    "\\" + name for name in ("frac dfrac tfrac sqrt sum prod int partial nabla left right cdot times mathbf mathcal mathbb mathrm boldsymbol "
                            "operatorname text top hat bar tilde begin end infty propto approx implies").split()
)  # fmt: skip
