"""From atoms of the normal form back to terms."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.normal import Normalizer
from symkl.kernel.places import LAST
from symkl.kernel.poly import COL, ROW, SLOT, Labels, Node, Poly, Rational
from symkl.kernel.sort import ONE, Dimension, Sort
from symkl.kernel.term import (
    HALF,
    PI,
    Term,
    det,
    entry,
    exp,
    expectation,
    function,
    identity,
    index,
    inverse,
    log,
    member,
    mul,
    number,
    pdf,
    power,
    size,
    sqrt,
    symbol,
    transpose,
    unit,
)  # fmt: skip

_DENSITY = "density of "  # in the names of functions that are densities of arbitrary laws


class NotReadable(Exception):
    """A normal form has no short term (the message says what stands in it)."""


class Atoms:
    """Atoms at free labels: ROW and COL make them vectors and matrices, named ones entries and members."""

    net: Normalizer
    names: dict[int, Term]
    drawn: dict[object, Term]  # the variables of the laws in whose moments this stands

    def poly(self, poly: Poly, rows: Dimension = ONE, cols: Dimension = ONE) -> Term:
        """See `Readback`."""
        raise NotImplementedError

    def _families(self, atom: int) -> int:
        known = self.net.atoms[atom]
        if known.kind == "symbol":
            return len(self.net.sorts[atom].over)
        if known.kind == "inverse":
            return len(known.ranges) - 2
        return len(known.ranges) if known.kind in ("log", "exp", "value", "det", "function", "position") else 0

    def _single(self, node: Node) -> Term:
        """One atom at free labels: ROW and COL make it a vector or matrix, named ones its entries or members."""
        atom, labels, exponent = node
        term = self._atom(atom, labels)
        if exponent == 1:
            return term
        return sqrt(term) if exponent == HALF.data else power(term, number(Fraction(exponent)))

    def _atom(self, atom: int, labels: Labels) -> Term:
        known = self.net.atoms[atom]
        if known.kind == "symbol":
            return self._symbol(symbol(known.key, self.net.sorts[atom]), labels, known.ranges)
        if known.kind == "identity":
            return identity(known.ranges[0]) if set(labels) <= {ROW, COL} else self._unit(labels, known.ranges[0])
        if known.kind == "constant":
            return PI
        if known.kind == "prime":
            return number(known.key)
        if known.kind == "dimension":
            return size(Dimension(0, (known.key,)))
        if known.kind == "sign":
            return power(number(-1), self.poly(known.body[0])) if known.body else det(self._atom(known.key, (ROW, COL)))
        if known.kind == "position":
            return self._index(labels[0], known.ranges[0])
        if known.kind == "inclusion" and known.key[0] is None:
            return unit(number(known.key[1]), known.ranges[0])
        if known.kind == "term":
            return self.net.originals[known.key]
        if known.kind == "moment":
            return self._moment(atom, labels)
        if known.kind == "variable" and known.key in self.drawn:
            return self._symbol(self.drawn[known.key], labels, known.ranges)
        return self._made(atom, labels)

    def _unit(self, labels: Labels, over: Dimension) -> Term:
        position = next(x for x in labels if x not in (ROW, COL))
        vector = unit(self._index(position, over), over)
        return vector if ROW in labels else transpose(vector)

    def _index(self, label: int, over: Dimension) -> Term:
        if label not in self.names:
            raise NotReadable("an index without a name")
        name = self.names[label].data[0]
        return size(over) if name.startswith(LAST) else index(name, over)

    def _symbol(self, term: Term, labels: Labels, ranges: tuple[Dimension, ...]) -> Term:
        families = len(term.sort.over)
        if families:
            term = member(term, *(self._index(x, r) for x, r in zip(labels[:families], ranges, strict=False)))
        rest, inner = labels[families:], ranges[families:]
        if rest and all(x not in (ROW, COL) for x in rest):
            return entry(term, *(self._index(x, r) for x, r in zip(rest, inner, strict=True)))
        if rest in ((COL, ROW), (COL,)):
            return transpose(term)
        if rest and rest not in ((ROW, COL), (ROW,)):
            raise NotReadable("a row or column of a matrix")
        return term

    def _made(self, atom: int, labels: Labels) -> Term:
        known = self.net.atoms[atom]
        if known.kind == "inverse":
            n = known.ranges[-1]
            body = self.poly(self.net.body_at(atom, (*labels[:-2], ROW, COL)), n, n)
            return transpose(inverse(body)) if labels[-2:] == (COL, ROW) else inverse(body)
        if known.kind == "det":
            n = known.key[0]
            return det(self.poly(self.net.body_at(atom, labels), n, n))
        if ROW in labels or COL in labels:
            raise NotReadable(f"an elementwise {known.kind}")
        if known.kind == "log":
            return log(self.poly(self.net.body_at(atom, labels)))
        if known.kind == "value":
            return self.poly(self.net.body_at(atom, labels))
        if known.kind == "exp":
            return exp(self.poly(self.net.body_at(atom, labels)))
        if known.kind == "function" and str(known.key[0]).startswith(_DENSITY):
            return self._density(atom, labels)
        if known.kind == "function":
            parts = [self.poly(self.net.body_at(atom, labels, i)) for i in range(len(known.body))]
            return function(known.key[0], Sort(), *parts)
        raise NotReadable(known.kind)

    def _moment(self, atom: int, labels: Labels) -> Term:
        law_key, template = self.net.atoms[atom].key
        if isinstance(law_key, str):
            raise NotReadable("an integral")
        law = self._law(law_key[0], [dict(body) for body in law_key[1]])
        sort = law.sort.parts[0]
        kinds = [self.net.atoms[a].kind for a, _ in template]
        if len(law.sort.parts) > 1 or any(k != "variable" for k in kinds) or any(e != 1 for _, e in template) or len(template) > 2:
            return self._mean(law, template, labels)
        z = symbol("x", sort)
        if sort.is_scalar:
            return expectation((("x", sort),), law, power(z, number(len(template))) if len(template) > 1 else z)
        if len(template) == 1:
            mean = expectation((("x", sort),), law, z)
            return mean if labels == (ROW,) else transpose(mean) if labels == (COL,) else entry(mean, self._index(labels[0], sort.rows))
        second = expectation((("x", sort),), law, mul(z, transpose(z)))
        if set(labels) == {ROW, COL}:
            return second
        raise NotReadable("a second moment")

    def _mean(self, law: Term, template: tuple[tuple[int, Rational], ...], labels: Labels) -> Term:
        """The expectation of a number that depends on the law's one variable."""
        variable = (law.data, 0)
        if labels or len(law.sort.parts) > 1 or variable in self.drawn or any(self.net.atoms[a].ranges for a, _ in template):
            raise NotReadable("a moment")
        inside = {a for atom, _ in template for a in self.net.reach(atom)}
        taken = {self.net.atoms[a].key for a in inside} | law.free | {drawn.data for drawn in self.drawn.values()}
        name = next(n for n in ("x", *(f"x_{k}" for k in range(len(taken) + 1))) if n not in taken)
        self.drawn[variable] = symbol(name, law.sort.parts[0])
        try:
            return expectation(((name, law.sort.parts[0]),), law, mul(*(self._single((atom, (), exponent)) for atom, exponent in template)))
        finally:
            del self.drawn[variable]

    def _law(self, name: str, parameters: list[Poly]) -> Term:
        """An arbitrary law by its name, with these parameters."""
        law = self.net.originals.get(name)
        if law is None or len(law.args) != len(parameters) or any(a.sort.over for a in law.args):
            raise NotReadable("a law")
        args = tuple(self.poly(body, a.sort.rows, a.sort.cols) for body, a in zip(parameters, law.args, strict=True))
        return Term(law.op, args, law.data, law.sort)

    def _density(self, atom: int, labels: Labels) -> Term:
        """The density of an arbitrary law at a point."""
        known = self.net.atoms[atom]
        name = known.key[0]
        upright = {SLOT * 4: ROW, SLOT * 4 - 1: COL}
        bodies = [self.net.relabel(self.net.body_at(atom, labels, i), upright) for i in range(len(known.body))]
        first = len(bodies) - self.net.parts[name]
        law = self._law(name[len(_DENSITY) :], bodies[:first])
        return pdf(law, *(self.poly(body, sort.rows) for body, sort in zip(bodies[first:], law.sort.parts, strict=True)))
