"""What a name means where it stands: entries, densities, definitions and facts of one place of the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symkl.elaborate.sorts import Shapes
from symkl.elaborate.vocabulary import expressed
from symkl.kernel.context import Context, Definition, Proposition, Said
from symkl.kernel.sort import ONE, SCALAR, Dimension, Sort, dimension
from symkl.kernel.term import Binding, Term, number, size, substitute, subterms, symbol
from symkl.kernel.term import entry as entry_of
from symkl.kernel.term import member as member_of
from symkl.latex.names import split_key
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Span

NOWHERE = Span(0, 0)  # of what is missing, or bound without being printed


class ReadingError(Exception):
    """A formula that cannot be given a meaning: why, and where."""

    def __init__(self, code: str, message: str, span: Span, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(code, message, span, "error", suggestion)


class Entry(NamedTuple):
    """A declared name.

    kind: "value", "dimension", "index" (``sort.over`` holds the range; also of a discrete variable), "tuple" (``term`` is the block of its
    entries), "vector" (a value whose entries are written with a subscript), "family", "function", "announced".
    """

    key: str
    name: str
    kind: str
    sort: Sort = SCALAR
    term: Term | None = None
    parameters: Binding = ()
    base: str = ""  # family: what stands before the index ..
    script: str = "_"  # .. where the index stands ..
    template: tuple[str | None, ...] = ()  # .. and what stands there, None for an index
    given: int = -1
    span: Span = Span(0, 0)
    latex: str = ""
    random: bool = False
    maps: bool = False  # function: declared as f: A -> B, which names nothing that it is taken of


class Density(NamedTuple):
    """A declared density ``head(variables | given)``; ``bindings`` are what an expectation over it binds."""

    head: str
    variables: tuple[str, ...]
    given: tuple[str, ...]
    name: str
    sort: Sort
    bindings: Binding
    parameters: Binding = ()
    arbitrary: bool = False
    claimed: bool = False  # it says what prior and likelihood say already
    each: tuple[Term, Term] | None = None  # a member, and its law, where it is of all members that are drawn one by one
    member: Term | None = None  # what it is the density of where it is declared for every member of a family at once


class Declared(NamedTuple):
    """A fact, or a defined name, with the formula of the given block (by its number) that says so."""

    what: Proposition | str
    span: Span
    given: int


class Environment:
    """Everything declared at one place; extended while given blocks and statements are read."""

    def __init__(self, layout: str = "") -> None:
        self.layout = layout  # of derivatives, as the front matter says it: numerator or denominator
        self.entries: dict[str, Entry] = {}
        self.densities: list[Density] = []
        self.definitions: dict[str, Definition] = {}
        self.facts: list[Proposition] = []
        self.places: list[Declared] = []  # where facts and definitions of given blocks are said
        self.latex: dict[str, str] = {}
        self.symbols: dict[str, Sort] = {}
        self.transposing_prime = False
        self.expectation: tuple[tuple[Binding, Term], ...] | None = None
        self.free_of: dict[str, tuple[str, ...]] = {}
        self.symmetric = False
        self.unread: frozenset[str] = frozenset()  # names of which a given block says something that could not be read
        self.glossed: frozenset[str] = frozenset()  # names that are called something that is not understood: nothing is decided of their laws
        self.deviations: frozenset[str] = frozenset()  # names that stand in normal laws as standard deviations, as a given block says in words
        self.said: tuple[tuple[str, str, str], ...] = ()  # what prose says of names and no formula: quality, words, name
        self.starts: dict[str, tuple[int, Dimension]] = {}  # letters of indices that begin behind 1, and how far they run
        self.spreads: tuple[tuple[str, tuple[str, ...]], ...] = ()  # what prose calls a variance, a precision, a standard deviation: keys
        self.hidden: frozenset[str] = frozenset()  # names that an inner declaration has taken the letter of: what is made of them may mean either
        self.called: frozenset[str] = frozenset()  # names of densities and functions, those that are declared further down included

    def copy(self) -> Environment:
        """A copy that can be extended without changing this one."""
        made = Environment(self.layout)
        made.entries, made.densities, made.definitions = self.entries.copy(), self.densities.copy(), self.definitions.copy()
        made.facts, made.latex, made.symbols, made.free_of = self.facts.copy(), self.latex.copy(), self.symbols.copy(), self.free_of.copy()
        made.places = self.places.copy()
        made.transposing_prime, made.expectation, made.symmetric = self.transposing_prime, self.expectation, self.symmetric
        made.glossed, made.starts, made.called = self.glossed, self.starts, self.called
        made.hidden = self.hidden
        made.unread, made.deviations, made.said, made.spreads = self.unread, self.deviations, self.said, self.spreads
        return made

    def declare(self, entry: Entry) -> None:
        """Enter a name; what had its key before is shadowed."""
        self.entries[entry.key] = entry
        self.latex[entry.name] = entry.latex or entry.key
        if entry.kind not in ("dimension", "index", "tuple", "indexed", "announced"):
            self.symbols[entry.name] = entry.sort

    def define(self, definition: Definition) -> None:
        """Enter a definition behind all others."""
        self.definitions.pop(definition.name, None)
        self.definitions[definition.name] = definition

    def families(self, base: str, script: str, length: int) -> Iterator[Entry]:
        """The families written with this base and so many places in the script."""
        return (e for e in self.entries.values() if e.kind == "family" and (e.base, e.script, len(e.template)) == (base, script, length))

    def size(self, printed: str) -> Dimension | None:
        """What a number, or the name of a dimension, is as a size; None of anything else."""
        entry = self.entries.get(printed)
        if printed.isdecimal():
            return dimension(int(printed))
        return dimension(entry.name) if entry is not None and entry.kind == "dimension" else None

    def may_run(self, place: str) -> bool:
        """Whether a letter of a subscript may be an index: ``\\sigma_p`` beside a density p is a name of its own, and no member of a family."""
        entry = self.entries.get(place)
        return place not in self.called or entry is not None and entry.kind in ("index", "dimension")

    def of_head(self, head: str) -> list[Density]:
        """The densities written with a letter; p (or P, in its place) stands, unless declared as something else, for the laws of drawn ones too.

        ``p_\\theta`` stands for p where only that is declared: ``p_\\theta(x)`` is what ``p_\\theta(x \\mid z)`` and ``p(z)`` make.
        """
        own = [d for d in self.densities if d.head == head]
        letter, script = split_key(head)
        plain = letter if letter == "p" and script[:2] == "_\\" else head  # p_1 is a factor of its own, and no p with a parameter
        if head == "P" and own and not any(d.head == "p" for d in self.densities):
            return own + [d for d in self.densities if not d.head and {v for o in own for v in o.variables}.isdisjoint(d.variables)]
        if head not in ("", "p") and (plain == head or not own) or head == "p" and not own and "p" in self.entries:
            return own
        others = "p" if not head else "" if plain == head else plain
        named = {v for d in own for v in d.variables}
        return own + [d for d in self.densities if d.head == others and named.isdisjoint(d.variables)]

    def density_of(self, key: str) -> list[Density]:
        """The densities in which a name is a variable."""
        return [d for d in self.densities if key in d.variables]

    def names_known(self) -> list[str]:
        """The keys of all names and the letters of all densities."""
        return [*self.entries, *(d.head for d in self.densities)]

    def counts(self) -> frozenset[str]:
        """The families of whole numbers."""
        return frozenset(name for quality, _, name in self.said if quality == "counts")

    def is_random(self, key: str) -> bool:
        """Whether a name is a variable of a declared density."""
        return any(key in d.variables for d in self.densities)

    def entry_named(self, name: str) -> Entry | None:
        """The entry of a unique name."""
        return next((e for e in self.entries.values() if e.name == name), None)

    def see_through(self, term: Term, names: frozenset[str]) -> Term:
        """The term with every definition unfolded whose body depends on one of ``names``: what a binder of them must see."""
        for definition in reversed(list(self.definitions.values())):
            mentions = definition.name in term.free or definition.name + "()" in term.free
            if mentions and self.depends(definition, names):
                term = unfold(term, definition)
        return term

    def depends(self, definition: Definition, names: frozenset[str]) -> bool:
        """Whether a definition's value changes with one of ``names``."""
        return bool(self.unfolded_free(definition.body, frozenset(n for n, _ in definition.parameters)) & names)

    def unfolded_free(self, term: Term, bound: frozenset[str] = frozenset()) -> frozenset[str]:
        """The free names of a term, those inside its definitions included."""
        seen: set[str] = set()
        todo = list(term.free - bound)
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            definition = self.definitions.get(name.removesuffix("()"))
            if definition is not None:
                todo.extend(definition.body.free - {n for n, _ in definition.parameters})
        return frozenset(seen)

    def unfolded_names(self, term: Term) -> frozenset[str]:
        """The names of a term, free and bound, those inside its definitions included."""
        free = self.unfolded_free(term)
        bodies = [term, *(self.definitions[n.removesuffix("()")].body for n in free if n.removesuffix("()") in self.definitions)]
        return free | frozenset(n for body in bodies for part in subterms(body) for n in part.binds)

    def context(self, shapes: Shapes) -> Context:
        """What holds here, for the judges: every sort settled."""
        settle = shapes.settle
        definitions = {
            n: d._replace(body=settle(d.body), parameters=tuple((p, shapes.sort(s)) for p, s in d.parameters)) for n, d in self.definitions.items()
        }
        facts = tuple(dict.fromkeys(Proposition(f.relation, settle(f.left), settle(f.right)) for f in self.facts))
        symbols = {n: shapes.sort(s) for n, s in self.symbols.items()}
        tuples = tuple((e.latex or e.key, settle(e.term)) for e in self.entries.values() if e.kind == "tuple" and e.term is not None)
        in_words = (found for quality, words, name in self.said if name in symbols for found in _as_said(quality, words, name, symbols[name]))
        places = (s for entry in self.entries.values() for s in self._said_by_name(entry, symbols))
        later = (_as_begun(key, first, shapes.dimension(over)) for key, (first, over) in self.starts.items())
        within = (Said(d.name, "within the range of its variable", ()) for d in self.densities if d.arbitrary and self._is_restricted(d))
        said = tuple(dict.fromkeys(s for s in (*in_words, *places, *later, *within) if not _is_known(s, facts, definitions)))
        return Context(symbols, definitions, facts, dict(self.latex), self.symmetric, tuples, said)

    def _is_restricted(self, density: Density) -> bool:
        """Whether a condition says where the variables of an arbitrary density lie: an instance of it that leaves that range refutes nothing."""
        entries = (self.entries[key] for key in density.variables if key in self.entries)
        variables = {e.name for e in entries if e.kind != "index"}
        sides = ((f.left, f.right) for f in self.facts if variables & (f.left.free | f.right.free))
        return any(all(part.op != "pdf" for side in both for part in subterms(side)) for both in sides)

    def _said_by_name(self, own: Entry, symbols: dict[str, Sort]) -> Iterator[Said]:
        """``z_1`` that is declared beside a vector or family z, and is no member of it by the format: its author may mean one all the same."""
        base, script = split_key(own.key)
        place = script[1:].strip("{}")
        if own.kind != "value" or script[:1] != "_" or not place.isdigit() or not int(place) > 0:
            return
        for whole in (self.entries.get(base), *self.families(base, "_", 1)):
            sort = symbols.get(whole.name) if whole is not None and whole.kind in ("value", "vector", "family") else None
            if whole is None or sort is None or not (sort.over or sort.cols == ONE and not sort.is_scalar) or len(sort.over) > 1:
                continue
            of = symbol(whole.name, sort)
            member = (member_of if sort.over else entry_of)(of, number(int(place)))
            if member.sort == symbols.get(own.name):
                yield Said(own.name, f"a member of {whole.key}", (Proposition("=", symbol(own.name, member.sort), member),))


def _as_said(quality: str, words: str, name: str, sort: Sort) -> Iterator[Said]:
    """What prose says of a name, as far as possible in formulas."""
    formulas = expressed(quality, symbol(name, sort))
    if formulas is None or formulas:
        yield Said(name, words, formulas or ())


def _as_begun(letter: str, first: int, over: Dimension) -> Said:
    """Where an index begins: no proof uses it, so that what is proved holds of every member."""
    index = symbol(letter, SCALAR)
    return Said(letter, f"begins with {first}", (Proposition(">=", index, number(first)), Proposition("<=", index, size(over))))


def _is_known(said: Said, facts: tuple[Proposition, ...], definitions: dict[str, Definition]) -> bool:
    """Whether formulas say the same already."""
    definite = any(f.relation == "succ" and f.left.op == "symbol" and f.left.data == said.name and f.right.op == "zero" for f in facts)
    if said.words in ("diagonal", "symmetric") and said.name in definitions and definitions[said.name].body.op in ("diag", "identity"):
        return True
    relations = {p.relation for p in said.formulas}
    implied = bool(relations) and (relations == {"!="} or relations == {"succeq"} or said.words == "symmetric")
    return bool(said.formulas) and (all(f in facts for f in said.formulas) or definite and implied)


def unfold(term: Term, definition: Definition) -> Term:
    """The term with the body of a definition put in for every reference, binders of its free names included on purpose."""
    args = tuple(unfold(a, definition) for a in term.args)
    if term.op == "symbol" and term.data == definition.name and not definition.parameters:
        return definition.body
    if term.op == "function" and term.data == definition.name and len(args) == len(definition.parameters):
        return substitute(definition.body, {n: a for (n, _), a in zip(definition.parameters, args, strict=True)})
    return term if args == term.args else Term(term.op, args, term.data, term.sort)


def in_values(env: Environment, term: Term, names: Iterable[str]) -> Term:
    """The term as a function of these names: where one is 0 or 1, terms speak of its place among them; a parameter is its value."""
    for name in names:
        entry = env.entry_named(name)
        if entry is None or entry.kind != "index" or entry.term is None:
            continue
        term = replaced(term, entry.term, symbol(name))
        if any(part.op == "index" and part.data[0] == name for part in subterms(term)):
            raise ReadingError("unsupported", f"{entry.key} is 0 or 1 and cannot be a subscript", entry.span)
    return term


def replaced(term: Term, old: Term, new: Term) -> Term:
    """The term with every occurrence of a subterm replaced; no binder is asked."""
    if term == old:
        return new
    args = tuple(replaced(a, old, new) for a in term.args)
    return term if args == term.args else Term(term.op, args, term.data, term.sort)


class Names:
    """Unique names: the first declaration of a key keeps it, later ones get a number."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, int], str] = {}
        self._count: dict[str, int] = {}

    def unique(self, key: str, given: int) -> str:
        """The name of ``key`` as declared in a given block, the same however often it is asked."""
        if (key, given) not in self._given:
            count = self._count[key] = self._count.get(key, 0) + 1
            self._given[key, given] = key if count == 1 else f"{key}@{count}"
        return self._given[key, given]


__all__ = ["Density", "Dimension", "Entry", "Environment", "Names", "ReadingError", "replaced", "symbol", "unfold"]
