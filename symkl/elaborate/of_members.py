r"""The law of all members that are drawn one by one, ``x_n \sim N(m, v)``, ``p(x_n \mid \mu) = N(x_n \mid \mu, v)``: independent of each other."""

from __future__ import annotations

from symkl.elaborate.declarer import Declarer
from symkl.elaborate.diagonal import column
from symkl.elaborate.scope import Entry, replaced
from symkl.kernel import term as t
from symkl.kernel.sort import SCALAR
from symkl.kernel.term import Term


def family_of(to: Declarer, member: Term) -> Entry | None:
    """The family that a term is one member of, at a letter that runs through all of them."""
    runs = member.op in ("entry", "member") and len(member.args) == 2 and member.args[1].op == "index" and member.args[0].op == "symbol"
    return to.env.entry_named(member.args[0].data) if runs else None


def law_of_all(to: Declarer, member: Term, made: Term) -> Term | None:
    """Of numbers, a normal vector with a diagonal covariance; of vectors, a product of laws."""
    if member.op == "entry":
        return _of_numbers(to, member, made) if made.args[0].sort == SCALAR else None
    return _of_vectors(to, member, made)


def _of_numbers(to: Declarer, member: Term, made: Term) -> Term:
    letter, over = member.args[1].data
    running = {letter: t.index("j", over)}
    mean, variance = (column(to.reader(), t.substitute(a, running), over) for a in made.args)
    return t.gaussian(to.shapes.settle(mean), t.diag(to.shapes.settle(variance)))


def _of_vectors(to: Declarer, member: Term, made: Term) -> Term:
    letter, over = member.args[1].data
    point = to.shapes.settle(member)
    body = t.product(letter, over, t.pdf(to.shapes.settle(made), point))
    return t.density(((point.args[0].data, point.args[0].sort),), body)


def integral_of_each(bindings: t.Binding, body: Term) -> Term | None:
    """The integral over one member, for a product over all members of what depends on that member alone; the integral over all is its product."""
    if body.op != "product" or len(bindings) != 1 or bindings[0][1].over != (body.data[0][1],):
        return None
    ((name, sort),), ((letter, over),) = bindings, body.data
    one = t.symbol(name, sort.element)
    factor = replaced(body.args[0], t.member(t.symbol(name, sort), t.index(letter, over)), one)
    others = any(s.op == "symbol" and s.data == name and s.sort != one.sort for s in t.subterms(factor))
    return None if others else t.integral(((name, one.sort),), factor)
