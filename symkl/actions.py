"""The one next action for each diagnostic that does not say its own, and for each reason of a step that is not decided."""

from __future__ import annotations

from symkl.report import Diagnostic

NEXT = {
    "size-unknown": "write the size, such as $\\mathbf{I}_d$, or declare the sizes of the names beside it",
    "unsupported-declaration": "declare a name by its sort, such as $x \\in \\mathbb{R}^d$, a condition, a definition or a law",
    "unsupported-set": "write a set such as $\\mathbb{R}$, $\\mathbb{R}^{n \\times d}$, $\\mathbb{N}$ or $\\{1, \\dots, K\\}$",
    "declared-twice": "keep one of the two declarations, or give one of the names another letter",
    "dimension-or-value": "give the size a letter of its own",
    "density-at-point": "write the variable on both sides, such as $p(x) = \\mathcal{N}(x \\mid \\mu, \\Sigma)$",
    "given-unread": "mend the given block's formula that could not be read",
    "inconsistent-given": "correct it, or take it away: what else is given says it already",
    "unproved-given": "declare what it takes to prove it, or take it away",
    "not-yet-defined": "put the statement that defines it above this one, or declare it in a given block",
    "shapes": "check the sorts in the given block against the formula: a transpose or a factor may be missing",
    "unsupported": "write it in another way, or leave the statement out with <!-- symkl: skip REASON -->",
    "missing-expression": "write what stands behind the operator",
    "ambiguous-density": "write the density with its arguments",
    "ambiguous-expectation": "write the density as a subscript, such as $\\mathbb{E}_p$",
    "unknown-command": "define it with \\newcommand, or write it out",
    "approximation": "write what is left out, or leave the statement out with <!-- symkl: skip REASON -->",
    "ambiguous-reading": "write brackets around what each operator is taken of",
    "law-as-value": "write the density's value at a point, such as $p(x)$",
    "sum-without-bounds": "write the bounds, such as $\\sum_{i=1}^N$, or declare the family $x_1, \\dots, x_N$",
    "index-range": "correct the index, or the family's last member in the given block",
    "index-expression": "write a number, or a letter that is declared as nothing else",
    "continues-nothing": "write the left side, or put it behind the display that it continues",
    "missing-relation": "write an equation behind the arrow",
    "missing-side": "write what stands behind the relation, or take the relation away",
    "erratum-about-something-else": "begin the correction with its relation, and keep the relation of the printed line",
    "unclosed-code": "write the closing fence on a line of its own",
    "label-without-statement": "put it behind the display that it names",
    "unknown-label": "check the label against the sheet's; a statement without one is L and its line, such as L42",
    "undeclared-name": "declare it in a given block; symkl given SHEET drafts the declarations",
    "too-large": "part the sheet into several",
    "nul-byte": "save it as text in UTF-8",
    "not-utf-8": "save the file as UTF-8",
    "no-such-file": "check the path",
    "not-a-file": "name a file",
    "cannot-read": "check its permissions",
    "no-derivation": "print a line between the two sides, or declare what the step quietly uses",
    "no-law": "state what the missing law says in a line of its own, or leave the statement out with <!-- symkl: skip REASON -->",
    "missing-condition": "declare the condition in the given block, if it was meant",
    "rests-on": "mend or prove the lines named behind the reason first",
    "contradicts": "look at the lines named behind the reason first",
    "origin-unknown": "look at the undecided lines above it first",
    "said-in-words": "declare in a formula what the words say",
    "no-model": "take the declaration away that cannot hold with the others, or correct it",
    "no-model-meets-it": "correct the derivative, or the function",
    "budget": "print a line between the two sides, or name a part that stands there often",
    "timeout": "print a line between the two sides",
    "out-of-memory": "print a line between the two sides, or run it where there is more memory",
    "too-deep": "name inner parts of the formula in a given block",
    "up-to-what": "name the variables, such as $\\propto_x$",
    "nothing-to-check-it-against": "print the objective or the condition that it solves in front of it",
    "premise-unreadable": "mend the line before the arrow first",
    "unsupported-relation": "say it with an equation or an inequality, or declare it in a given block if it is taken for granted",
    "unsound": "report the sheet: this is a bug of symkl",
    "judges-contradict": "report the sheet: this is a bug of symkl",
    "internal-error": "report the sheet: this is a bug of symkl",
}


def with_action(told: Diagnostic) -> Diagnostic:
    """The diagnostic with what to do next."""
    return told if told.suggestion is not None or told.severity == "note" else told._replace(suggestion=NEXT.get(told.code))
