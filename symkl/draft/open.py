"""What a draft cannot say: laws, functions, and names that something unprinted ties to the others. Each with its place and an example."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.draft.clues import Clues
from symkl.draft.decide import Decided, in_words, printed
from symkl.draft.tied import Tie
from symkl.latex.names import base_of
from symkl.source import Source, Span

#: letters that the sizes of columns and matrices usually have
SIZES = frozenset("dDknmpqNMKJ")


def remaining(source: Source, clues: Clues, ties: dict[str, Tie], avoid: dict[str, str], names: list[Decided], done: frozenset[str]) -> Iterator[str]:
    """One sentence for each thing that remains to be said."""
    for head, span in clues.densities.items():
        if head not in done:
            yield _law(source, clues, head, span)
    for head, span in clues.functions.items():
        if head not in done and head not in clues.densities:
            yield f"what {head}(..) is (line {_line(source, span)}); an arbitrary function is $f \\colon \\mathbb{{R}} \\to \\mathbb{{R}}$"
    for decided in names:
        tie = ties.get(decided.name.key)
        if "*" not in decided.name.key and (tie is None or tie.kind != "defined"):  # what carries a star is claimed to be an optimum, never declared
            yield _name(source, decided, printed(decided), tie, avoid.get(decided.name.key))
    for index, span in clues.unbounded.items():
        if any(not any(c.detail for c in f.clues) for f in clues.families.values()):
            yield f"how far the sum over {index} runs (line {_line(source, span)}), such as $x_1, \\dots, x_N \\in \\mathbb{{R}}$"


def _line(source: Source, span: Span) -> int:
    return source.place(span.start).line


def _law(source: Source, clues: Clues, head: str, span: Span) -> str:
    call = clues.calls.get(head)
    shown = source.slice(call).strip() if call is not None else f"{head}(x)"
    variable = shown[shown.find("(") + 1 : -1].split("|")[0].split("\\mid")[0].strip(" ,") if shown.endswith(")") else "x"
    example = f"${shown} = \\mathcal{{N}}({variable} \\mid \\mu, \\Sigma)$"
    arbitrary = f", or ${variable} \\sim {head}$ if it is arbitrary" if "|" not in shown and "\\mid" not in shown else ""
    return f"what the density {head} is (line {_line(source, span)}), such as {example}{arbitrary}"


def _name(source: Source, decided: Decided, name: str, tie: Tie | None, avoided: str | None) -> str:
    line = _line(source, tie.span if tie is not None else decided.name.node.span)
    if avoided is not None:
        return f"{avoided.replace('NAME', name)}"
    if tie is None and decided.kind == "unsure" and decided.because:
        clash = " and ".join(f"{in_words(c)} (line {_line(source, c.span)})" for c in decided.because[:2])
        return f"what {name} is: it {clash}"
    if tie is None:
        return f"whether {name} is a number, a column or a matrix (line {line}): nothing printed says, such as ${name} \\in \\mathbb{{R}}$"
    if tie.kind == "left":
        return f"what {name} is: it stands alone on the left on line {line}, so it is a claim about something not printed, or a definition"
    if tie.kind == "accent":
        return f"what {name} is (line {line}): an accent makes it something of {tie.other}, its mean or an estimate of it"
    if tie.kind == "again":
        return f"what {name} is: {tie.other} is printed more than once on a left side (line {line}), and one of the lines may be wrong"
    if tie.kind == "size":
        return f"whether {name} is the size of the columns (line {line}), such as $x \\in \\mathbb{{R}}^{{{name}}}$, or a number"
    twin = f", such as ${name} \\in \\mathbb{{N}}$ if it is a size" if base_of(decided.name.key) in SIZES else ""
    return f"what ties {name} to the other names: on line {line} it stands on one side only{twin}"
