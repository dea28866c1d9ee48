"""What stands beside a statement: conditions that are read, and what is only respected by counterexamples because nobody knows what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from symkl.elaborate.conditions import AROUND, restricts
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.grouped import groups, subjects_of
from symkl.elaborate.nodes import items_of, key_of, strip, walk
from symkl.elaborate.premises import ORDERS, is_plain, turned
from symkl.elaborate.scope import ReadingError
from symkl.kernel.context import Proposition, Said
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term
from symkl.latex.symbols import RELATIONS
from symkl.latex.syntax import Chain, Clause, Damage, Node, Row
from symkl.patterns import pattern
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source

NONE: Mapping[str, Term] = MappingProxyType({})
_WORD = pattern(r"[^\W\d_]+")
_TEXT = pattern(r"(?<![_^{])\\(?:text\w*|mbox|hbox)\s*\{([^{}]*)\}")
#: words of a condition that restrict nothing
PLAIN = frozenset(
    "for all every each any arbitrary fixed given if when whenever provided assuming assume suppose let as long such that the and with s t "
    "where values value real number numbers both case now then we have setting putting letting choosing substituting inserting".split()
)
#: words behind which a bare name is not all that is said: *when $x$ is zero*
DEPENDING = frozenset("if iff when whenever provided unless except".split())
#: words that begin a reason: of what cannot be read behind them nothing is respected
_REASONS = frozenset("since because by using from see via note recall due cf i e g as".split())


class Beside(NamedTuple):
    """``conditions`` hold of the statement; of ``said`` no proof makes use; ``problems`` say why a condition has no meaning."""

    conditions: tuple[Proposition, ...] = ()
    said: tuple[Said, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


class Unknown(Exception):
    """A condition that is not understood."""


def beside(to: Declarer, clauses: tuple[Clause, ...], note: str, source: Source, free: Mapping[str, Term] = NONE) -> Beside:
    r"""``\forall s > 0``, ``for x \in (0, 1)``, ``for positive x``, ``since x > 0``; ``note`` is what is printed over the relation,
    ``free`` the indices that run free in the statement."""
    conditions: list[Proposition] = []
    said: list[Said] = [Said("", note)] if note and any(sign in note for sign in RELATIONS if len(sign) == 1 or sign[:1] == "\\") else []
    problems: list[Diagnostic] = []
    for clause in clauses:
        printed = source.slice(clause.span).strip()
        words = printed if clause.kind == AROUND else f"{clause.text.strip()} {printed}".strip()
        try:
            if clause.kind == "note":
                said += _respected(to, clause, words)
            elif clause.kind == "where":
                conditions += [fact for chain in clause.chains if restricts(to, chain) for fact in _of_chain(to, chain)]
            else:
                conditions += _conditions(to, clause, printed, free)
        except Unknown:
            said.append(Said("", words))
        except (ReadingError, SortError) as problem:
            if clause.kind == AROUND:
                said.append(Said("", printed))
            else:
                problems.append(problem.diagnostic if isinstance(problem, ReadingError) else Diagnostic("shapes", str(problem), clause.span))
    return Beside(tuple(conditions), tuple(said), tuple(problems))


def _conditions(to: Declarer, clause: Clause, printed: str, free: Mapping[str, Term]) -> list[Proposition]:
    said = " ".join((clause.text.replace("\\forall", ""), *(found[1] for found in _TEXT.finditer(printed))))
    if not {w.lower() for w in _WORD.findall(said)} <= PLAIN or clause.kind == AROUND and not clause.chains:
        raise Unknown
    return [fact for chain in _chains(clause) for fact in _of_chain(to, chain, free)]


def _respected(to: Declarer, clause: Clause, words: str) -> list[Said]:
    """What a note says in formulas: of a reason only what restricts free names."""
    if not any(chain.relations for chain in clause.chains):
        if clause.text in DEPENDING:
            raise Unknown
        return []
    first = _WORD.search(words.replace("\\text", ""))
    is_reason = first is not None and first.group().lower() in _REASONS
    try:
        facts = [fact for chain in _chains(clause) for fact in _of_chain(to, chain)]
    except (Unknown, ReadingError, SortError):
        if is_reason:
            return []
        raise Unknown from None
    told = [f for f in facts if not is_reason or f.relation in ORDERS or all(is_plain(side, to.env) for side in f[1:])]
    return [Said("", words, tuple(told))] if told else []


def _chains(clause: Clause) -> Iterator[Chain]:
    """The chains of a clause, each with every name that it speaks of as its first side; ranges of indices restrict nothing."""
    for group in groups(Row(clause.chains, (), clause.span)):
        sides = [_readable(side) for chain in group for side in chain.sides]
        last = group[-1]
        if not last.relations or any(n.kind == "dots" for side in sides[-len(last.sides) + 1 :] for n in walk(side)):
            continue
        for side in sides[: -len(last.sides) + 1]:
            for name in subjects_of(side):
                yield last._replace(sides=(name, *last.sides[1:]))


def _readable(side: Node | Damage) -> Node:
    if not isinstance(side, Node) or side.kind == "text":
        raise Unknown
    return side


def _of_chain(to: Declarer, chain: Chain, free: Mapping[str, Term] = NONE) -> Iterator[Proposition]:
    for place, relation in enumerate(chain.relations):
        left, right = chain.sides[place], chain.sides[place + 1]
        assert isinstance(left, Node) and isinstance(right, Node)
        if relation.text == "in":
            yield from _membership(to, left, strip(right))
        elif relation.text in {*ORDERS, "="}:
            first, second = to.reader().build.alike(_value(to, left, free), _value(to, right, free), "a condition of different shapes")
            yield turned(relation.text, to.shapes.settle(first), to.shapes.settle(second))
        elif relation.text != "sim":
            raise Unknown


def _value(to: Declarer, node: Node, free: Mapping[str, Term]) -> Term:
    """A side of a condition; a letter that nothing declares may be an index of the statement."""
    key = key_of(strip(node)) or ""
    return free[key] if key in free and key not in to.env.entries else to.read(node)


def _membership(to: Declarer, left: Node, right: Node) -> Iterator[Proposition]:
    r"""``x \in \mathbb{R}^d`` of what is declared restricts nothing, nor does the range of an index; of a number an interval does."""
    entry = to.env.entries.get(to.key(strip(left)) or "")
    if entry is None or entry.kind == "index":
        return
    base = right.parts[0] if right.kind == "script" and right.parts[1] is None else right
    if key_of(base) in ("\\mathbb{R}", "\\mathbf{R}", "\\Re"):
        return
    items, _ = items_of(right)
    if right.kind != "group" or right.text not in ("()", "[]", "(]", "[)") or len(items) != 2:
        raise Unknown
    name = to.read(left)
    if not name.sort.is_scalar:
        raise Unknown
    for bound, closed, relation in ((items[0], right.text[0] == "[", ">"), (items[1], right.text[1] == "]", "<")):
        if any(n.text in ("\\infty",) for n in walk(bound)):
            continue
        yield Proposition(relation + "=" * closed, name, to.shapes.settle(to.read(bound)))
