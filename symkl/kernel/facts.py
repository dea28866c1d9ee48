"""What is known of signs and definiteness: a closed list of rules, each sound for every value that the declarations admit."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.context import Context, Proposition
from symkl.kernel.network import COL, ROW, Atom, Component, Monomial, Poly, Rational, add_into, scaled
from symkl.kernel.relations import Relations
from symkl.kernel.sort import ONE, Dimension, Sort
from symkl.kernel.term import ZERO, Term, det, inverse, mul, sub, transpose, zero

MATRIX = frozenset((ROW, COL))
POSITIVE_KINDS = frozenset(("dimension", "exp", "prime", "constant", "position"))


class Facts(Relations):
    """Declared facts, and the rules by which others follow from them."""

    def __init__(self, budget: int = 400_000) -> None:
        super().__init__(budget)
        self._symmetric: set[str] = set()
        self._positive: list[Poly] = []  # > 0
        self._nonnegative: list[Poly] = []  # >= 0
        self._nonzero: list[Poly] = []
        self._definite: list[tuple[Poly, bool]] = []  # symmetric matrices; True: positive definite, False: semidefinite
        self._signs: dict[int, bool] = {}
        self.sorts: dict[int, Sort] = {}  # of symbols' atoms
        self.identified: dict[str, Term] = {}

    def poly(self, term: Term) -> Poly:
        """See `Normalizer.poly`."""
        raise NotImplementedError

    def learn(self, context: Context) -> None:
        """Take the context's facts in; symmetry first, since it decides what an atom is."""
        for fact in context.facts:
            if fact.relation in ("succ", "succeq") and fact.left.op in ("symbol", "member"):
                self._symmetric.add((fact.left if fact.left.op == "symbol" else fact.left.args[0]).data)
            if fact.relation in ("succ", "succeq") and fact.left.op == "block":
                self._symmetric |= {p.data for p in fact.left.args[:: fact.left.data[0] + 1] if p.op == "symbol"}
            if fact.relation == "=" and _is_transpose(fact.left, fact.right):
                self._symmetric.add(fact.left.data)
        for fact in context.facts:
            self.assume(fact)

    def assume(self, fact: Proposition) -> None:
        """Take one fact in. An order fact on matrices is a definiteness."""
        if fact.relation in ("succ", "succeq") and fact.left.op == "block":
            self._assume_blocks(fact)
        elif fact.relation in ("succ", "succeq"):
            self._definite.append((self.generic(self.difference(fact), MATRIX), fact.relation == "succ"))
        elif fact.relation in (">", "<", ">=", "<=", "!="):
            difference = self.difference(fact)
            if fact.relation in ("<", "<="):
                difference = scaled(difference, -1)
            known = {">": self._positive, "<": self._positive, "!=": self._nonzero}.get(fact.relation, self._nonnegative)
            known.append(self.generic(difference))
            if fact.relation in (">", "<", "!=") and len(difference) == 1:
                self._nonzero += [self.generic({((n, 1),): 1}) for m in difference for n, _ in m]
        elif fact.relation == "=" and _is_orthogonality(fact):
            self.orthogonal.add(self.symbol(fact.left.args[1].data, fact.left.args[1].sort))
        self._signs.clear()

    def _assume_blocks(self, fact: Proposition) -> None:
        """What definiteness of a matrix in blocks says of them: symmetry, definite diagonal blocks, a positive determinant."""
        size = fact.left.data[0]
        parts = fact.left.args
        for i in range(size):
            diagonal = parts[i * size + i]
            relation = fact.relation if not diagonal.sort.is_scalar else ">" if fact.relation == "succ" else ">="
            self.assume(Proposition(relation, diagonal, zero(diagonal.sort)))
            for j in range(i):
                lower, upper = parts[i * size + j], parts[j * size + i]
                if lower.op == "symbol" and lower != upper:
                    self.identify(lower, transpose(upper))
        if fact.relation == "succ" and size <= 3:
            self.assume(Proposition(">", det(fact.left), ZERO))
        if fact.relation == "succ" and size == 2:
            (a, b, c, d) = parts
            for schur in (sub(d, mul(c, inverse(a), b)), sub(a, mul(b, inverse(d), c))):
                self.assume(Proposition("succ" if not schur.sort.is_scalar else ">", schur, zero(schur.sort)))

    def identify(self, name: Term, value: Term) -> None:
        """Take in that a symbol is another value: from here on it is read as that."""
        self.identified[name.data] = value

    def difference(self, fact: Proposition) -> Poly:
        """Left minus right."""
        return add_into(dict(self.poly(fact.left)), self.poly(fact.right), -1)

    def generic(self, poly: Poly, keep: frozenset[int] = frozenset()) -> Poly:
        """The polynomial with its free indices renamed in order: a fact about ``x_i`` is one about every ``x_j``."""
        names = sorted({x for m in poly for n, _ in m for x in self.free[n]} - keep, reverse=True)
        return self.relabel(self.relabel(poly, {x: -500 - i for i, x in enumerate(names)}), {-500 - i: -700 - i for i in range(len(names))})

    def declare_positive(self, poly: Poly) -> None:
        """Take in that a value is > 0."""
        self._positive.append(self.generic(poly))
        self._signs.clear()

    def declare_definite(self, poly: Poly, strict: bool) -> None:
        """Take in that a matrix is positive definite (or semidefinite)."""
        self._definite.append((self.generic(poly, MATRIX), strict))
        self._signs.clear()

    def symbol(self, name: str, sort: Sort) -> int:
        """The atom of a declared name."""
        ranges = tuple(d for d in (*sort.over, sort.rows, sort.cols) if d != ONE)
        square = sort.rows == sort.cols != ONE
        atom = self.atom(Atom("symbol", name, ranges, square and name in self._symmetric))
        self.sorts[atom] = sort
        return atom

    # -- discharging -----------------------------------------------------------------------------------------------------------

    def holds(self, condition: Proposition) -> bool:
        """Whether the rules prove it."""
        if condition.relation in ("succ", "succeq"):
            return self.definite(self.difference(condition), condition.left.sort.rows, condition.relation == "succ")
        if not condition.left.sort.is_scalar:
            return False
        if condition.right == ZERO and condition.relation in (">", "!=") and self._by_factors(condition.left, condition.relation):
            return True
        difference = self.difference(condition)
        if condition.relation in ("<", "<="):
            difference = scaled(difference, -1)
        if condition.relation in (">", "<"):
            return self.positive(difference)
        if condition.relation == "!=":
            return self.nonzero(difference)
        return condition.relation in (">=", "<=") and self.nonnegative(difference)

    def _by_factors(self, term: Term, relation: str) -> bool:
        """Whether every factor is > 0 (or nowhere 0), read off the term before it is expanded."""
        if term.op == "mul":
            return all(a.sort.is_scalar and self._by_factors(a, relation) for a in term.args)
        if term.op == "power" and term.args[1].op == "number":
            even = term.args[1].data % 2 == 0
            return self._by_factors(term.args[0], "!=" if relation == "!=" or even else ">")
        if term.op in ("exp", "pdf"):
            return True
        poly = self.poly(term)
        return self.positive(poly) if relation == ">" else self.nonzero(poly)

    def positive(self, poly: Poly) -> bool:
        """Whether the value is > 0 wherever it is defined: declared, or a sum of what is >= 0 with a part that is > 0."""
        if not poly:
            return False
        if self._declared(poly, self._positive) or self._sum(poly, strict=True) or self._positive_fraction(poly):
            return True
        return self._combined(poly, 3) or self._positive_product(poly)

    def _positive_product(self, poly: Poly) -> bool:
        """A common positive factor taken out."""
        shared = {n: min(dict(m).get(n, 0) for m in poly) for n in {n for m in poly for n, _ in m} if self.positive_component(n)}
        inverse = {n: -e for n, e in shared.items() if e}
        if not inverse or len(poly) < 2:
            return False
        rest = self.multiply(poly, {tuple(sorted(inverse.items())): 1})
        return self._declared(rest, self._positive) or self._sum(rest, strict=True) or self._combined(rest, 3)

    def _combined(self, poly: Poly, depth: int) -> bool:
        """A positive multiple of something declared positive, and a rest that is >= 0 in turn."""
        wanted = self.generic(poly)
        negative = [m for m, c in wanted.items() if c < 0]
        if not negative or depth == 0:
            return False
        for known in self._positive:
            for factor in self._multipliers(wanted, known, negative[0]):
                rest = add_into(dict(wanted), self.multiply(known, factor), -1)
                if len(rest) <= len(wanted) and (self._sum(rest, strict=False) or self._combined(rest, depth - 1)):
                    return True
        return False

    def _multipliers(self, wanted: Poly, known: Poly, target: Monomial) -> list[Poly]:
        """The positive monomials times which a term of ``known`` is the wanted negative term."""
        found: list[Poly] = []
        for monomial, coefficient in known.items():
            if coefficient < 0:
                exponents = dict(target)
                for n, e in monomial:
                    exponents[n] = exponents.get(n, 0) - e
                if all(e == int(e) and e >= 0 and (not e or self.positive_component(n)) for n, e in exponents.items()):
                    factor = tuple(sorted((n, e) for n, e in exponents.items() if e))
                    found.append({factor: Fraction(wanted[target]) / coefficient})
        return found

    def nonnegative(self, poly: Poly) -> bool:
        """Whether the value is >= 0 wherever it is defined."""
        return not poly or self.positive(poly) or self._declared(poly, self._nonnegative) or self._sum(poly, strict=False)

    def nonzero(self, poly: Poly) -> bool:
        """Whether the value is never 0."""
        if not poly:
            return False
        if self.positive(poly) or self.positive(scaled(poly, -1)) or self._declared(poly, self._nonzero, signed=False):
            return True
        if len(poly) == 1:
            ((monomial, _),) = poly.items()
            return all(self.nonzero_component(n) for n, _ in monomial)
        return False

    def _declared(self, poly: Poly, known: list[Poly], signed: bool = True) -> bool:
        wanted = self.generic(poly)
        return any(ratio is not None and (ratio > 0 or not signed) for ratio in (_ratio(wanted, k) for k in known))

    def _sum(self, poly: Poly, strict: bool) -> bool:
        some = False
        for monomial, coefficient in poly.items():
            if coefficient < 0 or not all(self._factor_sign(n, e) for n, e in monomial):
                return False
            some = some or all(self.positive_component(n) or (e % 2 == 0 and self.nonzero_component(n)) for n, e in monomial)
        return some or not strict

    def _positive_fraction(self, poly: Poly) -> bool:
        numerator, denominators = self.fraction(poly)
        if not denominators or not all(e % 2 == 0 or self.positive_component(n) for n, e in denominators.items()):
            return False
        return self._declared(numerator, self._positive) or self._sum(numerator, strict=True)

    def _factor_sign(self, number: int, exponent: Rational) -> bool:
        """Whether ``component^exponent >= 0``."""
        return exponent % 2 == 0 or self.positive_component(number) or self._nonnegative_component(number)

    def nonzero_component(self, number: int) -> bool:
        """Whether a component is never 0."""
        single: Poly = {((number, 1),): 1}
        return self.positive_component(number) or self._declared(single, self._nonzero, signed=False) or self._nonzero_atom(number)

    def _nonzero_atom(self, number: int) -> bool:
        component = self.components[number]
        atom, labels, _ = component[0]
        if len(component) > 1 or any(x >= 0 for x in labels):
            return False
        kind = self.atoms[atom].kind
        if kind == "value":
            return self._declared(self.body_at(atom, labels), self._nonzero, signed=False) or self._negative_value(atom, labels)
        return kind == "det" and self._invertible(self.body_at(atom, labels))

    def _negative_value(self, atom: int, labels: tuple[int, ...]) -> bool:
        return self.positive(scaled(self.body_at(atom, labels), -1))

    def _invertible(self, poly: Poly) -> bool:
        return self.definite(poly, self.range_of(ROW, (poly,)), True)

    def positive_component(self, number: int) -> bool:
        """Whether a component is > 0, whatever its free indices are."""
        known = self._signs.get(number)
        if known is None:
            self._signs[number] = False  # a component is no witness for itself
            known = self._signs[number] = self._is_positive_component(number)
        return known

    def _is_positive_component(self, number: int) -> bool:
        component = self.components[number]
        if self._declared({((number, 1),): 1}, self._positive):
            return True
        if len(component) == 1 and all(x < 0 for x in component[0][1]):
            return self._positive_atom(component[0][0], component[0][1])
        return all(self._positive_node(a, xs) for a, xs, e in component) or self._definite_trace(component)

    def _definite_trace(self, component: Component) -> bool:
        """``tr A`` and ``tr AB`` of positive definite matrices."""
        labels = {tuple(sorted(xs)) for _, xs, _ in component}
        if len(component) > 2 or len(labels) != 1 or any(e != 1 or len(xs) != 2 or min(xs) < 0 for _, xs, e in component):
            return False
        if len(component) == 1 and component[0][1][0] != component[0][1][1]:
            return False
        return all(self.definite(self.single(a, (ROW, COL)), self.atoms[a].ranges[-1]) for a, _, _ in component)

    def _positive_node(self, atom: int, labels: tuple[int, ...]) -> bool:
        """Every entry of the atom is > 0: then so is a sum of products of such entries."""
        if self.atoms[atom].kind == "identity":
            return False
        free = tuple(-500 - i for i in range(len(labels)))
        return self.positive_component(self.component(((atom, free, 1),)))

    def _positive_atom(self, atom: int, labels: tuple[int, ...]) -> bool:
        kind = self.atoms[atom].kind
        if kind == "value":
            body = self.body_at(atom, labels)
            return self.positive(body) or self._square(body)
        if kind == "det":
            return self._invertible(self.body_at(atom, labels))
        if kind == "function":
            return str(self.atoms[atom].key[0]).startswith("density of ")
        if kind == "moment" and self.atoms[atom].key[0] == "integral":
            return all(e % 2 == 0 or self._positive_node(a, tuple(range(len(self.atoms[a].ranges)))) for a, e in self.atoms[atom].key[1])
        return kind in POSITIVE_KINDS

    def _square(self, body: Poly) -> bool:
        """An absolute value sqrt(x^2) with x not 0."""
        if len(body) != 1:
            return False
        ((monomial, coefficient),) = body.items()
        return coefficient > 0 and all(e % 2 == 0 and self.nonzero_component(n) or self.positive_component(n) for n, e in monomial)

    def _nonnegative_component(self, number: int) -> bool:
        """Squares ``x' x``, quadratic forms ``x' A x`` with A >= 0, and sums of squares over any indices."""
        component = self.components[number]
        if self._declared({((number, 1),): 1}, self._nonnegative):
            return True
        if all(e % 2 == 0 or self._positive_node(a, xs) for a, xs, e in component):
            return True
        return self._quadratic(list(component))

    def _quadratic(self, nodes: list[tuple[int, tuple[int, ...], Rational]]) -> bool:
        middle = [n for n in nodes if len(n[1]) == 2 and n[2] == 1 and self._semidefinite_atom(n[0])]
        ends = [n for n in nodes if len(n[1]) == 1 and n[2] == 1]
        if len(nodes) != 3 or len(middle) != 1 or len(ends) != 2 or ends[0][0] != ends[1][0]:
            return False
        return sorted(middle[0][1]) == sorted((ends[0][1][0], ends[1][1][0])) and min(middle[0][1]) >= 0

    def _semidefinite_atom(self, atom: int) -> bool:
        return self.definite(self.single(atom, (ROW, COL)), self.atoms[atom].ranges[-1], False)

    # -- definiteness ----------------------------------------------------------------------------------------------------------

    def definite(self, poly: Poly, size: Dimension, strict: bool = True) -> bool:
        """Whether a matrix is symmetric positive (semi)definite: declared, an inverse of one, ``c I``, ``B' A B``, and their sums."""
        if size == ONE:
            return self.positive(poly) if strict else self.nonnegative(poly)
        if not poly:
            return not strict
        generic = self.generic(poly, MATRIX)
        for known, definite in self._definite:
            ratio = _ratio(generic, known)
            if ratio is not None and ratio > 0 and (definite or not strict):
                return True
        some = False
        for monomial, coefficient in poly.items():
            if coefficient < 0:
                return False
            kind = self._definite_term(monomial, size)
            if kind is None:
                return False
            some = some or kind
        return some or not strict

    def _definite_term(self, monomial: tuple[tuple[int, Rational], ...], size: Dimension) -> bool | None:
        """True: positive definite, False: semidefinite, None: not known."""
        inside = [(n, e) for n, e in monomial if self.free[n] & {ROW, COL}]
        outside = [(n, e) for n, e in monomial if not self.free[n] & {ROW, COL}]
        if not all(self._factor_sign(n, e) for n, e in outside):
            return None
        strictly = all(self.positive_component(n) or (e % 2 == 0 and self.nonzero_component(n)) for n, e in outside)
        kind = self._definite_word(inside, size)
        return kind if kind is None else kind and strictly

    def _definite_word(self, inside: list[tuple[int, Rational]], size: Dimension) -> bool | None:
        identity = self.component(((self.identity(size), (ROW, COL), 1),))
        if any(n == identity for n, _ in inside):
            rest = [(n, e) for n, e in inside if n != identity]
            if not all(self._factor_sign(n, e) for n, e in rest):
                return None
            return all(self.positive_component(n) or (e % 2 == 0 and self.nonzero_component(n)) for n, e in rest)
        if len(inside) == 2 and all(e == 1 for _, e in inside):
            rows = [self.relabel({((n, 1),): 1}, {COL: ROW}) for n, _ in inside]
            return False if rows[0] == rows[1] else None
        if len(inside) != 1 or inside[0][1] != 1:
            return None
        kind = self._definite_chain(self._chain(self.components[inside[0][0]], (ROW, COL)))
        return False if kind is None and self._outer_square(self.components[inside[0][0]]) else kind

    def _outer_square(self, component: Component) -> bool:
        """``sum_j w_j a_j a_j'`` with weights w_j > 0: positive semidefinite."""
        rows = [n for n in component if ROW in n[1]]
        cols = [n for n in component if COL in n[1]]
        if len(rows) != 1 or len(cols) != 1 or rows[0][2] != 1:
            return False
        if (rows[0][0], tuple(COL if x == ROW else x for x in rows[0][1]), rows[0][2]) != cols[0]:
            return False
        return all(self._positive_node(a, xs) for a, xs, _ in component if (a, xs) not in (rows[0][:2], cols[0][:2]))

    def _definite_chain(self, chain: list[tuple[int, tuple[int, ...], int, int]] | None) -> bool | None:
        """``B' A B`` read from its middle: the outer letters mirror each other."""
        if not chain:
            return None
        while len(chain) > 1:
            (first, xs, enter, _), (last, ys, _, last_leave) = chain[0], chain[-1]
            if first != last or xs[:-2] != ys[:-2]:
                return None
            mirrored = self.atoms[first].symmetric or (xs[-2] == enter) == (ys[-2] == last_leave)
            if not mirrored:
                return None
            chain = chain[1:-1]
            if not chain:
                return False
            inner = self._definite_chain(chain)
            return None if inner is None else False
        atom, labels, _, _ = chain[0]
        family = tuple(-500 - i for i in range(len(labels) - 2))
        return self._definite_letter(atom, family)

    def _definite_letter(self, atom: int, family: tuple[int, ...]) -> bool | None:
        poly = self.generic(self.single(atom, (*family, ROW, COL)), MATRIX)
        kinds = [definite for known, definite in self._definite if (_ratio(poly, known) or -1) > 0]
        if kinds:
            return any(kinds)
        if self.atoms[atom].kind in ("inverse", "root"):
            body = self.body_at(atom, (*family, ROW, COL))
            return True if self.definite(body, self.atoms[atom].ranges[-1]) else None
        return None


def _is_orthogonality(fact: Proposition) -> bool:
    """``Q'Q = I``: the columns of Q are orthonormal."""
    left, right = fact.left, fact.right
    if left.op != "mul" or len(left.args) != 2 or right.op != "identity":
        return False
    return left.args[0].op == "transpose" and left.args[0].args[0] == left.args[1] and left.args[1].op == "symbol"


def _is_transpose(left: Term, right: Term) -> bool:
    return left.op == "symbol" and right.op == "transpose" and right.args[0] == left


def _ratio(left: Poly, right: Poly) -> Fraction | None:
    """``c`` with ``left = c * right``, or None."""
    if left.keys() != right.keys() or not left:
        return None
    ratios = {Fraction(left[m]) / right[m] for m in left}
    return ratios.pop() if len(ratios) == 1 else None
