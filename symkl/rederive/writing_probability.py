"""Laws, expectations and derivatives as Python text."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.sort import Sort
from symkl.kernel.term import Binding, Term, fresh, log, neg, pdf, substitute, subterms, symbol
from symkl.rederive.writing import ATOM, PRODUCT, Text, Unwritable, Writer, joined, unfolded, writes
from symkl.rederive.writing_algebra import quotient


def is_arbitrary(writer: Writer, law: Term) -> bool:
    """Whether nothing but the name of a law is known."""
    return law.op == "arbitrary" or (law.op in ("symbol", "function") and law.data not in writer.context.definitions)


def log_density(writer: Writer, law: Term, points: list[Term]) -> Text:
    """The log-density of a law at points."""
    if is_arbitrary(writer, law):
        arguments = [_spread(writer, p) for p in [*points, *law.args]]
        return Text(f'Function("log_{law.data}", real=True)({", ".join(arguments)})')
    if law.op in ("symbol", "function"):
        arguments = [writer.term(p).text for p in [*points, *law.args]]
        return Text(f"{writer.name(law.data, law.sort)}({', '.join(arguments)})")
    if law.op == "gaussian":
        inside = [writer.term(t).text for t in (points[0], *law.args)]
        return Text(f"{writer.helper('log_normal')}({', '.join(inside)})")
    if law.op in ("density", "normalised"):
        values = {name: p for (name, _), p in zip(law.data, points, strict=True)}
        top = log_of(writer, substitute(law.args[0], values))
        return top if law.op == "density" else joined([top, Text(f"-{log_integral(writer, law.data, law.args[0]).text}", PRODUCT)])
    raise Unwritable(law.op)


def _spread(writer: Writer, term: Term) -> str:
    text = writer.term(term)
    return text.text if term.sort.is_scalar else f"*{text.at(ATOM)}"


def log_integral(writer: Writer, variables: Binding, body: Term) -> Text:
    """The logarithm of an integral of an exponential."""
    renamed, body = renamed_apart(writer, variables, body)
    return Text(f"{writer.helper('log_integral')}({log_of(writer, body).text}, {variable_text(writer, renamed)})")


def renamed_apart(writer: Writer, variables: Binding, body: Term, taken: frozenset[str] = frozenset()) -> tuple[Binding, Term]:
    """Bound names that are no parameters of the function being written and that are not taken."""
    avoid = taken | set(writer.local)
    fresh_names: list[tuple[str, Sort]] = []
    for name, sort in variables:
        fresh_names.append((fresh(name, avoid) if name in avoid else name, sort))
    changes = {old: symbol(new, sort) for (old, _), (new, sort) in zip(variables, fresh_names, strict=True) if old != new}
    return tuple(fresh_names), substitute(body, changes)


def variable_text(writer: Writer, variables: Binding) -> str:
    """The variable of a law: one name, or the column of several."""
    names = [(writer.declare(name, sort), sort) for name, sort in variables]
    if any(sort.over for _, sort in variables):
        raise Unwritable("a law of a family")
    if len(names) == 1:
        return names[0][0]
    return "Matrix([" + ", ".join(n if s.is_scalar else f"*{n}" for n, s in names) + "])"


@writes("log")
def write_log(writer: Writer, term: Term) -> Text:
    """A logarithm: of a density its log-density."""
    return log_of(writer, term.args[0])


def log_of(writer: Writer, term: Term) -> Text:
    """The logarithm of a term, through products, powers and exponentials of what is positive by its form."""
    if term.op == "pdf":
        return log_density(writer, term.args[0], list(term.args[1:]))
    if term.op == "exp":
        return writer.term(term.args[0])
    if term.op == "integral" and positive_by_form(writer, term.args[0]):
        return log_integral(writer, term.data, term.args[0])
    if term.op == "power" and positive_by_form(writer, term.args[0]):
        exponent = term.args[1]
        number = exponent.data if exponent.op == "number" else Fraction(1)
        more = [] if exponent.op == "number" else [writer.term(exponent)]
        return quotient(number, [*more, log_of(writer, term.args[0])], [], [])
    if term.op == "mul" and any(positive_by_form(writer, a) for a in term.args):
        rest = [a for a in term.args if not positive_by_form(writer, a)]
        parts = [log_of(writer, a) for a in term.args if positive_by_form(writer, a)]
        return joined(parts + ([_plain_log(writer, rest[0] if len(rest) == 1 else Term("mul", tuple(rest), None, term.sort))] if rest else []))
    return _plain_log(writer, term)


def _plain_log(writer: Writer, term: Term) -> Text:
    return Text(f"{writer.helper('ln')}({writer.term(term).text})")


def positive_by_form(writer: Writer, term: Term) -> bool:
    """Whether a term is a density, an exponential, or made of such."""
    if term.op in ("pdf", "exp"):
        return True
    if term.op in ("power", "integral"):
        return positive_by_form(writer, term.args[0])
    return term.op == "mul" and all(positive_by_form(writer, a) for a in term.args)


@writes("pdf")
def write_density(writer: Writer, term: Term) -> Text:
    """A density's value."""
    return Text(f"exp({log_of(writer, term).text})")


@writes("integral")
def write_integral(writer: Writer, term: Term) -> Text:
    """An integral of an exponential."""
    if not positive_by_form(writer, term.args[0]):
        raise Unwritable("an integral")
    return Text(f"exp({log_of(writer, term).text})")


@writes("expectation")
def write_expectation(writer: Writer, term: Term) -> Text:
    """An expectation under the law's log-density; under an arbitrary law, in free symbols."""
    law, body = term.args
    variables, body = renamed_apart(writer, term.data, body, law.free)
    own = variable_text(writer, variables)
    suffix = "" if term.sort.is_scalar else "_of_matrix"
    inside = writer.term(body)
    if is_arbitrary(writer, law):
        if law.args:
            raise Unwritable("an arbitrary conditional law")
        if any(law in subterms(side) for e in writer.facts.equations for side in (e.left, e.right)):
            raise Unwritable("an arbitrary law with given moments")
        return Text(f'{writer.helper("moment" + suffix)}("{law.data}", {inside.text}, {own})')
    if not polynomial_in(body, frozenset(n for n, _ in variables)):
        raise Unwritable("an expectation of what is no polynomial")
    density = log_density(writer, law, [symbol(n, s) for n, s in variables])
    value = f"Integer({inside.text})" if inside.whole else inside.text
    return Text(f"{writer.helper('expectation' + suffix)}({value}, {own}, {density.text})")


def polynomial_in(term: Term, names: frozenset[str]) -> bool:
    """Whether names stand in a term only where a polynomial, or the log-density of a normal law, may have them."""
    if names.isdisjoint(term.free):
        return True
    if term.op == "log":
        return term.args[0].op in ("pdf", "mul", "power", "exp", "product", "integral")
    if term.op == "power" and not (term.args[1].op == "number" and term.args[1].data >= 0 and term.args[1].data.denominator == 1):
        return False
    return term.op not in ("exp", "pdf", "map", "function", "abs", "det") and all(polynomial_in(a, names) for a in term.args)


@writes("kl", "entropy", "cross-entropy")
def write_divergence(writer: Writer, term: Term) -> Text:
    """As the expectation that it stands for."""
    p, q = term.args[0], term.args[-1]
    names = ("z", "w") if len(p.sort.parts) > 1 else ("z",)
    variables = tuple(zip(names, p.sort.parts, strict=True))
    points = [symbol(n, s) for n, s in variables]
    own, other = log(pdf(p, *points)), log(pdf(q, *points))
    body = {"kl": lambda: Term("add", (own, neg(other)), None, own.sort), "entropy": lambda: neg(own), "cross-entropy": lambda: neg(other)}
    return write_expectation(writer, Term("expectation", (p, body[term.op]()), variables, own.sort))


@writes("derivative")
def write_derivative(writer: Writer, term: Term) -> Text:
    """A derivative by symbols; by a positive definite matrix through independent entries."""
    body, by = term.args
    base = by.args[0] if by.op == "power" else by
    root = base.args[0] if base.op in ("entry", "member") else base
    if root.op != "symbol" or root.data in writer.context.definitions:
        raise Unwritable("a derivative by something that is defined")
    if by.op == "power":
        name = writer.term(base).text
        return Text(f"diff({writer.term(body).text}, {name}) / diff({writer.term(by).text}, {name})", PRODUCT)
    if writer.facts.marks.get(root.data, frozenset()) & {"definite", "semidefinite", "symmetric"} and not root.sort.is_scalar:
        if base is not root or term.data == "symmetric" or not body.sort.is_scalar:
            raise Unwritable("a derivative by a symmetric matrix")
        return _by_matrix(writer, unfolded(body, writer.context), by)
    if body.sort.is_scalar:
        return Text(f"{writer.helper('gradient')}({writer.term(body).text}, {writer.term(by).text})")
    if by.sort.is_scalar:
        return Text(f"{writer.term(body).at(ATOM)}.diff({writer.term(by).text})")
    return Text(f"{writer.helper('jacobian')}({writer.term(body).text}, {writer.term(by).text})")


def _by_matrix(writer: Writer, body: Term, by: Term) -> Text:
    value = writer.term(by).text
    outer = dict(writer.local)
    writer.local[by.data] = value
    text = f"{writer.helper('gradient_by_matrix')}(lambda {value}: {writer.term(body).text}, {value})"
    writer.local = outer
    return Text(text)


@writes("at")
def write_at(writer: Writer, term: Term) -> Text:
    """Values put in for symbols."""
    values = [writer.term(v) for v in term.args[1:]]
    variables, body = renamed_apart(writer, term.data, term.args[0])
    pairs = []
    for (name, sort), value in zip(variables, values, strict=True):
        if sort.over:
            raise Unwritable("a value put in for a family")
        own = writer.declare(name, sort)
        pairs.append(f"{own}: {value.text}" if sort.is_scalar else f"**dict(zip({own}, {value.text}))")
    return Text(f"{writer.term(body).at(ATOM)}.subs({{{', '.join(pairs)}}}, simultaneous=True)")
