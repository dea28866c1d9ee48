"""Densities as given blocks declare them."""

from __future__ import annotations

from symkl.elaborate import named_laws
from symkl.elaborate.all_members import gathered
from symkl.elaborate.declarer import Claim, Declarer
from symkl.elaborate.entries import is_law_of_entries
from symkl.elaborate.entrywise import variances
from symkl.elaborate.formed import laws_of
from symkl.elaborate.laws import is_bare_deviation, named, refuse_other_normals
from symkl.elaborate.nodes import argument_name, base_and_script, key_of, opened_column, split_bar, strip
from symkl.elaborate.of_members import family_of, integral_of_each, law_of_all
from symkl.elaborate.open_laws import arbitrary_factors, keys_of, printed_law, replace_density
from symkl.elaborate.probability import all_atoms, atoms, binding, has_density, integrate, is_discrete, is_outdated, value_of, variable
from symkl.elaborate.said import called_in_words, is_unclear
from symkl.elaborate.scope import Density, Entry, ReadingError, in_values, replaced, unfold
from symkl.elaborate.vocabulary import DEVIATION
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.sort import SCALAR, Sort
from symkl.kernel.term import Term
from symkl.latex import names as spelling
from symkl.latex.syntax import Node
from symkl.report import Diagnostic


def is_density(to: Declarer, left: Node, right: Node) -> bool:
    """Whether ``left = right`` declares a density: a normal law, or a product of densities of all its variables."""
    group = left.parts[1]
    variables, _ = split_bar(group)
    keys = {a for v in variables for a in all_atoms(to.reader(), (key_of(strip(v)) or "",))}
    head = spelling.key_of(left)
    named = [key_of(strip(v)) for v in variables]
    if named_laws.called(to, right) is not None or is_law_of_entries(to, right, named):
        return True
    if right.kind == "operator" and right.text == "normal":
        before, behind = split_bar(right.parts[2])
        mean = key_of(strip(before[0]))
        return behind is None or bool(variables) and mean is not None and mean not in to.env.definitions or before[0].kind == "matrix"
    if right.kind == "product" and not right.text.strip() and all(p is not None and _is_factor(to, p) for p in right.parts):
        return keys == {k for p in right.parts if p is not None for k in _factor_variables(to, p)}
    if head is None or head not in to.drawn_from and (head[:1] not in ("p", "q", "P", "Q") or len(head) > 1 and head[1] != "_"):
        return False
    declared = [to.env.entries.get(k or "") for k in named]
    return all(e is not None and (head[0].islower() or head in to.drawn_from or e.kind == "index") for e in declared)  # P(x) may be anything


def _is_factor(to: Declarer, node: Node) -> bool:
    if node.kind == "operator" and node.text == "normal":
        return split_bar(node.parts[2])[1] is not None
    called = spelling.function_of(node)
    head = key_of(called) if called is not None else None
    return head is not None and (has_density(to.reader(), head) or to.lenient and head not in to.env.entries)


def _factor_variables(to: Declarer, node: Node) -> list[str]:
    group = node.parts[2] if node.kind == "operator" else node.parts[1]
    before, _ = split_bar(group)
    return [a for b in before for a in atoms(to.reader(), key_of(strip(b)) or "")]


def declare_density(to: Declarer, left: Node, right: Node, proportional: bool = False) -> None:
    """``p(z) = N(z | m, S)``, ``p(x | z) = ..``, ``p(a, b) = ..`` in blocks, ``q(z) = q_1(z_1) q_2(z_2)``."""
    head = spelling.key_of(left)
    group = left.parts[1]
    assert head is not None
    items, behind = split_bar(group)
    items, behind = opened_column(gathered(to.reader(), items)), None if behind is None else gathered(to.reader(), behind)
    named = named_laws.called(to, right)
    members = [n for n in (*items, *(behind or ())) if is_member(to, n)]
    if named is not None and not (members and members[0] is items[0]):
        named_laws.declare_variable(to, items, right, named)
    if right.kind == "operator" and len(items) == 1 and items[0] in members and _members_declared(to, head, strip(items[0]), behind, right):
        return
    own = to.read(strip(items[0])) if items[0] in members else None
    for node in members:
        if named is not None and node is items[0]:
            named_laws.declare_member(to, strip(node), named)
        else:
            _stand_in(to, node)
    if to.lenient:
        _declare_parameters(to, (*(items if right.kind == "operator" else ()), *(behind or ())))
    variables, given = keys_of(to, items), keys_of(to, behind or ())
    if right.kind == "product":
        arbitrary_factors(to, right)
    reader = to.reader()
    points = [variable(reader, v) for v in variables]
    if right.kind == "operator":
        made, bindings = normal_of(to, right, variables, points)
    else:
        bindings = binding(reader, all_atoms(reader, variables))
        printed = to.read(right) if named is None else named_laws.probability(to, variables[0], right, named)
        body = to.env.see_through(printed, frozenset(n for n, _ in bindings))
        total = integral_of_each(bindings, body) or integrate(reader, all_atoms(reader, variables), body)
        for key in filter(lambda k: is_discrete(reader, k), all_atoms(reader, variables)):
            body = replaced(body, variable(reader, key), t.symbol(to.env.entries[key].name))
        made = t.normalised(bindings, body) if proportional else t.density(bindings, body)
        if not proportional and (right.kind != "product" or not all(p is not None and _is_factor(to, p) for p in right.parts)):
            to.claims.append(Claim("=", total, t.UNIT, right.span, (f"\\int {to.printed(left)}", "1")))
    enter(to, head, variables, given, bindings, to.shapes.settle(made))
    for node in members:
        to.env.entries.pop(key_of(strip(node)) or "", None)
    if own is not None:
        to.env.densities[-1] = to.env.densities[-1]._replace(member=to.shapes.settle(own))


def _members_declared(to: Declarer, head: str, node: Node, behind: tuple[Node, ...] | None, right: Node) -> bool:
    r"""``p(x_n \mid \mu) = N(x_n \mid \mu, v)``: as ``x_n \mid \mu \sim N(\mu, v)``, the law of all members; False of a law that is none such."""
    member = to.read(node)
    family = family_of(to, member)
    if family is None or any(family.key in all_atoms(to.reader(), d.variables) for d in to.env.of_head(head)):
        return False
    given: list[str] = []
    for item in map(strip, behind or ()):
        of = family_of(to, to.read(item)) if is_member(to, item) else None
        if is_member(to, item) and (of is None or of is family or to.read(item).args[1] != member.args[1]):
            return False
        given += [of.key] if of is not None else keys_of(to, (item,))
    made, printed = normal_law(to, right, member)
    if printed is not None and to.shapes.settle(printed) != to.shapes.settle(member):
        raise ReadingError("density-at-point", "a density is declared at its own variable", right.span)
    whole = law_of_all(to, member, made)
    if whole is None:
        return False
    enter(to, head, (family.key,), tuple(given), ((family.name, to.shapes.sort(family.sort)),), whole)
    to.env.densities[-1] = to.env.densities[-1]._replace(each=(to.shapes.settle(member), made))
    return True


def _declare_parameters(to: Declarer, behind: tuple[Node, ...]) -> None:
    """What stands in a density and is said nowhere else to be anything: a parameter, or a normal variable, of a shape that may follow."""
    for node in map(strip, behind):
        if argument_name(node) not in to.env.entries and not is_member(to, node):
            to.unknown(node)


def is_member(to: Declarer, node: Node) -> bool:
    """Whether an argument is a family's member at a letter: the density is declared for every member at once."""
    script = base_and_script(strip(node))
    if script is None or (key_of(strip(node)) or "") in to.env.entries or any(p.isdigit() for p in script[2]):
        return False
    return any(True for _ in to.env.families(script[0], script[1], len(script[2])))


def _stand_in(to: Declarer, node: Node) -> None:
    """A name that stands for any member while the density is read."""
    key = key_of(strip(node)) or ""
    value = to.read(strip(node))
    to.env.entries[key] = Entry(key, key, "value", value.sort, given=to.given, span=node.span, latex=to.printed(node))


def normal_of(to: Declarer, right: Node, variables: tuple[str, ...], points: list[Term]) -> tuple[Term, t.Binding]:
    reader = to.reader()
    wanted = points[0] if len(points) == 1 else reader.build.block(len(points), 1, points)
    made, printed = normal_law(to, right, wanted)
    if printed is not None:
        reader.build.alike(printed, wanted, "a density at another point than its variable")
        if to.shapes.settle(printed) != to.shapes.settle(wanted):
            raise ReadingError("density-at-point", "a density is declared at its own variable", right.span)
    if len(points) == 1:
        if not to.shapes.same(made.sort.parts[0], points[0].sort):
            raise t.SortError(f"a density of a {points[0].sort} cannot be a {made.sort}")
        entry = to.env.entries[variables[0]]
        return reader.build.now(made), ((entry.name, to.shapes.sort(points[0].sort)),)
    to.shapes.same(made.sort.parts[0], wanted.sort)
    bindings = binding(reader, all_atoms(reader, variables))
    return t.density(bindings, reader.build.pdf(made, [wanted])), bindings


def normal_law(to: Declarer, node: Node, wanted: Term | None = None) -> tuple[Term, Term | None]:
    """The law of a printed normal density and the point before the bar; what stands as its moments is declared by that."""
    refuse_other_normals(to.env, node)
    group = node.parts[2]
    before, behind = split_bar(group)
    if behind is None:
        behind, before = before, ()
    if len(behind) != 2:
        raise ReadingError("unsupported", "a normal density needs a mean and a covariance, parted by a comma", node.span)
    point = to.read(strip(before[0])) if len(before) == 1 else None
    reader = to.reader()
    reader.declare_unknown = to.unknown if to.lenient else None
    mean, covariance = (_moment(to, strip(n)) for n in behind)
    covariance = _of_deviation(to, strip(behind[1]), covariance, point if point is not None else wanted)
    for known in filter(None, (point, wanted)):
        reader.build.share_blocks(known, _opened(to, mean))
        reader.build.share_covariance(known, _opened(to, covariance))
    reader.build.share_covariance(_opened(to, mean), _opened(to, covariance))
    made = reader.build.gaussian(mean, covariance)
    if point is not None:
        if not to.shapes.same(point.sort, made.sort.parts[0]):
            raise t.SortError(f"a normal density with a mean in {made.sort.parts[0]} at a point in {point.sort}")
        made = reader.build.now(made)
    if not _positive(to, made.args[1]):
        _claim_positive(to, made.args[1], strip(behind[1]))
    return to.shapes.settle(made), point


def _of_deviation(to: Declarer, node: Node, value: Term, at: Term | None) -> Term:
    """A covariance as the given blocks speak of it: a bare ``s`` that they call the standard deviation is squared.

    Raises ReadingError where the words beside a name say that it is no covariance, or where they do not say of which name they speak.
    """
    name = named(value)
    called = called_in_words(to.env, value)
    scalar = to.shapes.sort((value if at is None else at).sort).is_scalar
    unclear = is_unclear(to.env, name, called, is_bare_deviation(node), scalar)
    if unclear:
        message = f"the second argument of a normal density is its variance; the words beside it do not say that {to.printed(node)} is one"
        raise ReadingError("variance-or-deviation", message, node.span, "write the variance itself, such as s^2 or \\lambda^{-1}")
    if name is None or DEVIATION not in called.get(name, ()) or not to.shapes.sort(value.sort).is_scalar:
        return value
    to.env.deviations |= {name}
    if value.op == "symbol":
        to.fact(">", value, t.ZERO)
    return t.power(value, t.TWO)


def _opened(to: Declarer, term: Term) -> Term:
    """The blocks that a name was defined as."""
    definition = to.env.definitions.get(term.data) if term.op == "symbol" else None
    return definition.body if definition is not None else term


def _moment(to: Declarer, node: Node) -> Term:
    name = argument_name(node) if to.lenient and node.kind == "script" else None
    if name is not None and node.parts[0] is not None and name != key_of(node) and name not in to.env.entries:
        to.enter(name, node.parts[0], SCALAR)
        to.fact(">", to.read(node.parts[0]), t.ZERO)
    reader = to.reader()
    reader.declare_unknown = to.unknown if to.lenient and _is_plain(node) else None
    squares = variances(reader, node)
    value = squares if squares is not None else reader.one(node)
    to.diagnostics += reader.notes
    return value


def _is_plain(node: Node) -> bool:
    """A name, or a matrix of names: what may declare itself by standing as a moment."""
    if node.kind in ("matrix", "transpose"):
        return all(p is not None and (p.kind == "number" or _is_plain(p)) for p in node.parts)
    return node.kind in ("name", "over", "star", "prime")


def _positive(to: Declarer, covariance: Term) -> bool:
    """A name, or a matrix of names, that stands as a covariance is positive definite; as a variance, positive. Whether it is one of these."""
    covariance = to.shapes.settle(covariance)
    defined = covariance.op == "symbol" and covariance.data in to.env.definitions
    meant = _opened(to, covariance) if defined else covariance
    of_names = meant.op == "block" and all(_is_name(to, a) for a in meant.args)
    if not of_names and (defined or meant.op not in ("symbol", "member", "entry")):
        return False
    to.fact(*_definite(covariance))
    return True


def _is_name(to: Declarer, block: Term) -> bool:
    """A block that nothing else decides: a name, another block's transpose, or a name for that."""
    if block.op == "transpose":
        return block.args[0].op == "symbol" and _is_name(to, block.args[0])
    definition = to.env.definitions.get(block.data) if block.op == "symbol" else None
    return block.op == "symbol" and (definition is None or (definition.body.op == "transpose" and _is_name(to, definition.body)))


def _definite(covariance: Term) -> tuple[str, Term, Term]:
    return (">", covariance, t.ZERO) if covariance.sort.is_scalar else ("succ", covariance, Term("zero", (), None, covariance.sort))


def _claim_positive(to: Declarer, covariance: Term, node: Node) -> None:
    """An expression that stands as a covariance has to be shown to be one."""
    covariance = to.shapes.settle(covariance)
    if covariance.op not in ("number", "identity", "block") and not covariance.sort.over:
        relation, left, right = _definite(covariance)
        to.claims.append(Claim(relation, left, right, node.span, (to.printed(node), "0")))


def enter(to: Declarer, head: str, variables: tuple[str, ...], given: tuple[str, ...], bindings: t.Binding, made: Term) -> None:
    """A declared density becomes a definition; where it follows from others it is a claim besides."""
    reader = to.reader()
    parameters = tuple(
        (n, s) for n, s in binding(reader, all_atoms(reader, given)) if (entry := to.env.entry_named(n)) is None or entry.kind != "dimension"
    )
    name = f"{head or chr(92) + 'mathrm{law}'}({','.join(variables)}{'|' if given else ''}{','.join(given)})"
    unique = to.names.unique(name, to.given)
    made = to.env.see_through(made, frozenset(n for n, _ in parameters))
    made = to.shapes.settle(in_values(to.env, made, [n for n, _ in (*bindings, *parameters)]))
    density = Density(head, variables, given, unique, made.sort, bindings, parameters)
    _shadow_law(to, head)
    to.env.densities = [d for d in to.env.densities if not is_outdated(reader, d, head, variables)]
    derived = _derived_value(to, density) if head else None
    _check_conditions(to, density, made)
    to.env.define(Definition(unique, parameters, made, "given"))
    to.env.latex[unique] = printed_law(to, head, variables, given)
    replace_density(to, density._replace(claimed=derived is not None))
    if derived is None:
        return
    span = to.env.entries[variables[0]].span
    to.claims.append(Claim("=", derived, value_of(reader, density), span, (to.env.latex[unique], "what the other declarations make of it")[::-1]))


def _shadow_law(to: Declarer, head: str) -> None:
    """``P = N(a, s)`` of a block before this one is not meant by P any more, where this block declares ``P(x)``."""
    known = to.env.entries.get(head)
    if known is not None and known.key == head and known.sort.kind == "law" and known.given != to.given:
        del to.env.entries[head]
        message = f"{head} is declared anew here; the outer one is not meant below"
        to.diagnostics.append(Diagnostic("shadowed", message, known.span, "note"))


def _check_conditions(to: Declarer, density: Density, made: Term) -> None:
    """A density that depends on another variable of its family has to say so behind its bar."""
    reader = to.reader()
    own = {n for n, _ in (*density.bindings, *density.parameters)}
    for other in to.env.of_head(density.head) if density.head else ():
        for key in all_atoms(reader, other.variables):
            name = to.env.entries[key].name if key in to.env.entries else ""
            if name and name not in own and name in to.env.unfolded_free(made):
                span = to.env.entries[density.variables[0]].span
                message = f"this density depends on {key}, which has a density itself, and {key} does not stand behind its bar"
                raise ReadingError("missing-bar", message, span, f"${density.head}({', '.join(density.variables)} \\mid {key})$")


def _derived_value(to: Declarer, density: Density) -> Term | None:
    """What other densities make of this one already, if they do."""
    from_others = [d for d in to.env.of_head(density.head) if (d.variables, d.given) != (density.variables, density.given)]
    drawn = {v for d in from_others for v in d.variables}
    if not from_others or not density.given and any(d.variables == density.variables and not drawn & set(d.given) for d in from_others):
        return None  # q(z) is declared beside q(z | x) as something of its own
    reader = to.reader()
    reader.env = to.env.copy()
    reader.env.densities = [d for d in to.env.densities if d.head != density.head or d in from_others]
    try:
        uses = laws_of(reader, Node("name", to.env.entries[density.variables[0]].span), density.head, density.variables, density.given or None)
        found = [reader.build.pdf(u.law, [variable(reader, a) for a in u.variables]) if u.law is not None else u.weight for u in uses]
        values = [value for value in found if value is not None]
    except (ReadingError, t.SortError, KeyError):
        return None
    if not values:
        return None
    value = t.mul(*values)
    own = reader.env.definitions.pop(density.name, None)  # what others make of it bears the same name, and is meant here by what it is
    to.env.definitions.update(reader.env.definitions)
    to.env.latex.update(reader.env.latex)
    return value if own is None else unfold(value, own)


__all__ = ["SCALAR", "Sort", "declare_density", "enter", "is_density", "is_member", "normal_law"]
