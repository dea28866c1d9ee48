"""The plain operators as Python text."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.sort import SCALAR, Sort
from symkl.kernel.term import Term
from symkl.rederive.writing import ATOM, POWER, PRODUCT, SUM, Text, Unwritable, Writer, joined, writes


def rational(value: Fraction) -> Text:
    """A number; a fraction as SymPy's own."""
    if value.denominator == 1:
        return Text(str(value.numerator), ATOM if value >= 0 else PRODUCT, True)
    return Text(f"Rational({value.numerator}, {value.denominator})")


@writes("number", "constant", "dimension", "index")
def write_number(writer: Writer, term: Term) -> Text:
    """Numbers, pi and e, dimensions and indices."""
    if term.op == "number":
        return rational(term.data)
    if term.op == "constant":
        return Text("pi" if term.data == "pi" else "E")
    if term.op == "dimension":
        return writer.size(term.data)
    return Text(writer.local.get(term.data[0]) or writer.declare(term.data[0], SCALAR), ATOM, True)


@writes("identity", "zero", "ones")
def write_constant_matrix(writer: Writer, term: Term) -> Text:
    """``eye``, ``zeros`` and ``ones``."""
    rows, cols = writer.size(term.sort.rows).text, writer.size(term.sort.cols).text
    if term.op == "identity":
        return Text(f"eye({rows})")
    return Text(f"{'zeros' if term.op == 'zero' else 'ones'}({rows}, {cols})")


@writes("symbol")
def write_symbol(writer: Writer, term: Term) -> Text:
    """A name."""
    if term.sort.kind == "law":
        raise Unwritable("a law as a value")
    return Text(writer.name(term.data, term.sort))


@writes("add")
def write_sum(writer: Writer, term: Term) -> Text:
    """A sum, signs in front."""
    return joined([writer.term(a) for a in term.args])


@writes("mul")
def write_product(writer: Writer, term: Term) -> Text:
    """Numbers and what divides are gathered; matrices stay in their order, and a product of them that is a number gives its entry."""
    number, above, below = Fraction(1), [], []
    chain: list[Text] = []
    sort = SCALAR
    for factor in flattened(term):
        if factor.op == "number":
            number *= factor.data
        elif factor.sort.is_scalar and factor.op == "power" and factor.args[1].op == "number" and factor.args[1].data == -1:
            below.append(writer.term(factor.args[0]))
        elif factor.sort.is_scalar:
            above.append(writer.term(factor))
        else:
            chain.append(writer.term(factor))
            sort = factor.sort if sort.is_scalar else Sort(sort.rows, factor.sort.cols)
            if sort.is_scalar:
                above.append(Text(f"{writer.helper('entry')}({' * '.join(t.at(PRODUCT) for t in chain)})"))
                chain = []
    return quotient(number, above, below, chain)


def flattened(term: Term) -> list[Term]:
    """The factors, those of scalar factors included."""
    found: list[Term] = []
    for factor in term.args:
        found.extend(flattened(factor) if factor.op == "mul" and factor.sort.is_scalar else [factor])
    return found


def quotient(number: Fraction, above: list[Text], below: list[Text], chain: list[Text]) -> Text:
    """``number * above * chain / below`` without a quotient of Python ints."""
    sign, size = ("-" if number < 0 else ""), abs(number)
    top = above + chain
    if all(t.whole for t in top + below) and (below or size.denominator != 1):
        upper = " * ".join([str(size.numerator)] * (size.numerator != 1 or not top) + [t.at(PRODUCT) for t in top])
        lower = " * ".join([str(size.denominator)] * (size.denominator != 1 or not below) + [t.at(PRODUCT) for t in below])
        return Text(f"{sign}Rational({upper}, {lower})", PRODUCT if sign else ATOM)
    factors = [str(size.numerator)] * (size.numerator != 1 or not top) + [t.at(PRODUCT) for t in top]
    divisors = [str(size.denominator)] * (size.denominator != 1) + [t.at(POWER) for t in below]
    text = sign + " * ".join(factors) + "".join(f" / {each}" for each in divisors)
    tight = len(factors) == 1 and not divisors and not sign
    return Text(text, top[0].binds if tight and top else ATOM if tight else PRODUCT, all(t.whole for t in top) and not divisors)


@writes("power")
def write_power(writer: Writer, term: Term) -> Text:
    """Powers, inverses and roots."""
    base, exponent = term.args
    text = writer.term(base)
    if not base.sort.is_scalar:
        if exponent.op == "number" and exponent.data == -1:
            return Text(f"{text.at(ATOM)}.inv()")
        if exponent.op != "number" or exponent.data.denominator != 1:
            raise Unwritable("a root of a matrix")
        return Text(f"{text.at(ATOM)} ** {exponent.data}", POWER)
    if exponent.op == "number" and exponent.data == Fraction(1, 2):
        return Text(f"sqrt({text.text})")
    if exponent.op == "number" and exponent.data == -1:
        return Text(f"Rational(1, {text.text})") if text.whole else Text(f"1 / {text.at(POWER)}", PRODUCT)
    own = f"Integer({text.text})" if text.whole else text.at(ATOM)
    return Text(f"{own} ** {writer.term(exponent).at(ATOM)}", POWER)


@writes("transpose", "trace", "det", "diag", "diagonal")
def write_matrix_operation(writer: Writer, term: Term) -> Text:
    """Methods of a matrix."""
    inside = writer.term(term.args[0])
    if term.args[0].sort.is_scalar:
        return inside
    if term.op == "diag":
        return Text(f"diag(*{inside.at(ATOM)})")
    if term.op == "diagonal":
        return Text(f"{inside.at(ATOM)}.diagonal().T")
    return Text(inside.at(ATOM) + {"transpose": ".T", "trace": ".trace()", "det": ".det()"}[term.op])


@writes("exp", "abs")
def write_function(writer: Writer, term: Term) -> Text:
    """A function of a number."""
    return Text(f"{'exp' if term.op == 'exp' else 'Abs'}({writer.term(term.args[0]).text})")


@writes("map")
def write_elementwise(writer: Writer, term: Term) -> Text:
    """A function of every entry."""
    if term.data not in ("exp", "log", "sqrt", "tanh"):
        raise Unwritable(term.data)
    return Text(f"{writer.term(term.args[0]).at(ATOM)}.applyfunc({writer.helper('ln') if term.data == 'log' else term.data})")


@writes("hadamard")
def write_hadamard(writer: Writer, term: Term) -> Text:
    """The elementwise product."""
    text = writer.term(term.args[0]).at(ATOM)
    for factor in term.args[1:]:
        text = f"{text}.multiply_elementwise({writer.term(factor).text})"
    return Text(text)


def position(writer: Writer, at: Term) -> str:
    """A 1-based position as Python counts it."""
    return str(at.data.numerator - 1) if at.op == "number" else f"{writer.term(at).at(SUM)} - 1"


@writes("entry", "member")
def write_entry(writer: Writer, term: Term) -> Text:
    """Entries of vectors and matrices, members of families."""
    base = writer.term(term.args[0]).at(ATOM)
    places = [position(writer, a) for a in term.args[1:]]
    return Text(f"{base}[{', '.join(places)}]" if term.op == "entry" else base + "".join(f"[{p}]" for p in places))


@writes("block")
def write_block(writer: Writer, term: Term) -> Text:
    """A matrix given by its blocks."""
    rows, cols = term.data
    grid = [[writer.term(a).text for a in term.args[r * cols : (r + 1) * cols]] for r in range(rows)]
    if cols == 1 and all(a.sort.is_scalar for a in term.args):
        return Text(f"Matrix([{', '.join(row[0] for row in grid)}])")
    return Text("Matrix([" + ", ".join(f"[{', '.join(row)}]" for row in grid) + "])")


@writes("sum", "product", "sum-between", "product-between")
def write_sum_over(writer: Writer, term: Term) -> Text:
    """A sum or product over an index."""
    name, over = term.data[0]
    identifier = writer.declare("index " + name, SCALAR)
    first, last = "1", writer.size(over).text
    if term.op in ("sum-between", "product-between"):
        first, last = (writer.term(a).text for a in term.args[:2])
    outer = dict(writer.local)
    writer.local[name] = identifier
    body = writer.term(term.args[-1])
    writer.local = outer
    loop = f"{body.text} for {identifier} in range({first}, {last} + 1)"
    if term.op in ("product", "product-between"):
        return Text(f"prod({loop})")
    start = "" if term.sort.is_scalar else f", zeros({writer.size(term.sort.rows).text}, {writer.size(term.sort.cols).text})"
    return Text(f"sum(({loop}){start})" if start else f"sum({loop})", ATOM, body.whole)


@writes("function")
def write_application(writer: Writer, term: Term) -> Text:
    """A defined function of its arguments."""
    if term.data not in writer.context.definitions:
        raise Unwritable("an arbitrary function")
    return Text(f"{writer.name(term.data, term.sort)}({', '.join(writer.term(a).text for a in term.args)})")


