"""What reading a given block works on: the environment it extends, and names entered into it."""

from __future__ import annotations

from collections.abc import Collection

from symkl.elaborate.announced import Family
from symkl.elaborate.beginnings import closed_up
from symkl.elaborate.called_members import member_by_call
from symkl.elaborate.domains import declare_dimension, unknown_square
from symkl.elaborate.implicit import entry_of
from symkl.elaborate.nodes import PLACES, argument_name, arguments_key, base_and_script, items_of, key_of, letters_of, squares, strip, template_of
from symkl.elaborate.probability import all_atoms, binding
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Entry, Environment, Names, ReadingError
from symkl.elaborate.sorts import Shapes
from symkl.elaborate.terms import reader_of
from symkl.elaborate.twofold import make_room, refuse_two_kinds
from symkl.kernel import term as t
from symkl.kernel.context import Proposition
from symkl.kernel.sort import ONE, SCALAR, Dimension, Sort, dimension
from symkl.kernel.term import Term
from symkl.latex import names as spelling
from symkl.latex.names import EMPTY, NameTable
from symkl.latex.syntax import Node
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source, Span

_MORE_THAN_VALUES = ("vector", "tuple", "family", "index", "function")


class Claim(NamedTuple):
    """What a given block claims beyond declaring."""

    relation: str
    left: Term
    right: Term
    span: Span
    latex: tuple[str, str]


class Declarer:
    """One given block being read into an environment. ``lenient``: names that stand as a Gaussian's moments declare themselves."""

    def __init__(
        self,
        env: Environment,
        names: Names,
        shapes: Shapes,
        source: Source,
        given: int,
        beginnings: frozenset[str] = frozenset(),
        running: frozenset[str] = frozenset(),
    ) -> None:
        self.env, self.names = env, names
        self.shapes = shapes
        self.source = source
        self.given = given
        self.lenient = self.supposing = False  # supposing: factors of a density that nothing declares are taken for arbitrary ones
        self.beginnings = beginnings  # what the sheet's lines begin with, up to their first relation, without spaces
        self.running, self.defined = running, frozenset[str]()  # letters over which the sheet's sums run; what an equation of the block defines
        self.table: NameTable = EMPTY  # what is declared here or further up
        self.called_densities, self.drawn_from = tuple[Span, ...](), frozenset[str]()  # formulas called densities; letters behind \\sim
        self.apart: dict[str, str] = {}  # letters that a family has too: the key that the name alone is known by
        self.mentioned: dict[str, Family] = {}  # letters of lists that are mentioned, of which a condition on any member may follow
        self.own: tuple[str, ...] = ()  # the indices of the name that is being defined
        self.listed: dict[str, Sort] = {}  # letters of lists that begin with 0: the sort of every name of that letter
        self.doubtful: dict[str, Diagnostic] = {}  # names of which more is meant than is understood, unless a formula defines them, and what
        self.diagnostics: list[Diagnostic] = []
        self.claims: list[Claim] = []

    def reader(self) -> Reader:
        """A reader of formulas in the environment as it is now."""
        return reader_of(self.env, self.shapes, self.source, self.own)

    def read(self, node: Node) -> Term:
        """The preferred reading of a formula, its sizes as far as they are known."""
        reader = self.reader()
        reader.moment_names = self.unknown if self.lenient else None
        value = reader.one(node)
        self.diagnostics += reader.notes
        return self.shapes.settle(value)

    def fact(self, relation: str, left: Term, right: Term) -> None:
        """Take a condition for granted."""
        self.shapes.share_indices(left, right)
        self.env.facts.append(Proposition(relation, left, right))

    def is_defined_below(self, node: Node) -> bool:
        """Whether a line of the sheet begins with a name and a relation, and so may define it."""
        return closed_up(self.printed(node)) in self.beginnings

    def is_new(self, key: str) -> bool:
        """Whether a name is not declared yet, at least not in this block or as anything but an announced name."""
        entry = self.env.entries.get(key)
        return entry is None or entry.kind == "announced" or entry.given != self.given

    def enter(self, key: str, node: Node, sort: Sort, kind: str = "value", **more: object) -> Entry:
        """Declare a name; in the same block a second sort is made equal to the first."""
        known = self.env.entries.get(key)
        if known is not None and known.given == self.given and known.kind == kind and not more:
            if not self.shapes.same(known.sort, sort):
                shapes = f"{self.shapes.sort(known.sort)} and as {self.shapes.sort(sort)}"
                raise ReadingError("declared-twice", f"{key} is declared as {shapes}", node.span)
            return known
        if known is not None and known.given == self.given and kind == "value" and known.kind in _MORE_THAN_VALUES:
            return known
        if known is not None and self._is_outer_family(known) and kind == "value" and sort.is_scalar:
            self.env.declare(known._replace(key=key + "_*"))  # its members stay: a number has none
        elif known is not None and known.given != self.given and known.kind != "announced":
            self.env.hidden |= {known.name}
            self.diagnostics.append(Diagnostic("shadowed", f"{key} is declared anew here; the outer one is not meant below", node.span, "note"))
        unique = known.name if known is not None and known.kind == "announced" else self.names.unique(self.apart.get(key, key), self.given)
        more.setdefault("latex", self.printed(node))
        entry = Entry(key, unique, kind, sort, given=self.given, span=node.span, **more)  # type: ignore[arg-type]  # fields of Entry by name
        if known is None:
            self.env.unread |= self._said_to_depend_on(key)
        self.env.declare(entry)
        return entry

    def _said_to_depend_on(self, key: str) -> frozenset[str]:
        """The names of ``f(x)`` for this x that were declared as one value before x was: how they vary with it is not known."""
        called = (e for k, e in self.env.entries.items() if k == e.key and e.name not in self.env.definitions)
        return frozenset(e.name for e in called if e.key.endswith(")") and key in e.key.partition("(")[2].rstrip(")").split(","))

    def enter_index(self, key: str, node: Node, sort: Sort, from_nought: bool) -> Entry:
        """Declare an index, or a discrete variable; one that begins with 0 is an index less one."""
        known = self.env.entries.get(key)
        if known is not None and known.kind == "family" and known.given == self.given:
            make_room(self.env, self.apart, known)
        if not from_nought:
            return self.enter(key, node, sort, "index")
        place = t.index(self.names.unique(self.apart.get(key, key), self.given), sort.over[0])
        return self.enter(key, node, sort, "index", term=t.sub(place, t.UNIT))

    def enter_list(self, item: Family, sort: Sort) -> bool:
        """``x_0, \\dots, x_T``: the sort of each name of this letter. Members of a family begin with 1: before the first of them stands none."""
        first = base_and_script(item.first)
        if first is None or first[2] != ("0",):
            return False
        self.listed[first[0]] = sort
        for key, entry in list(self.env.entries.items()):
            if entry.kind == "value" and entry.given == self.given and spelling.split_key(key)[0] == first[0] != key:
                self.shapes.same(entry.sort, sort)
        for node in (item.first, item.last):
            self.enter(self.key(node) or "", node, sort)
        return True

    def _is_outer_family(self, entry: Entry) -> bool:
        """Whether an outer block lists members ``x_1, ..``, of which the name without an index is another one here."""
        return entry.kind == "family" and entry.given != self.given and entry.key == entry.base

    def printed(self, node: Node) -> str:
        """The text of a node as the author wrote it."""
        return self.source.slice(node.span).strip()

    def key(self, node: Node) -> str | None:
        """The key of a name, of an operator printed alone, or of words; a product of declared names is no name."""
        node = strip(node)
        if self.table.multiplies(node):
            return None
        if node.kind == "operator":
            return (node.spelling or node.text) if node.parts[2] is None else None
        return key_of(node) or (spelling.key_of(node) if node.kind in ("script", "product") and spelling.function_of(node) is None else None)

    # -- names with a sort ------------------------------------------------------------------------------------------------

    def declare(self, item: Node | Family, sort: Sort) -> Entry:
        """A name, a family or a function with values of this sort."""
        if isinstance(item, Family):
            return self.family(item, sort)
        item = strip(item)
        key = self.key(item)
        called = spelling.function_of(item)
        if called is not None:
            return self.function(item, called, sort)
        if key is None:
            raise ReadingError("unsupported-declaration", "this is no name that can be declared", item.span)
        known = self.env.entries.get(key)
        if known is not None and known.kind == "family" and known.given == self.given and not self.shapes.same(known.sort, sort):
            make_room(self.env, self.apart, known)  # a sort that the members together do not have is that of a name of its own
        return self.running_family(item, sort) or self.enter(key, item, sort)

    def running_family(self, item: Node, sort: Sort) -> Entry | None:
        """``x_n`` as a whole family, where n is declared as an index and nothing declares x_n as a name of its own."""
        script, over = base_and_script(item), self.ranges(item)
        return self.enter_family(Family(item, item), *script[:2], (None,) * len(over), over, sort) if script is not None and over else None

    def ranges(self, item: Node) -> tuple[Dimension, ...]:
        """How far the declared indices of ``x_n`` run; none, where the letter is declared as a name of its own, or one of them is no index."""
        script = base_and_script(item)
        if script is None or script[0] in self.env.entries and self.env.entries[script[0]].kind != "family":
            return ()
        letters = [self.env.entries.get(p) for p in script[2]]
        found = tuple(e.sort.over[0] for e in letters if e is not None and e.kind == "index" and e.sort.over and e.term is None)
        return found if len(found) == len(letters) else ()

    def known_family(self, item: Family) -> Entry | None:
        """The family that these dots name, where it is declared already."""
        script, first = base_and_script(item.last), base_and_script(item.first)
        if script is None:
            return None
        known = self.env.families(script[0], script[1], len(script[2]))
        if first is None or len(first[2]) != len(script[2]):
            return next(known, None)
        return next((e for e in known if e.template == template_of(first[2], script[2])), None)

    def any_member(self, entry: Entry) -> Term:
        """A family's member at a free index, or a vector's or matrix's entry."""
        sort = self.shapes.sort(entry.sort)
        over = sort.over or ((sort.rows,) if sort.cols == t.ONE else (sort.rows, sort.cols))
        places = [t.index(letter, o) for letter, o in zip("jk", over, strict=False)]
        base = t.symbol(entry.name, sort)
        return t.member(base, *places) if sort.over else t.entry(base, *places)

    def function(self, item: Node, head: Node, sort: Sort) -> Entry:
        """``f(x) \\in R^n``: an arbitrary function, also where x is declared further down; with arguments that are no declared values, one value."""
        group = item.parts[1]
        key = key_of(head)
        if key is None or group is None:
            raise ReadingError("unsupported-declaration", "this is no function that can be declared", item.span)
        parameters, member = self.parameters(group), member_by_call(item)
        if parameters is None and not self.lenient and any(argument_name(i) not in self.env.entries for i in items_of(group)[0]):
            raise ReadingError("undeclared-name", f"what {self.printed(item)} depends on is not declared", item.span)
        if parameters is None:
            return (member is not None and self.running_family(member, sort)) or self.enter(key + arguments_key(group), item, sort)
        own = [argument_name(item) or "" for item in items_of(group)[0]]
        parameters += binding(self.reader(), all_atoms(self.reader(), self.held_by(key, own)))
        known = self.env.entries.get(key)
        if known is not None and (known.given, known.kind, known.parameters) == (self.given, "function", parameters):
            if not self.shapes.same(known.sort, sort):
                raise ReadingError("declared-twice", f"{key} is declared with values of two sorts", item.span)
            return known
        refuse_two_kinds(known, self.given, parameters, item.span)
        return self.enter(key, head, sort, "function", parameters=parameters, template=squares(group))

    def held_by(self, key: str, own: Collection[str] = ()) -> tuple[str, ...]:
        r"""The declared values in a letter's subscript, on which what the letter stands for may depend: theta of ``p_\theta``, ``f_\theta``.

        Raises ReadingError for one that is declared further down: once it is, this is tried again.
        """
        found, letters = list[str](), letters_of(spelling.split_key(key)[1]) if "_" in key else ()
        for letter in letters:
            entry = self.env.entries.get(letter)
            if entry is None and self.table.kind(letter) == "symbol" and not self.lenient:
                raise ReadingError("undeclared-name", f"{letter} is not declared yet", Span(0, 0))
            if entry is not None and entry.kind in ("value", "tuple") and letter not in own:
                found.append(letter)
        return tuple(found)

    def parameters(self, group: Node) -> t.Binding | None:
        """The declared values that stand as arguments; None if one of them is none."""
        found: list[tuple[str, Sort]] = []
        items, _ = items_of(group)
        for item in items:
            entry = self.env.entries.get(argument_name(item) or "")
            if entry is None or entry.sort.kind == "law" or entry.kind in ("announced", "function"):
                return None
            if entry.kind == "tuple":
                parts = [self.env.entries[k] for k in entry.template if k is not None]
                found += [(p.name, self.shapes.sort(p.sort)) for p in parts]
            else:
                found.append((entry.name, SCALAR if entry.kind in ("dimension", "index") else self.shapes.sort(entry.sort)))
        return tuple(found)

    def family(self, item: Family, sort: Sort) -> Entry:
        """``x_1, \\dots, x_N``: members of one sort; scalar ones are the entries of a vector."""
        first, last = base_and_script(item.first), base_and_script(item.last)
        if first is not None and last is not None and len(first[2]) == 1 < len(last[2]) == len(first[2][0]) and first[2][0].isdigit():
            first = (first[0], first[1], tuple(first[2][0]))
        if last is None or first is not None and (first[0], first[1], len(first[2])) != (last[0], last[1], len(last[2])):
            raise ReadingError("unsupported-declaration", "these dots follow no pattern", item.last.span)
        if first is None:
            raise ReadingError("unsupported-declaration", "a family begins with its first member", item.first.span)
        template = template_of(first[2], last[2])
        ranges = tuple(self.range(p, item.last) for p, f in zip(last[2], template, strict=True) if f is None)
        if not ranges or any(p != "1" for p, f in zip(first[2], template, strict=True) if f is None):
            raise ReadingError("unsupported-declaration", "a family runs from 1 to a number or a dimension", item.first.span)
        return self.enter_family(item, last[0], last[1], template, ranges, sort)

    def enter_family(self, item: Family, base: str, mark: str, template: tuple[str | None, ...], over: tuple[Dimension, ...], sort: Sort) -> Entry:
        """Enter a family; in the same block a second declaration is made equal to the first."""
        whole = sort._replace(over=over)
        if sort.is_scalar and len(over) <= 2:
            whole = Sort(over[0], over[1] if len(over) == 2 else ONE)
        key = base if template == (None,) and mark == "_" else f"{base}{mark}{{{','.join(p or '*' for p in template)}}}"
        known = self.env.entries.get(key)
        if known is not None and known.given == self.given and known.kind in ("family", "vector"):
            if not self.shapes.same(known.sort, whole):
                raise ReadingError("declared-twice", f"{key} is declared with different sorts", item.last.span)
            return known
        if known is not None and (known.given == self.given or known.kind == "dimension"):
            key = key + "_*"
        printed = self.printed(item.last).split(mark)[0].strip() if template == (None,) else base
        return self.enter(key, item.last, whole, "family", base=base, script=mark, template=template, latex=printed)

    def range(self, place: str, node: Node) -> Dimension:
        """How far an index runs."""
        if place.isdigit():
            return dimension(int(place))
        return declare_dimension(self.env, self.names, self.given, place, node)

    def _await_definition(self, key: str | None, node: Node) -> None:
        if key in self.defined and key not in self.env.entries and not self.supposing:
            raise ReadingError("undeclared-name", f"{self.printed(node)} is not declared", node.span)

    def ensure(self, node: Node, square: bool = False) -> None:
        """A name that is not declared yet is declared: a real number, or a square matrix of a size to be found."""
        node = strip(node)
        key = self.key(node)
        if key is None or spelling.function_of(node) is not None:
            head = key_of(called) if (called := spelling.function_of(node)) is not None else None
            known = head in self.env.entries or self.env.of_head(head or "?")
            if head is not None and node.parts[1] is not None and not known and head + arguments_key(node.parts[1]) not in self.env.entries:
                self.declare(node, SCALAR)
            return
        entry = self.env.entries.get(key)
        if key in ("\\pi", "e", "I", "\\mathbf{I}", "\\mathbf{0}") or entry is not None and self._stands(entry, square):
            return
        script = base_and_script(node)
        if script is not None and script[0] in self.mentioned and len(script[2]) == 1 and not script[2][0].isdigit() and not square:
            self.known_family(self.mentioned[script[0]]) or self.family(self.mentioned[script[0]], SCALAR)
        families = [e for e in self.env.entries.values() if e.kind == "family" and script is not None and e.base == script[0]]
        if script is not None and (families and all(map(self.env.may_run, script[2]))
                                   or set(script[2]) <= self.running | PLACES and entry_of(self.reader(), script) is not None):  # fmt: skip
            return
        self._await_definition(key, node)
        if self.ranges(node):
            self.running_family(node, self.square(node) if square else SCALAR)
        elif node.kind in ("name", "over", "star", "prime") and all(density.head != key for density in self.env.densities):
            self.enter(key, node, self.square(node) if square else SCALAR)

    def square(self, node: Node) -> Sort:
        """Square matrices of a size that follows."""
        return unknown_square(self.shapes, self.names.unique(self.key(node) or self.printed(node), self.given))

    def _stands(self, entry: Entry, square: bool) -> bool:
        """Whether a name is known here, and not only as the letter of an outer family's members, which a number beside them may have too."""
        return entry.kind != "announced" and (square or not self._is_outer_family(entry))

    def unknown(self, node: Node) -> Entry | None:
        """A name that stands alone as a Gaussian's mean or covariance, or as an assumed moment: of a shape that follows."""
        key = self.key(node)
        if key is None or node.kind not in ("name", "over", "star", "prime"):
            return None
        self._await_definition(key, node)
        unique = self.names.unique(key, self.given)
        sort = self.listed.get(spelling.split_key(key)[0])
        return self.enter(key, node, self.shapes.unknown(unique) if sort is None else sort)
