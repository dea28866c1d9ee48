"""Which statements define a name, and what they define."""

from __future__ import annotations

from collections.abc import Sequence

from symkl.elaborate import declared_laws, implicit
from symkl.elaborate.chains import Flow, Link, Segment
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.factorials import GAMMA
from symkl.elaborate.function_families import family_of
from symkl.elaborate.functions import define_function
from symkl.elaborate.grouped import BUILT_IN
from symkl.elaborate.information import is_information
from symkl.elaborate.nodes import arguments_key, base_and_script, key_of, strip, walk
from symkl.elaborate.printed import Printed
from symkl.elaborate.scope import Environment
from symkl.elaborate.sized import IDENTITIES
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.sort import SCALAR
from symkl.kernel.term import Term
from symkl.latex import names as spelling
from symkl.latex.syntax import Damage, Node

_CLAIMING = ("ML", "MLE", "MAP", "opt", "*", "\\star")


_DRESSES = (
    "\\hat", "\\tilde", "\\bar", "\\vec", "\\dot", "\\breve", "\\check", "\\mathcal", "\\mathbb", "\\mathbf", "\\mathrm", "\\var", "\\",
)  # fmt: skip


class Usage:
    """Where names stand last in the order of print."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}
        self.order: dict[int, int] = {}
        self.before: frozenset[str] = frozenset()  # names that stand before their definitions

    def later(self, key: str, side: Printed) -> bool:
        """Whether a name stands in a side behind this one."""
        return key in self.before or self.last.get(key, -1) > self.order.get(id(side), 1 << 30)


def usage_of(flow: Flow) -> Usage:
    """The last side of the sheet in which each name stands."""
    found = Usage()
    sides = sorted((s for g in flow.segments for s in g.sides), key=lambda s: s.span.start)
    for place, side in enumerate(sides):
        found.order[id(side)] = place
        for node in walk(side.node) if isinstance(side.node, Node) else ():
            for key in _keys(node):
                found.last[key] = place
    return found


def defined_behind(links: Sequence[tuple[Segment, Link]], env: Environment) -> dict[int, str]:
    r"""The names that ``y = A x, \quad A = B^T B`` says behind their use, by the places of these equations."""
    found: dict[int, str] = {}
    used: set[str] = set()
    for place, (segment, link) in enumerate(links):
        left = strip(segment.sides[0].node) if isinstance(segment.sides[0].node, Node) else None
        key = key_of(left)
        entry = env.entries.get(key or "")
        single = link.at == 0 and len(segment.links) == 1 and not segment.arrow and link.relation.text in ("=", ":=")
        if single and key is not None and key in used and (entry is None or entry.kind == "announced"):
            found[place] = key
        used.update(k for side in segment.sides[link.at : link.at + 2] if isinstance(side.node, Node) for n in walk(side.node) for k in _keys(n))
    return found


def _keys(node: Node) -> list[str]:
    key = node.spelling or node.text if node.kind == "operator" else key_of(node)
    called = spelling.function_of(node)
    if called is not None and node.parts[1] is not None:
        head = key_of(called)
        return [head + arguments_key(node.parts[1])] if head else []
    return ([key] if key else []) + (_calls_in(node) if node.kind == "product" else [])


def _calls_in(product: Node) -> list[str]:
    """The calls among several factors: a name right before a bracket."""
    pairs = zip(product.parts, product.parts[1:], strict=False)
    brackets = [(key_of(name), group) for name, group in pairs if group is not None and group.kind == "group" and group.text == "()"]
    return [head + arguments_key(group) for head, group in brackets if head]


def defines(to: Declarer, segment: Segment, link: Link, usage: Usage) -> bool:
    """Whether the first relation of a segment defines the name on its left."""
    relation, left, right = link.relation.text, segment.sides[0], segment.sides[1]
    if relation not in ("=", ":=") or not isinstance(left.node, Node) or left.is_read or segment.arrow:
        return False
    node = strip(left.node)
    called = spelling.function_of(node)
    if called is not None:
        return _defines_call(to, node, called, relation, left, usage)
    key = to.key(node)
    if key is None or node.kind not in ("name", "over", "star", "prime", "operator", "text") and not _has_word_above(node):
        return False
    entry = to.env.entries.get(key)
    if entry is not None:
        return entry.kind == "announced"
    if key in to.env.unread or _is_known(to, node, key) or _is_entry(to, node, right.node) or implicit.whole_of(to.reader(), key) is not None:
        return False
    if relation == ":=":
        return True
    if claims_by_name(node):
        return isinstance(right.node, Node) and strip(right.node).kind == "operator" and strip(right.node).text in ("argmin", "argmax")
    return usage.later(key, left) and not in_other_dress(to, key)


def _has_word_above(node: Node) -> bool:
    r"""``\hat\mu^{MLE}``: a word above a name is no power of it."""
    above = node.parts[2] if node.kind == "script" and node.parts[1] is None else None
    word = (spelling.word_above(above) or above.text.strip()) if above is not None and above.kind in ("name", "text", "product") else ""
    return len(word) > 1 and word.isalpha()


def is_free(to: Declarer, node: Node) -> bool:
    r"""Whether a name may be defined here: nothing declares it, and it means nothing by itself, as I and ``I_n`` do."""
    key = to.key(node)
    return key is not None and key not in to.env.entries and not _is_known(to, strip(node), key)


def _is_known(to: Declarer, node: Node, key: str) -> bool:
    script = base_and_script(node)
    if key in BUILT_IN or to.env.of_head(key) or script is not None and script[0] in IDENTITIES and _is_size(to, script[2]):
        return True
    return script is not None and (any(True for _ in to.env.families(script[0], script[1], len(script[2]))) or _is_vector(to, script[0]))


def _is_size(to: Declarer, places: tuple[str, ...]) -> bool:
    found = [to.env.entries.get(place) for place in places]
    return all(entry is not None and entry.kind == "dimension" for entry in found)


def _is_entry(to: Declarer, node: Node, right: Node | Damage) -> bool:
    """``C_{ij} = ..``, or ``x_i = ..`` with the letter on the right too, of a declared matrix or vector: a claim of its entry."""
    script = base_and_script(node)
    if script is None or implicit.entry_of(to.reader(), script) is None:
        return False
    beside = {p for n in (walk(right) if isinstance(right, Node) else ()) for s in [base_and_script(n)] if s is not None for p in s[2]}
    return len(script[2]) == 2 or script[2][0] in beside


def _is_vector(to: Declarer, base: str) -> bool:
    entry = to.env.entries.get(base)
    return entry is not None and entry.kind == "vector"


def _defines_call(to: Declarer, node: Node, called: Node, relation: str, left: Printed, usage: Usage) -> bool:
    head, group = key_of(called), node.parts[1]
    if head is None or group is None or node.kind == "product" and head in BUILT_IN and head != "I":
        return False
    for key in (head + arguments_key(group), head):
        entry = to.env.entries.get(key)
        if entry is not None:
            return entry.kind == "announced"
    if family_of(to.reader(), called) is not None:
        return False
    if head in to.env.unread or to.env.of_head(head) or relation == "=" and (head == GAMMA or is_information(to.reader(), head, group)):
        return False
    return relation == ":=" or usage.later(head + arguments_key(group), left) and not in_other_dress(to, head)


def claims_by_name(node: Node | Damage) -> bool:
    """Stars, hats, tildes and subscripts such as ML claim an optimum; a plain equation never defines them."""
    if isinstance(node, Damage):
        return False
    if node.kind == "script" and node.parts[0] is not None and node.parts[1] is None:
        return claims_by_name(node.parts[0])
    if node.kind == "star" or node.kind == "over" and node.text in ("hat", "tilde"):
        return True
    if node.kind == "name" and "^*" in node.text:
        return True
    script = base_and_script(node)
    return script is not None and ("".join(script[2]) in _CLAIMING or any(p in _CLAIMING for p in script[2]))


def in_other_dress(to: Declarer, key: str) -> bool:
    """Whether a declared name differs from this one in font, case or accent only, or (long names) in one letter."""
    mine = undressed(key)
    for other in [*to.env.entries, *(d.head for d in to.env.densities)]:
        theirs = undressed(other)
        if other != key and (theirs == mine or _one_letter(mine, theirs)):
            return True
    return False


def undressed(key: str) -> str:
    """A key without accents, stars, primes, fonts and capitals."""
    for accent in _DRESSES:
        key = key.replace(accent, "")
    return "".join(c for c in key if c not in "{}'*^").lower()


def _one_letter(mine: str, theirs: str) -> bool:
    if min(len(mine), len(theirs)) < 4 or abs(len(mine) - len(theirs)) > 1 or not (mine.isalpha() and theirs.isalpha()):
        return False
    from difflib import SequenceMatcher

    same = sum(b.size for b in SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks())
    return max(len(mine), len(theirs)) - same == 1


def enter_definition(to: Declarer, left: Printed, right: Printed, label: str) -> Term:
    """Enter what a statement defines; the term that the left side is from now on."""
    assert isinstance(left.node, Node)
    node = strip(left.node)
    body = _without_claims(to.shapes.settle(right.terms[0]))
    called = spelling.function_of(node)
    if called is not None and node.parts[1] is not None:
        if isinstance(right.node, Node) and declared_laws.is_density(to, node, right.node) and right.node.kind == "operator":
            declared_laws.declare_density(to, node, right.node)
        parameters = to.parameters(node.parts[1])
        entry = define_function(to, called, node.parts[1], node, parameters, body, label)
        if entry.kind == "function":
            return t.function(entry.name, body.sort, *(_argument(to, n) for n, _ in entry.parameters))
        return t.symbol(entry.name, body.sort)
    made = to.enter(to.key(node) or "", node, body.sort)
    to.env.define(Definition(made.name, (), body, label))
    return t.symbol(made.name, body.sort)


def _without_claims(body: Term) -> Term:
    """An optimum over several variables without what the same line claims of them."""
    return body.rebuild(body.args[:1]) if body.op in ("argmin", "argmax") else body


def _argument(to: Declarer, name: str) -> Term:
    entry = to.env.entry_named(name)
    return t.symbol(name, to.shapes.sort(entry.sort) if entry is not None else SCALAR)
