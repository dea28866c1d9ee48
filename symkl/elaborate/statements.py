"""What elaboration hands to the judges: statements of sorted terms."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.context import Context, Proposition, Said
from symkl.kernel.term import UNIT, Term, entry, identity, mul, number, size, sub, substitute, subterms
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Span
from symkl.worksheet.document import Reference


class Rounding(NamedTuple):
    """Half a unit of the last digit of every rounded number that is added to a side; ``inside``: one is part of something else."""

    slack: Fraction = Fraction(0)
    inside: bool = False


EXACT = Rounding()


class Side(NamedTuple):
    """One printed side: its term in every reading that survives the sorts (first: the preferred one), or why it cannot be read.

    ``latex`` is the author's text. An unreadable side has no terms and a diagnostic. A side ``+ const`` (``const`` in words or C)
    leaves the constant out of the term and says so in ``constant``.
    """

    latex: str
    span: Span
    terms: tuple[Term, ...] = ()
    diagnostic: Diagnostic | None = None
    constant: bool = False
    repairs: tuple[tuple[str, Term], ...] = ()  # an unreadable side's candidate repairs: LaTeX and meaning; none is taken unasked
    rounding: Rounding = EXACT

    @property
    def term(self) -> Term | None:
        """The preferred reading."""
        return self.terms[0] if self.terms else None


#: roles of steps that hold wherever their premise does
IMPLIED = ("implication", "converse")
#: roles of steps that claim nothing
UNASKED = ("definition", "condition", "hypothesis")


class Theorem(NamedTuple):
    """An equation that another worksheet proves, for all values of its metavariables (names and sizes that begin with ``?``) that meet what
    that sheet declares of them. A metavariable is ``?_`` and the name that it has there.
    """

    name: str  # "cited: kl/gaussians.md (2.3)"
    left: Term
    right: Term
    orders: tuple[Proposition, ...] = ()  # to be discharged where it is used
    equations: tuple[Proposition, ...] = ()  # the same of what is declared by equations
    assumed: tuple[Proposition, ...] = ()  # moments that are assumed to be finite, and functions to be smooth


def is_of_members(fact: Proposition) -> bool:
    """Whether a premise or condition speaks of members by a free index: taken as a fact it would be one about every member."""
    return any(t.op == "index" and t.data[0] in side.free for side in fact[1:] for t in subterms(side))


class Step(NamedTuple):
    """One relation of a statement.

    relation: "=", "!=", "<", "<=", ">", ">=", "succ", "succeq", "prec", "preceq", "proportional", "constant" (equal up to an additive constant),
    "approximate", "law" (left has the distribution right), "implies".
    role:
      "claim"       anchor relation right is to be proved;
      "definition"  it defines a name, taken and not checked;
      "condition"   a stationarity condition ``anchor = 0`` set by the author (to be solvable: a condition no model meets is refuted);
      "solution"    right side solves ``premise`` for ``unknown``, uniquely in its domain (behind an arrow, present or missing);
      "implication" right relation holds in every model of the givens and ``premise``; with ``unknown``, the side says what that is;
      "converse"    the same of what stands in front of an arrow that points both ways, with what stands behind it as ``premise``;
      "hypothesis"  it stands in front of an arrow of its own statement: supposed there, and claimed nowhere.
    ``anchor`` is the first side of the run of "=" that ends in left (equal to left at a run's start).
    """

    relation: str
    role: str
    left: Side
    right: Side
    anchor: Side
    span: Span
    variables: tuple[str, ...] = ()  # "proportional" and "constant": the names in which
    premise: tuple[Proposition, ...] = ()
    unknown: Term | None = None  # "solution": what the premise is solved for (symbol, or power(symbol, 2))
    citations: tuple[str, ...] = ()  # labels the author cites for this step
    conditions: tuple[Proposition, ...] = ()  # "for x > 0" beside the statement
    said: tuple[Said, ...] = ()  # beside the statement, and not read as a condition: no proof uses it, a counterexample has to respect it
    reason: str | None = None  # an undecided step decided by the reader already: "approximation", "undeclared-name", "up-to-what", ..
    diagnostics: tuple[Diagnostic, ...] = ()
    cited: tuple[Reference, ...] = ()  # what the author cites of other worksheets for this step
    theorems: tuple[Theorem, ...] = ()  # what these prove of it
    is_named: bool = False  # "proportional" and "constant": a formula says in which variables


def compares_indices(fact: Proposition) -> bool:
    """Whether two indices that run equally far are said to be equal, or not to be."""
    left, right = fact.left, fact.right
    return fact.relation in ("=", "!=") and left.op == right.op == "index" and left.data[1] == right.data[1]


def under_indices(step: Step) -> Step:
    r"""The step without its conditions on indices: those that are equal become one, and of others an equation is asked where they differ.

    Taken as a fact, ``i \neq j`` would be one about every member. It is one about this equation: with ``1 - [i = j]`` put before both sides
    that holds for all i and j where the printed one holds for those that differ, and the other way round.
    """
    for fact in [c for c in step.conditions if compares_indices(c)]:
        if fact.relation == "=" or step.relation == "=" and step.role == "claim":
            step = _changed(step._replace(conditions=tuple(c for c in step.conditions if c != fact)), fact)
    return step


def needed_of_indices(facts: tuple[Proposition, ...]) -> tuple[Proposition, ...]:
    """Conditions of which a model can be exhibited: that indices differ says of a model that they run far enough."""
    different = sum(compares_indices(fact) and fact.relation == "!=" for fact in facts)
    return tuple(
        Proposition(">", size(fact.left.data[1]), number(different)) if compares_indices(fact) and fact.relation == "!=" else fact
        for fact in facts
        if not compares_indices(fact) or fact.relation == "!="
    )


def _changed(step: Step, fact: Proposition) -> Step:
    left, right = fact.left, fact.right

    def term(of: Term) -> Term:
        if fact.relation == "=":
            return substitute(of, {right.data[0]: left})
        return mul(sub(UNIT, entry(identity(left.data[1]), left, right)), of)

    def side(of: Side) -> Side:
        return of._replace(terms=tuple(map(term, of.terms)))

    return step._replace(anchor=side(step.anchor), left=side(step.left), right=side(step.right))


class Statement(NamedTuple):
    """What stands under one label."""

    label: str
    labels: tuple[str, ...]
    span: Span
    steps: tuple[Step, ...]
    context: Context  # all that holds here, definitions made by earlier statements included
    skip: str | None = None
    expected: str | None = None  # verdict comment
    expected_difference: Term | None = None
    expected_span: Span | None = None
    correction: Statement | None = None  # the erratum's statement: one step with the anchor and relation of the line it corrects
    correction_of: int = 0  # the step of this statement that the erratum corrects
    diagnostics: tuple[Diagnostic, ...] = ()


class Place(NamedTuple):
    """Where a given block says a fact, or defines a name; in a companion, its path."""

    what: Proposition | str
    span: Span
    path: str | None = None


class Sheet(NamedTuple):
    """A worksheet, read."""

    path: str
    text: str
    statements: tuple[Statement, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    contexts: tuple[Context, ...] = ()  # one a scope that declares anything: each must have a model
    given_claims: tuple[Statement, ...] = ()  # what given blocks claim beyond declaring (inconsistent-given when they fail)
    places: tuple[Place, ...] = ()  # what given blocks say, in the order in which it was read
