"""Terms as the Python text of SymPy expressions, as a person would type them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from symkl.kernel.context import Context
from symkl.kernel.sort import Dimension, Sort
from symkl.kernel.term import Term, substitute
from symkl.rederive.facts import Facts

SUM, PRODUCT, POWER, ATOM = range(4)
WIDTH = 132


class Unwritable(Exception):
    """A term that no helper of the script can express; the message says which."""


class Text(NamedTuple):
    """Python text with how tightly it binds; ``whole`` marks a Python int, whose quotients would be floats."""

    text: str
    binds: int = ATOM
    whole: bool = False

    def at(self, binds: int) -> str:
        """The text, in brackets where it binds less tightly than needed."""
        return self.text if self.binds >= binds else f"({self.text})"


class Writer:
    """Writes the terms of one test function; ``declare`` is told every name that the text refers to."""

    def __init__(self, context: Context, facts: Facts, declare: Callable[[str, Sort], str], helper: Callable[[str], str]) -> None:
        self.context = context
        self.facts = facts
        self.declare = declare
        self.helper = helper
        self.local: dict[str, str] = {}  # names that are parameters of a function being written

    def term(self, term: Term) -> Text:
        """The text of a term that is a number, vector or matrix."""
        if term.op not in WRITERS:
            raise Unwritable(term.op)
        return WRITERS[term.op](self, term)

    def size(self, of: Dimension) -> Text:
        """A dimension as a Python int."""
        parts = [self.declare(name, Sort(kind="dimension")) for name in of.names]
        if of.constant or not parts:
            parts.append(str(of.constant))
        return Text(" + ".join(parts), ATOM if len(parts) == 1 else SUM, True)

    def name(self, name: str, sort: Sort) -> str:
        """The identifier of a name."""
        return self.local.get(name) or self.declare(name, sort)

    def is_scalar(self, term: Term) -> bool:
        """Whether a term is a number."""
        return term.sort.is_scalar


Handler = Callable[[Writer, Term], Text]
WRITERS: dict[str, Handler] = {}


def writes(*operators: str) -> Callable[[Handler], Handler]:
    """Registers what writes terms with these operators."""

    def register(handler: Handler) -> Handler:
        WRITERS.update(dict.fromkeys(operators, handler))
        return handler

    return register


def unfolded(term: Term, context: Context) -> Term:
    """The term with every definition put in."""
    definition = context.definitions.get(term.data) if term.op in ("symbol", "function") else None
    if definition is not None:
        values = {name: unfolded(a, context) for (name, _), a in zip(definition.parameters, term.args, strict=True)}
        return unfolded(substitute(definition.body, values), context)
    return term.rebuild(tuple(unfolded(a, context) for a in term.args)) if term.args else term


def joined(parts: list[Text]) -> Text:
    """A sum."""
    text = parts[0].text
    for part in parts[1:]:
        text += f" - {part.text[1:]}" if part.text.startswith("-") else f" + {part.at(SUM)}"
    return Text(text, SUM, all(p.whole for p in parts))


def wrapped(name: str, text: str) -> list[str]:
    """``name = text``, a long sum one term a line."""
    if len(name) + len(text) + 3 <= WIDTH:
        return [f"{name} = {text}"]
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if depth == 0 and text[at : at + 3] in (" + ", " - "):
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [f"{name} = ("] + [f"    {part}" for part in parts] + [")"] if len(parts) > 1 else [f"{name} = {text}"]
