"""Printed sides to terms: every reading that survives the sorts, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from symkl.elaborate.arithmetic import is_constant
from symkl.elaborate.calculus import ONE, other_layout
from symkl.elaborate.decimals import rounding_of
from symkl.elaborate.misprints import comma_for_minus
from symkl.elaborate.nodes import key_of, walk
from symkl.elaborate.printed import Printed
from symkl.elaborate.reader import Misfit, Reader
from symkl.elaborate.scope import NOWHERE, Environment, ReadingError
from symkl.elaborate.sorts import Shapes, unsettled
from symkl.elaborate.statements import EXACT, Side
from symkl.elaborate.terms import reader_of
from symkl.elaborate.vocabulary import EVERYTHING, LOGARITHM
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term, subterms
from symkl.latex.names import Declared, NameTable
from symkl.latex.parser import parse_expression
from symkl.latex.syntax import Damage, Node
from symkl.report import Diagnostic
from symkl.source import Source

MOST_REPAIRS = 6


def read_side(
    side: Printed, env: Environment, shapes: Shapes, source: Source, points: tuple[Term, ...] | None = None, statement: Sequence[Printed] = ()
) -> None:
    """Fill a side's terms, or its diagnostic; a damaged one has that already. ``statement`` is all the sides that it stands among."""
    if side.is_read:
        if isinstance(side.node, Damage) and not side.repairs:
            side.repairs = _repairs(side.node, env, shapes, source)
        return
    side.is_read = True
    reader = reader_of(env, shapes, source)
    reader.points = points
    reader.beside = statement
    assert isinstance(side.node, Node)
    try:
        side.terms = reader.readings(side.node)
    except ReadingError as error:
        told = error.diagnostic
        side.diagnostic = told if told.span != NOWHERE else told._replace(span=side.span)
    except SortError as misfit:
        side.diagnostic = comma_for_minus(side) or Diagnostic("shapes", str(misfit), misfit.span if isinstance(misfit, Misfit) else side.span)
    except RecursionError:
        side.diagnostic = Diagnostic("too-deep", "this formula is nested too deeply", side.span)
    side.is_loose = bool(reader.unnamed)
    _note(side, reader)


def _repairs(damage: Damage, env: Environment, shapes: Shapes, source: Source) -> tuple[tuple[str, Term], ...]:
    """What the side would say with a bracket put where it may be missing."""
    found: list[tuple[str, Term]] = []
    table = table_of(env)
    for offset, text in damage.repairs[:MOST_REPAIRS]:
        printed = source.text[damage.span.start : offset] + text + source.text[offset : damage.span.end]
        node = parse_expression(printed, table)
        if isinstance(node, Damage):
            continue
        known = dict(shapes.known)
        try:
            found.append((printed.strip(), reader_of(env, shapes, Source(source.path, printed)).one(node)))
        except (ReadingError, SortError):
            shapes.known = known
    return tuple(found)


def table_of(env: Environment) -> NameTable:
    """The names of an environment, for the parser."""
    kinds = {"family": "family", "function": "function", "dimension": "dimension", "index": "index", "vector": "family"}
    found = [Declared(e.base if e.kind == "family" else k, kinds.get(e.kind, "symbol")) for k, e in env.entries.items() if "(" not in k]
    return NameTable([*found, *(Declared(d.head, "density") for d in env.densities if d.head)])


def _note(side: Printed, reader: Reader) -> None:
    side.constant = _ends_in_constant(reader, side.node) if side.terms and isinstance(side.node, Node) else False
    side.rounding = rounding_of(side.node) if side.terms and isinstance(side.node, Node) else EXACT
    side.notes = tuple(reader.notes)


def _ends_in_constant(reader: Reader, node: Node) -> bool:
    from_sum = node.kind == "sum" and any(p is not None and is_constant(reader, p) for p in node.parts)
    return from_sum or is_constant(reader, node)


def match(left: Printed, right: Printed, shapes: Shapes, layout: str = "") -> None:
    """Let the sides of one relation teach each other their sizes; drop readings that fit no reading of the other side."""
    if not left.terms or not right.terms:
        return
    shapes.share_indices(left.terms[0], right.terms[0])
    kept_left, kept_right = [], []
    for other in right.terms:
        for term in left.terms:
            if shapes.same(term.sort, other.sort):
                kept_left.append(term)
                kept_right.append(other)
    if kept_right:
        left.terms = tuple(t for t in left.terms if t in kept_left)
        right.terms = tuple(t for t in right.terms if t in kept_right)
        return
    turned = other_layout(shapes.settle(left.terms[0]), shapes.settle(right.terms[0]))
    if turned is not None and (not layout or ONE in (turned.sort.rows, turned.sort.cols)):
        left.terms = (turned,)
        left.notes += (Diagnostic("layout", "the derivative is read in the layout (rows or columns) of the other side", left.span, "note"),)
        return
    for side in (left, right):
        told = comma_for_minus(side)
        if told is not None:
            side.terms, side.diagnostic = (), told


def side_of(printed: Printed, shapes: Shapes) -> Side:
    """The side as the judges get it, every size settled."""
    terms = tuple(dict.fromkeys(map(shapes.settle, printed.terms)))
    diagnostic = printed.diagnostic
    if any(unsettled(t) is not None for t in terms):
        terms = ()
        diagnostic = Diagnostic("size-unknown", "a size in this formula does not follow from anything declared", printed.span)
    repairs = tuple((latex, shapes.settle(term)) for latex, term in printed.repairs)
    return Side(printed.latex, printed.span, terms, diagnostic, printed.constant, repairs, printed.rounding)


def is_half_known(env: Environment, side: Printed, unread: frozenset[str] | None = None, glossed: frozenset[str] | None = None) -> bool:
    """Whether a side speaks of a name of which a given block, or what else is told, says something unread, or what a logarithm is."""
    unread, glossed = env.unread if unread is None else unread, env.glossed if glossed is None else glossed
    names = _names_of(env, side)
    if not unread.isdisjoint((*names, LOGARITHM, EVERYTHING)):
        return True
    return not glossed.isdisjoint((*names, EVERYTHING)) and _speaks_of_laws(env, side, names)


def speaks_of_hidden(env: Environment, side: Printed) -> bool:
    """Whether something on a side is made of a name whose letter is declared anew: a reader may take it to follow that."""
    return any(not env.hidden.isdisjoint(n.removesuffix("()") for n in env.unfolded_free(term)) for term in side.terms)


def _names_of(env: Environment, side: Printed) -> frozenset[str]:
    """The names on a side, those in their definitions included; functions by their letter."""
    keys = {key_of(n) for n in walk(side.node)} if isinstance(side.node, Node) else set()
    printed = {e.name for k in keys if k is not None for e in [env.entries.get(k)] if e is not None}
    return frozenset(n.removesuffix("()") for n in printed.union(*(env.unfolded_names(term) for term in side.terms)))


def _speaks_of_laws(env: Environment, side: Printed, names: frozenset[str]) -> bool:
    """Whether a law, or a variable that has one, stands on a side or in what its names are defined as."""
    random = {e.name for e in env.entries.values() if env.is_random(e.key)} | {d.name for d in env.densities}
    bodies = [env.definitions[n].body for n in names if n in env.definitions]
    return not names.isdisjoint(random) or any(part.sort.kind == "law" for term in (*side.terms, *bodies) for part in subterms(term))
