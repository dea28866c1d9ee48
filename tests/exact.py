"""An exact evaluation of terms that shares nothing with symkl but the terms: what mutants and laws are held against.

A number is a polynomial with rational coefficients in generators: roots of primes, powers of pi and e, logarithms of primes and of pi, variables
that are integrated out (`Z`), and infinitesimals whose square is 0 (`Eps`), by which derivatives are taken. Laws are mixtures of normal
laws; moments come by recursion on the degree, integrals by completing the square.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction as F
from itertools import count, product
from typing import Any, NamedTuple

from mpmath import mp, mpf

from symkl.kernel.context import Context
from symkl.kernel.term import Term

Generator = tuple[Any, ...]
Monomial = tuple[tuple[Generator, F], ...]
_tokens = count()


class Unsupported(Exception):
    """This evaluation does not know how."""


class Undefined(Exception):
    """There is no value: a division by 0, a logarithm of what is not positive, a covariance that is none."""


class Number(NamedTuple):
    """A sum of monomials, coefficients not 0."""

    terms: dict[Monomial, F]

    def __add__(self, other: Number) -> Number:  # type: ignore[override]
        found = dict(self.terms)
        for monomial, coefficient in other.terms.items():
            total = found.get(monomial, F(0)) + coefficient
            if total:
                found[monomial] = total
            else:
                found.pop(monomial, None)
        return Number(found)

    def __mul__(self, other: Number) -> Number:  # type: ignore[override]
        total: dict[Monomial, F] = {}
        for (m, c), (n, e) in product(self.terms.items(), other.terms.items()):
            made = _times(m, n)
            if made is not None:
                monomial, factor = made
                total[monomial] = total.get(monomial, F(0)) + c * e * factor
        return Number({m: c for m, c in total.items() if c})

    def scaled(self, by: F) -> Number:
        return Number({m: c * by for m, c in self.terms.items()} if by else {})

    def __sub__(self, other: Number) -> Number:
        return self + other.scaled(F(-1))

    @property
    def rational(self) -> F:
        if any(self.terms.keys() - {()}):
            raise Unsupported("not a rational number")
        return self.terms.get((), F(0))


def _times(m: Monomial, n: Monomial) -> tuple[Monomial, F] | None:
    """The product of monomials, with the whole powers of primes as a factor; None where it is 0."""
    exponents = dict(m)
    for g, e in n:
        exponents[g] = exponents.get(g, F(0)) + e
    factor = F(1)
    for g, e in list(exponents.items()):
        if g[0] == "eps" and e > 1:
            return None
        if g[0] == "prime":
            whole = e.numerator // e.denominator
            factor *= F(g[1]) ** whole
            exponents[g] = e - whole
    return tuple(sorted((g, e) for g, e in exponents.items() if e)), factor


def rational(value: int | F) -> Number:
    return Number({(): F(value)} if value else {})


def generator(*name: Any) -> Number:
    return Number({((name, F(1)),): F(1)})


NOUGHT, ONE = rational(0), rational(1)
LOG_2_PI = generator("log", 2) + generator("logpi")


def primes(value: int) -> dict[int, int]:
    found: dict[int, int] = {}
    p = 2
    while value > 1:
        if p > 100_000:
            raise Unsupported("a number with large prime factors")
        while value % p == 0:
            value //= p
            found[p] = found.get(p, 0) + 1
        p += 1
    return found


def has(number: Number, *kinds: str) -> bool:
    return any(g[0] in kinds for m in number.terms for g, _ in m)


def _parted(number: Number) -> tuple[Number, Number]:
    """What has no infinitesimal, and what has."""
    small = {m: c for m, c in number.terms.items() if any(g[0] == "eps" for g, _ in m)}
    return Number({m: c for m, c in number.terms.items() if m not in small}), Number(small)


def power(base: Number, exponent: F) -> Number:
    """``base^exponent``: whole powers of anything, others of a monomial, infinitesimals by the binomial series."""
    if exponent.denominator == 1 and exponent >= 0:
        result = ONE
        for _ in range(int(exponent)):
            result = result * base
        return result
    whole, small = _parted(base)
    if not whole.terms:
        raise Undefined("a negative or broken power of 0")
    if len(whole.terms) > 1:
        raise Unsupported("a power of a sum")
    ((monomial, coefficient),) = whole.terms.items()
    if any(g[0] in ("z", "c") for g, _ in monomial):
        raise Unsupported("a power of a variable")
    if coefficient < 0 and exponent.denominator != 1:
        raise Undefined("a root of a negative number")
    made = Number({tuple((g, e * exponent) for g, e in monomial): F(1)}) * ONE * _rational_power(coefficient, exponent)
    if not small.terms:
        return made
    ratio = small * power(whole, F(-1))
    total, term, k = ONE, ONE, 0
    while term.terms:
        term = (term * ratio).scaled((exponent - k) / (k + 1))
        total, k = total + term, k + 1
    return made * total


def _rational_power(value: F, exponent: F) -> Number:
    if exponent.denominator == 1:
        return rational(value ** int(exponent))
    result = ONE
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        for p, e in primes(part).items():
            result = result * Number(dict([_times(((("prime", p), e * sign * exponent),), ()) or ((), F(0))]))
    return result


def log(value: Number) -> Number:
    """The logarithm of a positive monomial, infinitesimals by its series."""
    whole, small = _parted(value)
    if not whole.terms:
        raise Undefined("log 0")
    if len(whole.terms) > 1:
        raise Unsupported("the logarithm of a sum")
    ((monomial, coefficient),) = whole.terms.items()
    if coefficient < 0:
        raise Undefined("the logarithm of a negative number")
    total = _log_rational(coefficient)
    for g, e in monomial:
        if g[0] == "prime":
            total = total + generator("log", g[1]).scaled(e)
        elif g[0] == "pi":
            total = total + generator("logpi").scaled(e)
        elif g[0] == "e":
            total = total + rational(e)
        else:
            raise Unsupported(f"the logarithm of {g}")
    if small.terms:
        ratio, term, k = small * power(whole, F(-1)), ONE, 0
        while True:
            k += 1
            term = term * ratio
            if not term.terms:
                break
            total = total + term.scaled(F((-1) ** (k + 1), k))
    return total


def _log_rational(value: F) -> Number:
    total = NOUGHT
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        for p, e in primes(part).items():
            total = total + generator("log", p).scaled(F(e * sign))
    return total


def exp(value: Number) -> Number:
    """The exponential of a rational combination of 1, log p and log pi, infinitesimals by its series."""
    whole, small = _parted(value)
    result = ONE
    for monomial, coefficient in whole.terms.items():
        if monomial == ():
            result = result * Number({((("e",), coefficient),): F(1)})
        elif len(monomial) == 1 and monomial[0][0][0] == "log" and monomial[0][1] == 1:
            result = result * _rational_power(F(monomial[0][0][1]), coefficient)
        elif monomial == ((("logpi",), F(1)),):
            result = result * Number({((("pi",), coefficient),): F(1)})
        else:
            raise Unsupported("the exponential of this")
    total, term, k = ONE, ONE, 0
    while small.terms and term.terms:
        k += 1
        term = (term * small).scaled(F(1, k))
        total = total + term
    return result * total


def approximate(number: Number) -> mpf:
    """Fifty digits: two numbers that are written differently are different."""
    mp.dps = 60
    values: dict[str, Callable[[Generator], mpf]] = {
        "prime": lambda g: mpf(g[1]), "pi": lambda g: mp.pi, "e": lambda g: mp.e, "log": lambda g: mp.log(g[1]), "logpi": lambda g: mp.log(mp.pi),
        "logp": lambda g: mpf(7) / 3,
    }  # fmt: skip
    total = mpf(0)
    for monomial, c in number.terms.items():
        term = mpf(c.numerator) / c.denominator
        for g, e in monomial:
            term *= values[g[0]](g) ** (mpf(e.numerator) / e.denominator)
        total += term
    return total


# -- matrices ----------------------------------------------------------------------------------------------------------------------

Matrix = tuple[tuple[Number, ...], ...]


def matrix(rows: Iterable[Iterable[int | F]]) -> Matrix:
    return tuple(tuple(rational(F(x)) for x in row) for row in rows)


def scalar(value: Number) -> Matrix:
    return ((value,),)


def transposed(a: Matrix) -> Matrix:
    return tuple(zip(*a, strict=True))


def times(a: Matrix, b: Matrix) -> Matrix:
    if len(a) == len(a[0]) == 1 and len(b) != 1:
        return tuple(tuple(a[0][0] * x for x in row) for row in b)
    if len(b) == len(b[0]) == 1 and len(a[0]) != 1:
        return times(b, a)
    columns = transposed(b)
    return tuple(tuple(_dot(row, column) for column in columns) for row in a)


def _dot(a: Iterable[Number], b: Iterable[Number]) -> Number:
    total = NOUGHT
    for x, y in zip(a, b, strict=True):
        total = total + x * y
    return total


def plus(a: Matrix, b: Matrix, sign: int = 1) -> Matrix:
    return tuple(tuple(x + y.scaled(F(sign)) for x, y in zip(r, s, strict=True)) for r, s in zip(a, b, strict=True))


def eye(n: int) -> Matrix:
    return tuple(tuple(ONE if i == j else NOUGHT for j in range(n)) for i in range(n))


def determinant(a: Matrix) -> Number:
    """By expansion along the first row."""
    if len(a) == 1:
        return a[0][0]
    total = NOUGHT
    for j, x in enumerate(a[0]):
        if x.terms:
            minor = tuple(tuple(y for k, y in enumerate(row) if k != j) for row in a[1:])
            total = total + (x * determinant(minor)).scaled(F((-1) ** j))
    return total


def inverted(a: Matrix) -> Matrix:
    """The adjugate over the determinant."""
    n = len(a)
    factor = power(determinant(a), F(-1))
    if n == 1:
        return scalar(factor)

    def cofactor(i: int, j: int) -> Number:
        minor = tuple(tuple(x for k, x in enumerate(row) if k != j) for r, row in enumerate(a) if r != i)
        return determinant(minor).scaled(F((-1) ** (i + j)))

    return tuple(tuple(cofactor(j, i) * factor for j in range(n)) for i in range(n))


def is_definite(a: Matrix) -> bool:
    """Whether a symmetric matrix is positive definite: by its leading minors; infinitesimals do not count."""
    bare = tuple(tuple(_parted(x)[0] for x in row) for row in a)
    return bare == transposed(bare) and all(determinant(tuple(row[:k] for row in bare[:k])).rational > 0 for k in range(1, len(a) + 1))


# -- laws --------------------------------------------------------------------------------------------------------------------------


class Normal(NamedTuple):
    mean: Matrix
    covariance: Matrix


class Mixture(NamedTuple):
    """A law that is arbitrary for the sheet: its density's logarithm stays a letter."""

    weights: tuple[F, ...]
    parts: tuple[Normal, ...]


def moment(monomial: tuple[int, ...], law: Normal) -> Number:
    """``E[z_i z_j ..]``: ``m_i E[rest] + sum_j S_ij E[d rest / d z_j]``."""
    if not monomial:
        return ONE
    i, rest = monomial[0], monomial[1:]
    total = law.mean[i][0] * moment(rest, law)
    for k, j in enumerate(rest):
        total = total + law.covariance[i][j] * moment(rest[:k] + rest[k + 1 :], law)
    return total


def averaged(value: Number, token: int, law: Normal) -> Number:
    """The expectation of a polynomial in the variables of this token."""
    total = NOUGHT
    for monomial, coefficient in value.terms.items():
        own = [(g, e) for g, e in monomial if g[:2] == ("z", token)]
        rest = tuple((g, e) for g, e in monomial if g[:2] != ("z", token))
        indices = tuple(g[2] for g, e in own for _ in range(int(e)))
        total = total + Number({rest: coefficient}) * moment(indices, law)
    return total


def quadratic(value: Number, token: int, size: int) -> tuple[Number, Matrix, Matrix]:
    """Constant, gradient at 0 and Hessian of a polynomial of degree 2 in the variables of this token."""
    constant, slope = NOUGHT, [NOUGHT] * size
    hessian = [[NOUGHT] * size for _ in range(size)]
    for monomial, coefficient in value.terms.items():
        own = [g[2] for g, e in monomial if g[:2] == ("z", token) for _ in range(int(e))]
        rest = Number({tuple((g, e) for g, e in monomial if g[:2] != ("z", token)): coefficient})
        if not own:
            constant = constant + rest
        elif len(own) == 1:
            slope[own[0]] = slope[own[0]] + rest
        elif len(own) == 2:
            i, j = own
            hessian[i][j] = hessian[i][j] + rest
            hessian[j][i] = hessian[j][i] + rest
        else:
            raise Unsupported("not a quadratic form")
    return constant, tuple((x,) for x in slope), tuple(map(tuple, hessian))


class Model(NamedTuple):
    """Sizes of dimensions, matrices for names, laws for arbitrary laws."""

    sizes: dict[str, int]
    values: dict[str, Matrix]
    laws: dict[str, Mixture]


class Minimisers(NamedTuple):
    """Where an objective is least: a point, everywhere or nowhere."""

    point: Matrix | str


class Evaluation:
    """One model of one context."""

    def __init__(self, context: Context, model: Model) -> None:
        self.context, self.model = context, model
        self.optimised: set[int] = set()  # the tokens of variables that an objective is least in

    def size(self, of: Any) -> int:
        return int(of.constant + sum(self.model.sizes[n] for n in of.names))

    def value(self, term: Term, local: dict[str, Any] | None = None) -> Matrix:
        """The matrix that a term is worth."""
        handler = getattr(self, "_" + term.op.replace("-", "_"), None)
        if handler is None:
            raise Unsupported(term.op)
        return handler(term, local or {})  # type: ignore[no-any-return]

    def one(self, term: Term, local: dict[str, Any]) -> Number:
        value = self.value(term, local)
        if len(value) != 1 or len(value[0]) != 1:
            raise Unsupported("a matrix for a number")
        return value[0][0]

    def _number(self, term: Term, local: dict[str, Any]) -> Matrix:
        return scalar(rational(term.data))

    def _constant(self, term: Term, local: dict[str, Any]) -> Matrix:
        return scalar(Number({(((term.data,), F(1)),): F(1)}))

    def _symbol(self, term: Term, local: dict[str, Any]) -> Matrix:
        if term.data in local:
            return local[term.data]  # type: ignore[no-any-return]
        definition = self.context.definitions.get(term.data)
        if definition is not None:
            return self.value(definition.body, local)
        if term.data not in self.model.values:
            raise Unsupported(f"no value for {term.data}")
        return self.model.values[term.data]

    def _dimension(self, term: Term, local: dict[str, Any]) -> Matrix:
        return scalar(rational(self.size(term.data)))

    def _identity(self, term: Term, local: dict[str, Any]) -> Matrix:
        return eye(self.size(term.sort.rows))

    def _zero(self, term: Term, local: dict[str, Any]) -> Matrix:
        return matrix([[0] * self.size(term.sort.cols)] * self.size(term.sort.rows))

    def _ones(self, term: Term, local: dict[str, Any]) -> Matrix:
        return matrix([[1] * self.size(term.sort.cols)] * self.size(term.sort.rows))

    def _add(self, term: Term, local: dict[str, Any]) -> Matrix:
        total = self.value(term.args[0], local)
        for arg in term.args[1:]:
            total = plus(total, self.value(arg, local))
        return total

    def _mul(self, term: Term, local: dict[str, Any]) -> Matrix:
        factor, rest = ONE, None
        for arg in term.args:
            value = self.value(arg, local)
            if arg.sort.is_scalar:
                factor = factor * value[0][0]
            else:
                rest = value if rest is None else tuple(tuple(_dot(r, c) for c in transposed(value)) for r in rest)
        return scalar(factor) if rest is None else tuple(tuple(factor * x for x in row) for row in rest)

    def _power(self, term: Term, local: dict[str, Any]) -> Matrix:
        base = self.value(term.args[0], local)
        if term.args[0].op == "constant" and term.args[0].data == "e":
            return scalar(exp(self.one(term.args[1], local)))
        exponent = self.one(term.args[1], local).rational
        if term.args[0].sort.is_scalar:
            return scalar(power(base[0][0], exponent))
        if exponent.denominator != 1:
            raise Unsupported("a root of a matrix")
        base = inverted(base) if exponent < 0 else base
        result = eye(len(base))
        for _ in range(abs(int(exponent))):
            result = times(result, base)
        return result

    def _transpose(self, term: Term, local: dict[str, Any]) -> Matrix:
        return transposed(self.value(term.args[0], local))

    def _trace(self, term: Term, local: dict[str, Any]) -> Matrix:
        value, total = self.value(term.args[0], local), NOUGHT
        for i in range(len(value)):
            total = total + value[i][i]
        return scalar(total)

    def _det(self, term: Term, local: dict[str, Any]) -> Matrix:
        return scalar(determinant(self.value(term.args[0], local)))

    def _exp(self, term: Term, local: dict[str, Any]) -> Matrix:
        return scalar(exp(self.one(term.args[0], local)))

    def _hadamard(self, term: Term, local: dict[str, Any]) -> Matrix:
        left, right = (self.value(a, local) for a in term.args)
        return tuple(tuple(x * y for x, y in zip(r, s, strict=True)) for r, s in zip(left, right, strict=True))

    def _block(self, term: Term, local: dict[str, Any]) -> Matrix:
        rows, cols = term.data
        made: list[tuple[Number, ...]] = []
        for r in range(rows):
            parts = [self.value(a, local) for a in term.args[r * cols : (r + 1) * cols]]
            made += [sum(row, ()) for row in zip(*parts, strict=True)]
        return tuple(made)

    def _entry(self, term: Term, local: dict[str, Any]) -> Matrix:
        places = [int(self.one(a, local).rational) - 1 for a in term.args[1:]]
        value = self.value(term.args[0], local)
        return scalar(value[places[0]][places[1] if len(places) > 1 else 0])

    def _function(self, term: Term, local: dict[str, Any]) -> Matrix:
        definition = self.context.definitions.get(term.data)
        if definition is None:
            raise Unsupported(f"the function {term.data}")
        values = {n: self.value(a, local) for (n, _), a in zip(definition.parameters, term.args, strict=True)}
        return self.value(definition.body, {**local, **values})

    # -- logarithms and laws -------------------------------------------------------------------------------------------------------

    def _log(self, term: Term, local: dict[str, Any]) -> Matrix:
        return scalar(self.logarithm(term.args[0], local))

    def logarithm(self, term: Term, local: dict[str, Any]) -> Number:
        """The logarithm of a term, taken apart so that densities of variables have one."""
        if term.op == "pdf":
            return self.log_density(term, local)
        if term.op == "mul" and any(a.op in ("pdf", "exp", "integral") for a in term.args):
            total = NOUGHT
            for arg in term.args:
                total = total + self.logarithm(arg, local)
            return total
        if term.op == "exp":
            return self.one(term.args[0], local)
        if term.op == "power" and term.args[1].op == "number" and term.args[0].op in ("pdf", "mul", "exp", "integral"):
            try:
                return self.logarithm(term.args[0], local).scaled(term.args[1].data)
            except Undefined:
                pass
        if term.op == "integral":
            return self.log_integral(term, local)
        return log(self.one(term, local))

    def _pdf(self, term: Term, local: dict[str, Any]) -> Matrix:
        return scalar(exp(self.log_density(term, local)))

    def log_density(self, term: Term, local: dict[str, Any]) -> Number:
        law = self.law(term.args[0], local)
        point: Matrix = sum((self.value(a, local) for a in term.args[1:]), ())
        if isinstance(law, Mixture):
            if not all(len(x.terms) == 1 and has(x, "z") and not any(g[1] in self.optimised for m in x.terms for g, _ in m) for row in point for x in row):
                raise Unsupported("an arbitrary density at a point")
            return generator("logp")
        away = plus(point, law.mean, -1)
        form = times(times(transposed(away), inverted(law.covariance)), away)[0][0]
        return (LOG_2_PI.scaled(F(len(point))) + log(determinant(law.covariance)) + form).scaled(F(-1, 2))

    def law(self, term: Term, local: dict[str, Any]) -> Normal | Mixture:
        """A law as a normal law, or a mixture."""
        if term.op == "gaussian":
            mean, covariance = (self.value(a, local) for a in term.args)
            if not is_definite(covariance):
                raise Undefined("a covariance that is none")
            return Normal(mean, covariance)
        if term.op in ("symbol", "function"):
            definition = self.context.definitions.get(term.data)
            if definition is None:
                return self.model.laws[term.data]
            values = {n: self.value(a, local) for (n, _), a in zip(definition.parameters, term.args, strict=True)}
            return self.law(definition.body, {**local, **values})
        if term.op == "arbitrary":
            return self.model.laws[term.data]
        if term.op in ("density", "normalised"):
            token, bound, size = self.variables(term.data)
            constant, slope, hessian = quadratic(self.logarithm(term.args[0], {**local, **bound}), token, size)
            covariance = inverted(tuple(tuple(x.scaled(F(-1)) for x in row) for row in hessian))
            if not is_definite(covariance):
                raise Undefined("no density")
            return Normal(times(covariance, slope) if size > 1 else scalar(covariance[0][0] * slope[0][0]), covariance)
        raise Unsupported(term.op)

    def variables(self, binding: Any) -> tuple[int, dict[str, Matrix], int]:
        """Variables that are integrated out: their token, their values, and how many there are."""
        token, at, bound = next(_tokens), 0, {}
        for name, sort in binding:
            rows, cols = self.size(sort.rows), self.size(sort.cols)
            bound[name] = tuple(tuple(generator("z", token, at + r * cols + c) for c in range(cols)) for r in range(rows))
            at += rows * cols
        return token, bound, at

    def _expectation(self, term: Term, local: dict[str, Any]) -> Matrix:
        law, (token, bound, _) = self.law(term.args[0], local), self.variables(term.data)
        value = self.value(term.args[1], {**local, **bound})
        return self.average(value, token, law)

    def average(self, value: Matrix, token: int, law: Normal | Mixture) -> Matrix:
        if isinstance(law, Normal):
            return tuple(tuple(averaged(x, token, law) for x in row) for row in value)
        if any(has(x, "logp") and has(x, "z") and any(("logp",) in dict(m) and len(m) > 1 for m in x.terms) for row in value for x in row):
            raise Unsupported("moments of a logarithm")
        parts = [(w, self.average(value, token, p)) for w, p in zip(law.weights, law.parts, strict=True)]
        total = tuple(tuple(NOUGHT for _ in row) for row in value)
        for weight, part in parts:
            total = plus(total, tuple(tuple(x.scaled(weight) for x in row) for row in part))
        return total

    def _variance(self, term: Term, local: dict[str, Any]) -> Matrix:
        law, (token, bound, _) = self.law(term.args[0], local), self.variables(term.data)
        value = self.value(term.args[1], {**local, **bound})
        away = plus(value, self.average(value, token, law), -1)
        return self.average(tuple(tuple(x[0] * y[0] for y in away) for x in away), token, law)

    def _kl(self, term: Term, local: dict[str, Any]) -> Matrix:
        law, (token, bound, _) = self.law(term.args[0], local), self.variables((("?z", term.args[0].sort.parts[0]),))
        if len(term.args[0].sort.parts) != 1:
            raise Unsupported("a divergence of joint laws")
        at = Term("symbol", (), "?z", term.args[0].sort.parts[0])
        p, q = (self.logarithm(Term("pdf", (a, at), None, Term("number", (), F(0), term.sort).sort), {**local, **bound}) for a in term.args)
        return self.average(scalar(p - q), token, law)

    def _integral(self, term: Term, local: dict[str, Any]) -> Matrix:
        return scalar(exp(self.log_integral(term, local)))

    def log_integral(self, term: Term, local: dict[str, Any]) -> Number:
        """The logarithm of the integral of the exponential of a quadratic form."""
        token, bound, size = self.variables(term.data)
        constant, slope, hessian = quadratic(self.logarithm(term.args[0], {**local, **bound}), token, size)
        precision = tuple(tuple(x.scaled(F(-1)) for x in row) for row in hessian)
        if not is_definite(precision):
            raise Undefined("the integral diverges")
        form = times(times(transposed(slope), inverted(precision)), slope)[0][0]
        return constant + (LOG_2_PI.scaled(F(size)) - log(determinant(precision)) + form).scaled(F(1, 2))

    # -- calculus ------------------------------------------------------------------------------------------------------------------

    def _derivative(self, term: Term, local: dict[str, Any]) -> Matrix:
        body, by = term.args
        if by.op == "power" and by.args[1].op == "number" and by.args[1].data == 2:
            root = self.value(by.args[0], local)[0][0]
            factor = power(root.scaled(F(2)), F(-1))
            inner = Term("derivative", (body, by.args[0]), term.data, body.sort)
            return tuple(tuple(x * factor for x in row) for row in self.value(inner, local))
        if by.op != "symbol":
            raise Unsupported(f"a derivative by {by.op}")
        point = self.value(by, local)
        cells = [(i, j) for i in range(len(point)) for j in range(len(point[0]))]
        slopes = {cell: self.slope(body, by.data, point, cell, local) for cell in cells}
        if body.sort.is_scalar:
            return tuple(tuple(slopes[i, j][0][0] for j in range(len(point[0]))) for i in range(len(point)))
        if by.sort.is_scalar:
            return slopes[0, 0]
        return tuple(tuple(slopes[i, 0][row][0] for i in range(len(point))) for row in range(len(slopes[0, 0])))

    def slope(self, body: Term, name: str, point: Matrix, cell: tuple[int, int], local: dict[str, Any]) -> Matrix:
        mark = ("eps", next(_tokens))
        moved = tuple(tuple(x + generator(*mark) if (i, j) == cell else x for j, x in enumerate(row)) for i, row in enumerate(point))
        value = self.value(body, {**local, name: moved})
        return tuple(tuple(_coefficient(x, mark) for x in row) for row in value)

    def _argmin(self, term: Term, local: dict[str, Any]) -> Matrix:
        found = self.minimisers(term, local).point
        if isinstance(found, str):
            raise Undefined(f"an objective that is least {found}")
        return found

    _argmax = _argmin

    def minimisers(self, term: Term, local: dict[str, Any]) -> Minimisers:
        """Of an objective that is quadratic."""
        token, bound, size = self.variables(term.data)
        self.optimised.add(token)
        value = self.one(term.args[0], {**local, **bound})
        _, slope, hessian = quadratic(value if term.op == "argmin" else value.scaled(F(-1)), token, size)
        flat = all(not x.terms for row in hessian for x in row)
        if flat:
            return Minimisers("everywhere" if all(not x.terms for row in slope for x in row) else "nowhere")
        if is_definite(hessian):
            solved = times(inverted(hessian), slope) if size > 1 else scalar(inverted(hessian)[0][0] * slope[0][0])
            return Minimisers(tuple(tuple(x.scaled(F(-1)) for x in row) for row in solved))
        if is_definite(tuple(tuple(x.scaled(F(-1)) for x in row) for row in hessian)):
            return Minimisers("nowhere")
        raise Unsupported("an indefinite objective")


def _coefficient(value: Number, mark: Generator) -> Number:
    found = {}
    for monomial, c in value.terms.items():
        if any(g == mark for g, _ in monomial):
            found[tuple((g, e) for g, e in monomial if g != mark)] = c
    return Number(found)
