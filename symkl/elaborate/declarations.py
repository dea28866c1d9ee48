"""Given blocks: each formula of one is a declaration."""

from __future__ import annotations

from symkl.elaborate import declared_laws, defined, drawn, qualified
from symkl.elaborate.announced import Family, listed, running
from symkl.elaborate.declared_sorts import declare_index, declare_sorts
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.domains import Domain, domain, factors_of, size
from symkl.elaborate.dotted import has_dots, lists_of, told_of_members
from symkl.elaborate.grouped import QUALITY, groups, subjects_of
from symkl.elaborate.indicators import is_kronecker
from symkl.elaborate.nodes import base_and_script, key_of, strip, walk
from symkl.elaborate.open_laws import suppose_moments
from symkl.elaborate.probability import all_atoms, binding
from symkl.elaborate.qualified import subject_term
from symkl.elaborate.scope import Declared, Entry, ReadingError
from symkl.elaborate.waiting import COMPARING, Group, awaits_density, defines, letters_of_constants, made_of, only_mentions, place_of
from symkl.kernel import term as t
from symkl.kernel.sort import SCALAR, Sort, SortError
from symkl.latex import names as spelling
from symkl.latex.syntax import Chain, Damage, Node, Row
from symkl.report import Diagnostic
from symkl.source import Span

_TURNED = {"prec": "succ", "preceq": "succeq"}


def declare(to: Declarer, rows: tuple[Row, ...]) -> None:
    """Read a block: sorts first, then the rest in order; what rests on something further down is tried again."""
    waiting = [g for row in rows for g in groups(row)] + [g for row in rows for c in row.clauses for g in groups(Row(c.chains, (), c.span))]
    waiting = told_of_members(waiting)
    waiting.sort(key=place_of)
    to.defined = frozenset(k for g in waiting for k in defines(to, g))
    made = made_of(waiting)
    free = [g for g in waiting if only_mentions(to, g)]
    to.mentioned = {base: item for g in waiting for base, item in lists_of(g)}
    waiting = [g for g in waiting if g not in free]
    for more in ([], free):
        waiting += more
        for to.lenient, to.supposing in ((False, False), (True, False), (True, True)):
            waiting = _until_stable(to, waiting, made)
    if waiting:
        suppose_moments(to, waiting)
        waiting = _until_stable(to, waiting, made)
    for group in (g for g in waiting if not qualified.is_quality(g)):
        _fail(to, group, awaits_density(group, waiting, made))
    _say_what_is_doubtful(to)


def _until_stable(to: Declarer, waiting: list[Group], made: dict[str, set[str]]) -> list[Group]:
    while waiting:
        left = [g for g in waiting if awaits_density(g, waiting, made) or not _try(to, g)]
        if len(left) == len(waiting):
            return left
        waiting = left
    return waiting


#: what a formula that is not understood yet must leave as it was
_TAKEN_BACK = ("entries", "densities", "definitions", "facts", "places", "latex", "symbols", "free_of", "expectation", "transposing_prime",
               "deviations", "starts")  # fmt: skip


def _try(to: Declarer, group: Group) -> bool:
    before, known, said, claimed = to.env.copy(), dict(to.shapes.known), len(to.diagnostics), len(to.claims)
    try:
        _group(to, group)
    except (ReadingError, SortError):
        for name in _TAKEN_BACK:
            setattr(to.env, name, getattr(before, name))
        to.shapes.known = known
        del to.diagnostics[said:], to.claims[claimed:]
        return False
    to.env.places += [Declared(fact, _span(group), to.given) for fact in to.env.facts[len(before.facts) :]]
    new = (name for name, definition in to.env.definitions.items() if before.definitions.get(name) is not definition)
    to.env.places += [Declared(name, _span(group), to.given) for name in new]
    return True


def _fail(to: Declarer, group: Group, early: bool) -> None:
    """Say why a formula is not understood; what it is about is not known in full from then on. An early one rests on another of them."""
    try:
        if early:
            raise ReadingError("not-yet-defined", "a density on which this rests could not be read", _span(group))
        _group(to, group)
    except ReadingError as error:
        to.diagnostics.append(error.diagnostic)
    except SortError as misfit:
        to.diagnostics.append(Diagnostic("shapes", str(misfit), _span(group)))
    else:
        return
    if group[-1].relations:
        about = _about(group)
        bases = {spelling.split_key(k)[0] for k in about if has_dots(group) or k not in to.env.entries and spelling.split_key(k)[1]}
        entries = [to.env.entries.get(k) for k in about] + [e for k, e in to.env.entries.items() if spelling.split_key(k)[0] in bases]
        defines = group[-1].relations[0].text in ("=", ":=")  # a size of which an equation is said may be another name
        indices = (k for k in about if k not in to.env.entries)  # a letter that nothing declares may be read as a free index all the same
        to.env.unread |= _outer_laws(to, about)
        to.env.unread |= frozenset((*indices, *(e.name for e in entries if e is not None and (defines or e.kind != "dimension"))))


def _outer_laws(to: Declarer, about: list[str]) -> frozenset[str]:
    """The densities of the same name and variables that are declared farther out: they are not what is meant here."""
    return frozenset(d.name for d in to.env.densities if {d.head, *d.variables, *d.given} == set(about) - {d.name})


def _about(group: Group) -> list[str]:
    """The names that a formula says something about: on its left, in a comparison on both sides."""
    *before, last = group
    compared = last.relations[0].text in COMPARING
    sides = [s for c in before for s in c.sides] + list(last.sides if compared else last.sides[:1])
    return [k for s in sides if isinstance(s, Node) for n in walk(s) for k in [key_of(n)] if k is not None]


def _span(group: Group) -> Span:
    return group[0].span.join(group[-1].span)


def _group(to: Declarer, group: Group) -> None:
    chain, to.own = group[-1], ()
    for side in (s for c in group for s in c.sides):
        if isinstance(side, Damage):
            raise ReadingError(side.diagnostic.code, side.diagnostic.message, side.diagnostic.span, side.diagnostic.suggestion)
    sides = [s for s in chain.sides if isinstance(s, Node)]
    before = [n for c in group[:-1] for s in c.sides if isinstance(s, Node) for n in subjects_of(s)]
    if sides:
        *more, sides[0] = subjects_of(sides[0])
        before += more
    runs = running(chain)
    if runs is not None:
        _mention(to, before)
        declare_index(to, runs[0], Domain("index", Sort(over=(size(to.env, to.names, to.given, strip(runs[1])),)), first=runs[2]))
        return
    if not chain.relations:
        _mention(to, [*before, *sides])
        return
    relation = chain.relations[0].text
    subjects = listed([*before, sides[0]])
    if relation == "in":
        declare_sorts(to, subjects, sides[1])
        if len(sides) > 2:
            raise ReadingError("unsupported", "only one set can stand here", chain.span)
    elif relation == "colon":
        _mapping(to, subjects, sides)
    elif relation in COMPARING:
        _conditions(to, subjects, chain, sides)
    elif relation == QUALITY:
        qualified.declare_quality(to, subjects, sides[1])
    elif relation == "perp":
        first, *others = (subjects_of(side) for side in sides)
        qualified.declare_perpendicular(to, [listed([*before, *first]), *map(listed, others)], _span(group))
    elif relation == "sim":
        drawn.declare_drawn(to, subjects, strip(sides[1]))
    elif relation in ("=", ":="):
        if before:
            _mention(to, before)
        if len(sides) != 2 or not is_kronecker(strip(sides[0]), strip(sides[1])):
            script = base_and_script(strip(sides[0]))
            to.own = script[2] if script is not None else ()
            defined.equation(to, chain, sides)
    elif relation == "proportional" and spelling.function_of(strip(sides[0])) is not None:
        declared_laws.declare_density(to, strip(sides[0]), sides[1], proportional=True)
    else:
        raise ReadingError("unsupported-declaration", f"a relation {relation!r} declares nothing", chain.span)


def _mention(to: Declarer, nodes: list[Node]) -> None:
    """A formula without a relation: a new name is announced, anything else only mentioned; a space alone says how large it is."""
    for node in nodes:
        if node.kind in ("dots", "empty", "text"):
            continue
        if key_of(node.parts[0] if node.kind == "script" else node) == "\\mathbb{R}":
            domain(to.env, to.names, to.given, node)
            continue
        defined.announce(to, strip(node))


def _conditions(to: Declarer, subjects: list[Node | Family], chain: Chain, sides: list[Node]) -> None:
    """``a, b > 0``, ``0 < a < 1``, ``\\Sigma \\succ 0``: names that are new are declared by it."""
    matrix = chain.relations[0].text in ("succ", "succeq", "prec", "preceq")
    entries: dict[int, Entry] = {}
    for node in letters_of_constants(chain):
        if to.is_new(key_of(node) or ""):
            to.enter(key_of(node) or "", node, SCALAR)
    for subject in subjects:
        if isinstance(subject, Family):
            entries[id(subject)] = to.known_family(subject) or to.family(subject, to.square(subject.last) if matrix else SCALAR)
        else:
            to.ensure(subject, matrix)
    for side in sides[1:]:
        to.ensure(side, matrix)
    lefts: list[list[Node | Family]] = [subjects]
    for side in sides[1:]:
        lefts.append([side])
    for place, relation in enumerate(chain.relations):
        for subject in lefts[place]:
            _condition(to, subject, entries.get(id(subject)), relation.text, sides[place + 1])


def _condition(to: Declarer, subject: Node | Family, entry: Entry | None, relation: str, right: Node) -> None:
    left, other = subject_term(to, subject, entry), to.read(right)
    if relation in _TURNED:
        relation, left, other = _TURNED[relation], other, left
    reader = to.reader()
    if relation in ("succ", "succeq"):
        left = reader.build.square(left, "a definite matrix") if left.op != "zero" else left
        left, other = reader.build.alike(left, other, "a comparison of different shapes")
        if left.sort.is_scalar:
            relation = ">" if relation == "succ" else ">="
    else:
        left, other = reader.build.alike(left, other, "a comparison of different shapes")
    if relation == "!=" and not left.sort.is_scalar:  # x != 0 where x'x > 0
        if to.shapes.sort(left.sort).over:
            raise ReadingError("unsupported-declaration", "families cannot be declared different", right.span)
        difference = left if other.op == "zero" else t.sub(left, other)
        relation, left, other = ">", reader.build.squared_norm(difference), t.ZERO
    to.fact(relation, to.shapes.settle(left), to.shapes.settle(other))
    inner, outer = (left, other) if relation in ("<", "<=") else (other, left)
    if relation in ("<", "<=", ">", ">=") and inner.op == "abs":  # |a| < b is a < b and -a < b, of which the signs know more
        for side in (inner.args[0], t.neg(inner.args[0])):
            to.fact(relation[0].replace(">", "<") + relation[1:], to.shapes.settle(side), to.shapes.settle(outer))


def _mapping(to: Declarer, subjects: list[Node | Family], sides: list[Node]) -> None:
    r"""``f \colon \mathbb{R}^d \to \mathbb{R}^k``, ``g \colon \mathbb{R}^d \times \mathbb{R}^k \to \mathbb{R}``."""
    if len(sides) != 3:
        raise ReadingError("unsupported-declaration", "a function is declared as f: A -> B", sides[0].span)
    sets = [domain(to.env, to.names, to.given, factor) for factor in factors_of(sides[1])]
    sources = tuple(SCALAR if found.sort.over else found.sort for found in sets)  # of the values of an index: any function of numbers is one
    target = domain(to.env, to.names, to.given, sides[2])
    if target.sort.over:
        raise ReadingError("unsupported-declaration", "the values of a function are numbers, vectors or matrices here, no labels", sides[2].span)
    names = ("x",) if len(sources) == 1 else tuple(f"x{place}" for place, _ in enumerate(sources, 1))
    for subject in subjects:
        key = to.key(subject) if isinstance(subject, Node) else None
        if key is None or isinstance(subject, Family):
            raise ReadingError("unsupported-declaration", "this is no name of a function", sides[0].span)
        held = binding(to.reader(), all_atoms(to.reader(), to.held_by(key)))
        entry = to.enter(key, subject, target.sort, "function", parameters=(*zip(names, sources, strict=True), *held), maps=True)
        if target != Domain("value", target.sort):
            message = "an arbitrary function has its values in all of a space; that these lie in a part of it is not understood"
            help_ = "define it, or declare what is true of the values that are printed, such as $f(x) > 0$"
            to.doubtful[entry.name] = Diagnostic("unsupported-declaration", message, sides[2].span, suggestion=help_)


def _say_what_is_doubtful(to: Declarer) -> None:
    """What is declared of these names is not all that is meant of them, unless a formula defines them."""
    for name, doubt in to.doubtful.items():
        if name not in to.env.definitions:
            to.diagnostics.append(doubt)
            to.env.unread |= frozenset((name,))


__all__ = ["declare", "key_of"]
