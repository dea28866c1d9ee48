"""Densities as values: at their declared variables, at other points, derived from a declared joint."""

from __future__ import annotations

from symkl.elaborate.all_members import gathered, law_of_member
from symkl.elaborate.formed import laws_of
from symkl.elaborate.nodes import argument_name, key_of, split_bar, strip
from symkl.elaborate.of_one_letter import shifted_alike
from symkl.elaborate.one_member import value_at_member
from symkl.elaborate.probability import Keys, all_atoms, atoms, chain, find, formed, parameter, random_among, reference, value_of, variable
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Density, Entry, ReadingError
from symkl.kernel import term as t
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term
from symkl.latex.names import base_of
from symkl.latex.syntax import Node

_OVERLOADED = ("p", "q", "P", "Q", "\\pi")  # letters that stand for the density of whatever is in the brackets


def lone_density(reader: Reader, node: Node, head: str) -> Term:
    """``log p`` for ``log p(x)``: a density without its arguments has the declared ones."""
    own = [d for d in reader.env.of_head(head) if not d.claimed]
    if len(own) != 1:
        reader.fail(node, "ambiguous-density", f"{head} is declared with different arguments: say which one is meant")
    return value_of(reader, own[0])


def assigned(group: Node) -> tuple[Node, tuple[tuple[Node, Node], ...]]:
    """A bracket with ``z`` for ``z = k`` in it, and the names with the values they are set to."""
    inside = group.parts[0]
    if inside is None:
        return group, ()
    items = inside.parts if inside.kind == "items" else (inside,)
    pairs = [(i.parts[0], i.parts[1]) for i in items if i is not None and i.kind == "relation" and i.text == "=" and len(i.parts) == 2]
    plain = tuple(i.parts[0] if i is not None and i.kind == "relation" and i.text == "=" and len(i.parts) == 2 else i for i in items)
    whole = inside._replace(parts=plain) if inside.kind == "items" else plain[0]
    return group._replace(parts=(whole,)), tuple((n, v) for n, v in pairs if n is not None and v is not None)


def _at_values(reader: Reader, value: Term, pairs: tuple[tuple[Node, Node], ...]) -> Term:
    """A density's value with values put in for names of its variables."""
    points: dict[str, Term] = {}
    for name, printed in pairs:
        entry = reader.env.entries.get(argument_name(name) or "")
        if entry is None or entry.kind not in ("index", "value"):
            reader.fail(name, "undeclared-name", "what is set to a value here is no declared variable")
        points[entry.name] = _discrete_value(reader, entry, strip(printed)) if entry.kind == "index" else reader.read(printed)
        if entry.kind == "value" and not reader.shapes.same(points[entry.name].sort, entry.sort):
            raise SortError(f"{entry.key} cannot be a {points[entry.name].sort}")
    return t.substitute(reader.env.see_through(reader.build.now(value), frozenset(points)), {n: reader.build.now(p) for n, p in points.items()})


def _discrete_value(reader: Reader, entry: Entry, node: Node) -> Term:
    """A value of a discrete variable as the place it has among them."""
    over, letter = entry.sort.over[0], key_of(node)
    if node.kind == "number" and node.text.isdigit():
        place = int(node.text) + (entry.term is not None)
        if place < 1 or not over.names and place > over.constant:
            reader.fail(node, "index-range", f"{node.text} is no value of {entry.key}")
        return t.number(place)
    known, bound = reader.env.entries.get(letter or ""), reader.local.get(letter or "")
    if bound is not None and bound.op == "index" and bound.data[1] == over and entry.term is None:
        return bound
    if known is not None and known.kind == "index" and known.sort.over[0] == over and (known.term is None) == (entry.term is None):
        return t.index(known.name, over)
    if known is not None or bound is not None or letter is None or len(letter) > 1 or entry.term is not None:
        reader.fail(node, "index-expression", f"this is no value of {entry.key}: neither a number nor an index that runs as far")
    if not reader.shapes.unify(reader.open_indices.setdefault(letter, over), over):
        raise SortError(f"the index {letter} runs over {reader.open_indices[letter]} and over {over}")
    return t.index(letter, over)


def density_at(reader: Reader, node: Node, head: str, group: Node) -> Term:
    """``p(x | z)`` as a value: declared, derived, or a declared one at other points; ``p(x | z = k)`` with values put in."""
    plain, pairs = assigned(group)
    return _at_values(reader, density_at(reader, node, head, plain), pairs) if pairs else _density_at(reader, node, head, group)


def _density_at(reader: Reader, node: Node, head: str, group: Node) -> Term:
    printed, behind_bar = split_bar(group)
    items, given = gathered(reader, printed), None if behind_bar is None else gathered(reader, behind_bar)
    keys, behind = _keys(reader, items), _keys(reader, given or ())
    if keys is not None and behind is not None:
        _refuse_strangers(reader, node, head, keys, behind)
        declared = find(reader, head, keys, behind)
        if declared is not None:
            return value_of(reader, declared)
        if _derivable(reader, head, (items, given), keys, behind):
            return _derived_value(reader, node, head, keys, behind if given is not None else None)
    of_one = value_at_member(reader, node, head, items, given) if keys is None or behind is None else None
    return _elsewhere(reader, node, head, items, given) if of_one is None else of_one


def _refuse_strangers(reader: Reader, node: Node, head: str, keys: Keys, behind: Keys) -> None:
    """``p(x | x)`` says nothing; in ``p(y | a)`` beside ``p(y | x)`` a name that no law speaks of may stand for x, or may be left out."""
    if len({*keys, *behind}) < len(keys) + len(behind):
        reader.fail(node, "unsupported", "a variable stands here twice")
    laws = reader.env.of_head(head)
    known = {k for d in laws for k in (*d.variables, *d.given)} | {a for d in laws for v in d.variables for a in atoms(reader, v)}
    inside = {n for d in laws if d.name in reader.env.definitions for n in reader.env.unfolded_free(reader.env.definitions[d.name].body)}
    strange = [k for k in behind if k not in known and reader.env.entries[k].name not in inside]
    if strange and any(d.given and {*d.variables} == {*keys} and not {*d.given} <= {*behind} for d in laws):
        reader.fail(node, "ambiguous-density", f"{strange[0]} stands in no law of {head}: whether it is a value of another name cannot be told")


def _keys(reader: Reader, nodes: tuple[Node, ...]) -> Keys | None:
    """The declared names that the items are; None if one of them is no plain declared name."""
    keys = [argument_name(n) for n in nodes]
    if any(k is None or k not in reader.env.entries or k in reader.local and not _is_own(reader, k) for k in keys):
        return None
    return tuple(k for k in keys if k is not None)


def _is_own(reader: Reader, key: str) -> bool:
    """Whether a bound name stands for the declared one (an integration variable, a discrete sum)."""
    term, entry = reader.local[key], reader.env.entries[key]
    return term.op in ("symbol", "index") and (term.data == entry.name or term.data[0] == entry.name)


def _derivable(reader: Reader, head: str, printed: tuple[tuple[Node, ...], tuple[Node, ...] | None], variables: Keys, given: Keys) -> bool:
    """Whether the declared laws make this one; a name that a formula makes may also be a point of the law of its letter."""
    if formed(reader, (*variables, *given)):
        return bool(reader.env.of_head(head)) and not _standing(reader, head, *printed)
    left, behind = all_atoms(reader, variables), random_among(reader, head, all_atoms(reader, given))
    return chain(reader, head, (*left, *behind)) is not None


def _derived_value(reader: Reader, node: Node, head: str, variables: Keys, given: Keys | None) -> Term:
    uses = laws_of(reader, node, head, variables, given)
    values = []
    for use in uses:
        if use.law is None:
            assert use.weight is not None
            values.append(use.weight)
        elif len(use.variables) == len(use.law.sort.parts):
            values.append(reader.build.pdf(use.law, [variable(reader, v) for v in use.variables]))
        else:
            values.append(reader.build.pdf(use.law, [variable(reader, a) for a in all_atoms(reader, use.variables)]))
    return t.mul(*values)


def _elsewhere(reader: Reader, node: Node, head: str, items: tuple[Node, ...], given: tuple[Node, ...] | None) -> Term:
    """A declared density at points that are not its declared variables: by position."""
    values: list[Term] = []
    first: Exception | None = None
    standing = _standing(reader, head, items, given)
    hidden = [d for d in standing if given is None and random_among(reader, head, all_atoms(reader, d.given))]
    alone = [d.variables for d in standing if d not in hidden]
    for density in (d for d in standing if d not in hidden or d.variables not in alone):
        known = dict(reader.shapes.known)
        try:
            values.append(_marginal_at(reader, node, density, items) if density in hidden else _at(reader, density, items, given))
        except (SortError, ReadingError) as error:
            first = first or error
            reader.shapes.known = known
    if not values:
        if first is not None:
            raise first
        reader.fail(node, "undeclared-name", f"no density of {head} is declared with these arguments", "declare it in a given block")
    if len(values) > 1:
        reader.fail(node, "ambiguous-density", f"several densities of {head} can be meant here: write the declared variable")
    return values[0]


def _standing(reader: Reader, head: str, items: tuple[Node, ...], given: tuple[Node, ...] | None) -> list[Density]:
    """The declared densities whose points these arguments can be."""
    fitting = [d for d in reader.env.of_head(head) if len(d.variables) == len(items) and (given is None or len(d.given) == len(given))]
    return [d for d in fitting if _may_stand(reader, d, items, given or ())]


def _may_stand(reader: Reader, density: Density, items: tuple[Node, ...], given: tuple[Node, ...]) -> bool:
    """Whether the arguments can be points of this density: another variable's name would mean another density."""
    if not shifted_alike(density, items, given):
        return False
    if density.head[:1] not in _OVERLOADED:
        return True
    random = {a for d in reader.env.of_head(density.head) for v in d.variables for a in (v, *atoms(reader, v))}
    pairs = [*zip(density.variables, items, strict=True), *((k, n) for k, n in zip(density.given, given, strict=False) if k in random)]
    return all(_is_like(key_of(strip(n)), k) and not _is_whole_family(reader, strip(n), k) for k, n in pairs)


def _is_whole_family(reader: Reader, printed: Node, declared: str) -> bool:
    """``x`` beside a density of each ``x_i``: all of them together, of which the density is another one."""
    key = key_of(printed)
    entry = reader.env.entries.get(key or "")
    return entry is not None and entry.kind == "family" and key == entry.base and key != declared


def _is_like(printed: str | None, declared: str) -> bool:
    """Whether a name is the declared one with another index, star, prime or accent; anything that is no name may stand."""
    return printed is None or _letter(printed) == _letter(declared)


def _letter(key: str) -> str:
    base = base_of(key)
    return base[base.index("{") + 1 : -1] if base.startswith("\\") and base.endswith("}") and "{" in base else base


def _at(reader: Reader, density: Density, items: tuple[Node, ...], given: tuple[Node, ...] | None) -> Term:
    arguments = None
    points = [reader.read(strip(i)) for i in items]
    if given is not None:
        by_key = {k: _whole(reader, k, reader.read(strip(n)), points[0]) for k, n in zip(density.given, given, strict=True)}
        names = {reader.env.entries[k].name if k in reader.env.entries else k: v for k, v in by_key.items()}
        arguments = [names.get(n, parameter(reader, n, s)) for n, s in density.parameters]
        for argument, (_, sort) in zip(arguments, density.parameters, strict=True):
            if not reader.shapes.same(argument.sort, sort):
                message = f"a parameter of {density.head or 'p'} is a {reader.shapes.sort(sort)}, not a {reader.build.now(argument).sort}"
                reader.fail(given[0], "undeclared-name", message, "declare the density that is meant")
    of_one = law_of_member(reader, density, arguments, points[0]) if len(points) == 1 else None
    return _taken_at(reader, items[0], reference(reader, density, arguments) if of_one is None else of_one, points)


def _whole(reader: Reader, key: str, value: Term, point: Term) -> Term:
    """The family for the member that goes with the point: ``p(y_n \\mid x_n)`` under a law of all y given all x."""
    entry = reader.env.entries.get(key)
    placed = value.op in ("member", "entry") and point.op in ("member", "entry") and value.args[1:] == point.args[1:]
    own = entry is not None and placed and value.args[0].op == "symbol" and value.args[0].data == entry.name
    return reader.build.now(value.args[0]) if own else value


def _taken_at(reader: Reader, node: Node, law: Term, points: list[Term]) -> Term:
    """A density's value; at points of another space its letter stands for another density, which is not declared."""
    if len(points) != len(law.sort.parts) or not all(map(reader.shapes.same, (p.sort for p in points), law.sort.parts)):
        sorts = ", ".join(str(reader.build.now(p).sort) for p in points)
        message = f"no density is declared with these arguments: one of a {reader.build.now(law).sort} cannot be taken at {sorts}"
        reader.fail(node, "undeclared-name", message, "declare it in a given block")
    return reader.build.pdf(law, points)


def _marginal_at(reader: Reader, node: Node, density: Density, items: tuple[Node, ...]) -> Term:
    """``p(x^{(i)})`` beside ``p(x \\mid z)`` and ``p(z)``: what is drawn and not spoken of is integrated out, as it is in ``p(x)``."""
    uses = laws_of(reader, node, density.head, density.variables, None)
    marginal = uses[0].law if len(uses) == 1 else None
    if marginal is None or len(marginal.sort.parts) != len(items):
        reader.fail(node, "ambiguous-density", f"{density.head} is declared given {', '.join(density.given)}: say at which, or declare it without")
    return _taken_at(reader, items[0], marginal, [reader.read(strip(i)) for i in items])


def arguments_of(reader: Reader, group: Node) -> tuple[Keys, Keys | None]:
    """The names in a density's bracket; raises where one is no declared name."""
    items, given = split_bar(group)
    keys, behind = _keys(reader, gathered(reader, items)), _keys(reader, gathered(reader, given or ()))
    if keys is None or behind is None:
        reader.fail(group, "undeclared-name", "a density's arguments here are no declared names")
    return keys, behind if given is not None else None
