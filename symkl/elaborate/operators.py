"""Named operators: logarithms, determinants, traces, and the readings their missing brackets leave open."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from symkl.elaborate import calculus, factorials, laws, moments
from symkl.elaborate.arithmetic import raise_to
from symkl.elaborate.diagonal import diagonal
from symkl.elaborate.nodes import items_of, key_of, strip, walk
from symkl.elaborate.reader import Reader
from symkl.kernel import term as t
from symkl.kernel.sort import SCALAR
from symkl.kernel.term import Term
from symkl.latex.syntax import Node

_MOMENTS = ("expectation", "variance", "covariance")
_KNOWN = ("sigmoid", "softplus", "tanh", "erf")
_OF_VALUES = ("max", "min")  # without a subscript: of the values in their brackets
_NAMES = {"entropy": "H", "kl": "KL", "normal": "\\mathcal{N}"}
#: the places of scripts (0 below, 1 above) that operators read by themselves
_SCRIPTS = {"normal": (0,), "sqrt": (0, 1), "gradient": (0, 1), "hessian": (0, 1), "argmin": (0,), "argmax": (0,), "min": (0,), "max": (0,)}


def operator(reader: Reader, node: Node) -> Term:
    """An operator and its argument."""
    whole = _WHOLE.get(node.text)
    if node.text in _OF_VALUES and _has_values(node):
        assert node.parts[2] is not None
        return _powered(reader, node, node.parts[2])
    if whole is not None:
        _refuse_scripts(reader, node)
        return whole(reader, node)
    if node.text not in _MOMENTS and node.text not in _FUNCTIONS and node.text not in _KNOWN:
        reader.fail(node, "unsupported", f"{node.text} cannot be read as a value")
    if node.parts[0] is not None and node.text not in {*_MOMENTS, "log"}:
        reader.fail(node.parts[0], "unsupported", f"{node.text} with a subscript cannot be read")
    argument = node.parts[2]
    if argument is None:
        key = node.spelling or node.text
        entry = reader.env.entries.get(key)
        if entry is not None and entry.kind not in ("announced", "dimension", "index", "function"):
            return t.symbol(entry.name, reader.shapes.sort(entry.sort))
        reader.fail(node, "missing-expression", f"{node.text} has nothing behind it")
    return _powered(reader, node, argument)


def _has_values(node: Node) -> bool:
    """Whether an optimum is that of several values, as in ``\\max(a, b)``, and not of a function of what stands below."""
    argument = node.parts[2]
    if argument is not None and _is_postfix(argument):
        argument = argument.parts[0]
    return node.parts[0] is None and argument is not None and argument.kind == "group" and len(items_of(argument)[0]) > 1


def _refuse_scripts(reader: Reader, node: Node) -> None:
    """A subscript or a superscript that an operator has no use for would be lost."""
    for place, script in enumerate(node.parts[:2]):
        if script is not None and place not in _SCRIPTS.get(node.text, ()):
            where = "superscript" if place else "subscript"
            reader.fail(script, "unsupported", f"{_NAMES.get(node.text, node.text)} with a {where} cannot be read")


def _powered(reader: Reader, node: Node, argument: Node) -> Term:
    """The operator's superscript, and a postfix behind the argument's bracket: of the value, or of the argument."""
    sup = node.parts[1]
    if argument.kind == "prime" and argument.text == "'" and reader.env.transposing_prime:
        argument = Node("transpose", argument.span, "T", argument.parts)
    if _is_postfix(argument):
        inner = argument.parts[0]
        assert inner is not None
        if node.text == "det" or len(items_of(inner)[0]) > 1 or reader.choose(2) == 0:  # a list has no power, and det (A^r) is (det A)^r
            value = _apply(reader, node, inner)
            value = reader.build.transpose(value) if argument.kind == "transpose" else raise_to(reader, value, _sup(argument))
        else:
            value = _apply(reader, node, argument)
    elif argument.kind == "product" and _doubtful(reader, argument) and reader.choose(2) == 1:
        first, rest = argument.parts[0], argument.parts[1:]
        assert first is not None
        behind = _rest(reader, argument, rest)
        if node.text in ("trace", "det") and not reader.build.is_scalar(behind):
            message = f"whether the {node.text} is of the first matrix or of the product cannot be told"
            reader.fail(node, "ambiguous-reading", message, "put brackets around what it is taken of")
        value = reader.build.mul([_apply(reader, node, first), behind])
    else:
        value = _apply(reader, node, argument)
    if sup is None:
        return value
    if node.text in ("expectation", "variance", "covariance"):
        reader.fail(node, "unsupported", "a superscript at this operator cannot be read")
    return raise_to(reader, value, sup)


def _is_postfix(argument: Node) -> bool:
    base = argument.parts[0] if argument.kind in ("script", "transpose") else None
    if argument.kind == "script" and (argument.parts[1] is not None or argument.parts[2] is None):
        return False
    return base is not None and base.kind == "group" and base.text in ("()", "[]", "{}")


def _sup(argument: Node) -> Node:
    sup = argument.parts[2]
    assert sup is not None
    return sup


def _doubtful(reader: Reader, product: Node) -> bool:
    r"""Whether a reader could doubt how far an operator reaches: not where a number stands first (\log 2\pi s^2), which by itself would
    stand before the operator, unless a space, a dot, a fraction or a bracket follows."""
    if product.parts[0] is not None and product.parts[0].kind != "number":
        return True
    for mark, left, right in zip(product.text[1:], product.parts, product.parts[1:], strict=False):
        if left is None or right is None:
            continue
        between = reader.source.text[left.span.end : right.span.start]
        if mark != " " or any(s in between for s in ("\\,", "\\;", "\\:", "\\ ", "~", "\\quad")):
            return True
        if right.kind == "group" and right.text in ("()", "[]") or right.kind in ("fraction", "big"):
            return True
    return False


def reaches_matrices(*sides: object) -> bool:
    """Whether a bare trace or determinant stands before a product: of the whole of it, or of its first factor."""
    found = (node for side in sides if isinstance(side, Node) for node in walk(side) if node.kind == "operator" and node.text in ("trace", "det"))
    return any(part is not None and part.kind == "product" for node in found for part in node.parts[2:])


def _rest(reader: Reader, product: Node, rest: tuple[Node | None, ...]) -> Term:
    marks = product.text[1:]
    if len(rest) == 1 and marks == "/":
        return t.inverse(reader.build.scalar(reader.read(rest[0]), "a denominator"))
    if len(rest) == 1:
        return reader.read(rest[0])
    first = rest[0]
    assert first is not None
    text = " " + marks[1:] if marks[0] != "/" else marks
    return reader.read(Node("product", product.span, text, rest))


def _apply(reader: Reader, node: Node, argument: Node) -> Term:
    if node.text in _MOMENTS:
        return moments.moment(reader, node, argument, node.text)
    if node.text in _OF_VALUES:
        return _extreme(reader, node, argument)
    value = reader.build.now(reader.read(argument))
    if node.text in _KNOWN:
        return t.function(node.text, SCALAR, reader.build.scalar(value, node.text))
    made = _FUNCTIONS[node.text](reader, value)
    return made if node.text != "log" or node.parts[0] is None else _to_base(reader, made, node.parts[0])


def _extreme(reader: Reader, node: Node, argument: Node) -> Term:
    """The greatest or the least of several numbers."""
    items, separators = items_of(argument)
    if set(separators) != {","}:
        reader.fail(argument, "unsupported", f"the values that {node.text} is taken of are parted by commas")
    read = [reader.build.now(reader.read(item)) for item in items]
    if any(not value.sort.is_scalar and not reader.build.is_open(value) for value in read):
        reader.fail(argument, "unsupported", f"{node.text} of vectors, entry by entry, cannot be read; write it of one entry")
    values = [reader.build.scalar(value, node.text) for value in read]
    return reduce(lambda one, other: t.function(node.text, SCALAR, one, other), values)


def _to_base(reader: Reader, value: Term, base: Node) -> Term:
    r"""A logarithm to the base that its subscript prints: ``\log_2 x`` is log x over log 2."""
    number = strip(base)
    if number.kind != "number" and (key_of(number) != "e" or "e" in reader.env.entries):
        reader.fail(base, "unsupported", "a logarithm to this base cannot be read")
    whole = reader.build.scalar(reader.read(number), "a base")
    return reader.build.mul([value, t.inverse(t.log(whole))])


def _log(reader: Reader, value: Term) -> Term:
    return _entrywise(reader, value, "log", t.log)


def _exp(reader: Reader, value: Term) -> Term:
    return _entrywise(reader, value, "exp", t.exp)


def _entrywise(reader: Reader, value: Term, name: str, make: Callable[[Term], Term]) -> Term:
    """Of a scalar; of a column, entry by entry."""
    if value.sort.is_vector and not reader.build.is_open(value):
        return t.elementwise(name, value)
    return make(reader.build.scalar(value, name))


_FUNCTIONS: dict[str, Callable[[Reader, Term], Term]] = {
    "log": _log,
    "exp": _exp,
    "det": lambda reader, value: reader.build.det(value),
    "trace": lambda reader, value: reader.build.trace(value),
}


def _is_at_least_zero(reader: Reader, value: Term) -> bool:
    """Whether a number cannot be negative by what is declared of its letters, as far as that is seen at once."""
    if value.op in ("number", "zero", "exp", "abs", "size", "pi", "e"):
        return value.op != "number" or bool(value.data >= 0)
    if value.op in ("add", "mul"):
        return all(_is_at_least_zero(reader, part) for part in value.args)
    if value.op in ("power", "inverse"):
        even = value.op == "power" and value.args[1].op == "number" and value.args[1].data % 2 == 0
        return even or _is_at_least_zero(reader, value.args[0])
    what = value.args[0] if value.op == "det" else value
    told = [f.relation for f in reader.env.facts if f.left == what and (f.right is t.ZERO or f.right.op == "zero")]
    return not {">", ">=", "succ", "succeq"}.isdisjoint(told)


def _sqrt(reader: Reader, node: Node) -> Term:
    index, sup, argument = node.parts
    value = reader.read(argument)
    if index is not None:
        if strip(index).kind != "number" or not strip(index).text.isdecimal():
            reader.fail(index, "unsupported", "this root cannot be read")
        if int(strip(index).text) % 2 and not _is_at_least_zero(reader, reader.build.now(value)):
            message = "an odd root is defined of what is negative, too, and a fractional power is not"
            reader.fail(node, "ambiguous-reading", message, "declare that what stands below it is positive, or write the power")
        value = reader.build.power(value, t.inverse(reader.read(index)))
    else:
        value = t.sqrt(reader.build.now(value)) if reader.build.is_scalar(value) else reader.build.power(value, t.HALF)
    return value if sup is None else raise_to(reader, value, sup)


_WHOLE: dict[str, Callable[[Reader, Node], Term]] = {
    "normal": laws.normal,
    "kl": moments.divergence,
    "entropy": moments.entropy,
    "sqrt": _sqrt,
    "diag": diagonal,
    "binomial": factorials.binomial,
    "gradient": calculus.gradient,
    "hessian": calculus.hessian,
    "argmin": calculus.optimum,
    "argmax": calculus.optimum,
    "min": calculus.optimum,
    "max": calculus.optimum,
}

__all__ = ["key_of", "operator"]
