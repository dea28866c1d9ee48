"""Functions that a formula defines by their values: ``f(x) = ..``."""

from __future__ import annotations

from symkl.elaborate.declarer import Declarer
from symkl.elaborate.grouped import BUILT_IN
from symkl.elaborate.nodes import argument_name, arguments_key, items_of, key_of, squares, strip, walk
from symkl.elaborate.probability import atoms
from symkl.elaborate.scope import Entry, ReadingError, in_values
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.sort import ONE, Sort
from symkl.kernel.term import Term
from symkl.latex import names
from symkl.latex.syntax import Node


def define_function(to: Declarer, called: Node, group: Node, whole: Node, parameters: t.Binding | None, body: Term, origin: str = "given") -> Entry:
    """Enter ``f(x) = body``; with arguments that are no values, the one value that the call names."""
    head = names.key_of(called) or ""
    if parameters is None or any(d.head == k for d in to.env.densities for k in _argument_keys(group)):
        entry = to.enter(head + arguments_key(group), whole, body.sort)
        to.env.define(Definition(entry.name, (), body, origin))
        _alone(to, head, entry)
        return entry
    entry = to.enter(head, called, body.sort, "function", parameters=parameters, template=squares(group))
    _of_values(to, entry.name, parameters, body, origin)
    return entry


def _alone(to: Declarer, head: str, entry: Entry) -> None:
    """The letter alone is the one value that is called so; of several, ``h(X)`` and ``h(X, Y)``, it is none."""
    known = to.env.entries.get(head)
    if known is None and not any(key.startswith(head + "(") and key != entry.key for key in to.env.entries):
        to.env.entries[head] = entry
    elif known is not None and known.key != head and known.key != entry.key:
        del to.env.entries[head]


def defines_mapping(to: Declarer, entry: Entry, group: Node, right: Node) -> bool:
    r"""Whether ``f(x) = ..`` says what f is, of which ``f \colon \mathbb{R}^d \to \mathbb{R}`` says where it leads: then it is defined so."""
    keys = [to.key(item) for item in items_of(group)[0]]
    held = entry.parameters[len(keys) :]
    own = {e.name for k in to.held_by(entry.key, [k for k in keys if k]) for a in atoms(to.reader(), k) for e in [to.env.entries[a]]}
    if entry.kind != "function" or entry.name in to.env.definitions or {n for n, _ in held} != own or len(set(keys)) < len(keys):
        return False
    reader, parameters = to.reader(), list[tuple[str, Sort]]()
    for key, (_, sort) in zip(keys, entry.parameters, strict=False):
        known = to.env.entries.get(key or "")
        if key is None or known is not None and (known.kind != "value" or not to.shapes.same(known.sort, sort)):
            return False
        name = to.names.unique(key, to.given) if known is None else known.name
        if known is None:
            reader.local[key] = t.symbol(name, to.shapes.sort(sort))
        parameters.append((name, to.shapes.sort(sort)))
    body = reader.one(right)
    if not to.shapes.same(body.sort, entry.sort) or any(s.op == "function" and s.data == entry.name for s in t.subterms(body)):
        return False
    to.env.declare(entry._replace(parameters=_of_values(to, entry.name, (*parameters, *held), body, "given")))
    return True


def _of_values(to: Declarer, name: str, parameters: t.Binding, body: Term, origin: str) -> t.Binding:
    """Define a function of values; its parameters, those renamed that are defined names themselves."""
    own = {n: t.fresh(n, set(to.env.symbols) | body.free) for n, _ in parameters if n in to.env.definitions}
    body = t.substitute(body, {n: t.symbol(own[n], s) for n, s in parameters if n in own})
    parameters = tuple((own.get(n, n), s) for n, s in parameters)
    seen = in_values(to.env, to.env.see_through(body, frozenset(n for n, _ in parameters)), [n for n, _ in parameters])
    to.env.define(Definition(name, parameters, to.shapes.settle(seen), origin))
    return parameters


def _argument_keys(group: Node) -> list[str]:
    return [key_of(strip(i)) or "" for i in items_of(group)[0]]


__all__ = ["define_function", "defines_mapping"]


def is_own_call(to: Declarer, entry: Entry | None, right: Node) -> bool:
    """``f = f(x)`` of a declared function: what its name alone means, from here on where nothing has said of what it is taken."""
    called = names.function_of(right)
    if entry is None or entry.kind != "function" or called is None or key_of(called) != entry.key or right.parts[1] is None:
        return False
    arguments = [to.env.entries.get(argument_name(i) or "") for i in items_of(right.parts[1])[0]]
    printed, parameters = [a.name if a is not None else "" for a in arguments], entry.parameters[: len(arguments)]
    if printed == [n for n, _ in parameters]:
        return True
    known = {e.name for e in to.env.entries.values()}
    if entry.name in to.env.definitions or len(set(printed)) < len(printed) or any(n in known for n, _ in parameters):
        return False
    pairs = zip(arguments, parameters, strict=True)
    if not all(a is not None and a.kind in ("value", "vector") and to.shapes.same(a.sort, s) for a, (_, s) in pairs):
        return False
    renamed = tuple(zip(printed, (s for _, s in parameters), strict=True))
    to.env.entries[entry.key] = entry._replace(parameters=(*renamed, *entry.parameters[len(printed) :]))
    return True


def keys_outside_values(to: Declarer, node: Node) -> list[str]:
    """The names in a formula, those left out that only tell one declared value from others: X of ``K(X, Y)``."""
    called = names.function_of(node)
    if called is not None and node.parts[1] is not None and (key_of(called) or "") + arguments_key(node.parts[1]) in to.env.entries:
        return []
    found = [k for k in [key_of(node)] if k is not None]
    return found + [k for part in node.parts if part is not None for k in keys_outside_values(to, part)]


def says_what_follows(to: Declarer, left: Node, right: Node, sign: str) -> bool:
    r"""Whether a formula of declared names stands before a name that nothing declares, which it defines: ``\frac{1}{n} \sum_i x_i =: \mu``.

    The sign ``=:`` says so of any name; a plain ``=`` of a starred or barred name or a lowercase letter, for it may state of a constant (``I_n``).
    """
    key = to.key(right) or ""
    letter = right.kind == "name" and key.partition("_")[0] not in BUILT_IN and (sign == "=:" or len(key) == 1 and key.islower())
    new = key not in to.env.entries and (letter or bool(key) and right.kind in ("over", "star"))
    formula = left.kind in ("sum", "product", "fraction", "big") and to.key(left) is None
    return new and formula and any(k in to.env.entries for k in map(key_of, walk(left)))


def with_arguments(to: Declarer, group: Node, right: Node) -> tuple[t.Binding, Term]:
    """What a function binds and equals, of arguments that nothing else declares: their shapes are those that its value needs."""
    reader, parameters = to.reader(), list[tuple[str, Sort]]()
    for item in items_of(group)[0]:
        key, known = to.key(item), to.env.entries.get(argument_name(item) or "")
        if key is None or known is not None and known.kind not in ("value", "vector"):
            raise ReadingError("unsupported-declaration", "this is no argument of a function", item.span)
        sort = to.shapes.unknown() if known is None else to.shapes.sort(known.sort)
        parameters.append((to.names.unique(key, to.given) if known is None else known.name, sort))
        reader.local[key] = t.symbol(*parameters[-1])
    body = to.shapes.settle(reader.one(right))
    for (name, sort), item in zip(parameters, items_of(group)[0], strict=True):
        if to.shapes.is_open(sort) and not (to.shapes.unify(sort.cols, ONE) and not to.shapes.is_open(sort)):
            message, help_ = f"the argument {name} is not declared", f"declare ${to.printed(item)} \\in \\mathbb{{R}}$"
            raise ReadingError("undeclared-name", message, item.span, help_)
        key = to.key(item) or ""
        if key not in to.env.entries and not any(e.base == key for e in to.env.entries.values()):
            to.enter(key, item, to.shapes.sort(sort))  # what is printed of it elsewhere holds of any such argument
    return tuple((name, to.shapes.sort(sort)) for name, sort in parameters), to.shapes.settle(body)
