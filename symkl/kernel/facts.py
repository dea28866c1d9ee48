"""What is known of signs and definiteness: a closed list of rules, each sound for every value that the declarations admit."""

from __future__ import annotations

from symkl.kernel.context import Context, Proposition
from symkl.kernel.definiteness import Definiteness
from symkl.kernel.grid import Grid, add, matmul, plain
from symkl.kernel.grid import transpose as transpose_grid
from symkl.kernel.poly import ARGUMENT, Atom, Poly, plus, scaled
from symkl.kernel.signs import MATRIX
from symkl.kernel.sort import ONE, Sort
from symkl.kernel.term import ZERO, Term, det, inverse, mul, sub, subterms, transpose, zero

#: what stands in an equation between vectors or matrices that is a rule for a product
OF_PRODUCTS = frozenset(
    ("add", "mul", "neg", "transpose", "power", "symbol", "member", "index", "number", "zero", "identity", "ones", "sum", "dimension")
)


class Facts(Definiteness):
    """Declared facts, and the rules by which others follow from them."""

    def poly(self, term: Term, environment: dict[str, int] | None = None) -> Poly:
        """See `Normalizer.poly`."""
        raise NotImplementedError

    def normal(self, term: Term, environment: dict[str, int] | None = None) -> Grid:
        """See `Normalizer.normal`."""
        raise NotImplementedError

    def vanishes(self, grid: Grid) -> bool:
        """See `Normalizer.vanishes`."""
        raise NotImplementedError

    def learn(self, context: Context) -> None:
        """Take the context's facts in; symmetry first, since it decides what an atom is."""
        for fact in context.facts:
            if fact.relation in ("succ", "succeq"):
                self._symmetric |= _symmetric_in(fact.left)
                if fact.left.op == "function" and all(a.op == "symbol" for a in fact.left.args):
                    called_with = tuple(self.relabel(self.poly(a), ARGUMENT) for a in fact.left.args)
                    self.symmetric_values.add(self.atoms[self.opaque("function", called_with, [], fact.left.data)].key)
            if fact.relation == "=" and _is_transpose(fact.left, fact.right):
                self._symmetric.add(fact.left.data)
        for fact in context.facts:
            self.assume(fact)

    def assume(self, fact: Proposition) -> None:
        """Take one fact in. An order fact on matrices is a definiteness."""
        if fact.relation in ("succ", "succeq") and fact.left.op == "block":
            self._assume_blocks(fact)
        elif fact.relation in ("succ", "succeq"):
            grid = self.normal(sub(fact.left, fact.right))
            if len(grid.rows) > 1:
                self._blocks.append((grid, fact.relation == "succ"))
            else:
                self._definite.append((self.generic(grid.whole, MATRIX), fact.relation == "succ"))
        elif fact.relation in (">", "<", ">=", "<=", "!="):
            difference = self.difference(fact)
            if fact.relation in ("<", "<="):
                difference = scaled(difference, -1)
            known = {">": self._positive, "<": self._positive, "!=": self._nonzero}.get(fact.relation, self._nonnegative)
            known.append(self.generic(difference))
            if fact.relation in (">", "<", "!=") and len(difference) == 1:
                self._nonzero += [self.generic({((n, 1),): 1}) for m in difference for n, _ in m]
                self._positive += [self.generic(body) for body in self._under_roots(difference)]
                if fact.relation != "!=":
                    self._positive += self._signed_factor(difference)
        elif fact.relation == "=" and (columns := _orthonormal_columns(fact)) is not None:
            self.orthogonal[self.symbol(columns.data, columns.sort)] = len(columns.sort.over)
        elif fact.relation == "=" and fact.left.sort.is_scalar and not _of_law(fact):
            self._take_equation(fact)
        elif fact.relation == "=" and fact.left.sort.kind == "value" and fact.left.operators | fact.right.operators <= OF_PRODUCTS:
            grid = self.normal(sub(fact.left, fact.right))
            if len(grid.rows) == len(grid.cols) == 1:
                self.declare_product(self.generic(grid.whole, MATRIX))
        self._signs.clear()

    def _signed_factor(self, poly: Poly) -> list[Poly]:
        """Of a single product that is positive the one factor whose sign is not known, with its sign."""
        ((monomial, coefficient),) = poly.items()
        open_ = [(n, e) for n, e in monomial if not self.positive_component(n)]
        if len(open_) != 1 or open_[0][1].denominator != 1 or open_[0][1] % 2 == 0:
            return []
        return [self.generic({((open_[0][0], 1),): 1 if coefficient > 0 else -1})]

    def _under_roots(self, poly: Poly) -> list[Poly]:
        """What stands under the even roots in a single product: where that is not 0, it is positive."""
        ((monomial, _),) = poly.items()
        single = [self.components[n][0] for n, e in monomial if e.denominator % 2 == 0 and len(self.components[n]) == 1]
        return [self.body_at(atom, labels) for atom, labels, _ in single if self.atoms[atom].kind == "value"]

    def _take_equation(self, fact: Proposition) -> None:
        """An equation between scalars: used where sides are compared, never under a derivative."""
        self.declare_zero(self.generic(self.difference(fact)))
        if fact.left.op == "power" and fact.left.args[1].op == "number" and fact.left.args[1].data * 2 == 1:  # a root, so that its square is said
            self.declare_zero(self.generic(self.difference(Proposition("=", fact.left.args[0], mul(fact.right, fact.right)))))

    def _assume_blocks(self, fact: Proposition) -> None:
        """What definiteness of a matrix in blocks says of them: symmetry, definite diagonal blocks, a positive determinant."""
        size = fact.left.data[0]
        parts = fact.left.args
        for i in range(size):
            for j in range(i):
                lower, upper = parts[i * size + j], parts[j * size + i]
                if lower.op == "symbol" and lower != upper:
                    self.identify(lower, transpose(upper))
        self._blocks.append((self.normal(fact.left), fact.relation == "succ"))
        for i in range(size):
            diagonal = parts[i * size + i]
            relation = fact.relation if not diagonal.sort.is_scalar else ">" if fact.relation == "succ" else ">="
            self.assume(Proposition(relation, diagonal, zero(diagonal.sort)))
        if fact.relation == "succ" and size <= 3:
            self.assume(Proposition(">", det(fact.left), ZERO))
        if fact.relation == "succ" and size == 2:
            (a, b, c, d) = parts
            for schur in (sub(d, mul(c, inverse(a), b)), sub(a, mul(b, inverse(d), c))):
                self.assume(Proposition("succ" if not schur.sort.is_scalar else ">", schur, zero(schur.sort)))

    def _identifies(self, name: str) -> bool:
        """Whether a name is read as another or another as it: then it does not vary by itself."""
        return name in self.identified or any(name in value.free for value in self.identified.values())

    def identify(self, name: Term, value: Term) -> None:
        """Take in that a symbol is another value: from here on it is read as that."""
        self.identified[name.data] = value

    def difference(self, fact: Proposition) -> Poly:
        """Left minus right."""
        return plus(self.poly(fact.left), self.poly(fact.right), -1)


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
            whole = condition.left if condition.right.op == "zero" else sub(condition.left, condition.right)
            return self._definite_value(whole, condition.relation == "succ")
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

    def _definite_value(self, term: Term, strict: bool) -> bool:
        """Whether a matrix is positive (semi)definite, its powers and blocks looked through."""
        if term.op == "power" and term.args[1].op == "number":
            return self._definite_value(term.args[0], True)
        grid = self.normal(term)
        if len(grid.rows) == 1:
            return self.definite(grid.whole, term.sort.rows, strict)
        for known, definite in self._blocks:
            if (definite or not strict) and known.rows == grid.rows and self.vanishes(add(self, known, grid, -1)):
                return True
        return self.vanishes(add(self, grid, transpose_grid(self, grid), -1)) and self._definite_blocks(grid, strict)

    def _definite_blocks(self, grid: Grid, strict: bool) -> bool:
        """Symmetric, in blocks: the first one and its Schur complement definite (Horn and Johnson, Matrix Analysis, theorem 7.7.7)."""
        (first, *rest), ((a, *_), *below) = grid.rows, grid.cells
        if not rest or not self.definite(a, first):
            return not rest and self.definite(a, first, strict)
        left, right = Grid(grid.rows[1:], grid.rows[:1], tuple(r[:1] for r in below)), Grid(grid.rows[:1], grid.rows[1:], (grid.cells[0][1:],))
        update = matmul(self, matmul(self, left, self.inverse(plain(a, first, first))), right)
        return self._definite_blocks(add(self, Grid(grid.rows[1:], grid.rows[1:], tuple(r[1:] for r in below)), update, -1), strict)

    def _by_factors(self, term: Term, relation: str) -> bool:
        """Whether every factor is > 0 (or nowhere 0), read off the term before it is expanded."""
        if term.op == "mul":
            return all(a.sort.is_scalar and self._by_factors(a, relation) for a in term.args)
        if term.op == "power" and term.args[1].op == "number":
            even = term.args[1].data % 2 == 0
            return self._by_factors(term.args[0], "!=" if relation == "!=" or even else ">")
        if term.op in ("exp", "pdf"):
            return True
        if term.op == "det" and self._has_positive_determinant(term.args[0]):
            self.poly(term)  # which takes in that its factors are positive
            return True
        poly = self.poly(term)
        return self.positive(poly) if relation == ">" else self.nonzero(poly)


    def _has_positive_determinant(self, term: Term) -> bool:
        if self._definite_value(term, True):
            return True
        grid = self.normal(term)
        return len(grid.rows) == 1 and not term.sort.is_scalar and self.congruent(grid.whole, term.sort.rows) is not None


def _symmetric_in(term: Term) -> set[str]:
    """The symbols that are symmetric because the term is: itself, diagonal blocks, the one symbol beside multiples of the identity."""
    if term.op in ("symbol", "member"):
        return {(term if term.op == "symbol" else term.args[0]).data}
    if term.op == "block":
        return set().union(*(_symmetric_in(part) for part in term.args[:: term.data[0] + 1]))
    if term.op == "mul":
        matrices = [f for f in term.args if not f.sort.is_scalar]
        return _symmetric_in(matrices[0]) if len(matrices) == 1 else set()
    if term.op == "add":
        others = [t for t in term.args if not (t.op == "identity" or t.op == "mul" and t.args[-1].op == "identity")]
        return _symmetric_in(others[0]) if len(others) == 1 else set()
    return set()


def _orthonormal_columns(fact: Proposition) -> Term | None:
    """The matrix of ``Q'Q = I``, or the family of ``u_i' u_j = delta_ij``, whose columns or members are orthonormal."""
    left, right = fact.left, fact.right
    if left.op != "mul" or len(left.args) != 2 or left.args[0].op != "transpose":
        return None
    one, other = left.args[0].args[0], left.args[1]
    if right.op == "identity" and one == other and other.op == "symbol":
        return other
    members = right.op == "entry" and right.args[0].op == "identity" and one.op == other.op == "member" and len(one.args) == 2
    if not members or one.args[0] != other.args[0] or one.args[0].op != "symbol" or one.args[1] == other.args[1]:
        return None
    sort = one.args[0].sort
    of_all = one.args[1].op == other.args[1].op == "index" and right.args[1:] == (one.args[1], other.args[1])
    vectors = sort.over == (right.args[0].sort.rows,) and sort.over[0] != ONE != sort.rows and sort.cols == ONE
    return one.args[0] if of_all and vectors else None


def _of_law(fact: Proposition) -> bool:
    """Whether a fact is about an expectation or a density."""
    return any(t.sort.kind == "law" or t.op in ("argmin", "argmax") for side in (fact.left, fact.right) for t in subterms(side))


def _is_transpose(left: Term, right: Term) -> bool:
    return left.op == "symbol" and right.op == "transpose" and right.args[0] == left
