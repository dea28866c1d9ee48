"""Expectations, variances, divergences, entropies: over which law, binding what."""

from __future__ import annotations

from collections.abc import Callable

from symkl.elaborate.all_members import gathered
from symkl.elaborate.formed import laws_of
from symkl.elaborate.laws import default_laws, drawn_here, is_of_conditional, laws
from symkl.elaborate.nodes import arguments_key, items_of, key_of, split_bar, strip
from symkl.elaborate.one_member import uses_given_members
from symkl.elaborate.probability import Use, all_atoms, atoms, use_of, variable
from symkl.elaborate.ranges import bound
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import ReadingError, replaced
from symkl.kernel import term as t
from symkl.kernel.sort import SCALAR, SortError
from symkl.kernel.term import Term
from symkl.latex.syntax import Node

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
    _check_variables(reader, use, names, bodies)
    if use.law is None:
        assert use.weight is not None
        return _weighted(reader, use, bodies[0])
    law_term = reader.build.now(use.law)
    bindings = tuple((n, s) for (n, _), s in zip(use.bindings, law_term.sort.parts, strict=True))
    held = {p for n in names for p in _entry_names(reader, n)}
    seen = [reader.env.see_through(b, names | held) for b in bodies]
    if held:
        bindings, law_term, seen = _bind_tuple(reader, bindings, law_term, seen)
    made: dict[str, Callable[..., Term]] = {"expectation": t.expectation, "variance": t.variance, "covariance": t.covariance}
    bindings, values = _apart(reader, bindings, law_term, [reader.build.now(s) for s in seen])
    return made[build](bindings, law_term, *values)


def _apart(reader: Reader, bindings: t.Binding, law_term: Term, bodies: list[Term]) -> tuple[t.Binding, list[Term]]:
    """Other names for bound variables that the law depends on: ``E[z \\mid x]`` where x is made of z."""
    names = {n: t.fresh(n, law_term.free.union(*(b.free for b in bodies))) for n, _ in bindings if n in law_term.free}
    reader.env.latex.update({new: reader.env.latex.get(old, old) for old, new in names.items()})
    put = {old: t.symbol(names[old], sort) for old, sort in bindings if old in names}
    return tuple((names.get(n, n), s) for n, s in bindings), [t.substitute(b, put) for b in bodies] if put else bodies


def _check_variables(reader: Reader, use: Use, names: frozenset[str], bodies: tuple[Term, ...]) -> None:
    """A density's variable that is declared anew below is another name: an expectation of it does not say which one is meant."""
    free = frozenset().union(*(reader.env.unfolded_free(b) for b in bodies))
    for key in use.variables:
        entry = reader.env.entries.get(key)
        own = {entry.name, *(reader.env.entries[a].name for a in atoms(reader, key))} if entry is not None else names
        if entry is not None and names.isdisjoint(own) and not own.isdisjoint(free):
            message = f"{key} is declared anew here, and the density is one of the {key} above"
            raise ReadingError("ambiguous-density", message, entry.span, "give one of the two another name")


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
        return bindings, law_term, [t.substitute(replaced(reader.shapes.settle(b), block, whole), values) for b in bodies]
    own: t.Binding = tuple((p.data, p.sort) for p in parts)
    return own, t.density(own, t.pdf(law_term, reader.build.now(entry.term))), bodies


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


def _of_variables(reader: Reader, node: Node, uses: tuple[Use, ...], body: Term) -> tuple[Use, ...]:
    """The laws, each of variables that it is known to be of."""
    uses = tuple(_of_its_variable(reader, u, body) if u.law is not None and not u.bindings else u for u in uses)
    if any(u.law is not None and not u.bindings for u in uses):
        message = "the law of this is named without its variable, so that nothing says what it is taken over"
        reader.fail(node, "ambiguous-expectation", message, "declare the density with its variable, such as $p(x) = \\mathcal{N}(x \\mid m, s^2)$")
    return uses


def _of_its_variable(reader: Reader, use: Use, body: Term) -> Use:
    """A law that a letter alone is declared to be, ``P = N(m, v)``, as that of the variable that has it too, if it is taken of no other drawn one."""
    free = reader.env.unfolded_free(body)
    names = {k: e.name for k, e in reader.env.entries.items() if e.name in free}
    spoken = {d.variables for d in reader.env.densities if not names.keys().isdisjoint(all_atoms(reader, d.variables))}
    same = [d for d in reader.env.densities if d.variables in spoken and _is_declared_as(reader, d.name, use.law)]
    if len(spoken) != 1 or not same:
        return use
    made = use_of(reader, same[0])
    return use if made.law is None or len(made.bindings) != 1 else use._replace(bindings=made.bindings, variables=made.variables)


def _is_declared_as(reader: Reader, name: str, law: Term | None) -> bool:
    """Whether a density is declared as the very normal law that another name stands for."""
    one, other = (reader.env.definitions.get(n) for n in (name, law.data if law is not None and law.op == "symbol" else ""))
    if one is None or other is None or one.parameters or other.parameters or one.body.op != "gaussian":
        return False
    return reader.shapes.settle(one.body) == reader.shapes.settle(other.body)


def over(reader: Reader, uses: tuple[Use, ...], body: Term) -> Term:
    """Nested expectations, the first law outermost."""
    for use in reversed(uses):
        body = bind(reader, use, "expectation", body)
    return body


# -- operators -------------------------------------------------------------------------------------------------------------


def expectation_over(reader: Reader, subscript: Node, group: Node) -> Term:
    """``<f>_p``."""
    body = reader.read(group.parts[0])
    return over(reader, _of_variables(reader, subscript, laws(reader, subscript, body), body), body)


def default_expectation(reader: Reader, node: Node, group: Node) -> Term:
    """``E[f]`` and ``<f>`` without a subscript."""
    body = reader.read(group.parts[0])
    return _by_terms(reader, _of_variables(reader, node, default_laws(reader, node, body), body), body)


def _by_terms(reader: Reader, uses: tuple[Use, ...], body: Term) -> Term:
    """The expectation; of a sum with conditional ones in it term by term, so that each of them is what the law of total expectation is about."""
    if body.op != "add" or not is_of_conditional(body):
        return over(reader, uses, body)
    return reader.build.add([_by_terms(reader, uses, part) for part in body.args])


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
    if (new := drawn_here(reader, node.parts[0])) is not None:
        key, use = new
        with bound(reader, key, t.symbol(*use.bindings[0])):
            return bind(reader, use, build, *(reader.read(b) for b in before))
    bodies = [reader.read(b) for b in before]
    of_members = uses_given_members(reader, node, given, bodies) if node.parts[0] is None else None
    bodies = bodies if of_members is None else of_members[1]
    joined = t.function("", SCALAR, *bodies)  # only its free names are asked for
    uses = of_members[0] if of_members is not None else _of_variables(reader, node, _uses(reader, node, given, joined), joined)
    if build == "expectation":
        return _by_terms(reader, uses, bodies[0])
    if len(uses) == 1 and uses[0].law is not None and not (given and _is_conditional(reader, uses[0])):
        return bind(reader, uses[0], build, *bodies)
    return _nested_covariance(reader, uses, bodies[0], bodies[-1])


def _is_conditional(reader: Reader, use: Use) -> bool:
    """Whether this is the conditional law of a joint of which nothing is known."""
    made = None if use.law is None else reader.env.definitions.get(use.law.data)
    return made is not None and made.body.op == "normalised" and "arbitrary" in made.body.operators


def _nested_covariance(reader: Reader, uses: tuple[Use, ...], left: Term, right: Term) -> Term:
    """Over several laws, or that of a discrete variable: the expectation of the product less the product of the expectations."""
    product = reader.build.mul([left, reader.build.transpose(right)])
    means = [over(reader, uses, left), reader.build.transpose(over(reader, uses, right))]
    return reader.build.add([over(reader, uses, product), reader.build.neg(reader.build.mul(means))])


def _uses(reader: Reader, node: Node, given: tuple[Node, ...] | None, body: Term) -> tuple[Use, ...]:
    subscript = node.parts[0]
    if given is None:
        return laws(reader, subscript, body) if subscript is not None else default_laws(reader, node, body)
    behind = tuple(key_of(strip(g)) or "" for g in gathered(reader, given))
    if any(k not in reader.env.entries for k in behind):
        reader.fail(node, "undeclared-name", "what stands behind the bar is no declared name")
    heads = [key_of(subscript)] if subscript is not None else list(dict.fromkeys(d.head for d in reader.env.densities))
    free = reader.env.unfolded_free(body)
    for head in heads:
        if head is None:
            continue
        random = dict.fromkeys(a for d in reader.env.of_head(head) for a in all_atoms(reader, d.variables))
        named = {k: e.name for k in random for e in [reader.env.entries.get(k)] if e is not None}  # no member of a family
        wanted = tuple(k for k, name in named.items() if name in free and k not in all_atoms(reader, behind))
        if wanted:
            return laws_of(reader, node, head, wanted, behind)
    return reader.fail(node, "ambiguous-expectation", "nothing before the bar has a declared density")


def divergence(reader: Reader, node: Node) -> Term:
    """``KL(p || q)``."""
    key = "kl"
    group = node.parts[2]
    if group is None:
        return _declared_value(reader, node, key)
    whole = reader.env.entries.get(key + arguments_key(group))
    if whole is not None:
        return t.symbol(whole.name, reader.shapes.sort(whole.sort))
    items, marks = items_of(group)
    if len(items) != 2 or marks not in ("P", ",") or any(i.kind == "empty" for i in items):
        reader.fail(node, "unsupported", "a divergence needs two densities, parted by a double bar", "write \\| between the two")
    left = laws(reader, items[0])
    right = laws(reader, items[1], None, left[0] if len(left) == 1 else None)
    if len(left) == 1 and not left[0].bindings and len(right) == 1 and right[0].bindings:
        left = laws(reader, items[0], None, right[0])
    if any(u.law is None for u in (*left, *right)):
        return _discrete_comparison(reader, node, left, right, lambda one, other: t.log(t.div(one, other)))
    p, q = single(reader, items[0], left), single(reader, items[1], right)
    if p.sort.parts != q.sort.parts and _of_the_same_names(reader, left, right):
        return over(reader, left, reader.build.add([t.log(_value(reader, left)), reader.build.neg(t.log(_value(reader, right)))]))
    reader.build.alike(p, q, "a divergence of laws on different spaces")
    return t.kl(reader.build.now(p), reader.build.now(q))


def _of_the_same_names(reader: Reader, left: tuple[Use, ...], right: tuple[Use, ...]) -> bool:
    """Whether one law is on a vector and the other on its entries: the vector is the tuple of them."""
    one, other = (set(all_atoms(reader, tuple(v for u in uses for v in u.variables))) for uses in (left, right))
    return bool(one) and one == other and one <= set(reader.env.entries)


def _value(reader: Reader, uses: tuple[Use, ...]) -> Term:
    """The density that the laws make, at the names that they bind."""
    values: list[Term] = []
    for use in uses:
        assert use.law is not None
        whole = len(use.variables) == len(use.law.sort.parts)
        values.append(reader.build.pdf(use.law, [variable(reader, v) for v in (use.variables if whole else all_atoms(reader, use.variables))]))
    return t.mul(*values)


def _discrete_comparison(reader: Reader, node: Node, left: tuple[Use, ...], right: tuple[Use, ...], value: Callable[[Term, Term], Term]) -> Term:
    """The expectation under the left law of a function of both probabilities."""
    if len(left) != 1 or len(right) != 1 or left[0].weight is None or right[0].weight is None:
        reader.fail(node, "unsupported", "a comparison of these discrete laws cannot be read")
    return _weighted(reader, left[0], value(left[0].weight, right[0].weight))


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
    if len(items) > 1 and set(separators) == {","} and all(_is_variable(reader, i) for i in items):
        return _conditional_entropy(reader, node, items, None)
    if len(items) == 2 and separators == ",":
        p = laws(reader, items[0])
        q = laws(reader, items[1], None, p[0])
        if any(u.law is None for u in (*p, *q)):
            return reader.build.neg(_discrete_comparison(reader, node, p, q, lambda _, other: t.log(other)))
        return t.cross_entropy(single(reader, items[0], p), single(reader, items[1], q))
    if "|" in separators:
        return _conditional_entropy(reader, node, *split_bar(group))
    if len(items) != 1:
        reader.fail(node, "unsupported", "the entropy of this cannot be read")
    uses = laws(reader, items[0])
    if any(u.law is None for u in uses) and len(uses) == 1 and uses[0].weight is not None:
        return reader.build.neg(_weighted(reader, uses[0], t.log(uses[0].weight)))
    return t.entropy(single(reader, node, uses))




def _spans(reader: Reader, head: str, keys: tuple[str, ...]) -> bool:
    """Whether the densities with this head speak of every one of the variables."""
    spoken = {atom for d in reader.env.of_head(head) for atom in all_atoms(reader, d.variables)}
    return spoken >= {atom for key in keys for atom in all_atoms(reader, (key,))}


def _is_variable(reader: Reader, item: Node) -> bool:
    """Whether this is the name of a variable, and not that of a density."""
    key = key_of(strip(item)) or ""
    return reader.env.is_random(key) and not reader.env.of_head(key)


def _conditional_entropy(reader: Reader, node: Node, variables: tuple[Node, ...], given: tuple[Node, ...] | None) -> Term:
    """``H[x | y]``: minus the expectation of log p(x | y) over both; ``H[x, y]`` likewise, with nothing behind the bar."""
    variables, given = gathered(reader, variables), gathered(reader, given or ())
    keys = tuple(key_of(strip(n)) or "" for n in (*variables, *given))
    heads = [d.head for d in reader.env.densities if keys and keys[0] in all_atoms(reader, d.variables)]
    if len({d.head for d in reader.env.densities if d.head in heads and _spans(reader, d.head, keys)}) > 1:
        reader.fail(node, "ambiguous-density", "these variables have several densities: say which one the entropy is of")
    if not heads or any(k not in reader.env.entries for k in keys):
        reader.fail(node, "undeclared-name", "this entropy is of names without a declared density")
    before, behind = keys[: len(variables)], keys[len(variables) :]
    uses = laws_of(reader, node, heads[0], before, behind)
    if len(uses) != 1 or uses[0].law is None:
        reader.fail(node, "unsupported", "the entropy of this cannot be read")
    value = reader.build.pdf(uses[0].law, [variable(reader, v) for v in all_atoms(reader, uses[0].variables)])
    return reader.build.neg(over(reader, laws_of(reader, node, heads[0], keys, None), t.log(value)))
