"""Expectations, variances, divergences, entropies: over which law, binding what."""

from __future__ import annotations

from collections.abc import Callable

from symkl.elaborate.nodes import arguments_key, base_and_script, items_of, key_of, split_bar, strip
from symkl.elaborate.probability import (
    Use, all_atoms, arguments_of, atoms, chain, has_density, laws_of, use_of, variable,
)  # fmt: skip
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Density
from symkl.kernel import term as t
from symkl.kernel.sort import SCALAR, SortError
from symkl.kernel.term import Term
from symkl.latex.syntax import Node

# -- laws ------------------------------------------------------------------------------------------------------------------


def normal_parts(reader: Reader, node: Node) -> tuple[tuple[Node, ...], Term]:
    r"""The points and the law of ``\mathcal{N}(x \mid m, S)``; no points where there is no bar."""
    group = node.parts[2]
    before, behind = split_bar(group)
    if behind is None:
        before, behind = (), before
    if len(behind) != 2 or node.parts[1] is not None:
        reader.fail(node, "unsupported", "a normal density needs a mean and a covariance, parted by a comma")
    mean, covariance = strip(behind[0]), strip(behind[1])
    _check_variance(reader, covariance)
    return before, reader.build.gaussian(_moment(reader, mean), _moment(reader, covariance))


def _moment(reader: Reader, node: Node) -> Term:
    """A mean or covariance; a name that stands alone there may declare itself, where a given block is read."""
    if reader.moment_names is None or node.kind not in ("name", "over", "star", "prime"):
        return reader.read(node)
    reader.declare_unknown, before = reader.moment_names, reader.declare_unknown
    try:
        return reader.read(node)
    finally:
        reader.declare_unknown = before


def _check_variance(reader: Reader, node: Node) -> None:
    key = key_of(node)
    script = base_and_script(node)
    base = script[0] if script is not None else key
    if base in ("\\sigma", "s", "std"):
        entry = reader.env.entries.get(key or "")
        if entry is None or entry.kind == "value" and reader.shapes.sort(entry.sort).is_scalar:
            reader.note("variance-or-deviation", f"the last argument of a normal density is its variance; {key} is read as one", node.span)


def normal(reader: Reader, node: Node) -> Term:
    """A normal density's value; without a bar at the point that the other side speaks of."""
    items, made = normal_parts(reader, node)
    if items:
        return reader.build.pdf(made, [reader.read(strip(i)) for i in items])
    if reader.points is None:
        reader.fail(node, "law-as-value", "a normal law without its variable is no value here: write N(x | m, S)")
    return reader.build.pdf(made, list(reader.points))


def laws(reader: Reader, node: Node, body: Term | None = None, like: Use | None = None) -> tuple[Use, ...]:
    """The laws that a subscript or an argument names, outermost first."""
    node = strip(node)
    if node.kind == "operator" and node.text == "normal":
        return (_normal_use(reader, node),)
    if node.kind == "relation" and node.text == "sim" and node.parts[0] is not None and node.parts[1] is not None:
        return _drawn(reader, node.parts[0], node.parts[1], body)
    if node.kind == "items":
        return tuple(u for part in node.parts if part is not None for u in laws(reader, part, body))
    if node.kind in ("call", "product") and len(node.parts) == 2 and node.parts[0] is not None and node.parts[1] is not None:
        head, group = key_of(node.parts[0]), node.parts[1]
        if head is not None and has_density(reader, head):
            variables, given = arguments_of(reader, group)
            return laws_of(reader, node, head, variables, given)
        if head is not None and group.kind == "group" and len(items_of(group)[0]) == 1:
            return laws(reader, node.parts[0], body, like)
    key = key_of(node)
    if key is None:
        reader.fail(node, "undeclared-name", "this names no declared density")
    entry = reader.env.entries.get(key)
    if entry is not None and entry.sort.kind == "law":
        return (_named(reader, key, t.symbol(entry.name, reader.shapes.sort(entry.sort)), like),)
    if has_density(reader, key):
        return uses_for_head(reader, node, key, body, like)
    return laws_of_names(reader, node, (key,))


def _named(reader: Reader, key: str, made: Term, like: Use | None) -> Use:
    """A law declared by name alone, ``P = N(m, S)``: it binds what the other law binds."""
    variables = like.variables if like is not None else ()
    return Use(like.bindings if like is not None else (), made, None, variables)


def _normal_use(reader: Reader, node: Node) -> Use:
    items, made = normal_parts(reader, node)
    keys = [key_of(strip(i)) for i in items]
    if len(keys) == 1 and keys[0] is not None and keys[0] in reader.env.entries:
        point = variable(reader, keys[0])
        if reader.shapes.same(point.sort, made.sort.parts[0]):
            return Use(((reader.env.entries[keys[0]].name, reader.build.now(point).sort),), reader.build.now(made), None, (keys[0],))
    return Use((), reader.build.now(made))


def _drawn(reader: Reader, what: Node, source: Node, body: Term | None) -> tuple[Use, ...]:
    r"""``x \sim p``: p, with x for its variable."""
    items, _ = items_of(what) if what.kind == "group" else ((what,), "")
    keys = tuple(key_of(strip(i)) or "" for i in items)
    named = tuple(reader.env.entries[k].name for k in keys if k in reader.env.entries)
    if len(named) != len(keys):
        reader.fail(what, "undeclared-name", "the variable of this expectation is not declared")
    found = laws(reader, source, body)
    if len(found) != 1 or found[0].law is None:
        return found
    use = found[0]
    made = use.law
    assert made is not None
    if {n for n, _ in use.bindings} == set(named):
        return found
    sorts = [reader.shapes.sort(reader.env.entries[k].sort) for k in keys]
    if len(sorts) != len(made.sort.parts) or not all(map(reader.shapes.same, sorts, made.sort.parts)):
        raise SortError(f"{', '.join(keys)} cannot be drawn from a {made.sort}")
    return (Use(tuple(zip(named, map(reader.shapes.sort, sorts), strict=True)), reader.build.now(made), None, keys),)


def uses_for_head(reader: Reader, node: Node, head: str, body: Term | None, like: Use | None) -> tuple[Use, ...]:
    """Which of the densities written with one letter is meant by the letter alone."""
    own = [d for d in reader.env.of_head(head) if not d.claimed]
    if len(own) == 1:
        return (use_of(reader, own[0]),)
    if like is not None:
        alike = [d for d in own if set(all_atoms(reader, d.variables)) == set(all_atoms(reader, like.variables))]
        if len(alike) == 1:
            return (use_of(reader, alike[0]),)
    if body is not None:
        named = _random_in(reader, body, own)
        factors = chain(reader, head, named) if named else None
        if factors is not None:
            return tuple(use_of(reader, d) for d in factors)
    reader.fail(node, "ambiguous-density", f"{head} is declared with different arguments: say which one is meant")


def _random_in(reader: Reader, body: Term, among: list[Density]) -> tuple[str, ...]:
    free = reader.env.unfolded_free(body)
    keys = dict.fromkeys(a for d in among for a in all_atoms(reader, d.variables))
    return tuple(k for k in keys if reader.env.entries[k].name in free)


def laws_of_names(reader: Reader, node: Node, keys: tuple[str, ...]) -> tuple[Use, ...]:
    """An expectation that names its variables only, or nothing: over every name that has a density."""
    chosen: list[Density] = []
    for key in keys:
        exact = [d for d in reader.env.densities if key in d.variables and not d.claimed]
        holding = [d for d in reader.env.densities if key in all_atoms(reader, d.variables) and not d.claimed]
        among = exact or holding
        heads = dict.fromkeys(d.head for d in among)
        if not among:
            reader.fail(node, "undeclared-name", f"{key} has no declared density", f"say what it is distributed as, such as ${key} \\sim p$")
        if len(heads) > 1 and not _all_alike(reader, among):
            reader.fail(node, "ambiguous-expectation", f"{key} has several densities ({', '.join(heads)}): "
                        "say over which one the expectation is", "$\\mathbb{E} = \\mathbb{E}_p$ in a given block")  # fmt: skip
        factors = chain(reader, among[0].head, atoms(reader, key)) if among[0].head else [among[0]]
        chosen += [d for d in factors or among[:1] if d not in chosen]
    return tuple(use_of(reader, d) for d in chosen)


def _all_alike(reader: Reader, among: list[Density]) -> bool:
    """Whether densities of one name are declared to be the same law."""
    bodies = {reader.env.definitions[d.name].body if d.name in reader.env.definitions else d.name for d in among}
    return len(bodies) == 1


def default_laws(reader: Reader, node: Node, body: Term) -> tuple[Use, ...]:
    """What an expectation without a subscript is over."""
    if reader.env.expectation is not None:
        return tuple(Use(b, made, None, ()) for b, made in reader.env.expectation)
    free = reader.env.unfolded_free(body)
    keys = [a for d in reader.env.densities if not d.claimed for a in (*d.variables, *all_atoms(reader, d.variables))]
    named = [k for k in dict.fromkeys(keys) if k in reader.env.entries and reader.env.entries[k].name in free]
    if not named:
        reader.fail(node, "ambiguous-expectation", "nothing in this expectation has a declared density", "write over which density it is")
    return laws_of_names(reader, node, tuple(named))


# -- binding ---------------------------------------------------------------------------------------------------------------


def single(reader: Reader, node: Node, uses: tuple[Use, ...]) -> Term:
    """One law: of several factors, the joint one."""
    if len(uses) == 1 and uses[0].law is not None:
        return reader.build.now(uses[0].law)
    if any(u.law is None for u in uses):
        reader.fail(node, "unsupported", "the law of a discrete variable cannot stand here")
    bindings = tuple(b for u in uses for b in u.bindings)
    values = [reader.build.pdf(u.law, [variable(reader, v) for v in u.variables]) for u in uses if u.law is not None]
    body = reader.env.see_through(t.mul(*values), frozenset(n for n, _ in bindings))
    return t.density(bindings, body)


def bind(reader: Reader, use: Use, build: str, *bodies: Term) -> Term:
    """An expectation, variance or covariance over one law, everything that depends on its variables seen through."""
    names = frozenset(n for n, _ in use.bindings)
    if use.law is None:
        assert use.weight is not None
        if build != "expectation":
            raise SortError("a variance of a discrete variable cannot be read")
        return _weighted(reader, use, bodies[0])
    law_term = reader.build.now(use.law)
    bindings = tuple((n, s) for (n, _), s in zip(use.bindings, law_term.sort.parts, strict=True))
    held = {p for n in names for p in _entry_names(reader, n)}
    seen = [reader.env.see_through(b, names | held) for b in bodies]
    if held:
        bindings, law_term, seen = _bind_tuple(reader, bindings, law_term, seen)
    made: dict[str, Callable[..., Term]] = {"expectation": t.expectation, "variance": t.variance, "covariance": t.covariance}
    return made[build](bindings, law_term, *map(reader.build.now, seen))


def _entry_names(reader: Reader, name: str) -> list[str]:
    entry = reader.env.entry_named(name)
    if entry is None or entry.kind != "tuple":
        return []
    return [reader.env.entries[a].name for a in atoms(reader, entry.key)]


def _bind_tuple(reader: Reader, bindings: t.Binding, law_term: Term, bodies: list[Term]) -> tuple[t.Binding, Term, list[Term]]:
    """A law on a vector whose entries have names: bind the vector, and say its entries as entries of it."""
    if len(bindings) != 1:
        raise SortError("an expectation over several vectors of named entries cannot be read")
    name, sort = bindings[0]
    entry = reader.env.entry_named(name)
    assert entry is not None and entry.term is not None
    keys = atoms(reader, entry.key)
    parts = [variable(reader, k) for k in keys]
    if all(p.sort == SCALAR for p in parts):
        whole = t.symbol(name, sort)
        block = reader.shapes.settle(entry.term)
        values = {p.data: t.entry(whole, t.number(i + 1)) for i, p in enumerate(parts)}
        return bindings, law_term, [t.substitute(_replace(reader.shapes.settle(b), block, whole), values) for b in bodies]
    own: t.Binding = tuple((p.data, p.sort) for p in parts)
    return own, t.density(own, t.pdf(law_term, reader.build.now(entry.term))), bodies


def _replace(term: Term, old: Term, new: Term) -> Term:
    if term == old:
        return new
    args = tuple(_replace(a, old, new) for a in term.args)
    return term if args == term.args else Term(term.op, args, term.data, term.sort)


def _weighted(reader: Reader, use: Use, body: Term) -> Term:
    assert use.weight is not None
    value = t.mul(use.weight, body)
    for key in use.variables:
        entry = reader.env.entries[key]
        if entry.kind == "index":
            value = t.summation(entry.name, entry.sort.over[0], reader.env.see_through(value, frozenset((entry.name,))))
        else:
            bindings = ((entry.name, reader.shapes.sort(entry.sort)),)
            value = t.integral(bindings, reader.env.see_through(value, frozenset((entry.name,))))
    return value


def over(reader: Reader, uses: tuple[Use, ...], body: Term) -> Term:
    """Nested expectations, the first law outermost."""
    for use in reversed(uses):
        body = bind(reader, use, "expectation", body)
    return body


# -- operators -------------------------------------------------------------------------------------------------------------


def expectation_over(reader: Reader, subscript: Node, group: Node) -> Term:
    """``<f>_p``."""
    body = reader.read(group.parts[0])
    return over(reader, laws(reader, subscript, body), body)


def default_expectation(reader: Reader, node: Node, group: Node) -> Term:
    """``E[f]`` and ``<f>`` without a subscript."""
    body = reader.read(group.parts[0])
    return over(reader, default_laws(reader, node, body), body)


def moment(reader: Reader, node: Node, argument: Node, build: str) -> Term:
    """An expectation, variance or covariance of what stands in the bracket, given what stands behind a bar in it."""
    if argument.kind == "group" and argument.text in ("()", "[]", "{}", ""):
        before, given = split_bar(argument)
    else:
        before, given = (argument,), None
    if build != "expectation":
        build = "covariance" if len(before) == 2 else "variance"
    if len(before) != (2 if build == "covariance" else 1):
        reader.fail(node, "unsupported", "this bracket holds too many or too few expressions")
    bodies = [reader.read(b) for b in before]
    joined = t.function("", SCALAR, *bodies)  # only its free names are asked for
    uses = _uses(reader, node, given, joined)
    if build == "expectation":
        return over(reader, uses, bodies[0])
    if len(uses) == 1:
        return bind(reader, uses[0], build, *bodies)
    return _nested_covariance(reader, uses, bodies[0], bodies[-1])


def _nested_covariance(reader: Reader, uses: tuple[Use, ...], left: Term, right: Term) -> Term:
    """Over several laws: the expectation of the product less the product of the expectations."""
    product = reader.build.mul([left, reader.build.transpose(right)])
    means = [over(reader, uses, left), reader.build.transpose(over(reader, uses, right))]
    return reader.build.add([over(reader, uses, product), reader.build.neg(reader.build.mul(means))])


def _uses(reader: Reader, node: Node, given: tuple[Node, ...] | None, body: Term) -> tuple[Use, ...]:
    subscript = node.parts[0]
    if given is None:
        return laws(reader, subscript, body) if subscript is not None else default_laws(reader, node, body)
    behind = tuple(key_of(strip(g)) or "" for g in given)
    if any(k not in reader.env.entries for k in behind):
        reader.fail(node, "undeclared-name", "what stands behind the bar is no declared name")
    heads = [key_of(subscript)] if subscript is not None else list(dict.fromkeys(d.head for d in reader.env.densities))
    free = reader.env.unfolded_free(body)
    for head in heads:
        if head is None:
            continue
        random = dict.fromkeys(a for d in reader.env.of_head(head) for a in all_atoms(reader, d.variables))
        wanted = tuple(k for k in random if reader.env.entries[k].name in free and k not in all_atoms(reader, behind))
        if wanted:
            return laws_of(reader, node, head, wanted, behind)
    reader.fail(node, "ambiguous-expectation", "nothing before the bar has a declared density")


def divergence(reader: Reader, node: Node) -> Term:
    """``KL(p || q)``."""
    key = "kl"
    group = node.parts[2]
    if group is None:
        return _declared_value(reader, node, key)
    whole = reader.env.entries.get(key + arguments_key(group))
    if whole is not None:
        return t.symbol(whole.name, reader.shapes.sort(whole.sort))
    items, _ = items_of(group)
    if len(items) != 2:
        reader.fail(node, "unsupported", "a divergence needs two densities, parted by a double bar")
    left = laws(reader, items[0])
    right = laws(reader, items[1], None, left[0] if len(left) == 1 else None)
    if len(left) == 1 and not left[0].bindings and len(right) == 1 and right[0].bindings:
        left = laws(reader, items[0], None, right[0])
    if any(u.law is None for u in (*left, *right)):
        return _discrete_divergence(reader, node, left, right)
    p, q = single(reader, items[0], left), single(reader, items[1], right)
    reader.build.alike(p, q, "a divergence of laws on different spaces")
    return t.kl(reader.build.now(p), reader.build.now(q))


def _discrete_divergence(reader: Reader, node: Node, left: tuple[Use, ...], right: tuple[Use, ...]) -> Term:
    if len(left) != 1 or len(right) != 1 or left[0].weight is None or right[0].weight is None:
        reader.fail(node, "unsupported", "a divergence of these discrete laws cannot be read")
    return _weighted(reader, left[0], t.log(t.div(left[0].weight, right[0].weight)))


def _declared_value(reader: Reader, node: Node, key: str) -> Term:
    entry = reader.env.entries.get(key)
    if entry is None or entry.kind == "announced":
        reader.fail(node, "undeclared-name", "this operator stands without its arguments, and is not declared as one of its values")
    return t.symbol(entry.name, reader.shapes.sort(entry.sort))


def entropy(reader: Reader, node: Node) -> Term:
    """``H[p]``, ``H(p, q)``; ``H`` alone is the entropy of the only density."""
    group = node.parts[2]
    if group is None:
        if "entropy" in reader.env.entries:
            return _declared_value(reader, node, "entropy")
        own = [d for d in reader.env.densities if not d.claimed]
        if len(own) != 1:
            reader.fail(node, "ambiguous-density", "the entropy of which density?")
        return t.entropy(single(reader, node, (use_of(reader, own[0]),)))
    whole = reader.env.entries.get("entropy" + arguments_key(group))
    if whole is not None:
        return t.symbol(whole.name, reader.shapes.sort(whole.sort))
    items, separators = items_of(group)
    if len(items) == 2 and separators == ",":
        p = laws(reader, items[0])
        q = laws(reader, items[1], None, p[0])
        return t.cross_entropy(single(reader, items[0], p), single(reader, items[1], q))
    if len(items) != 1:
        reader.fail(node, "unsupported", "the entropy of this cannot be read")
    uses = laws(reader, items[0])
    if any(u.law is None for u in uses) and len(uses) == 1 and uses[0].weight is not None:
        return reader.build.neg(_weighted(reader, uses[0], t.log(uses[0].weight)))
    return t.entropy(single(reader, node, uses))


