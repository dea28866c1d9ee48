"""Derivations for people: which lines are told, and in which words. What a line says is the kernel's; here lines are only grouped."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from symkl.record import NamedTuple
from symkl.report import Argument, Line, StepFinding

DETAILS = ("brief", "normal", "full")
BACK = "write it as it is printed"
#: a move's name -> the group that it belongs to in brief, and what it does there
_GROUPS = {
    "logarithms": ("average", "split the logarithms"), "expand": ("average", "expand the products"),
    "linearity": ("average", "take the expectation term by term"), "moments": ("average", "put in the moments"),
    "derivative of a sum": ("differentiate", "differentiate term by term"), "derivatives": ("differentiate", "differentiate term by term"),
    "multiply out": ("collect", "collect"), "collect": ("collect", "collect"),
}  # fmt: skip


class Stage(NamedTuple):
    """One line that is told: the term reached, by what (words with formulas between dollar signs), and what had to hold.

    ``marked`` is the term with what the next stage is applied to underlined; empty where nothing is to be marked.
    """

    latex: str
    hint: str
    conditions: tuple[str, ...] = ()
    marked: str = ""


def stages(argument: Argument, detail: str) -> tuple[Stage, ...]:
    """The argument's lines, the first without a hint."""
    if not argument.lines:
        return ()
    first = argument.lines[0]
    grouped = groupby(argument.lines[1:], key=lambda line: _key(line, detail))
    told = [_stage(tuple(lines), detail) for _, lines in grouped] if detail != "full" else [_single(line) for line in argument.lines[1:]]
    return (Stage(first.latex, "", first.conditions, first.marked), *told)


def _key(line: Line, detail: str) -> object:
    """Lines with one key that follow each other are told as one."""
    if detail == "brief":
        return "back" if line.backwards else "unfold" if line.kind in ("law", "definition") else _GROUPS[line.law][0]
    if line.kind == "definition":
        return ("definition", line.backwards)
    return (line.law, line.backwards)


def _stage(lines: tuple[Line, ...], detail: str) -> Stage:
    last = lines[-1]
    conditions = tuple(dict.fromkeys(c for line in lines for c in line.conditions))
    if detail == "brief":
        key = _key(last, "brief")
        done = list(dict.fromkeys(_GROUPS[line.law][1] for line in lines if line.kind == "move"))
        hint = BACK if key == "back" else "write out " + _listed(_names(lines)) if key == "unfold" else _listed(done)
    else:
        hint = (last.note or last.law if last.kind != "definition" else "write out " + _listed(_names(lines))) + _back(last)
    return Stage(last.latex, hint, conditions, last.marked)


def _single(line: Line) -> Stage:
    if line.kind == "definition":
        hint = f"definition of {_named(line)}"
    elif line.kind == "law":
        hint = f"{line.note or line.law} [{line.law}; {line.source}]" if line.source else line.note or line.law
    else:
        hint = line.note or line.law
    return Stage(line.latex, hint + _back(line), line.conditions, line.marked)


def _back(line: Line) -> str:
    return ", read backwards" if line.backwards else ""


def _names(lines: tuple[Line, ...]) -> list[str]:
    """What lines put in: the names of definitions, the words of laws."""
    return list(dict.fromkeys(_named(line) if line.kind == "definition" else f"the {line.note or line.law}" for line in lines))


def _named(line: Line) -> str:
    return f"${line.note}$"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def title(argument: Argument, step: StepFinding) -> str:
    """What an argument shows, in words with formulas between dollar signs; empty for the step's own derivation."""
    subjects = argument.subjects
    if argument.kind in ("only", "only-vector"):
        factor, unknown, value = subjects
        sure = "not zero" if argument.kind == "only" else "definite"
        return f"It is ${factor}$, which is {sure}, times what ${unknown}$ exceeds ${value}$ by. So this is its only solution:"
    if argument.kind == "solves":
        return f"With ${subjects[1]}$ in the place of ${subjects[0]}$ the condition holds:"
    if argument.kind == "objective":
        return f"What one objective exceeds the other by is free of ${subjects[0]}$:"
    if argument.kind == "carried":
        return f"It follows from what is printed in {_listed(list(step.carried_from))}:"
    if argument.kind == "difference" and step.relation == "proportional":
        return "The logarithm of the left side less that of the right side, which is free of what varies:"
    return _TITLES[argument.kind]


_TITLES = {
    "claim": "", "condition": "The condition, worked out:", "gradient": "The gradient, worked out:",
    "difference": "The left side less the right side:",
    "value": "What it is, from the definitions:", "printed": "What is printed instead:",
}  # fmt: skip


def told_arguments(step: StepFinding, corrected: bool) -> Iterator[Argument]:
    """The arguments worth telling: a value that a proved correction derives anyway is left out."""
    for argument in step.arguments:
        if not (corrected and argument.kind in ("value", "printed")) and len(argument.lines) > 0:
            yield argument
