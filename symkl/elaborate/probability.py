"""Densities: which law a printed density belongs to, declared or derived from what is declared."""

from __future__ import annotations

from collections.abc import Iterable

from symkl.elaborate.of_one_letter import given_of_one_letter
from symkl.elaborate.proposals import for_law
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Density, ReadingError, in_values
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.sort import SCALAR, Sort, law
from symkl.kernel.term import Binding, Term
from symkl.latex.names import split_key
from symkl.latex.syntax import Node
from symkl.record import NamedTuple
from symkl.source import Span

Keys = tuple[str, ...]


class Use(NamedTuple):
    """A law that an expectation is over, with what it binds; ``weight`` instead of a law where the variable is discrete."""

    bindings: Binding
    law: Term | None
    weight: Term | None = None
    variables: Keys = ()


def has_density(reader: Reader, head: str) -> bool:
    """Whether the name is the head of a declared density."""
    return bool(reader.env.of_head(head))


# -- variables -------------------------------------------------------------------------------------------------------------


def atoms(reader: Reader, key: str) -> Keys:
    """The names a variable consists of: the entries of a tuple, else itself."""
    entry = reader.env.entries.get(key)
    if entry is not None and entry.kind == "tuple":
        return tuple(a for part in entry.template if part is not None for a in atoms(reader, part))
    return (key,)


def all_atoms(reader: Reader, keys: Keys) -> Keys:
    """The names that several variables consist of."""
    return tuple(dict.fromkeys(a for k in keys for a in atoms(reader, k)))


def variable(reader: Reader, key: str) -> Term:
    """The term of a density's variable."""
    entry = reader.env.entries.get(key)
    if entry is None:
        raise _of_every_member(key)
    if entry.term is not None:
        return reader.build.now(entry.term)
    if entry.kind == "index":
        return t.index(entry.name, entry.sort.over[0])
    return reader.build.now(t.symbol(entry.name, reader.shapes.sort(entry.sort)))


def _of_every_member(key: str) -> ReadingError:
    return ReadingError("ambiguous-density", f"the density is declared for every member at once: say {key} of which member", Span(0, 0))


def binding(reader: Reader, keys: Keys) -> Binding:
    """What binds these variables."""
    entries = [reader.env.entries[k] for k in keys]
    return tuple((e.name, SCALAR if e.kind == "index" else reader.shapes.sort(e.sort)) for e in entries)


def is_discrete(reader: Reader, key: str) -> bool:
    """Whether a variable takes the values of an index."""
    entry = reader.env.entries.get(key)
    return entry is not None and entry.kind == "index"


def reference(reader: Reader, density: Density, arguments: list[Term] | None = None) -> Term:
    """The law of a declared density at the arguments behind its bar, the declared ones where none are given."""
    sort = reader.shapes.sort(density.sort)
    if arguments is None:
        arguments = [parameter(reader, n, s) for n, s in density.parameters]
    if density.arbitrary:
        return t.arbitrary(density.name, sort, *arguments)
    return t.function(density.name, sort, *arguments) if density.parameters else t.symbol(density.name, sort)


def parameter(reader: Reader, name: str, sort: Sort) -> Term:
    """The declared name that a parameter is, seen through."""
    entry = reader.env.entry_named(name)
    if entry is not None and entry.kind in ("tuple", "index"):
        return variable(reader, entry.key)
    return t.symbol(name, reader.shapes.sort(sort))


def points(reader: Reader, density: Density) -> list[Term]:
    """The declared variables of a density, in the shape its law has."""
    found: list[Term] = []
    for key in density.variables:
        parts = atoms(reader, key)
        own = any(n == reader.env.entries[key].name for n, _ in density.bindings) if key in reader.env.entries else True
        found += [variable(reader, key)] if own else [variable(reader, a) for a in parts]
    return found


def value_of(reader: Reader, density: Density) -> Term:
    """The density at its declared variables."""
    return reader.build.pdf(reference(reader, density), points(reader, density))


# -- declared or derived ---------------------------------------------------------------------------------------------------


def find(reader: Reader, head: str, variables: Keys, given: Keys | None) -> Density | None:
    """The declared density with these variables; parameters behind the bar may be left out, or be added when they have no density."""
    same = [d for d in reader.env.of_head(head) if set(d.variables) == set(variables) and _same_given(reader, d, given or ())]
    if same:
        return next((d for d in same if set(d.given) == set(given or ())), same[0])
    wanted = set(all_atoms(reader, variables))
    for density in reader.env.of_head(head):
        if set(all_atoms(reader, density.variables)) == wanted and _same_given(reader, density, given or ()):
            return density
    return None


def _same_given(reader: Reader, density: Density, given: Keys) -> bool:
    left_out = set(density.given) - set(given)
    added = set(given) - set(density.given)
    own = _random(reader, reader.env.of_head(density.head)) | set(given_of_one_letter(density))
    return not (left_out & own) and not (
        added & (own | _random(reader, reader.env.densities)) or formed(reader, tuple(added)) or half_random(reader, tuple(added))
    )


def _random(reader: Reader, densities: Iterable[Density]) -> set[str]:
    """The names that have one of these densities, whole and by their entries; a family of which any member has one."""
    listed = list(densities)
    families = {e.key for d in listed if d.member is not None and (e := reader.env.entry_named(str(d.member.args[0].data))) is not None}
    return families | {a for d in listed for v in d.variables for a in (v, *atoms(reader, v))}


def formed(reader: Reader, keys: Keys) -> Keys:
    """Those of the names that have no density and that a formula makes of names that have one: they are drawn with these, and no parameters."""
    random = _random(reader, reader.env.densities)
    names = frozenset(e.name for k in random if (e := reader.env.entries.get(k)) is not None)
    bodies = ((k, reader.env.definitions.get(reader.env.entries[k].name)) for k in keys if k in reader.env.entries and k not in random)
    return tuple(k for k, d in bodies if d is not None and not d.parameters and reader.env.depends(d, names))


def chain(reader: Reader, head: str, wanted: Keys) -> list[Density] | None:
    """The declared densities whose product is the joint density of these variables (and of what they depend on), roots first."""
    own = [d for d in reader.env.of_head(head) if not d.claimed]
    covered: dict[str, Density] = {}
    todo = list(wanted)
    while todo:
        atom = todo.pop()
        if atom in covered:
            continue
        holders = [d for d in own if atom in all_atoms(reader, d.variables)]
        if not holders:
            continue
        if len(holders) > 1:
            holders = [d for d in holders if not d.given]
        if len(holders) != 1:
            return None
        for part in all_atoms(reader, holders[0].variables):
            if part in covered:
                return None
            covered[part] = holders[0]
        todo += all_atoms(reader, holders[0].given)
    if not set(wanted) <= set(covered):
        return None
    chosen = [d for d in own if any(d is c for c in covered.values())]
    return _roots_first(reader, chosen, set(covered))


def _roots_first(reader: Reader, chosen: list[Density], random: set[str]) -> list[Density] | None:
    done: set[str] = set()
    order: list[Density] = []
    while chosen:
        ready = next((d for d in chosen if not (set(all_atoms(reader, d.given)) & random) - done), None)
        if ready is None:
            return None
        order.append(ready)
        done |= set(all_atoms(reader, ready.variables))
        chosen = [d for d in chosen if d is not ready]
    return order


def derived(reader: Reader, node: Node, head: str, variables: Keys, given: Keys | None) -> tuple[Use, ...]:
    """The law(s) of ``head(variables | given)`` of names that are drawn, outermost first where a joint is a product of declared ones."""
    declared = find(reader, head, variables, given)
    if declared is not None:
        return (use_of(reader, declared),)
    left = all_atoms(reader, variables)
    behind = random_among(reader, head, all_atoms(reader, given or ()))
    _refuse_half_random(reader, node, left, behind, given or ())
    factors = chain(reader, head, (*left, *behind))
    elsewhere = _random_elsewhere(reader, head, given or ())
    if elsewhere:
        other = next(d for d in reader.env.densities if elsewhere[0] in {*d.variables, *all_atoms(reader, d.variables)})
        message = f"{elsewhere[0]} is drawn by {other.head}, {', '.join(variables)} by {head}: no joint density of both is declared"
        reader.fail(node, "undeclared-name", message, f"if one law draws both, write ${head}$ for ${other.head}$ in the given block")
    if factors is None:
        reader.fail(node, "undeclared-name", f"no density of {head} is declared for {', '.join(variables)}"
                    + (f" given {', '.join(given)}" if given else ""), for_law(head, variables, given or ()))  # fmt: skip
    covered = all_atoms(reader, tuple(v for d in factors for v in d.variables))
    loose = next((g for d in factors for g in given_of_one_letter(d) if g not in covered and g not in (given or ())), None)
    if loose is not None:
        reader.fail(node, "undeclared-name", f"{loose} is drawn as well, and no law of it is declared", for_law(head, (loose,), ()))
    hidden = tuple(a for a in covered if a not in left and a not in behind)
    if not behind and not hidden:
        return tuple(use_of(reader, d) for d in factors)
    return (_derived(reader, head, variables, left, given or (), behind, hidden, factors),)


def _refuse_half_random(reader: Reader, node: Node, left: Keys, behind: Keys, given: Keys) -> None:
    """What stands behind the bar is drawn, or it is a parameter."""
    if not set(left).isdisjoint(behind):
        reader.fail(node, "unsupported", "a variable stands on both sides of the bar")
    for key in half_random(reader, tuple(k for k in all_atoms(reader, given) if k not in behind)):
        message = f"{key} is made of what is drawn, and no law says how {', '.join(left)} goes together with it"
        reader.fail(node, "undeclared-name", message, "declare the law of all members, such as $p(X \\mid \\mu) = \\prod_n p(x_n \\mid \\mu)$")


def refuse_members(reader: Reader, node: Node, body: Term, among: Iterable[Density]) -> None:
    """An expectation over what has a law is over members as well, whose law is declared one by one (``p(y_n | w)``): that cannot be read."""
    bases = {split_key(v)[0] for d in among for v in d.variables if v not in reader.env.entries}
    free = reader.env.unfolded_free(body) if bases else frozenset()
    found = next((e for k, e in reader.env.entries.items() if e.name in free and (k in bases or e.kind == "family" and e.base in bases)), None)
    if found is not None:
        message = f"each member of {found.base or found.key} has a law, and how they are drawn together is not said"
        reader.fail(node, "ambiguous-expectation", message, "write over which density this is, such as \\mathbb{E}_{p(w)}")


def half_random(reader: Reader, keys: Keys) -> Keys:
    """Those of the names that are neither drawn nor parameters: functions, and what is made of drawn variables or of members that are drawn."""
    env = reader.env
    drawn = {a for d in env.densities for v in d.variables for a in (v, split_key(v)[0], *atoms(reader, v))}
    names = {e.name for k, e in env.entries.items() if k in drawn or e.kind == "family" and e.base in drawn}
    found: list[str] = []
    for key in keys:
        entry = env.entries.get(key)
        if entry is None or key in drawn and entry.kind == "value" or entry.sort.kind == "law":
            continue
        term = entry.term if entry.term is not None else t.symbol(entry.name, reader.shapes.sort(entry.sort))
        if entry.kind == "function" or not names.isdisjoint(env.unfolded_free(term)):
            found.append(key)
    return tuple(found)


def _random_elsewhere(reader: Reader, head: str, given: Keys) -> Keys:
    """Those of the names that have a density, yet none that goes together with those of this head: they are no parameters."""
    known = {a for d in reader.env.of_head(head) for a in (*d.given, *all_atoms(reader, d.given))} | _random(reader, reader.env.of_head(head))
    elsewhere = _random(reader, reader.env.densities) - known
    return tuple(k for k in all_atoms(reader, given) if k in elsewhere)


def random_among(reader: Reader, head: str, keys: Keys) -> Keys:
    """Those of the names that have a density of this head."""
    own = {a for d in reader.env.of_head(head) for a in all_atoms(reader, d.variables)}
    return tuple(k for k in keys if k in own)


def use_of(reader: Reader, density: Density) -> Use:
    """An expectation over a declared density."""
    if density.member is not None:
        raise _of_every_member(density.variables[0])
    if any(is_discrete(reader, v) for v in density.variables):
        return Use(density.bindings, None, value_of(reader, density), density.variables)
    return Use(tuple((n, reader.shapes.sort(s)) for n, s in density.bindings), reference(reader, density), None, density.variables)


def joint(reader: Reader, factors: list[Density]) -> Term:
    """The product of the factors' values."""
    return t.mul(*(value_of(reader, d) for d in factors))


def _derived(reader: Reader, head: str, variables: Keys, left: Keys, given: Keys, behind: Keys, hidden: Keys, factors: list[Density]) -> Use:
    """A marginal or a conditional of a declared joint, entered as a definition of its own."""
    body = integrate(reader, hidden, joint(reader, factors))
    if any(is_discrete(reader, a) for a in left):
        weight = body if not behind else t.div(body, integrate(reader, left, body))
        return Use(binding(reader, left), None, weight, left)
    bindings, parameters = binding(reader, left), binding(reader, all_atoms(reader, given))
    name = f"{head or 'p'}({','.join(variables)}{'|' if given else ''}{','.join(given)})"
    name = _enter(reader, name, head, bindings, parameters, bool(behind), body)
    sort = law(*(s for _, s in bindings))
    arguments = [parameter(reader, n, s) for n, s in parameters]
    return Use(bindings, t.function(name, sort, *arguments) if parameters else t.symbol(name, sort), None, left)


def _enter(reader: Reader, name: str, head: str, bindings: Binding, parameters: Binding, conditional: bool, body: Term) -> str:
    names = frozenset(n for n, _ in (*bindings, *parameters))
    body = reader.shapes.settle(in_values(reader.env, reader.env.see_through(body, names), sorted(names)))
    made = t.normalised(bindings, body) if conditional else t.density(bindings, body)
    count = 1
    unique = name
    while unique in reader.env.definitions and reader.env.definitions[unique].body != made:
        count += 1
        unique = f"{name}@{count}"
    if unique not in reader.env.definitions:
        reader.env.define(Definition(unique, parameters, made, "given"))
        reader.env.latex[unique] = name.replace("|", " \\mid ").replace(",", ", ")
    return unique


def integrate(reader: Reader, hidden: Keys, body: Term) -> Term:
    """Hidden variables integrated out, discrete ones summed out."""
    for key in hidden:
        if is_discrete(reader, key):
            entry = reader.env.entries[key]
            body = t.summation(entry.name, entry.sort.over[0], reader.env.see_through(body, frozenset((entry.name,))))
    continuous = tuple(k for k in hidden if not is_discrete(reader, k))
    if not continuous:
        return body
    bindings = binding(reader, continuous)
    return t.integral(bindings, reader.env.see_through(body, frozenset(n for n, _ in bindings)))


def is_outdated(reader: Reader, known: Density, head: str, variables: tuple[str, ...]) -> bool:
    """Whether a density of an outer block is of a variable that was declared anew, whole or by its entries, and has a new one of that name."""
    if known.head != head:
        return False
    entries = [reader.env.entries[k] for k in set(known.variables) & set(variables) if k in reader.env.entries]
    outdated = any(e.kind != "tuple" and e.name not in dict(known.bindings) for e in entries)
    fresh = {k: reader.env.entries[k].name for k in all_atoms(reader, variables) if k in reader.env.entries}
    tuples = [e for k in known.variables if (e := reader.env.entries.get(k)) is not None and e.kind == "tuple"]
    return outdated or any(e.term is not None and fresh[part] not in e.term.free for e in tuples for part in e.template if part in fresh)
