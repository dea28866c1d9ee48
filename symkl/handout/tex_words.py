"""What commands of running LaTeX text are to a handout: plain tables. A command that is in none is shown as its source."""

from __future__ import annotations

from symkl.worksheet.tex import LEVELS

#: command -> the kind of node that its argument becomes, with its level
AROUND = {
    **{name: ("heading", int(level)) for name, level in LEVELS.items()}, "title": ("heading", 1),
    **dict.fromkeys(("emph", "textit", "textsl"), ("emphasis", 0)), **dict.fromkeys(("textbf", "textsc"), ("strong", 0)),
    **dict.fromkeys(("texttt", "url", "path"), ("code-span", 0)), "footnote": ("aside", 0),
    **dict.fromkeys(("text", "textrm", "textsf", "textup", "textmd", "mbox", "underline", "author", "date"), ("words", 0)),
}  # fmt: skip
SWITCHES = {"bf": "strong", "bfseries": "strong", "em": "emphasis", "it": "emphasis", "itshape": "emphasis", "sl": "emphasis"}
#: command -> what stands around its argument, which is a name
NAMED = {
    "ref": ("", ""), "autoref": ("", ""), "cref": ("", ""), "Cref": ("", ""), "pageref": ("", ""), "eqref": ("(", ")"),
    "cite": ("[", "]"), "citep": ("[", "]"), "citet": ("[", "]"), "includegraphics": ("[", "]"),
}  # fmt: skip
_LEFT_OUT = (
    "maketitle tableofcontents noindent indent bigskip medskip smallskip newpage clearpage pagebreak linebreak centering raggedright small sc tt sf "
    "footnotesize large Large LARGE normalsize rm appendix hfill vfill protect relax qed qedhere left right begingroup endgroup phantomsection "
    "frontmatter mainmatter backmatter sloppy hrule hline toprule midrule bottomrule",
    "label vspace hspace pagestyle thispagestyle bibliographystyle bibliography index color pagenumbering hypersetup usepackage documentclass "
    "theoremstyle input include",
    "setlength setcounter addtocounter addtolength newtheorem newcounter",
    "addcontentsline",
)
#: command -> how many arguments are left out with it
SILENT = {name: arguments for arguments, names in enumerate(_LEFT_OUT) for name in names.split()}
CHARACTERS = {
    "LaTeX": "LaTeX", "TeX": "TeX", "ldots": "…", "dots": "…", "textellipsis": "…", "quad": " ", "qquad": " ", "ss": "ß", "o": "ø", "O": "Ø",
    "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "S": "§", "P": "¶", "copyright": "©",
    "textemdash": "—", "textendash": "–", "textbackslash": "\\", "textasciitilde": "~", "textbar": "|", "textquotedblleft": "“",
    "textquotedblright": "”", ",": "\u2009", ";": " ", ":": " ", " ": " ", "\n": " ", "-": "", "/": "", "@": "", "!": "", "space": " ",
}  # fmt: skip
COMBINING = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307", "c": "\u0327", "v": "\u030c",
    "H": "\u030b", "u": "\u0306", "r": "\u030a", "k": "\u0328",
}  # fmt: skip
MARKS = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "'": "’", "~": "\u00a0"}
LISTS = {"itemize": 0, "description": 0, "enumerate": 1}
QUOTES = frozenset(("quote", "quotation", "verse"))
CODE = frozenset(("verbatim", "verbatim*", "lstlisting", "minted", "tabular", "tabular*", "tikzpicture"))
#: environments that begin with their own name, beside those that \newtheorem declares
THEOREMS = {
    name: name.capitalize()
    for name in "abstract theorem lemma proposition corollary definition remark example exercise problem claim proof note".split()
}
