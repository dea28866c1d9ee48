"""Which law is meant: by a subscript, by an argument of a divergence, by a letter alone, by nothing at all."""

from __future__ import annotations

from symkl.elaborate.density_values import arguments_of
from symkl.elaborate.entrywise import variances
from symkl.elaborate.formed import laws_of
from symkl.elaborate.nodes import base_and_script, items_of, key_of, split_bar, strip
from symkl.elaborate.of_one_letter import given_of_one_letter
from symkl.elaborate.probability import Use, all_atoms, atoms, chain, has_density, reference, refuse_members, use_of, variable
from symkl.elaborate.proposals import for_law
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Density, Environment, ReadingError
from symkl.kernel import term as t
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term
from symkl.latex.syntax import Node


def normal_parts(reader: Reader, node: Node) -> tuple[tuple[Node, ...], Term]:
    r"""The points and the law of ``\mathcal{N}(x \mid m, S)``; no points where there is no bar."""
    group = node.parts[2]
    before, behind = split_bar(group)
    if behind is None:
        behind, before = before, ()
    refuse_other_normals(reader.env, node)
    if len(behind) != 2:
        reader.fail(node, "unsupported", "a normal density needs a mean and a covariance, parted by a comma")
    mean, covariance = (strip(_argument(reader, strip(item), place)) for place, item in enumerate(behind))
    _check_variance(reader, covariance)
    squares = variances(reader, covariance)
    spread = squares if squares is not None else _moment(reader, covariance)
    if named(spread) in reader.env.deviations:
        spread = t.power(spread, t.TWO)
    return before, reader.build.gaussian(_moment(reader, mean), spread)


def refuse_other_normals(env: Environment, node: Node) -> None:
    r"""``\mathcal{N}_+``, ``\mathcal{N}^{-1}``: scripts say that another law is meant, all but a size or a variable below. Raises ReadingError."""
    below, above = node.parts[:2]
    known = below is None or below.kind == "number" or key_of(strip(below)) in env.entries
    if above is not None or not known:
        raise ReadingError("unsupported", "with this script another law than the normal one is meant", node.span, "write the density out")


def _argument(reader: Reader, node: Node, place: int) -> Node:
    r"""``\mu=0``, ``\sigma^2=1``: an argument that is named as what stands in its place; a bare \sigma names no variance."""
    if node.kind != "relation" or node.text != "=" or node.parts[0] is None or node.parts[1] is None:
        return node
    name = strip(node.parts[0])
    squared = name.kind == "script" and name.parts[1] is None and name.parts[2] is not None and name.parts[2].text == "2"
    means = place == 0 and key_of(name) in ("\\mu", "m", "mean")
    if not (means or place == 1 and (squared or key_of(name) in ("\\Sigma", "S", "cov", "var"))):
        reader.fail(node, "unsupported", "this does not name the mean, or not the variance", "write \\mu = .., \\sigma^2 = ..")
    return node.parts[1]


def _moment(reader: Reader, node: Node) -> Term:
    """A mean or covariance; a name that stands alone there may declare itself, where a given block is read."""
    if reader.moment_names is None or node.kind not in ("name", "over", "star", "prime"):
        return reader.read(node)
    reader.declare_unknown, before = reader.moment_names, reader.declare_unknown
    try:
        return reader.read(node)
    finally:
        reader.declare_unknown = before


def named(value: Term) -> str | None:
    """The name that a value, or the family that it is a member of, is."""
    value = value.args[0] if value.op in ("entry", "member") else value
    return value.data if value.op == "symbol" else None


def is_bare_deviation(node: Node) -> bool:
    """Whether a name stands as a covariance that is mostly a standard deviation's."""
    script = base_and_script(node)
    return (script[0] if script is not None else key_of(node)) in ("\\sigma", "s", "std")


def _check_variance(reader: Reader, node: Node) -> None:
    if is_bare_deviation(node):
        key = key_of(node)
        entry = reader.env.entries.get(key or "")
        said = any(word == "variance" and key in keys for word, keys in reader.env.spreads)
        if said or entry is not None and entry.name in reader.env.deviations:
            return
        if entry is None or entry.kind == "value" and reader.shapes.sort(entry.sort).is_scalar:
            reader.note("variance-or-deviation", f"the last argument of a normal density is its variance; {key} is read as one", node.span)


def normal(reader: Reader, node: Node) -> Term:
    """A normal density's value; without a bar at the point that the other side speaks of."""
    items, made = normal_parts(reader, node)
    below = node.parts[0]
    if below is not None:  # \\mathcal{N}_x(m, S), as The Matrix Cookbook prints it
        if items:
            reader.fail(below, "unsupported", "\\mathcal{N} with a subscript cannot be read here")
        return reader.build.pdf(made, [reader.read(below)])
    if items:
        return reader.build.pdf(made, [reader.read(strip(i)) for i in items])
    points = [p for p in (reader.points, reader.inner_points) if p is not None]
    if not points:
        reader.fail(node, "law-as-value", "a normal law without its variable is no value here: write N(x | m, S)")
    return reader.build.pdf(made, list(points[reader.choose(2) if len(points) > 1 else 0]))


def laws(reader: Reader, node: Node, body: Term | None = None, like: Use | None = None) -> tuple[Use, ...]:
    """The laws that a subscript or an argument names, outermost first."""
    node = strip(node)
    if node.kind == "operator" and node.text == "normal":
        return (_normal_use(reader, node),)
    if node.kind == "relation" and node.text == "sim" and node.parts[0] is not None and node.parts[1] is not None:
        return _drawn(reader, node.parts[0], node.parts[1], body)
    if node.kind == "items":
        return tuple(u for part in node.parts if part is not None for u in laws(reader, part, body))
    if node.kind == "product" and (len(node.parts) > 2 or all(p is None or p.kind != "group" for p in node.parts[1:])):
        return _product(reader, node)
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
    return _laws_of_name(reader, node, key, body)


def _laws_of_name(reader: Reader, node: Node, key: str, body: Term | None) -> tuple[Use, ...]:
    """A law named by its variable: no other variable that it is declared with may be bound by the way."""
    uses = laws_of_names(reader, node, (key,))
    own = {reader.env.entries[a].name for a in (key, *atoms(reader, key)) if a in reader.env.entries}
    others = {n for u in uses for n, _ in u.bindings} - own
    if not others:
        return uses
    if body is None:
        head = next(d.head for d in reader.env.densities if key in all_atoms(reader, d.variables))
        return laws_of(reader, node, head, (key,), None)
    if reader.env.unfolded_free(body) & others:
        reader.fail(node, "ambiguous-expectation", f"the density of {key} binds {', '.join(sorted(others))} too: write which one is meant")
    return uses


def _product(reader: Reader, node: Node) -> tuple[Use, ...]:
    """``p(x) p(y)``, ``q(z) p(x \\mid z)``, ``q_1 q_2``, ``q_1 \\otimes q_2``: the law of all variables, what others depend on outermost."""
    parts = [p for p in node.parts if p is not None]
    factors: list[Node] = []
    while parts and not node.text.strip(" *k"):
        part = parts.pop(0)
        if key_of(part) is not None and parts and parts[0].kind == "group":
            part = Node("product", part.span.join(parts[0].span), "  ", (part, parts.pop(0)))
        factors.append(part)
    if not factors:
        reader.fail(node, "undeclared-name", "this names no declared density")
    waiting = [u for f in factors for u in laws(reader, f)]
    ordered: list[Use] = []
    while waiting:
        bound = {n for u in waiting for n, _ in u.bindings}
        ready = next((u for u in waiting if u.law is not None and not reader.env.unfolded_free(u.law) & (bound - {n for n, _ in u.bindings})), None)
        if ready is None:
            reader.fail(node, "unsupported", "these densities make no joint density")
        ordered.append(ready)
        waiting.remove(ready)
    names = [n for u in ordered for n, _ in u.bindings]
    if len(set(names)) != len(names):
        reader.fail(node, "unsupported", "this is a product of densities of one variable, and no joint density")
    return tuple(ordered)


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


def drawn_here(reader: Reader, subscript: Node | None) -> tuple[str, Use] | None:
    r"""``\mathbb{E}_{\epsilon \sim \mathcal{N}(0, I)}``, with a name that is declared nowhere: it is bound here, and has the sort of the law."""
    if subscript is None or subscript.kind != "relation" or subscript.text != "sim" or None in subscript.parts:
        return None
    (what, source), key = subscript.parts, key_of(subscript.parts[0]) if subscript.parts[0] is not None else None
    assert what is not None and source is not None
    known = key is None or what.kind != "name" or key in reader.env.entries or key in reader.local
    if known or key is None or strip(source).kind != "operator" or strip(source).text != "normal":
        return None
    (use,) = laws(reader, source)
    assert use.law is not None
    name = t.fresh(key, set(reader.env.symbols))
    return key, Use(((name, use.law.sort.parts[0]),), use.law, None, (key,))


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
        refuse_members(reader, node, body, own)
        named = _random_in(reader, body, own)
        factors = chain(reader, head, named) if named else None
        if factors is not None:
            return tuple(use_of(reader, d) for d in factors)
    return reader.fail(node, "ambiguous-density", f"{head} is declared with different arguments: say which one is meant")


def _random_in(reader: Reader, body: Term, among: list[Density]) -> tuple[str, ...]:
    free = reader.env.unfolded_free(body)
    keys = dict.fromkeys(a for d in among for a in all_atoms(reader, d.variables))
    return tuple(k for k in keys if k in reader.env.entries and reader.env.entries[k].name in free)


def laws_of_names(reader: Reader, node: Node, keys: tuple[str, ...]) -> tuple[Use, ...]:
    """An expectation that names its variables only, or nothing: over every name that has a density."""
    chosen: list[Density] = []
    for key in keys:
        exact = [d for d in reader.env.densities if key in d.variables and not d.claimed]
        holding = [d for d in reader.env.densities if key in all_atoms(reader, d.variables) and not d.claimed]
        among = exact or holding
        heads = dict.fromkeys(d.head for d in among)
        if not among and key not in reader.env.entries:
            reader.fail(node, "undeclared-name", f"{key} is not declared", for_law(key, ("x",), ()))
        if not among:
            reader.fail(node, "undeclared-name", f"{key} has no declared density", _say_law(reader, key))
        own = next((d for d in among if d.variables == (key,) and not d.given), None)
        if own is not None and all(d is own or _is_factor(reader, key, own, d) for d in among):
            among, heads = [own], {own.head: None}
        if len(heads) > 1 and not _all_alike(reader, among):
            reader.fail(node, "ambiguous-expectation", f"{key} has several densities ({', '.join(heads)}): "
                        "say over which one the expectation is", "$\\mathbb{E} = \\mathbb{E}_p$ in a given block")  # fmt: skip
        factors = chain(reader, among[0].head, atoms(reader, key)) or [d for d in among[:1] if not d.given]
        if not factors:
            reader.fail(node, "ambiguous-expectation", f"the law of {key} does not follow from what is declared")
        chosen += [d for d in factors if d not in chosen]
    covered = {v for d in chosen for v in all_atoms(reader, d.variables)}
    loose = next((g for d in chosen for g in given_of_one_letter(d) if g not in covered), None)
    if loose is not None:
        reader.fail(node, "ambiguous-expectation", f"{loose} is drawn as well, and by no declared law: say what is given", "\\mathbb{E}[x \\mid y]")
    return tuple(use_of(reader, d) for d in chosen)


def _all_alike(reader: Reader, among: list[Density]) -> bool:
    """Whether densities of one name are declared to be the same law."""
    bodies = {reader.env.definitions[d.name].body if d.name in reader.env.definitions else d.name for d in among}
    return len(bodies) == 1


def _is_factor(reader: Reader, key: str, own: Density, whole: Density) -> bool:
    """Whether a joint density is declared as a product with the name's own density in it, and the name nowhere else: that is its marginal."""
    definition = reader.env.definitions.get(whole.name)
    if definition is None or definition.parameters or definition.body.op != "density" or definition.body.args[0].op != "mul":
        return False
    made, name = reference(reader, own), reader.env.entries[key].name
    factors = definition.body.args[0].args
    with_name = [f for f in factors if name in reader.env.unfolded_free(f)]
    return len(with_name) == 1 and with_name[0].op == "pdf" and with_name[0].args == (made, variable(reader, key))


def default_laws(reader: Reader, node: Node, body: Term) -> tuple[Use, ...]:
    """What an expectation without a subscript is over."""
    if reader.env.expectation is not None:
        return tuple(Use(b, made, None, ()) for b, made in reader.env.expectation)
    free = reader.env.unfolded_free(body)
    keys = [a for d in reader.env.densities if not d.claimed for a in (*d.variables, *all_atoms(reader, d.variables))]
    refuse_members(reader, node, body, reader.env.densities)
    named = [k for k in dict.fromkeys(keys) if k in reader.env.entries and reader.env.entries[k].name in free]
    if not named:
        reader.fail(node, "ambiguous-expectation", "nothing in this expectation has a declared density", "write over which density it is")
    holding = [d for d in reader.env.densities if not d.claimed and not set(named).isdisjoint(all_atoms(reader, d.variables))]
    if len(holding) == 1 and holding[0].arbitrary and not holding[0].given and is_of_conditional(body):
        return laws_of(reader, node, holding[0].head, tuple(named), None)
    return laws_of_names(reader, node, tuple(named))


def is_of_conditional(body: Term) -> bool:
    """Whether a moment under a conditional law stands in it: of a joint of which nothing is known that goes with the marginal."""
    return any(part.op == "expectation" and part.args[0].op == "function" for part in t.subterms(body))


def _say_law(reader: Reader, key: str) -> str:
    """The next action for a variable without a density, or for a letter that is no variable and may be one itself."""
    if reader.env.entries[key].kind == "announced":
        return f"say what it is the density of, such as $x \\sim {key}$ for $x \\in \\mathbb{{R}}^d$"
    return f"say what it is distributed as, such as ${key} \\sim p$"
