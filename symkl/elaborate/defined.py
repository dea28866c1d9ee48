"""Equations in given blocks: definitions of new names, named entries, moments, conditions."""

from __future__ import annotations

from symkl.elaborate import declared_laws
from symkl.elaborate.assigned import at_values, declare_at_values, function_of_member
from symkl.elaborate.conditional_equations import refuse_moments_of_several, turned
from symkl.elaborate.declarer import Claim, Declarer
from symkl.elaborate.drawn import declares_mentioned
from symkl.elaborate.entries import name_blocks, names_entries
from symkl.elaborate.functions import define_function, defines_mapping, is_own_call, keys_outside_values, says_what_follows, with_arguments
from symkl.elaborate.implicit import whole_of
from symkl.elaborate.indexed_names import defines_members
from symkl.elaborate.laws import laws
from symkl.elaborate.nodes import argument_name, arguments_key, base_and_script, items_of, key_of, logarithm_of, shape, split_bar, strip
from symkl.elaborate.scope import Entry, ReadingError
from symkl.elaborate.twofold import make_room
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.sort import SCALAR, SortError
from symkl.kernel.term import Term
from symkl.latex import names as spelling
from symkl.latex.syntax import Chain, Node
from symkl.source import Span

_POWERS = {"2": 2, shape(Node("sum", Span(0, 0), "-", (Node("number", Span(0, 0), "1"),))): -1}
_OPERATORS = ("expectation", "variance", "covariance")


def announce(to: Declarer, node: Node) -> None:
    """A formula without a relation: a new name is one that a statement will define."""
    called = spelling.function_of(node)
    if called is not None and node.parts[1] is not None:
        head = key_of(called)
        if head is not None and not to.is_defined_below(node) and declares_mentioned(to, node, head):
            return
        if head is None or head in to.env.entries or to.env.of_head(head):
            to.read(node)
            return
        parameters = to.parameters(node.parts[1])
        key = head if parameters is not None else head + arguments_key(node.parts[1])
        to.enter(key, called if parameters is not None else node, SCALAR, "announced", parameters=parameters or ())
        return
    alone = to.key(node)
    if _member_of_family(to, node):
        return
    if alone is not None and node.kind in ("name", "over", "star", "prime", "operator") and alone not in to.env.entries:
        if alone not in "ijkl" and not to.env.of_head(alone):  # "for all $j$" announces nothing
            to.enter(alone, node, SCALAR, "announced")
        return
    to.read(node)


def equation(to: Declarer, chain: Chain, sides: list[Node]) -> None:
    """``left = right``: a definition where left is new, else a condition."""
    if len(sides) == 2 and says_what_follows(to, strip(sides[0]), strip(sides[1]), to.source.slice(chain.relations[0].span)):
        sides = sides[::-1]
    left, right = strip(sides[0]), strip(sides[1]) if strip(sides[1]).kind == "matrix" else sides[1]
    under_log = logarithm_of(left)
    if left.kind == "operator" and left.text in _OPERATORS:
        _about_moments(to, left, strip(right))
    elif under_log is not None and _is_definable(to, under_log, 1, right):
        _define(to, key_of(under_log) or "", under_log, Node("operator", right.span, "exp", (None, None, right)), None)
    elif left.kind == "prime" and right.kind == "transpose" and left.parts[0] is not None and shape(left.parts[0]) == shape(right.parts[0]):
        to.env.transposing_prime = True
    elif left.kind == "derivative" and strip(right).text in ("0", "\\mathbf{0}"):
        body, *by = left.parts
        declare_free_of(to, left, body, by)
    elif strip(right).kind == "operator" and strip(right).text == "constant":
        group = strip(right).parts[2]
        declare_free_of(to, left, left, list(split_bar(group)[0]) if group is not None else [])
    elif spelling.function_of(left) is not None:
        _called(to, left, right)
    elif left.kind == "operator" and left.text in ("kl", "entropy") and left.parts[2] is not None and not _has_meaning(to, left):
        value = to.shapes.settle(to.read(right))
        to.env.define(Definition(to.enter(left.text + arguments_key(left.parts[2]), left, value.sort).name, (), value, "given"))
    else:
        _named(to, left, right)
    for place in range(1, len(sides) - 1):
        reader = to.reader()
        first, second = reader.build.alike(to.read(sides[place]), to.read(sides[place + 1]), "an equation of different shapes")
        to.claims.append(Claim("=", first, second, chain.span, (to.printed(sides[place]), to.printed(sides[place + 1]))))


def _has_meaning(to: Declarer, left: Node) -> bool:
    """Whether a divergence or entropy is one of declared densities; else the equation says what it stands for."""
    before = to.env.copy(), dict(to.shapes.known)
    try:
        to.read(left)
    except (ReadingError, SortError):
        return False
    finally:
        to.env.definitions, to.shapes.known = before[0].definitions, before[1]
    return True


def _about_moments(to: Declarer, left: Node, right: Node) -> None:
    """``E = E_p``, and assumptions such as ``E_p[x] = m``."""
    if left.parts[2] is None:
        if right.kind != "operator" or right.text != left.text or right.parts[0] is None:
            raise ReadingError("unsupported", "say over which density this expectation is", left.span)
        uses = laws(to.reader(), right.parts[0])
        to.env.expectation = tuple((u.bindings, u.law) for u in uses if u.law is not None)
        return
    refuse_moments_of_several(to, left, right)
    value = to.read(left)
    reader = to.reader()
    reader.declare_unknown = to.unknown if to.lenient else None
    other = reader.one(right)
    value, other = reader.build.alike(value, other, "an equation of different shapes")
    to.fact("=", to.shapes.settle(value), to.shapes.settle(other))


def declare_free_of(to: Declarer, left: Node, body: Node | None, by: list[Node | None]) -> None:
    r"""``\partial c / \partial \mu = 0``, ``c = const(\mu)``: c is some expression without mu."""
    if body is None or not by:
        raise ReadingError("unsupported", "say what is free of what", left.span)
    if spelling.function_of(body) is None:
        to.ensure(body)
    of = to.read(body)
    for variable in by:
        assert variable is not None
        by_term = to.reader().one(strip(variable))
        base = by_term.args[0] if by_term.op == "power" else by_term
        to.fact("free-of", of, base)


def _called(to: Declarer, left: Node, right: Node) -> None:
    """``f(x) = ..``, ``p(z) = ..``, ``L(q) = ..``."""
    head, group = spelling.key_of(left), left.parts[1]
    if head is None or group is None or group.parts and group.parts[0] is not None and group.parts[0].kind == "empty":
        raise ReadingError("unsupported-declaration", "this is no name that can be defined", left.span)
    found = at_values(to, left)
    if found is not None:
        declare_at_values(to, found, right)
        return
    entry = to.env.entries.get(head)
    if entry is not None and entry.key == head and entry.kind not in ("announced",) and entry.given == to.given and entry.kind != "dimension":
        if not defines_mapping(to, entry, group, right):
            _condition(to, left, right)
        return
    if right.kind == "operator" and right.text == "constant":
        raise ReadingError("unsupported-declaration", "say of which name this is constant", right.span)
    if declared_laws.is_density(to, left, right):
        declared_laws.declare_density(to, left, right)
        return
    called = spelling.function_of(left)
    assert called is not None
    of_member = function_of_member(to, group, right)
    if of_member is not None:
        define_function(to, called, group, left, *of_member)
        return
    parameters = to.parameters(group)
    said = set(keys_outside_values(to, right))  # an argument that the right side does not speak of only tells the value from others: I(X; Y), h(X)
    undeclared = [
        i for i in items_of(group)[0] if to.key(i) in said and argument_name(i) not in to.env.entries and not _is_law(to, i)
    ]
    if undeclared and to.supposing:
        define_function(to, called, group, left, *with_arguments(to, group, right))
        return
    if undeclared:
        raise ReadingError("undeclared-name", f"the argument {to.printed(undeclared[0])} is not declared", undeclared[0].span,
                           f"declare ${to.printed(undeclared[0])} \\in \\mathbb{{R}}$")  # fmt: skip
    body = to.read(right)
    define_function(to, called, group, left, parameters, body)


def _is_law(to: Declarer, node: Node) -> bool:
    key = to.key(node)
    return key is not None and any(d.head == key for d in to.env.densities)


def _named(to: Declarer, left: Node, right: Node) -> None:
    """``name = ..``."""
    key: str | None = to.key(left)
    power: int | None = None
    if key is None or left.kind == "script":
        found = _power_of_new(to, left, right)
        if found is None:
            _condition(to, left, right)
            return
        left, power = found
        key = key_of(left)
    assert key is not None
    entry = to.env.entries.get(key)
    if names_entries(to, key, left, right, entry) or is_own_call(to, entry, right):
        return
    if entry is not None and power is None and _gives_outer_value(to, entry, right):
        return
    if entry is not None and entry.kind == "family" and left.kind == "name" and _is_one_number(to, entry, right):
        make_room(to.env, to.apart, entry)
        entry = None
    new = entry is None or entry.kind == "announced" or entry.given != to.given
    if not new and not _may_be_defined(to, entry, right):
        if entry is not None and entry.name in to.env.definitions and right.kind in ("matrix", "group") and name_blocks(to, entry, right):
            return
        _condition(to, left, right)
        return
    if new and entry is None and (_member_of_family(to, left) or whole_of(to.reader(), key) is not None):
        _condition(to, left, right)
        return
    _define(to, key, left, right, power)


def _is_one_number(to: Declarer, entry: Entry, right: Node) -> bool:
    """``n = \\sum_k n_k`` beside a family ``n_1, \\dots, n_K``: the letter alone is another name, as what it equals is a number and no vector."""
    if to.shapes.sort(entry.sort).is_scalar:
        return False
    before = dict(to.shapes.known)
    body = to.read(right)
    if body.sort.is_scalar and entry.name not in to.env.definitions:
        return True
    to.shapes.known = before
    return False


def _power_of_new(to: Declarer, left: Node, right: Node) -> tuple[Node, int] | None:
    """``\\sigma^2``, ``S^{-1}``, ``\\frac{1}{\\sigma^2}``, ``1/s`` of a name that is to be defined: the name, and which power is printed."""
    if left.kind == "fraction" or left.kind == "product" and left.text == " /":
        above, below = left.parts[0], left.parts[1]
        if above is None or below is None or strip(above).text != "1":
            return None
        inner = _power_of_new(to, strip(below), right) if key_of(strip(below)) is None else (strip(below), 1)
        return (inner[0], -inner[1]) if inner is not None and inner[1] in (1, 2) and _is_definable(to, inner[0], -inner[1], right) else None
    if left.kind != "script" or left.parts[0] is None or left.parts[1] is not None or left.parts[2] is None:
        return None
    power, base = _POWERS.get(shape(left.parts[2])), left.parts[0]
    return (base, power) if power is not None and _is_definable(to, base, power, right) else None


def _is_definable(to: Declarer, base: Node, power: int, right: Node) -> bool:
    """Whether a name is new, or one of which only the sort is known and whose power has one root."""
    key = key_of(base)
    entry = to.env.entries.get(key or "")
    if key is None or _member_of_family(to, base):
        return False
    return entry is None or entry.kind == "announced" or power == -1 and entry.given == to.given and _may_be_defined(to, entry, right)


def _member_of_family(to: Declarer, left: Node) -> bool:
    script = base_and_script(left)
    return script is not None and any(True for _ in to.env.families(script[0], script[1], len(script[2])))


def _gives_outer_value(to: Declarer, entry: Entry, right: Node) -> bool:
    """``\\lambda = 3``, ``\\Sigma = s I`` under a heading, of a free name that a definition above uses: its value there, not another name."""
    if entry.given == to.given or entry.kind != "value" or entry.sort.kind != "value" or entry.name in to.env.definitions:
        return False
    if to.env.is_random(entry.key) or not any(entry.name in d.body.free for d in to.env.definitions.values()):
        return False
    if entry.key in _keys_in(right) or right.kind in ("matrix", "operator"):
        return False
    before, body = dict(to.shapes.known), to.read(right)
    if entry.name in to.env.unfolded_free(body) or not to.shapes.same(entry.sort, body.sort):
        to.shapes.known = before
        return False
    to.env.define(Definition(entry.name, (), to.shapes.settle(body), "given"))
    return True


def _may_be_defined(to: Declarer, entry: Entry | None, right: Node) -> bool:
    """A name of which only the sort is known, and which nothing uses yet, may be defined."""
    if entry is None or entry.kind != "value" or entry.name in to.env.definitions or entry.sort.kind == "law":
        return False
    name = entry.name
    used = any(name in d.body.free for d in to.env.definitions.values()) or any(name in f.left.free | f.right.free for f in to.env.facts)
    own = any(k == entry.key for k in _keys_in(right))
    return not used and not own and not to.env.is_random(entry.key)


def _keys_in(node: Node) -> list[str]:
    found = [k for k in [key_of(node)] if k is not None]
    return found + [k for p in node.parts if p is not None for k in _keys_in(p)]


def _define(to: Declarer, key: str, left: Node, right: Node, power: int | None) -> None:
    refuse_moments_of_several(to, right, only_covariances=True)
    if right.kind == "operator" and right.text == "normal" and power is None:
        made, point = declared_laws.normal_law(to, right)
        if point is None:
            entry = to.enter(key, left, made.sort)
            to.env.define(Definition(entry.name, (), made, "given"))
            return
    body = _matrix_of_names(to, right) if right.kind == "matrix" and to.lenient else to.read(right)
    if power is None and defines_members(to, key, left, body):
        return
    if power is not None:
        body = _root(to, body, power)
    known = to.env.entries.get(key)
    if known is not None and known.given == to.given and known.kind == "value" and not to.shapes.same(known.sort, body.sort):
        raise SortError(f"{key} is declared as {to.shapes.sort(known.sort)}, and defined as a {body.sort}")
    entry = to.enter(key, left, to.shapes.sort(body.sort))
    to.env.define(Definition(entry.name, (), to.shapes.settle(body), "given"))
    if power is not None and to.env.latex[entry.name] == to.printed(left):
        to.env.latex[entry.name] = key  # what is printed is a power of the name
    if power in (2, -2):
        to.fact(">", t.symbol(entry.name), t.ZERO)


def _root(to: Declarer, value: Term, power: int) -> Term:
    """What has this value as its power: the positive root of a square, the inverse of an inverse."""
    build = to.reader().build
    if power < 0:
        value = t.inverse(build.square(value, "an inverse"))
    return t.sqrt(build.scalar(value, "a square")) if power in (2, -2) else value


def _matrix_of_names(to: Declarer, right: Node) -> Term:
    """A matrix of blocks; names in it that are not declared are blocks of a size that follows."""
    reader = to.reader()
    reader.declare_unknown = to.unknown
    return to.shapes.settle(reader.one(right))


def _condition(to: Declarer, left: Node, right: Node) -> None:
    """An equation whose left side is no new name."""
    refuse_moments_of_several(to, left, right)
    first = to.read(left)
    first, second = to.reader().build.alike(first, to.read(right), "an equation of different shapes")
    to.fact("=", *turned(to.shapes.settle(first), to.shapes.settle(second)))
