r"""Laws that are called by a name: ``x \sim \mathrm{Bernoulli}(\mu)``, ``p(z) = \mathrm{Categorical}(z \mid \pi)``.

Each stands for a set of values and a formula; that the formula adds up to 1 is claimed and shown as that of any density that is printed.
"""

from __future__ import annotations

from collections.abc import Callable

from symkl.elaborate.declarer import Claim, Declarer
from symkl.elaborate.nodes import items_of, key_of, split_bar, strip
from symkl.elaborate.probability import variable
from symkl.elaborate.scope import ReadingError
from symkl.kernel import term as t
from symkl.kernel.sort import ONE, SCALAR, Sort, dimension
from symkl.kernel.term import Term
from symkl.latex import names as spelling
from symkl.latex.syntax import Node
from symkl.record import NamedTuple


class NamedLaw(NamedTuple):
    """A law of one discrete variable with one parameter."""

    from_nought: bool  # whether its values are 0 and 1, else 1 to the size of its parameter
    parameter: str  # what the parameter is called
    probability: Callable[[Term, Term], Term]  # of a value, by the parameter


def enter_bit(to: Declarer, value: Term) -> None:
    """Take in that a value is 0 or 1: it is its own square."""
    to.fact("=", t.power(value, t.TWO), value)
    to.fact(">=", value, t.ZERO)
    to.fact("<=", value, t.UNIT)


def _bernoulli(value: Term, mean: Term) -> Term:
    """Bishop, PRML (2.2)."""
    return t.mul(t.power(mean, value), t.power(t.sub(t.UNIT, mean), t.sub(t.UNIT, value)))


def _categorical(value: Term, probabilities: Term) -> Term:
    """Murphy, Probabilistic Machine Learning (2.51)."""
    return t.entry(probabilities, value)


_BERNOULLI = NamedLaw(True, "a probability", _bernoulli)
_CATEGORICAL = NamedLaw(False, "a vector of probabilities", _categorical)
NAMED = {
    "Bernoulli": _BERNOULLI, "Bern": _BERNOULLI, "Ber": _BERNOULLI, "Categorical": _CATEGORICAL, "Cat": _CATEGORICAL,
}  # fmt: skip


def called(to: Declarer, node: Node) -> NamedLaw | None:
    """The law that a call names, if that name is none of the author's."""
    head = spelling.function_of(strip(node))
    key = key_of(head) if head is not None else None
    return None if head is None or key in to.env.entries else NAMED.get(head.text)


def declare_variable(to: Declarer, variables: tuple[Node, ...], source: Node, law: NamedLaw) -> None:
    """The one variable that a law's name gives its values. Raises ReadingError where it is declared to take others."""
    if len(variables) != 1 or to.key(strip(variables[0])) is None:
        raise ReadingError("unsupported-declaration", "this law is that of one variable", source.span)
    node = strip(variables[0])
    key = to.key(node) or ""
    entry = to.env.entries.get(key)
    over = dimension(2) if law.from_nought else to.shapes.sort(_parameter(to, source, law)[0].sort).rows
    if entry is None or entry.kind in ("announced", "family"):
        to.enter_index(key, node, Sort(over=(over,)), law.from_nought)
    elif entry.kind != "index" or entry.sort.over != (over,) or (entry.term is not None) != law.from_nought:
        wanted = "0 and 1" if law.from_nought else "1 to the number of probabilities"
        raise ReadingError("unsupported-declaration", f"a variable with this law takes the values {wanted}", node.span)


def declare_member(to: Declarer, node: Node, law: NamedLaw) -> None:
    """What stands for any member of a family while its density is read."""
    if not law.from_nought:
        raise ReadingError("unsupported", "a family with this law cannot be declared", node.span)
    enter_bit(to, to.read(node))
    to.enter_index(key_of(node) or "", node, Sort(over=(dimension(2),)), law.from_nought)


def probability(to: Declarer, key: str, source: Node, law: NamedLaw) -> Term:
    """The probability of any value of a variable."""
    parameter, printed = _parameter(to, source, law)
    for relation, bound, word in ((">=", t.ZERO, "0"), ("<=", t.UNIT, "1")) if law.from_nought else ():
        if _is_free(to, parameter):
            to.fact(relation, parameter, bound)
        else:
            to.claims.append(Claim(relation, parameter, bound, printed.span, (to.printed(printed), word)))
    return law.probability(variable(to.reader(), key), parameter)


def _is_free(to: Declarer, parameter: Term) -> bool:
    """Whether a parameter is a name, or a member or an entry of one, that nothing else decides: the law's name says where it lies."""
    named = parameter.args[0] if parameter.op in ("member", "entry") else parameter
    return named.op == "symbol" and named.data not in to.env.definitions


def _parameter(to: Declarer, source: Node, law: NamedLaw) -> tuple[Term, Node]:
    """What stands in a law's brackets behind its variable."""
    group = strip(source).parts[1]
    before, behind = split_bar(group)
    items = behind if behind is not None else before
    if len(items) != 1 or len(items_of(group)[0]) > 2:
        raise ReadingError("unsupported", f"this law has {law.parameter} as its parameter", source.span)
    node = strip(items[0])
    value = to.shapes.settle(to.read(node))
    if law.from_nought and not value.sort.is_scalar or not law.from_nought and (value.sort.cols != ONE or value.sort == SCALAR):
        raise ReadingError("unsupported", f"this law has {law.parameter} as its parameter", node.span)
    return value, node
