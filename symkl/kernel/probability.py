"""Derivatives, values put in, densities, expectations and integrals of terms."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel import grid as grids
from symkl.kernel.arbitrary import Unknown
from symkl.kernel.clearing import Clearing
from symkl.kernel.functions import Unreduced, labels_of, ranges_of
from symkl.kernel.grid import Grid, plain
from symkl.kernel.moments import Density, Gaussian, Weight
from symkl.kernel.poly import COL, SLOT, Atom, Poly, add_into, plus, scaled
from symkl.kernel.sort import ONE, Dimension, Sort
from symkl.kernel.term import Term, fresh, index, member, substitute, subterms, symbol

MINUS_HALF = Fraction(-1, 2)

Environment = dict[str, int]  # bound name -> atom (variables) or label (indices)




class Probability(Clearing):
    """The rules of the operators that bind variables."""

    originals: dict[object, Term]

    def normal(self, term: Term, environment: Environment | None = None) -> Grid:
        """See `Normalizer`."""
        raise NotImplementedError

    def _pick(self, poly: Poly, label: int, place: int, over: Dimension) -> Poly:
        raise NotImplementedError

    def _position(self, term: Term, env: Environment) -> int:
        raise NotImplementedError

    def _inverse_of(self, term: Term, env: Environment) -> Grid:
        raise NotImplementedError

    def _on_derivative(self, term: Term, env: Environment) -> Grid:
        body, by = term.args
        if by.op == "power":
            first = self.normal(Term("derivative", (body, by.args[0]), term.data, term.sort), env)
            return grids.scale(self, first, self.power(self.multiply({(): 2}, self.poly(by.args[0], env)), -1))
        symbol, places = (by, []) if by.op == "symbol" else (by.args[0], [self._position(a, env) for a in by.args[1:]])
        if symbol.op != "symbol" or self._identifies(symbol.data) or by.op == "entry" and len(places) != len(ranges_of(symbol.sort)):
            raise Unreduced(term)
        atom = env[symbol.data] if symbol.data in env else self.symbol(symbol.data, symbol.sort)
        shadow = self.free_copy(atom)
        inner = self.normal(body, {**env, symbol.data: shadow} if shadow != atom else env)
        temporary = [SLOT * 5 - i for i in range(len(places))]
        own = labels_of(by.sort) if body.sort.is_scalar else (COL,) if by.sort.rows != ONE else ()
        cells = tuple(tuple(self.differentiate(c, shadow, (*temporary, *own)) for c in row) for row in inner.cells)
        if shadow != atom:
            slots = labels_of(symbol.sort)
            original = self.single(atom, slots)
            cells = tuple(tuple(self.replaced(c, shadow, original, slots) for c in row) for row in cells)
            if "expectation" in body.operators and any(self.transpose(c) != c for row in cells for c in row):
                raise Unreduced("a derivative by a covariance whose entries an expectation does not tell apart")
        if term.data == "symmetric" and by.sort.is_square and not by.sort.is_scalar and body.sort.is_scalar:
            cells = tuple(tuple(self._of_symmetric(c, by.sort.rows) for c in row) for row in cells)
        for label, place, over in zip(temporary, places, ranges_of(symbol.sort), strict=False):
            cells = tuple(tuple(self._pick(c, label, place, over) for c in row) for row in cells)
        if body.sort.is_scalar or by.sort.rows == ONE:
            return Grid((by.sort.rows,), (by.sort.cols,), cells) if body.sort.is_scalar else Grid(inner.rows, inner.cols, cells)
        return Grid(inner.rows, (by.sort.rows,), cells)

    def _of_symmetric(self, gradient: Poly, size: Dimension) -> Poly:
        """``G + G' - diag G``: by the entries of a symmetric matrix (Petersen and Pedersen, The Matrix Cookbook, (138))."""
        both = plus(gradient, self.transpose(gradient))
        return add_into(both, self.multiply(gradient, grids.identity(self, size)), -1)

    def _on_at(self, term: Term, env: Environment) -> Grid:
        body, values = term.args[0], term.args[1:]
        if not any(t.op == "derivative" for t in subterms(body)):
            return self.normal(substitute(body, {n: v for (n, _), v in zip(term.data, values, strict=True)}), env)
        atoms = self._bound(term, env)
        grid = self.normal(body, {**env, **atoms})
        for (name, sort), value in zip(term.data, values, strict=True):
            new, slots = self.poly(value, env), labels_of(sort)
            grid = Grid(grid.rows, grid.cols, tuple(tuple(self.replaced(c, atoms[name], new, slots) for c in row) for row in grid.cells))
        return grid

    def _bound(self, term: Term, env: Environment) -> Environment:
        """Atoms for the names that a term binds."""
        taken = set(env.values())
        atoms: Environment = {}
        law = term.args[0] if term.op == "expectation" else term
        for name, sort in term.data:
            atoms[name] = self.variable(sort, taken, law.data if law.op in ("arbitrary", "symbol") else None)
            taken.add(atoms[name])
        return atoms

    def _on_pdf(self, term: Term, env: Environment) -> Grid:
        law, *points = term.args
        if law.op in ("density", "normalised"):
            body = self.poly(substitute(law.args[0], {n: p for (n, _), p in zip(law.data, points, strict=True)}), env)
            if law.op == "density":
                return plain(body)
            whole = self.poly(Term("integral", law.args, law.data, law.args[0].sort), env)
            return plain(self.multiply(body, self.power(whole, -1)))
        if law.op != "gaussian":
            self.parts[f"density of {law.data}"] = len(points)
            self.originals[law.data] = law
            arguments = tuple(self.poly(a, env) for a in (*law.args, *points))
            return plain(self.function(f"density of {law.data}", arguments, Sort()))
        mean, covariance = self.normal(law.args[0], env), self.normal(law.args[1], env)
        centred = grids.add(self, self.normal(points[0], env), mean, -1)
        form = grids.matmul(self, grids.matmul(self, grids.transpose(self, centred), self._inverse_of(law.args[1], env)), centred).whole
        two_pi = self.multiply({(): 2}, self.single(self.atom(Atom("constant", "pi"))))
        scale = self.multiply(self.symbolic_power(two_pi, self.size(law.args[0].sort.rows)), self.determinant(covariance))
        return plain(self.multiply(self.power(scale, MINUS_HALF), self.exponential(scaled(form, MINUS_HALF))))

    def _on_expectation(self, term: Term, env: Environment) -> Grid:
        try:
            return self._expectation(term, env)
        except Unreduced:
            opened = _with_what_is_integrated(term)
            if opened is None:
                raise
            return self._expectation(opened, env)

    def _expectation(self, term: Term, env: Environment) -> Grid:
        law, body = term.args
        marginal = self._marginal_weight(law, term, env)
        atoms, weight = marginal if marginal is not None else (self._bound(term, env), None)
        inner = self.normal(body, {**env, **atoms})
        weight = weight or self._weight(law, list(atoms.values()), env)
        cells = tuple(tuple(self.expected(c, weight) for c in row) for row in inner.cells)
        return Grid(inner.rows, inner.cols, cells)

    def _marginal_weight(self, law: Term, term: Term, env: Environment) -> tuple[Environment, Weight] | None:
        """An expectation under a marginal of a joint law, as one under the joint law: the bound names' atoms, and the weight."""
        parts = joint_of(law)
        if parts is None:
            return None
        joint, order = parts
        taken, atoms = set(env.values()), list[int]()
        for sort in joint.sort.parts:
            atoms.append(self.variable(sort, taken, joint.data if joint.op in ("arbitrary", "symbol") else None))
            taken.add(atoms[-1])
        bound = {name: atoms[order[at]] for at, (name, _) in enumerate(term.data)}
        blocks = self._joint(joint, env)
        if blocks is not None:
            mean, covariance = blocks
            kept = [order[at] for at in range(len(term.data))]
            cells = tuple(tuple(covariance[i][j] for j in kept) for i in kept)
            return bound, Gaussian(tuple(atoms[i] for i in kept), tuple(mean[i] for i in kept), cells)
        if joint.op not in ("arbitrary", "symbol"):
            return None
        return bound, self._weight(joint, atoms, env)

    def _weight(self, law: Term, variables: list[int], env: Environment) -> Weight:
        """How an expectation under the law is taken. A density is read with the names that it binds itself: of others it may depend."""
        if law.op == "gaussian" and len(variables) == 1:
            mean, covariance = self.assembled(self.normal(law.args[0], env)), self.assembled(self.normal(law.args[1], env))
            return Gaussian((variables[0],), (mean,), ((covariance,),))
        joint = self._joint(law, env) or self._independent(law, env)
        if joint is not None:
            return Gaussian(tuple(variables), *joint)
        if law.op in ("density", "normalised"):
            law, variables = self._leaf_first(law, variables, env)
            bound = {name: atom for (name, _), atom in zip(law.data, variables, strict=True)}
            return Density(variables, self.poly(law.args[0], {**env, **bound}), law.op == "normalised")
        if law.op not in ("arbitrary", "symbol"):
            raise Unreduced(law)
        parameters = tuple(self.poly(a, env) for a in law.args)
        key = (law.data, tuple(tuple(sorted(p.items())) for p in parameters))
        self.originals[law.data] = law
        self.parts.setdefault(f"density of {law.data}", len(law.sort.parts))
        reach = frozenset(x for p in parameters for m in p for n, _ in m for a, _, _ in self.components[n] for x in self.reach(a))
        return Unknown(variables, key, reach)

    def _leaf_first(self, law: Term, variables: list[int], env: Environment) -> tuple[Term, list[int]]:
        """A law whose density is an integral over what its one variable was drawn given: both integrated, the drawn one first."""
        inner = law.args[0]
        if inner.op != "integral" or inner.args[0].op != "mul" or len(law.data) != 1:
            return law, variables
        if sum(law.data[0][0] in factor.free for factor in inner.args[0].args) != 1 or law.data[0][0] in inner.binds:
            return law, variables
        taken, own = {*env.values(), *variables}, list[int]()
        for _, sort in inner.data:
            own.append(self.variable(sort, taken))
            taken.add(own[-1])
        return Term(law.op, inner.args, (*law.data, *inner.data), law.sort), [*variables, *own]

    def _under_joint(self, poly: Poly, term: Term, atoms: Environment) -> Poly | None:
        """An integral over all variables of an unknown joint density that is a factor of every term: an expectation under its law."""
        sorts = {atoms[name]: sort for name, sort in term.data}
        result: Poly = {}
        for monomial, coefficient in poly.items():
            found = next(((n, e, points) for n, e in monomial if e >= 1 and (points := self.points_of(n, set(sorts)))), None)
            if found is None:
                return None
            number, _, points = found
            name = str(self.atoms[self.components[number][0][0]].key[0])[len("density of ") :]
            taken: set[int] = set()
            rest = self.settle({n: e - 1 if n == number else e for n, e in monomial})
            for point in points:
                own = self.variable(sorts[point], taken, name)
                taken.add(own)
                rest = self.replaced(rest, point, self.single(own, labels_of(sorts[point])), labels_of(sorts[point]))
            add_into(result, self.expected(scaled(rest, coefficient), Unknown(sorted(taken), (name, ()), frozenset())))
        return result

    def _joint(self, law: Term, env: Environment) -> tuple[tuple[Poly, ...], tuple[tuple[Poly, ...], ...]] | None:
        """Means and covariances of a law whose density is that of a normal law at its variables in blocks."""
        body = law.args[0] if law.op == "density" else law
        if body.op != "pdf" or body.args[0].op != "gaussian" or body.args[1].op != "block":
            return None
        normal, point = body.args
        if point.args != tuple(Term("symbol", (), n, s) for n, s in law.data) or normal.free & {n for n, _ in law.data}:
            return None
        parts = tuple(s.rows for _, s in law.data)
        mean = grids.split(self, self.normal(normal.args[0], env), parts, (ONE,))
        covariance = grids.split(self, self.normal(normal.args[1], env), parts, parts)
        return tuple(row[0] for row in mean.cells), covariance.cells

    def _independent(self, law: Term, env: Environment) -> tuple[tuple[Poly, ...], tuple[tuple[Poly, ...], ...]] | None:
        """Mean and covariance of a family whose members are drawn each from its normal law: ``E x_n = m_n, Cov(x_n, x_k) = I_nk S_n``."""
        if law.op != "density" or law.args[0].op != "product" or len(law.data) != 1:
            return None
        ((letter, over),), body = law.args[0].data, law.args[0].args[0]
        ((name, sort),) = law.data
        if sort.over != (over,) or body.op != "pdf" or body.args[0].op != "gaussian" or name in body.args[0].free:
            return None
        if body.args[1] != member(symbol(name, sort), index(letter, over)):
            return None
        own = {**env, letter: SLOT * 11}
        mean, covariance = (self.relabel(self.assembled(self.normal(a, own)), {SLOT * 11: SLOT * 2}) for a in body.args[0].args)
        delta = self.single(self.identity(over), (SLOT * 2, SLOT * 2 - 10))
        return (mean,), ((self.multiply(covariance, delta),),)

    def _on_integral(self, term: Term, env: Environment) -> Grid:
        while term.args[0].op == "integral" and not set(term.args[0].binds) & set(term.binds):
            inner = term.args[0]
            term = Term("integral", inner.args, (*term.data, *inner.data), term.sort)
        atoms = self._bound(term, env)
        poly = self.poly(term.args[0], {**env, **atoms})
        joint = self._under_joint(poly, term, atoms) if len(atoms) > 1 else None
        if joint is not None:
            return plain(joint, term.sort.rows, term.sort.cols)
        variables = [(atom, sort.rows) for (_, sort), atom in zip(term.data, atoms.values(), strict=True)]
        return plain(self._integrated_in_turn(poly, variables), term.sort.rows, term.sort.cols)

    def _integrated_in_turn(self, poly: Poly, variables: list[tuple[int, Dimension]]) -> Poly:
        """The integral over several variables, one after the other; where that gets nowhere, beginning with another one."""
        gap: Unreduced | None = None
        for place, (atom, size) in enumerate(variables):
            rest = variables[:place] + variables[place + 1 :]
            try:
                inner = self.integrated(poly, atom, size)
                return self._integrated_in_turn(inner, rest) if rest else inner
            except Unreduced as found:
                gap = gap or found
        if gap is not None:
            raise gap
        return poly


def _with_what_is_integrated(term: Term) -> Term | None:
    """An expectation under a density that is an integral, as one under what is integrated, which binds more names."""
    law, body = term.args
    if law.op not in ("density", "normalised") or law.args[0].op != "integral":
        return None
    away = law.args[0]
    own = {name for name, _ in law.data}
    if own & set(away.binds):
        return None
    taken = body.free | set(term.binds) | own
    names: list[tuple[str, Sort]] = []
    for name, sort in away.data:
        names.append((fresh(name, taken | {n for n, _ in names}), sort))
    joint = Term(law.op, away.args, (*law.data, *away.data), Sort(kind="law", parts=(*law.sort.parts, *(s for _, s in away.data))))
    return Term("expectation", (joint, body), (*term.data, *names), term.sort)


def joint_of(law: Term) -> tuple[Term, tuple[int, ...]] | None:
    """The joint law of which a law is printed as the marginal, and which of its parts the law's variables are."""
    if law.op != "density" or law.args[0].op != "integral":
        return None
    body, away = law.args[0], set[str]()
    while body.op == "integral":
        away |= {name for name, _ in body.data}
        body = body.args[0]
    if body.op != "pdf" or any(p.op != "symbol" for p in body.args[1:]):
        return None
    joint, points = body.args[0], [p.data for p in body.args[1:]]
    kept = [name for name, _ in law.data]
    if len(set(points)) < len(points) or set(points) != {*kept, *away} or away & set(kept) or joint.free & set(points):
        return None
    return joint, tuple(points.index(name) for name in kept)
