"""Derivatives, gradients, optima."""

from __future__ import annotations

from symkl.elaborate.bare_functions import of_bare_function
from symkl.elaborate.domains import domain
from symkl.elaborate.named_after import refuse_slope
from symkl.elaborate.nodes import TRANSPOSES, items_of, key_of, split_bar, strip, walk
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import NOWHERE, Names, ReadingError
from symkl.kernel import term as t
from symkl.kernel.sort import ONE, SCALAR, SortError
from symkl.kernel.term import Term
from symkl.latex.names import function_of
from symkl.latex.syntax import Node

_VARIABLES = ("symbol", "member", "entry", "power")


def derivative(reader: Reader, node: Node) -> Term:
    r"""``\frac{\partial f}{\partial x}``, nested for each variable; the last variable printed is taken first."""
    body_node, *by_nodes = node.parts
    if body_node is None:
        reader.fail(node, "missing-expression", "a derivative of nothing")
    value = reader.build.now(reader.read(body_node))
    variables = [_through_inverse(reader, value, by_variable(reader, b)) for b in by_nodes]
    value, put_in = as_variables(reader, value, variables, node)
    for variable in reversed(variables):
        refuse_slope(reader, node, value, variable)
        row_by_row = reader.env.layout == "numerator" and value.sort.is_scalar and ONE not in (variable.sort.rows, variable.sort.cols)
        value = derive(reader, value, put_in.get(variable, variable))
        value = reader.build.transpose(value) if row_by_row else value
    return at_values(value, put_in)


def by_variable(reader: Reader, node: Node | None) -> Term:
    """What a derivative is by: a name, a member, an entry, or the square of a name as one symbol."""
    if node is None:
        raise SortError("a derivative by nothing")
    term = reader.build.now(reader.read(strip(node)))
    if term.op == "transpose":
        term = term.args[0]
    if term.op == "block" or _is_inverse(reader, term):
        return term
    column = _column_of(reader, term, node)
    if column is not None:
        return column
    if not _is_variable(term):
        reader.fail(node, "unsupported", "a derivative can be taken by a name, an entry, or the square of a name")
    if term.op == "symbol" and term.data in reader.env.definitions:
        reader.note("derivative-by-definition", f"{term.data} is defined, and stands as a variable here", node.span)
    return term


def _column_of(reader: Reader, by: Term, node: Node) -> Term | None:
    r"""The column by which one differentiates with ``\theta = (\mu, \sigma^2)^T``: names and squares of names; None of anything else."""
    definition = reader.env.definitions.get(by.data) if by.op == "symbol" else None
    if definition is None or definition.body.op != "block" or definition.body.data[1] != 1 or all(p.op == "symbol" for p in definition.body.args):
        return None
    parts = definition.body.args
    apart = sum(len(part.free) for part in parts) == len(frozenset().union(*(part.free for part in parts)))  # of a and a^2 neither is held fixed
    if all(part.sort.is_scalar for part in parts) and not (apart and all(map(_is_variable, parts))):
        reader.fail(node, "unsupported", "by a column of numbers a derivative is taken only where these are names, or squares of names, of their own")
    return definition.body if all(map(_is_variable, parts)) else None


def _is_variable(term: Term) -> bool:
    return term.op in _VARIABLES and (term.op != "power" or term.args[0].op in _VARIABLES[:3] and term.args[1] == t.TWO)


def _is_inverse(reader: Reader, by: Term) -> bool:
    """Whether a derivative is by the inverse of a matrix that no definition says."""
    if by.op != "power" or by.args[1] != t.MINUS or by.args[0].op != "symbol" or by.sort.is_scalar:
        return False
    return by.args[0].data not in reader.env.definitions


def _through_inverse(reader: Reader, value: Term, by: Term) -> Term:
    r"""For a name that is defined as an inverse, ``\Lambda = \Sigma^{-1}``, the inverse itself, where the value speaks of the matrix alone."""
    definition = reader.env.definitions.get(by.data) if by.op == "symbol" else None
    if definition is None or not _is_inverse(reader, definition.body):
        return by
    speaks_of_it = by.data in reader.env.see_through(value, frozenset((by.data,))).free
    return by if speaks_of_it or definition.body.args[0].data not in reader.env.unfolded_free(value) else definition.body


def as_variables(reader: Reader, value: Term, variables: list[Term], node: Node) -> tuple[Term, dict[Term, Term]]:
    """What is defined stands for a variable where a derivative is taken by it: the value with a name in its place, and which."""
    put_in: dict[Term, Term] = {}
    for by in dict.fromkeys(variables):
        definition = reader.env.definitions.get(by.data) if by.op == "symbol" else None
        if definition is None or definition.body.op == "block":
            continue
        value = reader.env.see_through(value, frozenset((by.data,)))
        name = t.fresh(by.data, set(reader.env.symbols) | value.free)
        put_in[by] = t.symbol(name, by.sort)
        value = t.substitute(value, {by.data: put_in[by]})
        within = reader.env.unfolded_free(definition.body)
        if within & reader.env.unfolded_free(value) and not _is_called(value):
            reader.fail(node, "unsupported", f"{by.data} is defined, and what it is made of stands beside it: say which is held fixed")
    return value, put_in


def _is_called(value: Term) -> bool:
    """Whether a value is a function or a density at its arguments, which are variables by themselves, or the log of one."""
    return value.op in ("pdf", "function") or value.op == "log" and value.args[0].op in ("pdf", "function")


def at_values(value: Term, put_in: dict[Term, Term]) -> Term:
    """A derivative at the values that the names put in stand for."""
    if not put_in:
        return value
    return t.at(tuple((n.data, n.sort) for n in put_in.values()), value, *put_in)


def derive(reader: Reader, value: Term, by: Term) -> Term:
    """The derivative by one variable; by a column of named entries, the column of the derivatives; by an inverse, through the matrix itself."""
    if _is_inverse(reader, by):
        return _by_inverse(reader, value, by.args[0], "symmetric" if reader.env.symmetric else "free")
    if by.op == "block":
        rows, cols = by.data
        if not value.sort.is_scalar:
            return _by_entries(reader, reader.build.now(value), by)
        return reader.build.block(rows, cols, [derive(reader, value, reader.build.now(p)) for p in by.args])
    if any(_is_of_another(reader, one, value, by) for one in t.subterms(value)):
        raise ReadingError("unsupported", f"a function stands here without what it is taken of, perhaps {by.data}: print that", NOWHERE)
    if value.sort.kind != "value" or value.sort.is_scalar or by.sort.is_scalar:
        return t.derivative(value, by, "symmetric" if reader.env.symmetric else "free")
    return _jacobian(reader, value, by)


def _is_of_another(reader: Reader, part: Term, value: Term, by: Term) -> bool:
    """Whether a part of a value is a function printed without its arguments that is not taken of what one differentiates by, though it could be."""
    if part.op != "function" or part.data not in reader.bare or by in part.args or not part.free & value.free:
        return False
    return any(reader.shapes.same(a.sort, by.sort) for a in part.args)


def _jacobian(reader: Reader, value: Term, by: Term) -> Term:
    """The derivative of a vector by a column in the layout that the sheet says; else a column's by rows, a row's by columns.

    What has more than two indices (the derivative of a matrix by a column) is mathematics all the same, and is not read.
    """
    value = reader.build.now(value)
    is_row = value.sort.rows == ONE
    if by.sort.cols != ONE or not is_row and value.sort.cols != ONE:
        raise ReadingError("unsupported", f"the derivative of {value.sort} by {by.sort} is no matrix", NOWHERE)
    found = t.derivative(t.transpose(value) if is_row else value, by)
    return t.transpose(found) if reader.env.layout == "denominator" or is_row and reader.env.layout != "numerator" else found


def _by_entries(reader: Reader, value: Term, by: Term) -> Term:
    """The derivative of a column by a column of named numbers, in the layout of any other Jacobian."""
    if value.op != "block" or value.data[1] != 1 or by.data[1] != 1 or not all(p.sort.is_scalar for p in (*value.args, *by.args)):
        raise ReadingError("unsupported", "the derivative of a vector by a column of named entries cannot be read", NOWHERE)
    entries = [derive(reader, part, reader.build.now(p)) for part in value.args for p in by.args]
    found = reader.build.block(value.data[0], by.data[0], entries)
    return reader.build.transpose(found) if reader.env.layout == "denominator" else found


def _by_inverse(reader: Reader, value: Term, matrix: Term, convention: str) -> Term:
    r"""The chain rule: with free entries, ``\partial f / \partial X^{-1} = -X^T (\partial f / \partial X) X^T``."""
    if convention != "free" or not value.sort.is_scalar:
        raise SortError("a derivative by an inverse is read of a scalar, with entries that vary freely")
    value = reader.env.see_through(value, frozenset((matrix.data,)))
    turned = reader.build.transpose(matrix)
    return t.neg(t.mul(turned, t.derivative(value, matrix, convention), turned))


def gradient(reader: Reader, node: Node) -> Term:
    r"""``\nabla_x f`` in the shape of x; of a vector, its Jacobian."""
    sub, sup, argument = node.parts
    if sub is None and sup is None and argument is not None and (slope := slope_at(reader, argument, 1)) is not None:
        return slope
    sub = sub or _only_argument(reader, argument)
    if sub is None and sup is None and argument is not None and (column := _by_all(reader, argument)) is not None:
        return column
    own = of_bare_function(reader, argument) if sub is None else None
    if argument is None or sub is None and own is None:
        reader.fail(node, "unsupported", "a gradient needs its variable as a subscript, and something behind it")
    second, row = sup is not None and strip(sup).text == "2", _is_row(reader, sup)
    if sup is not None and not second and not row:
        reader.fail(node, "unsupported", "this power of a gradient cannot be read")
    if row:
        if not reader.build.now(reader.read(argument)).sort.is_scalar:
            reader.fail(node, "ambiguous-reading", "of a vector this is its divergence, or a transposed matrix", "write the sum of the derivatives")
        return reader.build.transpose(gradient(reader, Node("operator", node.span, node.text, (sub, None, argument), node.spelling)))
    by = own if own is not None else by_variable(reader, sub)
    inside = _without_transpose(argument)
    turned = inside is not None and reader.choose(2) == 0
    value = reader.build.now(reader.read(inside if turned else argument))
    by = _through_inverse(reader, value, by)
    value, put_in = as_variables(reader, value, [by], node)
    refuse_slope(reader, node, value, by)
    by = put_in.get(by, by)
    value = derive(reader, value, by)
    value = at_values(derive(reader, value, by) if second else value, put_in)
    return reader.build.transpose(value) if turned else value


def _is_row(reader: Reader, sup: Node | None) -> bool:
    """Whether a gradient is printed as a row: ``\\nabla^T``."""
    key = None if sup is None else sup.text.strip() if sup.kind == "text" else key_of(strip(sup))
    return key in TRANSPOSES and key not in reader.env.entries


def _only_argument(reader: Reader, argument: Node | None) -> Node | None:
    r"""The variable of ``\nabla f(x)``, ``\nabla \log p(x)``: what the functions and densities behind it are called with, if that is one name."""
    found: dict[str, Node] = {}
    for node in walk(argument) if argument is not None else ():
        called = function_of(node)
        if called is None or node.parts[1] is None or not is_called(reader, called):
            continue
        variables, _ = split_bar(node.parts[1])
        found.update((key_of(strip(v)) or "", strip(v)) for v in variables)
    return next(iter(found.values())) if len(found) == 1 and "" not in found else None


def _by_all(reader: Reader, argument: Node) -> Term | None:
    r"""``\nabla F``, ``\nabla F(m, v)``: the column of the derivatives of a defined function by its arguments; None for anything else."""
    called = function_of(argument)
    entry = reader.env.entries.get(key_of(called if called is not None else strip(argument)) or "")
    if entry is None or entry.kind != "function" or entry.name not in reader.env.definitions or len(entry.parameters) < 2:
        return None
    value = reader.build.now(reader.read(argument))
    if value.op != "function" or value.args != tuple(t.symbol(n, reader.shapes.sort(s)) for n, s in entry.parameters):
        return None
    if not value.sort.is_scalar or any(p.sort.cols != ONE or p.sort.over for p in value.args):
        return None
    return derive(reader, value, reader.build.block(len(value.args), 1, list(value.args)))


def slope_at(reader: Reader, argument: Node, times: int) -> Term | None:
    r"""``\nabla f(m + L z)``: the gradient of a function of one variable, at a value that is no lone name; None for anything else."""
    called, argument = function_of(argument), strip(argument)
    entry = reader.env.entries.get(key_of(called) or "") if called is not None else None
    if entry is None or entry.kind != "function" or len(entry.parameters) != 1 or key_of(strip(argument.parts[1] or argument)) is not None:
        return None
    value = reader.build.now(reader.read(argument))
    if value.op != "function" or value.args[0].op == "symbol":
        return None
    return derivative_at(reader, value, times)


def derivative_at(reader: Reader, value: Term, times: int = 1) -> Term:
    """The derivative of a function of one variable, at the value that it is taken of."""
    name = t.fresh("x", set(reader.env.symbols) | value.free)
    point = value.args[0]
    by = t.symbol(name, reader.build.now(point).sort)
    result = t.function(value.data, value.sort, by)
    for _ in range(times):
        result = derive(reader, result, by)
    return t.at(((name, by.sort),), result, point)


def is_called(reader: Reader, head: Node) -> bool:
    """Whether a name is that of a declared function or density."""
    entry = reader.env.entries.get(key_of(head) or "")
    return entry is not None and entry.kind == "function" or bool(reader.env.of_head(key_of(head) or "?"))


def _without_transpose(argument: Node) -> Node | None:
    r"""What stands behind the gradient in ``\nabla_x \log p(x)^T``, where the T may belong to the gradient; None without one."""
    if argument.kind == "transpose" and argument.parts[0] is not None:
        return argument.parts[0]
    if argument.kind == "group" and argument.text in ("()", "[]", "") and argument.parts[0] is not None:
        return _without_transpose(argument.parts[0])
    if argument.kind == "operator" and argument.text == "gradient" and argument.parts[1] is not None and argument.parts[1].text.strip() in TRANSPOSES:
        return Node(argument.kind, argument.span, argument.text, (argument.parts[0], None, argument.parts[2]), argument.spelling)
    if argument.kind in ("operator", "product") and argument.parts and argument.parts[-1] is not None:
        last = _without_transpose(argument.parts[-1])
        return None if last is None else Node(argument.kind, argument.span, argument.text, (*argument.parts[:-1], last), argument.spelling)
    return None


def hessian(reader: Reader, node: Node) -> Term:
    """The matrix of second derivatives."""
    sub, _, argument = node.parts
    if sub is None and argument is not None and (bent := slope_at(reader, argument, 2)) is not None:
        return bent
    sub = sub or _only_argument(reader, argument)
    own = of_bare_function(reader, argument) if sub is None else None
    if argument is None or sub is None and own is None:
        reader.fail(node, "unsupported", "a Hessian needs its variable as a subscript, and something behind it")
    by = own if own is not None else by_variable(reader, sub)
    return derive(reader, derive(reader, reader.build.now(reader.read(argument)), by), by)


def optimum(reader: Reader, node: Node) -> Term:
    r"""``\operatorname{argmin}_x f``, ``\max_x f``: everything that depends on x is seen through."""
    sub, _, argument, *beside = node.parts
    if sub is None or argument is None:
        reader.fail(node, "unsupported", "an optimum needs its variable as a subscript, and an objective behind it")
    items = [_over_all(reader, item) for item in items_of(sub)[0]]
    keys = [key_of(strip(i)) for i in items if i.kind != "relation"] or [key_of(strip(i.parts[0])) for i in items if i.parts[0] is not None]
    variables = [reader.build.now(reader.read(i)) for i, k in zip(items, keys, strict=False) if k is not None]
    if not variables or any(v.op != "symbol" for v in variables) or len(variables) > 1 and len(set(variables)) != len(items):
        reader.fail(sub, "unsupported", "an optimum can be taken over declared names")
    names = tuple((v.data, v.sort) for v in variables)
    body = reader.env.see_through(reader.build.now(reader.read(argument)), frozenset(n for n, _ in names))
    op = {"argmin": "argmin", "argmax": "argmax", "min": "minimum", "max": "maximum"}[node.text]
    claimed = [reader.build.alike(reader.read(one), of, "a claimed optimum")[0] for one, of in zip(beside, variables[1:], strict=False)]
    return t.optimum(op, names, reader.build.scalar(body, node.text), *claimed)


def _over_all(reader: Reader, item: Node) -> Node:
    r"""``x`` for ``x \in \mathbb{R}^n``, where that is all that is declared of x: then the set says nothing more."""
    variable, place = item.parts if item.kind == "relation" and item.text == "in" else (None, None)
    if variable is None or place is None or key_of(strip(variable)) is None:
        return item
    value = reader.build.now(reader.read(variable))
    sizes = [reader.env.entries.get(key_of(n) or "") for n in walk(place) if n.kind == "name" and key_of(n) not in ("\\mathbb{R}", "\\mathbf{R}")]
    if value.op != "symbol" or any(entry is None or entry.kind != "dimension" for entry in sizes):
        return item
    found = domain(reader.env, Names(), 0, place)
    bounded = found.kind != "value" or found.sign or found.definite or found.between
    if bounded or reader.shapes.sort(found.sort) != value.sort or any(value.data in f.left.free | f.right.free for f in reader.env.facts):
        reader.fail(item, "unsupported", "an optimum is taken over everything that its variable is declared to be, and this set is another")
    return variable


def other_layout(left: Term, right: Term) -> Term | None:
    """The left side in the other layout, where that is what the right side is printed in."""
    if left.sort != right.sort and left.sort.transposed == right.sort and any(s.op == "derivative" for s in t.subterms(left)):
        return t.transpose(left)
    return None


__all__ = ["ONE", "SCALAR", "by_variable", "derivative", "derive", "gradient", "hessian", "optimum", "other_layout"]
