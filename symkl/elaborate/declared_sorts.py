"""What a given block says that names are: values, sizes, indices, entries of what is declared beside them."""

from __future__ import annotations

from symkl.elaborate.announced import Family
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.domains import Domain, domain
from symkl.elaborate.formulas import is_entry, is_formula, lies_in
from symkl.elaborate.named_laws import enter_bit
from symkl.elaborate.nodes import strip
from symkl.elaborate.qualified import subject_term
from symkl.elaborate.scope import Entry, ReadingError
from symkl.elaborate.sized import IDENTITIES, with_sort
from symkl.kernel import term as t
from symkl.kernel.context import WHOLE, Definition
from symkl.kernel.sort import SCALAR, Sort
from symkl.kernel.term import Term
from symkl.latex.syntax import Node
from symkl.source import Span


def declare_sorts(to: Declarer, subjects: list[Node | Family], node: Node) -> None:
    r"""``x, y \in \mathbb{R}^d``: take in what the subjects are declared to be."""
    found = domain(to.env, to.names, to.given, node)
    for subject in subjects:
        several = isinstance(subject, Family) or bool(to.ranges(subject)) or is_entry(to, subject)
        if found.kind == "natural" and several:
            _counts(to, subject)
        elif found.kind == "natural":
            _dimension(to, subject)
        elif found.kind == "bit" and several:
            _bits(to, subject)
        elif found.kind in ("index", "bit"):
            declare_index(to, subject, found)
        elif found.kind == "sign":
            to.fact("=", t.power(subject_term(to, subject, to.declare(subject, SCALAR)), t.TWO), t.UNIT)
        else:
            _value(to, subject, found)


def _declared(to: Declarer, subject: Node | Family, sort: Sort) -> Entry | None:
    """The entry that a subject is declared as; none where it is an entry of a column, which has its sort already."""
    if not isinstance(subject, Node) or not is_entry(to, subject):
        return to.declare(subject, sort)
    to.reader().build.alike(to.read(subject), Term("zero", (), None, sort), "an entry of another sort")
    return None


def _name_of(entry: Term) -> str:
    """The name of a column or matrix, of an entry of it."""
    name: str = entry.args[0].data
    return name


def _bits(to: Declarer, family: Node | Family) -> None:
    r"""``x_1, \dots, x_n \in \{0, 1\}``: numbers that are their own squares."""
    enter_bit(to, subject_term(to, family, _declared(to, family, SCALAR)))


def _counts(to: Declarer, family: Node | Family) -> None:
    r"""``k_1, \dots, k_n \in \mathbb{N}``: numbers that are not negative, and of which a counterexample has to choose whole ones."""
    entry = _declared(to, family, SCALAR)
    value = subject_term(to, family, entry)
    to.fact(">=", value, t.ZERO)
    to.env.said = (*to.env.said, ("counts", WHOLE, _name_of(value) if entry is None else entry.name))


def _dimension(to: Declarer, subject: Node | Family) -> None:
    key = to.key(subject) if isinstance(subject, Node) else None
    if key is None or isinstance(subject, Family):
        raise ReadingError("unsupported-declaration", "this is no name of a number", place_of_subject(subject))
    known = to.env.entries.get(key)
    if known is None or known.kind != "dimension" and (known.kind, known.given) != ("index", to.given):
        to.enter(key, subject, SCALAR, "dimension")


def place_of_subject(subject: Node | Family) -> Span:
    """Where a name, or the last of a list of names, stands."""
    return subject.last.span if isinstance(subject, Family) else subject.span


def declare_index(to: Declarer, subject: Node | Family, found: Domain) -> None:
    r"""``k \in \{1, \dots, K\}``: a letter that runs. Raises ReadingError for what is no name."""
    key = to.key(subject) if isinstance(subject, Node) else None
    if key is None or isinstance(subject, Family):
        raise ReadingError("unsupported-declaration", "this is no name of an index", place_of_subject(subject))
    if found.first > 1:
        to.env.starts = {**to.env.starts, key: (found.first, found.sort.over[0])}
    else:
        to.enter_index(key, subject, found.sort, found.kind == "bit")


def _value(to: Declarer, subject: Node | Family, found: Domain) -> None:
    if isinstance(subject, Node) and is_formula(to, subject):
        lies_in(to, subject, found)
        return
    bounded = found.sign or found.definite or found.between
    if isinstance(subject, Family) and not bounded and to.enter_list(subject, found.sort):
        return
    constant = _constant(to, subject, found)
    entry = _declared(to, subject, found.sort)
    if constant is not None and entry is not None:
        to.env.define(Definition(entry.name, (), constant, "given"))
    if not bounded:
        if entry is not None:
            _say_it_may_be_the_identity(to, entry)
        return
    value = subject_term(to, subject, entry)
    nought = t.zero(to.shapes.sort(value.sort))
    if found.sign == "!=" and nought != t.ZERO:
        raise ReadingError("unsupported-declaration", "whether one entry or every entry differs from 0 is not said here", place_of_subject(subject))
    if found.sign:
        to.fact(found.sign if found.sign != "+" else ">=", value, nought)
    if found.sign == "+":  # zero among them or not: no proof uses that it is not, and no counterexample that it is
        to.env.said = (*to.env.said, ("positive", "in a set with a plus", _name_of(value) if entry is None else entry.name))
    if found.definite:
        to.fact(found.definite, value, t.transpose(value) if found.definite == "=" else nought)
    for relation, bound in found.between:
        to.fact(relation, *to.reader().build.alike(value, to.read(bound), "a bound of another shape"))


def _constant(to: Declarer, subject: Node | Family, found: Domain) -> Term | None:
    """What a name that means something without a declaration keeps meaning, where the block says its sort alone."""
    key = to.key(subject) if isinstance(subject, Node) else None
    if key is None or isinstance(subject, Family) or key in to.defined or not to.is_new(key):
        return None
    return with_sort(to.reader(), strip(subject), to.shapes.sort(found.sort))


def _say_it_may_be_the_identity(to: Declarer, entry: Entry) -> None:
    """Of a square matrix I that the block says no more of, no counterexample is given: the identity's size may be all that is said."""
    if entry.key in IDENTITIES[:2] and entry.sort.is_square and not entry.sort.is_scalar and entry.key not in to.defined:
        to.env.said = (*to.env.said, ("", "identity", entry.name))
