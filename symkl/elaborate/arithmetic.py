"""Sums, fractions, powers, brackets, matrices: the algebra of printed formulas."""

from __future__ import annotations

from fractions import Fraction

from symkl.elaborate import entrywise, indicators, spelled
from symkl.elaborate.dotted_sums import signed_terms
from symkl.elaborate.grouped import CONSTANTS
from symkl.elaborate.moments import default_expectation, expectation_over
from symkl.elaborate.nodes import TRANSPOSES, base_and_script, items_of, key_of, member_of, places_of, strip
from symkl.elaborate.points import value_at
from symkl.elaborate.products import refuse_list
from symkl.elaborate.reach import reaching
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import ReadingError
from symkl.elaborate.scripted_twice import entry_of_raised
from symkl.elaborate.sized import sized
from symkl.elaborate.unbracketed import as_printed
from symkl.kernel import term as t
from symkl.kernel.sort import ONE, SCALAR, SortError
from symkl.kernel.term import Term
from symkl.latex.syntax import Node


def number(reader: Reader, node: Node) -> Term:
    """Digits, a decimal number as the fraction that it is; a nought fits any shape."""
    value = int(node.text) if node.text.isdecimal() else Fraction(node.text)
    return reader.build.zero() if value == 0 else t.number(value)


def total(reader: Reader, node: Node) -> Term:
    """A sum; ``+ const`` is left out and remembered."""
    terms: list[Term] = []
    node = reaching(reader, node, tuple(part is not None and is_constant(reader, part) for part in node.parts))
    for sign, part in signed_terms(reader, node):
        if part is None or sign in "pm":
            reader.fail(node, "unsupported", "a double sign cannot be read")
        if isinstance(part, Node) and is_constant(reader, part):
            reader.constant = True
            continue
        term = reader.read(part) if isinstance(part, Node) else part
        terms.append(reader.build.neg(term) if sign == "-" else term)
    if not terms:
        return t.ZERO
    return reader.build.add(entrywise.spread(reader, terms))


def is_constant(reader: Reader, node: Node) -> bool:
    """The words const or C, undeclared: a constant of its own at each occurrence."""
    node = strip(node)
    if node.kind == "operator" and node.text == "constant":
        if node.parts[1] is not None:
            reader.fail(node, "unsupported", "a constant with a superscript cannot be read", "+ const")
        return True
    key = node.text.strip() if node.kind == "text" else key_of(node)
    return key in CONSTANTS and key not in reader.env.entries


def fraction(reader: Reader, node: Node) -> Term:
    """A numerator over a scalar denominator."""
    numerator, denominator = node.parts
    return entrywise.quotient(reader, reader.read(numerator), reader.read(denominator), node)


def transpose(reader: Reader, node: Node) -> Term:
    """A transpose; where T is a declared number, also a power, and of a number only that."""
    base = node.parts[0]
    assert base is not None
    page = as_printed(reader, node) or entry_of_raised(reader, node)
    if page is not None:
        return reader.read(page)
    entry = reader.env.entries.get(node.text)
    declared = entry is not None and entry.kind in ("value", "dimension")
    if entry is not None and declared and (_is_letter_of_number(reader, base) or reader.choose(2) == 1):
        return reader.build.power(reader.read(base), spelled.of_entry(reader, entry, node))
    items, separators = items_of(base) if base.kind == "group" else ((), "")
    if base.kind == "group" and base.text in ("()", "[]") and len(items) > 1 and set(separators) <= {","}:
        return column(reader, items)
    return reader.build.transpose(reader.read(base))


def _is_letter_of_number(reader: Reader, base: Node) -> bool:
    """Whether a base is the name of a number."""
    entry = reader.env.entries.get(key_of(base) or "")
    return entry is not None and entry.kind == "value" and entry.sort == SCALAR


def column(reader: Reader, items: tuple[Node, ...]) -> Term:
    """``(a, b)^T``: a column of its entries."""
    parts = [reader.read(i) for i in items]
    return reader.build.block(len(parts), 1, parts)


def script(reader: Reader, node: Node) -> Term:
    """A power, a norm's power, an entry, or a value at a point."""
    base, sub, sup = node.parts
    assert base is not None
    indexed = spelled.with_places(reader, node) if base_and_script(node) is not None else None
    indexed = indexed or _entry_of_member(reader, node)
    if indexed is not None:
        return indexed
    if base.kind == "group" and (base.text == "PP" or base.text == "||" and _is_norms(reader, sub)):
        return norm_power(reader, base, sub, sup)
    if base.kind == "group" and base.text == "||" and sub is None and sup is not None:
        return _bars_power(reader, base, sup)
    if base.kind == "group" and base.text == "<>" and sub is not None:
        value = _weighted_product(reader, base, sub) or expectation_over(reader, sub, base)
        return value if sup is None else raise_to(reader, value, sup)
    if base.kind == "group" and base.text in (".|", "|") and sub is not None and sup is None and base.parts[0] is not None:
        return value_at(reader, base.parts[0], sub)
    constant = sized(reader, base, sub) if sup is None else None
    if constant is not None:
        return constant
    if sub is not None:
        return _entry_of(reader, node, base, sub, sup)
    assert sup is not None
    if sup.kind == "group" and sup.text == "()" and sup.parts[0] is not None and sup.parts[0].kind in ("number", "name"):
        reader.fail(sup, "ambiguous-reading", "a superscript in parentheses counts, and is no power", "write a power without them, or declare it")
    page = as_printed(reader, node) or entry_of_raised(reader, node)
    if page is not None:
        return reader.read(page)
    refuse_list(reader, base)
    if key_of(base) == "e" and "e" not in reader.env.entries:
        return _exp(reader, reader.read(sup))
    if key_of(base) == "\\mathbf{1}" and sup.kind == "name":
        reader.fail(node, "unsupported", "this power cannot be read")
    square = _of_square(reader, base, sup)
    return square if square is not None else raise_to(reader, reader.read(base), sup)


def _of_square(reader: Reader, base: Node, sup: Node) -> Term | None:
    """``\\sigma^4``, ``\\sigma^{-2}``, ``\\sigma^{2d}`` where only ``\\sigma^2`` is declared: powers of that."""
    key = key_of(base)
    entry = reader.env.entries.get(f"{key}^2")
    if key is None or key in reader.env.entries or entry is None or entry.kind != "value":
        return None
    half = _half(reader, sup)
    return None if half is None else reader.build.power(t.symbol(entry.name, reader.shapes.sort(entry.sort)), half)


def _half(reader: Reader, exponent: Node) -> Term | None:
    """Half of a printed exponent that is twice something as it stands: ``4``, ``-2``, ``2d``, ``2(d - q)``."""
    exponent = strip(exponent)
    parts = [p for p in exponent.parts if p is not None]
    if exponent.kind == "number" and exponent.text.isdigit() and int(exponent.text) % 2 == 0:
        return t.number(int(exponent.text) // 2)
    if exponent.kind == "sum" and set(exponent.text) <= set("+-"):
        halves = [_half(reader, p) for p in parts]
        signed = [reader.build.neg(h) if sign == "-" else h for sign, h in zip(exponent.text, halves, strict=True) if h is not None]
        return reader.build.add(signed) if len(signed) == len(parts) else None
    if exponent.kind == "product" and set(exponent.text) <= set(" *"):
        at, half = next(((n, h) for n, p in enumerate(parts) if (h := _half(reader, p)) is not None), (0, None))
        others = [reader.read(p) for p in (*parts[:at], *parts[at + 1 :])]
        return None if half is None else reader.build.mul(others if half == t.UNIT else [half, *others])
    return None


def _exp(reader: Reader, exponent: Term) -> Term:
    exponent = reader.build.now(exponent)
    if exponent.sort.is_scalar or reader.build.is_open(exponent):
        return t.exp(reader.build.scalar(exponent, "exp"))
    return t.elementwise("exp", exponent)


def raise_to(reader: Reader, base: Term, sup: Node) -> Term:
    """``base^sup``: whole and fractional powers, ``A^{-T}``, and ``v^2`` for ``v^T v``."""
    sup = strip(sup)
    inverted = sup.kind == "sum" and sup.text == "-" and sup.parts[0] is not None
    if inverted and sup.parts[0] is not None and _is_transpose(reader, sup.parts[0]):
        return reader.build.transpose(reader.build.power(base, t.MINUS))
    base = reader.build.now(base)
    exponent = reader.read(sup)
    if base.sort.is_scalar or base.sort.rows == base.sort.cols:
        return reader.build.power(base, exponent)
    of_column = entrywise.power(reader, base, exponent, sup)
    return of_column if of_column is not None else reader.build.power(base, exponent)


def _is_transpose(reader: Reader, node: Node) -> bool:
    key = node.text.strip() if node.kind == "text" else key_of(node)
    return key in TRANSPOSES and key not in reader.env.entries


def norm_power(reader: Reader, base: Node, sub: Node | None, sup: Node | None) -> Term:
    r"""``\|v\|``, ``\|v\|_2^2``, ``\|v\|_A^2``, ``\|A\|_F^2``; around a square matrix also the determinant."""
    inside = reader.build.now(reader.read(base.parts[0]))
    if sub is None and inside.sort.is_square and not inside.sort.is_scalar and reader.choose(2) == 0:
        value = reader.build.det(inside)
        return value if sup is None else raise_to(reader, value, sup)
    squared = _squared_norm(reader, inside, sub)
    if sup is not None and strip(sup).kind == "number" and strip(sup).text == "2":
        return squared
    return t.sqrt(squared) if sup is None else raise_to(reader, t.sqrt(squared), sup)


def _weighted_product(reader: Reader, base: Node, sub: Node) -> Term | None:
    r"""``\langle A, B \rangle_F``, ``\langle x, y \rangle_W``; None where the subscript is no sign of an inner product and no matrix."""
    items, separators = items_of(base)
    if separators != ",":
        return None
    left, right = map(reader.read, items)
    if _is_norms(reader, sub):
        return reader.build.dot(left, right)
    name = key_of(strip(sub))
    if not _is_weight(reader, name) or not reader.shapes.sort(reader.env.entries[name or ""].sort).is_square:
        return None
    return reader.build.dot(left, reader.build.mul([reader.read(sub), right]))


def _bars_power(reader: Reader, base: Node, sup: Node) -> Term:
    r"""``|A|^{-1}``, ``|x|^2``: a power of what the bars say; of a column the square of its length without a root in it."""
    inside = reader.build.now(reader.read(base.parts[0]))
    if reader.build.is_column(inside) and strip(sup).kind == "number" and strip(sup).text == "2":
        return reader.build.squared_norm(inside)
    return raise_to(reader, reader.build.bars(inside), sup)


def _is_norms(reader: Reader, sub: Node | None) -> bool:
    """Whether a subscript says that the bars before it, single ones too, are those of a Euclidean or a Frobenius norm."""
    places = places_of(sub) if sub is not None else None
    return places in (("2",), ("F",), ("\\mathrm{F}",)) and places is not None and not _is_weight(reader, places[0])


def _is_weight(reader: Reader, name: str | None) -> bool:
    """Whether a name can be the matrix of a norm: a function, a number cannot."""
    entry = reader.env.entries.get(name or "")
    return entry is not None and entry.kind != "function" and not reader.shapes.sort(entry.sort).is_scalar


def _squared_norm(reader: Reader, inside: Term, sub: Node | None) -> Term:
    places = places_of(sub) if sub is not None else None
    if sub is not None and places == ("2",) and not inside.sort.is_scalar and inside.sort.cols != ONE:
        reader.fail(sub, "unsupported", "this norm of a matrix is its largest singular value to some and the Frobenius norm to others", "\\|A\\|_F")
    if sub is None or _is_norms(reader, sub):
        return reader.build.squared_norm(inside)
    if places in (("1",), ("\\infty",), ("*",), ("+",)) or key_of(strip(sub)) in reader.env.entries and not _is_weight(reader, key_of(strip(sub))):
        reader.fail(sub, "unsupported", "only the Euclidean norm, the Frobenius norm and the norm of a matrix can be read")
    weight = reader.build.square(reader.read(sub), "the weight of a norm")
    return reader.build.mul([reader.build.transpose(inside), weight, inside])


def _entry_of_member(reader: Reader, node: Node) -> Term | None:
    """``x^{(i)}_j`` of a family of vectors."""
    found = member_of(node)
    value = None if found is None else spelled.with_places(reader, found[0])
    places = None if found is None else places_of(found[1])
    if value is None or places is None or len(places) != 1 or not value.sort.is_vector:
        return None
    return t.entry(value, indicators.position(reader, places[0], value.sort.rows, node))


def _entry_of(reader: Reader, node: Node, base: Node, sub: Node, sup: Node | None) -> Term:
    """``(A)_{ij}``, ``[v]_i``."""
    of, places = reader.build.now(reader.read(base)), places_of(sub)
    if base.kind != "group" or base.text not in ("()", "[]") or places is None or of.sort.over:
        key = key_of(base)
        spelled.undeclared(reader, node, f"{key}_{{{''.join(places or ('..',))}}}" if key else reader.source.slice(node.span))
    if of.sort.is_scalar:
        reader.fail(sub, "unsupported", "a subscript at the bracket of a number cannot be read")
    ranges = (of.sort.rows,) if of.sort.cols == ONE else (of.sort.rows, of.sort.cols)
    places = tuple(places[0]) if len(ranges) == 2 and len(places) == 1 and places[0].isdigit() else places
    if len(places) != len(ranges):
        raise SortError(f"an entry of {of.sort} has {len(ranges)} indices, not {len(places)}")
    value = t.entry(of, *(indicators.position(reader, p, r, node) for p, r in zip(places, ranges, strict=True)))
    return value if sup is None else raise_to(reader, value, sup)


def group(reader: Reader, node: Node) -> Term:
    """Brackets: grouping, determinant or absolute value, norm, expectation or inner product."""
    items, separators = items_of(node)
    if node.text == "||":
        return reader.build.bars(reader.read(node.parts[0]))
    if node.text == "PP":
        return norm_power(reader, node, None, None)
    if node.text == "<>":
        if len(items) == 2 and separators == ",":
            return reader.build.dot(reader.read(items[0]), reader.read(items[1]))
        return default_expectation(reader, node, node)
    comparison = indicators.compared(node) if node.text == "[]" else None
    if comparison is not None:
        return indicators.indicator(reader, node, *comparison)
    if node.text in ("", "()", "[]", "{}") and len(items) == 1:
        return reader.read(items[0])
    if node.text in ("()", "[]") and len(items) > 1 and set(separators) <= {","}:
        parts = [reader.read(i) for i in items]
        if reader.choose(2) == 0:
            return reader.build.block(len(parts), 1, parts)
        return reader.build.block(1, len(parts), parts)
    raise ReadingError("unsupported", "these brackets cannot be read as a value", node.span)


def matrix(reader: Reader, node: Node) -> Term:
    """Rows and columns of blocks."""
    rows, cols = map(int, node.text.split())
    if any(p is None or p.kind in ("dots", "empty") for p in node.parts):
        reader.fail(node, "unsupported", "a matrix with dots or empty entries cannot be read here")
    parts = [reader.read(p) for p in node.parts]
    try:
        return reader.build.block(rows, cols, parts)
    except SortError:
        if any(p is not None and strip(p).kind == "number" and strip(p).text == "1" for p in node.parts):
            reader.fail(node, "ambiguous-reading", "1 among blocks of other sizes may stand for an identity", "write the identity as I")
        raise


def under(reader: Reader, node: Node) -> Term:
    """A brace prints nothing of its own; what stands at it is a claim of its own."""
    return reader.read(node.parts[0])


def text(reader: Reader, node: Node) -> Term:
    """Words: a declared name, or nothing that can be read."""
    key = node.text.strip()
    if key in reader.env.entries:
        return spelled.of_entry(reader, reader.env.entries[key], node)
    return reader.fail(node, "unsupported", f"the words {key!r} stand where a value is expected")
