"""What a scope takes for granted: symbols, definitions and facts, as terms."""

from __future__ import annotations

from symkl.kernel.sort import Sort
from symkl.kernel.term import Binding, Term
from symkl.record import NamedTuple


class Proposition(NamedTuple):
    """``left relation right``.

    relation: "=", "!=", ">", ">=", "<", "<=" between scalars; "=" between values of one shape; "succ" / "succeq" (left minus right is
    symmetric positive (semi)definite, right usually zero); "free-of" (left is some expression in which right does not occur);
    "finite" (left is an expectation that is assumed to have a value; right is not looked at); "smooth" (left is a value of a function or
    density that is assumed to be differentiable as often as it is differentiated, and to grow moderately; right is not looked at).
    """

    relation: str
    left: Term
    right: Term


class Definition(NamedTuple):
    """``name(parameters) = body``: from a given block or from an earlier statement.

    A term refers to it as ``symbol(name)`` without parameters, else as ``function(name, sort, *arguments)``. Laws are defined the
    same way: the marginal ``p(z)`` is the symbol "p(z)" of kind law, the conditional ``p(x | z)`` the function "p(x|z)" of z.
    """

    name: str
    parameters: Binding
    body: Term
    origin: str  # "given", or the label of the statement that defines it


WHOLE = "whole numbers"  # words of which the formulas say only what a counterexample may choose


class Said(NamedTuple):
    """What a sheet says of a name in words: as formulas where there are any. No proof uses it; a counterexample has to respect it."""

    name: str
    words: str
    formulas: tuple[Proposition, ...] = ()


class Context(NamedTuple):
    """Everything that holds at a statement. Definitions are ordered: each uses only what stands before it."""

    symbols: dict[str, Sort]  # every declared free name, families and arbitrary laws included; functions by their result's sort
    definitions: dict[str, Definition]
    facts: tuple[Proposition, ...]
    latex: dict[str, str]  # how the author writes each name
    symmetric_derivatives: bool = False  # the sheet treats matrices' derivatives as those of symmetric ones
    tuples: tuple[tuple[str, Term], ...] = ()  # declared tuples, as the author writes them, with the block of their entries
    said: tuple[Said, ...] = ()

    def with_facts(self, *more: Proposition) -> Context:
        """The same context with more facts."""
        return self._replace(facts=self.facts + more)
