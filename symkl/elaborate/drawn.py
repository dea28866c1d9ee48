"""Laws that variables are drawn from: ``z \\sim N(m, S)``, ``x \\mid z \\sim N(A z, R)``, ``(z, x) \\sim p``."""

from __future__ import annotations

from collections.abc import Sequence

from symkl.elaborate import named_laws
from symkl.elaborate.announced import Family, listed
from symkl.elaborate.declared_laws import enter, is_member, normal_law, normal_of
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.named_laws import NamedLaw
from symkl.elaborate.nodes import base_and_script, key_of, opened_column, split_bar, strip
from symkl.elaborate.of_members import law_of_all
from symkl.elaborate.open_laws import declare_arbitrary, keys_of
from symkl.elaborate.probability import all_atoms, binding, is_outdated, variable
from symkl.elaborate.scope import Entry, ReadingError, replaced
from symkl.kernel import term as t
from symkl.latex import names as spelling
from symkl.latex.syntax import Node, Row

Keys = tuple[str, ...]
#: letters of densities; a distribution F may be the sum of one, a likelihood L is none of its argument
_OF_DENSITIES = frozenset((*"abcdefghijklmnopqrstuvwxyz", "P", "Q", "R", "\\pi", "\\rho"))
_FORMS = ("t", "U", "\\mathcal{U}", "\\chi", "\\delta")  # letters that stand for laws of one form
_ALONE = "the law of one member alone cannot be declared: the others would have none"


def declare_drawn(to: Declarer, items: list[Node | Family], source: Node) -> None:
    """``z \\sim N(m, S)``, ``x \\mid z \\sim N(m, S)``, ``z \\sim p``, ``(z, x) \\sim p``, ``x \\sim p(x | t)``."""
    if source.kind == "operator" and source.text == "normal":
        for item in items:
            if isinstance(item, Family):
                _family_drawn(to, item, (), source)
            else:
                _drawn_normal(to, *conditional(item), source)
        return
    named = named_laws.called(to, source)
    if named is not None:
        for item in items:
            _drawn_named(to, item, source, named)
        return
    for node in (item if isinstance(item, Node) else item.last for item in items):
        inner = node.parts[0] if node.kind == "group" and node.parts else None
        joint = tuple(p for p in inner.parts if p is not None) if inner is not None and inner.kind == "items" else conditional(node)[0]
        _drawn_from(to, keys_of(to, joint), conditional(node)[1], source)


def drawn_from(rows: Sequence[Row]) -> frozenset[str]:
    r"""The letters behind ``\sim``, ``f`` of ``x \sim f``: a formula for such a letter is one for a density."""
    sides = [s for row in rows for c in row.chains for r, s in zip(c.relations, c.sides[1:], strict=True) if r.text == "sim" and isinstance(s, Node)]
    return frozenset(key for key in map(key_of, sides) if key is not None)


def declares_mentioned(to: Declarer, node: Node, head: str) -> bool:
    r"""Whether words call a mention a density, ``an arbitrary density $p(x \mid z)$``, and its variables have none yet: then it is declared so."""
    called = any(s.start <= node.span.start and node.span.end <= s.end for s in to.called_densities)
    if head in to.env.entries or spelling.base_of(head) not in _OF_DENSITIES or not called:
        return False
    before, behind = split_bar(node.parts[1])
    variables, given = keys_of(to, before), keys_of(to, behind or ())
    reader = to.reader()
    known = [d for d in to.env.of_head(head) if not is_outdated(reader, d, head, variables)]
    if {a for d in known for a in all_atoms(reader, d.variables)} & {*all_atoms(reader, variables)}:
        return False
    declare_arbitrary(to, head, variables, given)
    return True


def _drawn_named(to: Declarer, item: Node | Family, source: Node, law: NamedLaw) -> None:
    """``x \\sim \\mathrm{Bernoulli}(\\mu)``, ``x \\mid z \\sim ..``: of one variable."""
    if isinstance(item, Family):
        raise ReadingError("unsupported", "declare the values of this family, and the density of any one of them", item.last.span)
    nodes, behind = conditional(item)
    named_laws.declare_variable(to, nodes, source, law)
    keys, given = keys_of(to, nodes), _given(to, behind)
    bindings = binding(to.reader(), keys)
    point = variable(to.reader(), keys[0])
    body = replaced(named_laws.probability(to, keys[0], source, law), point, t.symbol(to.env.entries[keys[0]].name))
    made = t.density(bindings, body)
    _check_bar(to, given, made)
    enter(to, "", keys, given, bindings, to.shapes.settle(made))


def conditional(node: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """The variables that are drawn, and what stands behind a bar."""
    if node.kind == "items" and ("|" in node.text or "P" in node.text):
        before, behind = split_bar(node)
        return opened_column(before), behind or ()
    inner = node.parts[0] if node.kind == "group" and node.parts else None
    if inner is not None and inner.kind == "items":
        return tuple(p for p in inner.parts if p is not None), ()
    return opened_column((node,)), ()


def _drawn_from(to: Declarer, keys: Keys, behind: tuple[Node, ...], source: Node) -> None:
    """From a law that has a name, or from a letter that stands for an arbitrary one."""
    called = spelling.function_of(source)
    head = key_of(called if called is not None else source)
    if head is None:
        raise ReadingError("unsupported", "this is no law that can be declared", source.span)
    given = keys_of(to, (split_bar(source.parts[1])[1] or ()) if called is not None else behind)
    entry = to.env.entries.get(head)
    if entry is not None and entry.sort.kind == "law":
        made = t.symbol(entry.name, to.shapes.sort(entry.sort))
        enter(to, "", keys, (), tuple((to.env.entries[k].name, to.env.entries[k].sort) for k in keys), made)
    elif not any(d.head == head and set(d.variables) == set(keys) for d in to.env.densities):
        if _has_a_form(source, called is not None, head, keys):
            raise ReadingError("unsupported", "this names a law of which nothing is known here: no arbitrary one is meant", source.span,
                               "declare its density, or write $.. \\sim p$ and the moments of p that are needed")  # fmt: skip
        declare_arbitrary(to, head, keys, given)


def _has_a_form(source: Node, is_called: bool, head: str, keys: Keys) -> bool:
    """``Exp(\\lambda)``, ``t_\\nu``: whether a law is named by its form, with parameters in its brackets; ``p(x)``, ``p(\\cdot \\mid z)`` are any."""
    if spelling.split_key(head)[0] in _FORMS or not is_called and len(head) > 1 and head.isalpha():
        return True
    items = split_bar(source.parts[1])[0] if is_called else ()
    drawn = {base for key in keys for base in (key, spelling.split_key(key)[0])}
    return bool(items) and not any(item.kind == "dots" or item.text == "\\cdot" or key_of(strip(item)) in drawn for item in items)


def _drawn_normal(to: Declarer, nodes: tuple[Node, ...], behind: tuple[Node, ...], source: Node) -> None:
    """One variable, the entries of one column, or every member of a family at once."""
    families = [item for item in listed(nodes) if isinstance(item, Family)]
    if families:
        if len(listed(nodes)) > 1:
            raise ReadingError("unsupported", "a family that is drawn with other names cannot be declared", nodes[0].span)
        _family_drawn(to, families[0], behind, source)
        return
    keys = [to.key(node) for node in nodes]
    if len(nodes) == 1 and _is_new(to, keys[0]) and is_member(to, nodes[0]):
        script = base_and_script(strip(nodes[0]))
        assert script is not None
        family = next(to.env.families(script[0], script[1], len(script[2])))
        _members_drawn(to, to.read(strip(nodes[0])), family, nodes[0], _given(to, behind), source)
        return
    given = _given(to, behind)
    if len(nodes) == 1 and _is_new(to, keys[0]) and (whole := to.running_family(nodes[0], normal_law(to, source)[0].sort.parts[0])):
        _members_drawn(to, to.read(strip(nodes[0])), whole, nodes[0], given, source)
        return
    if len(nodes) == 1 and _is_new(to, keys[0]):
        _enter_new(to, keys[0], nodes[0], source)
    variables = keys_of(to, nodes)
    if any(to.env.entries[k].name in to.env.definitions for k in variables):
        raise ReadingError("unsupported", "this is defined by a formula, which says what its law is", nodes[0].span)
    points = [variable(to.reader(), k) for k in variables]
    made, bindings = normal_of(to, source, variables, points)
    _check_bar(to, given, made)
    _check_others(to, frozenset(to.env.entries[k].name for k in variables), nodes[0])
    enter(to, "", variables, given, bindings, to.shapes.settle(made))


def _is_new(to: Declarer, key: str | None) -> bool:
    entry = to.env.entries.get(key or "")
    return entry is None or entry.kind == "announced"


def _enter_new(to: Declarer, key: str | None, node: Node, source: Node) -> None:
    """A name that is declared by being drawn."""
    if key is None:
        raise ReadingError("unsupported", "this is no name", node.span)
    script = base_and_script(strip(node))
    if script is not None and next(to.env.families(script[0], script[1], len(script[2])), None) is not None:
        raise ReadingError("unsupported", _ALONE, node.span)
    made, _ = normal_law(to, source)
    to.enter(key, node, made.sort.parts[0])


def _given(to: Declarer, behind: tuple[Node, ...]) -> Keys:
    """What stands behind the bar: names; of a member its family, where that is drawn itself."""
    found: list[str] = []
    for node in behind:
        if is_member(to, node):
            script = base_and_script(strip(node))
            family = next(to.env.families(script[0], script[1], len(script[2]))) if script is not None else None
            found += [family.key] if family is not None and to.env.is_random(family.key) else []
        else:
            found += keys_of(to, (node,))
    return tuple(found)


def _check_bar(to: Declarer, given: Keys, made: t.Term) -> None:
    """A law that depends on another drawn variable has to say so behind a bar."""
    free = to.env.unfolded_free(made)
    for density in to.env.of_head(""):
        for name, _ in density.bindings:
            entry = to.env.entry_named(name)
            if entry is not None and name in free and entry.key not in given:
                message = f"this law depends on {entry.key}, which is drawn itself, and {entry.key} does not stand behind a bar"
                raise ReadingError("missing-bar", message, entry.span, f"write $.. \\mid {entry.key} \\sim ..$")


def _check_others(to: Declarer, drawn: frozenset[str], node: Node) -> None:
    """No law above may depend on what is drawn here, unless it stands behind its bar."""
    for density in to.env.of_head(""):
        body = to.env.definitions[density.name].body if density.name in to.env.definitions else None
        own = frozenset(n for n, _ in (*density.bindings, *density.parameters))
        if body is not None and (to.env.unfolded_free(body) - own) & drawn:
            message = f"the law of {', '.join(density.variables)} depends on what is drawn here, which does not stand behind its bar"
            raise ReadingError("missing-bar", message, node.span, "write $.. \\mid .. \\sim ..$")


def _family_drawn(to: Declarer, family: Family, behind: tuple[Node, ...], source: Node) -> None:
    """``x_1, \\dots, x_N \\sim N(m, v)``: the family, declared by being drawn where it is new, and each of its members."""
    given = _given(to, behind)
    entry = to.known_family(family)
    if entry is None:
        made, _ = normal_law(to, source)
        entry = to.family(family, made.sort.parts[0])
    _members_drawn(to, to.any_member(entry), entry, family.last, given, source)


def _members_drawn(to: Declarer, member: t.Term, family: Entry, node: Node, given: Keys, source: Node) -> None:
    """``x_n \\sim N(m, v)``: independent members; of numbers, a normal vector with a diagonal covariance; of vectors, a product of laws."""
    made, _ = normal_law(to, source)
    if member.op not in ("entry", "member") or len(member.args) != 2:
        return  # nothing is said of the expectation of members by two indices that are drawn one by one
    if member.args[1].op != "index":
        raise ReadingError("unsupported", _ALONE, node.span)
    law_term = law_of_all(to, member, made)
    if law_term is None:
        return
    _check_bar(to, given, law_term)
    _check_others(to, frozenset((family.name,)), node)
    enter(to, "", (family.key,), given, ((family.name, to.shapes.sort(family.sort)),), law_term)
    to.env.densities[-1] = to.env.densities[-1]._replace(each=(to.shapes.settle(member), made))
