"""Every law of the theory holds: its sides agree in exact models at d = 1, 2, 3, which a law with a planted fault does not survive."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

import pytest

from symkl.kernel import term as t
from symkl.kernel.context import Context, Proposition
from symkl.kernel.law import Law, Substitution, instantiate
from symkl.kernel.sort import Dimension, Sort, dimension
from symkl.kernel.sort import law as law_on
from symkl.kernel.term import Term
from symkl.refute.environment import Evaluator
from symkl.refute.interval import NotEvaluable
from symkl.refute.judgements import relation_question
from symkl.refute.models import models
from symkl.refute.number import Undefined
from symkl.theory.registry import laws

MODELS = 24


class Instance:
    """A law with symbols for its metavariables: laws are normal, bodies are quadratic in what the law binds."""

    def __init__(self, law: Law) -> None:
        self.law, self.symbols, self.facts = law, dict[str, Sort](), list[Proposition]()
        binders = [x for part in (law.left, law.right) for x in t.subterms(part) if t.OPERATORS[x.op] is not None]
        self.bound = [(n, s) for x in binders for n, s in x.data if n.startswith("?")]
        self.around = {n for x in binders if self.holds_body(x) for n in x.binds}  # the names that a body may speak of
        names = sorted({n for part in (law.left, law.right) for s in self.sorts(part) for d in (s.rows, s.cols, *s.over) for n in d.names})
        self.dimensions = {n: dimension(n.lstrip("?")) for n in names}
        self.names = {n: n.lstrip("?") for n, _ in self.bound}
        metavariables = {x.data: x.sort for part in (law.left, law.right) for x in t.subterms(part) if x.op == "symbol" and x.data not in self.names}
        terms = tuple((n, self.stand_in(n, self.plain(s))) for n, s in metavariables.items())
        self.by = Substitution(terms, tuple(self.dimensions.items()), tuple(self.names.items()))
        self.left, self.right = instantiate(law.left, self.by), instantiate(law.right, self.by)
        conditions = [c._replace(left=instantiate(c.left, self.by), right=instantiate(c.right, self.by)) for c in law.conditions]
        self.context = Context(self.symbols, {}, (*self.facts, *conditions), {n: n for n in self.symbols})

    @staticmethod
    def holds_body(binder: Term) -> bool:
        inside = (x for at in t.OPERATORS[binder.op] or () for x in t.subterms(binder.args[at]))
        return any(x.op == "symbol" and x.data.startswith("?f") and x.sort.kind == "value" for x in inside)

    @staticmethod
    def sorts(term: Term) -> Iterator[Sort]:
        for part in t.subterms(term):
            yield part.sort
            yield from part.sort.parts

    def plain(self, sort: Sort) -> Sort:
        def size(of: Dimension) -> Dimension:
            total = Dimension(of.constant)
            for name in of.names:
                total += self.dimensions[name]
            return total

        return Sort(size(sort.rows), size(sort.cols), tuple(map(size, sort.over)), sort.kind, tuple(self.plain(p) for p in sort.parts))

    def enter(self, name: str, sort: Sort) -> Term:
        self.symbols[name] = sort
        return t.symbol(name, sort)

    def stand_in(self, meta: str, sort: Sort) -> Term:
        name = meta.lstrip("?")
        if sort.kind == "law":
            return self.normal(name, sort)
        if meta in ("?S", "?v"):
            made = self.enter(name, sort)
            self.facts.append(Proposition("succ" if not sort.is_scalar else ">", made, t.zero(sort)))
            return made
        made = self.enter(name, sort)
        if not meta.startswith("?f"):
            return made
        for n, s in ((n, s) for n, s in self.bound if n in self.around):
            variable = t.symbol(self.names[n], self.plain(s))
            variable = t.member(variable, t.UNIT) if s.over else variable
            square = t.mul(t.transpose(variable), variable)
            made = t.add(made, t.mul(square, self.enter(name + "'" + self.names[n], sort)))
        return made

    def of_family(self, name: str, sort: Sort) -> Term:
        one = self.normal(name, law_on(sort.element))
        point = t.member(t.symbol("x" + name, sort), t.index("n", sort.over[0]))
        return t.density((("x" + name, sort),), t.product("n", sort.over[0], t.pdf(one, point)))

    def normal(self, name: str, sort: Sort) -> Term:
        """A normal law; of several variables a product of normal laws, each about the one before, of a family one of each member."""
        if sort.parts[0].over:
            return self.of_family(name, sort.parts[0])
        parts = []
        for i, part in enumerate(sort.parts):
            variance = self.enter(f"S{i}{name}", Sort(part.rows, part.rows))
            self.facts.append(Proposition("succ" if not variance.sort.is_scalar else ">", variance, t.zero(variance.sort)))
            parts.append(t.gaussian(self.enter(f"m{i}{name}", part), variance))
        if len(parts) == 1:
            return parts[0]
        variables = tuple((f"w{i}", part) for i, part in enumerate(sort.parts))
        return t.density(variables, t.mul(*(t.pdf(law, t.symbol(*v)) for law, v in zip(parts, variables, strict=True))))


def disagreement(law: Law) -> tuple[bool, set[int]]:
    """Whether the sides differ in some model, and the sizes at which they could be compared."""
    of = Instance(law)
    question = relation_question("=", of.left, of.right)
    sizes: set[int] = set()
    for at in islice(iter(models(of.context, question.terms)), MODELS if len(of.dimensions) < 4 else 6):
        found = asked(question.ask, at)
        if found is None:
            continue
        if found:
            return True, sizes
        sizes |= set(at.model.dimensions.values()) or {1}
    return False, sizes


def asked(ask: object, at: Evaluator) -> bool | None:
    try:
        return ask(at) is not None  # type: ignore[operator]
    except (NotEvaluable, Undefined):
        return None


@pytest.mark.parametrize("name", list(laws()))
def test_a_law_holds_in_exact_models(name: str) -> None:
    differs, sizes = disagreement(laws()[name])
    assert not differs
    assert sizes >= ({1, 2, 3} if Instance(laws()[name]).dimensions and "-3" not in name and name.count("-") < 3 else {1})


def planted() -> Iterator[tuple[str, Law]]:
    """Every law with a sign, a factor, a variable or a condition changed on the right."""
    half = t.number(Fraction(1, 2))
    for law in laws().values():
        if law.right.sort.kind == "value":
            yield f"{law.name}: sign", law._replace(right=t.neg(law.right))
            yield f"{law.name}: factor", law._replace(right=t.mul(half, law.right))
        swapped = {"?x": "?m", "?m": "?x", "?p": "?q", "?f1": "?f2"}
        for one, other in swapped.items():
            symbols = {x.data: x for x in t.subterms(law.right) if x.op == "symbol"}
            if one in symbols and other in symbols and symbols[one].sort == symbols[other].sort:
                yield f"{law.name}: {one} for {other}", law._replace(right=replaced(law.right, symbols[other], symbols[one]))


def replaced(term: Term, old: Term, new: Term) -> Term:
    return new if term == old else term.rebuild(tuple(replaced(a, old, new) for a in term.args))


@pytest.mark.parametrize(("name", "law"), list(planted()), ids=[n for n, _ in planted()])
def test_a_law_with_a_planted_fault_does_not(name: str, law: Law) -> None:
    assert disagreement(law)[0]
