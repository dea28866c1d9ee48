"""Densities at named values of their variables: ``p(z = k)``, ``p(x \\mid z = 1)``, in statements and as declarations."""

from __future__ import annotations

from symkl.elaborate.declared_laws import declare_density, enter
from symkl.elaborate.declarer import Claim, Declarer
from symkl.elaborate.density_values import assigned
from symkl.elaborate.nodes import argument_name, base_and_script, items_of, key_of, split_bar, strip
from symkl.elaborate.open_laws import keys_of
from symkl.elaborate.probability import binding, find, value_of
from symkl.elaborate.scope import Entry, ReadingError
from symkl.kernel import term as t
from symkl.kernel.sort import SCALAR, Dimension
from symkl.kernel.term import Term
from symkl.latex import names as spelling
from symkl.latex.syntax import Node
from symkl.record import NamedTuple


class AtValues(NamedTuple):
    """A declared density with its variables alone in its bracket, the letters that stand for values of theirs, and a value that is a number."""

    left: Node
    letters: dict[str, Entry]
    fixed: tuple[str, int] | None


def at_values(to: Declarer, left: Node) -> AtValues | None:
    """What ``p(z = k) = ..`` declares; None where nothing in the bracket is set equal to a value."""
    group = left.parts[1]
    if group is None:
        return None
    plain, pairs = assigned(group)
    if not pairs:
        return None
    letters: dict[str, Entry] = {}
    fixed: tuple[str, int] | None = None
    for name, value in pairs:
        entry, letter = to.env.entries.get(key_of(strip(name)) or ""), key_of(strip(value))
        if entry is None or entry.kind != "index":
            raise ReadingError("unsupported-declaration", "only of a discrete variable can a value be named here", name.span)
        if letter is not None and _may_stand_for(to.env.entries.get(letter), entry):
            letters[letter] = entry
        elif strip(value).kind == "number" and strip(value).text in ("0", "1") and entry.term is not None and len(pairs) == 1:
            fixed = (entry.key, int(strip(value).text))
        else:
            raise ReadingError("unsupported-declaration", "this value says nothing of the other values of the variable", value.span)
    return AtValues(left._replace(parts=(left.parts[0], plain, *left.parts[2:])), letters, fixed)


def _may_stand_for(known: Entry | None, variable: Entry) -> bool:
    """Whether a letter can run through the values of a variable: it is new, or an index that runs as far."""
    return known is None or known.kind == "index" and _range(known) == _range(variable) and (known.term is None) == (variable.term is None)


def _range(entry: Entry) -> Dimension:
    return entry.sort.over[0]


def declare_at_values(to: Declarer, found: AtValues, right: Node) -> None:
    """``p(z = k) = \\pi_k`` is ``p(z) = \\pi_z``; ``p(z = 1) = r`` of a z that is 0 or 1 says it of both values."""
    if found.fixed is not None:
        _of_two_values(to, found.left, found.fixed, right)
        return
    before = {letter: to.env.entries.get(letter) for letter in found.letters}
    to.env.entries.update(found.letters)
    try:
        declare_density(to, found.left, right)
    finally:
        for letter, entry in before.items():
            if entry is None:
                to.env.entries.pop(letter, None)
            else:
                to.env.entries[letter] = entry


def _of_two_values(to: Declarer, left: Node, fixed: tuple[str, int], right: Node) -> None:
    """Of a variable that is 0 or 1 the probability of one value says that of the other; where it is declared already, it is claimed."""
    key, value = fixed
    entry, reader, head = to.env.entries[key], to.reader(), spelling.key_of(left) or ""
    items, behind = split_bar(left.parts[1])
    if len(items) != 1 or key_of(strip(items[0])) != key:
        raise ReadingError("unsupported-declaration", "a density given one value says nothing of it given the other one", left.span)
    given = keys_of(to, behind or ())
    chance = to.read(right)
    known = find(reader, head, (key,), given)
    if known is not None:
        printed = t.substitute(value_of(reader, known), {entry.name: t.number(value + 1)})
        to.claims.append(Claim("=", printed, chance, left.span.join(right.span), (to.printed(left), to.printed(right))))
        return
    for bound in (chance, t.sub(t.UNIT, chance)):
        to.claims.append(Claim(">=", bound, t.ZERO, right.span, ("0", to.printed(right))))
    z = t.symbol(entry.name)
    one, other = (z, t.sub(t.UNIT, z)) if value else (t.sub(t.UNIT, z), z)
    bindings = binding(reader, (key,))
    body = to.env.see_through(chance, frozenset(n for n, _ in bindings))
    made = t.density(bindings, t.add(t.mul(one, body), t.mul(other, t.sub(t.UNIT, body))))
    enter(to, head, (key,), given, bindings, made)


def function_of_member(to: Declarer, group: Node, right: Node) -> tuple[t.Binding, Term] | None:
    """``f(x_i) = ..`` of a family x: what a function of one argument, which is what a member is, binds and equals."""
    items, _ = items_of(group)
    script = base_and_script(items[0]) if len(items) == 1 else None
    known = next(to.env.families(script[0], script[1], 1), None) if script is not None and len(script[2]) == 1 else None
    key = argument_name(items[0]) or "" if items else ""
    if known is None or script is None or key in to.env.entries or script[2][0].isdigit() or script[2][0] in to.env.entries:
        return None
    sort = to.shapes.sort(known.sort)
    element = sort.element if sort.over else SCALAR
    reader, name = to.reader(), to.names.unique(key, to.given)
    reader.local[key] = t.symbol(name, element)
    to.env.said = (*to.env.said, *((quality, words, name) for quality, words, of in to.env.said if of == known.name))
    body = to.shapes.settle(reader.one(right))
    if any(s.op == "index" and s.data[0] == script[2][0] for s in t.subterms(body)):
        message = f"this speaks of {script[2][0]} beside {key}: it is no function of that alone"
        raise ReadingError("unsupported-declaration", message, right.span)
    return ((name, element),), body
