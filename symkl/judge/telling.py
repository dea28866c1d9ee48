"""Derivations and conditions as text: terms become LaTeX."""

from __future__ import annotations

from symkl.elaborate.statements import Step
from symkl.judge.nets import CLOCK, SECONDS, TimeUp
from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import Term, subterms
from symkl.latex import printer
from symkl.prove.arguments import Argument as Argued
from symkl.prove.arguments import arguments
from symkl.prove.outcome import Outcome
from symkl.prove.telling import Told
from symkl.report import Argument, Counterexample, Line

_LATEX = {
    "=": "=", "!=": r"\neq", "<": "<", "<=": r"\leq", ">": ">", ">=": r"\geq", "succ": r"\succ", "succeq": r"\succeq",
    "prec": r"\prec", "preceq": r"\preceq",
    "free-of": r"\text{ is free of }",
}  # fmt: skip


def proposition(fact: Proposition, names: dict[str, str]) -> str:
    """A condition in LaTeX."""
    if fact.relation == "finite":
        return rf"{printer.latex(fact.left, names)} \text{{ finite}}"
    if fact.relation == "smooth":
        return rf"{printer.latex(fact.left, names)} \text{{ smooth and of moderate growth}}"
    return f"{printer.latex(fact.left, names)} {_LATEX.get(fact.relation, fact.relation)} {printer.latex(fact.right, names)}"



def argued(step: Step, outcome: Outcome | None, status: str, context: Context) -> tuple[Argued, ...]:
    """What can be told of a judged claim within a judge's time; nothing where that does not suffice."""
    try:
        return CLOCK.within(SECONDS, lambda: arguments(step, outcome, status, context))
    except (TimeUp, RecursionError):
        return ()


def told_arguments(found: tuple[Argued, ...], names: dict[str, str]) -> tuple[Argument, ...]:
    """Arguments with their lines as the author would write them."""
    shown = iter(printer.lines((line.term for one in found for line in one.lines), names))
    return tuple(
        Argument(one.kind, tuple(_line(line, next(shown), names) for line in one.lines), printer.lines(one.subjects, names)) for one in found
    )


def _line(line: Told, shown: str, names: dict[str, str]) -> Line:
    conditions = tuple(proposition(c, names) for c in line.conditions)
    words = line.words if line.kind != "definition" else names.get(line.name, line.name.split("@")[0])
    marked = printer.latex(line.term, names, line.marked) if line.marked else ""
    name = "definition" if line.kind == "definition" else line.name
    return Line(shown, name, words, line.kind, marked, line.backwards, conditions, line.source)


def with_values(model: Counterexample, left: Term, right: Term, names: dict[str, str]) -> tuple[str, str] | None:
    """Both sides with the model's numbers in the places of the names, empty for a side that has none of them or is a derivative by one (it is
    taken before the numbers are put in); None where a value belongs to no single name."""
    sizes = {name: str(size) for name, size in model.dimensions}
    free = left.free | right.free
    known = {names.get(name, name): name for name in sorted(free)}
    values = dict(model.values)
    if not values.keys() <= known.keys() | sizes.keys():
        return None
    valued = {known[written]: _value(rows) for written, rows in values.items() if written in known}
    put = {**names, **sizes, **valued}
    first, second = (_put_in(side, put, names) if _differentiated(side).isdisjoint(valued) else "" for side in (left, right))
    return first, second


def _put_in(side: Term, put: dict[str, str], names: dict[str, str]) -> str:
    shown = printer.latex(side, put)
    return shown if shown != printer.latex(side, names) else ""


def _differentiated(side: Term) -> frozenset[str]:
    """The names that something in the term is differentiated by."""
    return frozenset().union(*(part.args[1].free for part in subterms(side) if part.op == "derivative"))


def _value(rows: tuple[tuple[str, ...], ...]) -> str:
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0] if rows[0][0].isdecimal() else rf"\left({rows[0][0]}\right)"
    return r"\begin{pmatrix}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{pmatrix}"
