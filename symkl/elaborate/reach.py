r"""How far a sum without brackets reaches: ``\frac{1}{2} \sum_j a_j + b_j - 1``.

By precedence it ends at the plus. But where its index stands behind that, and has a meaning nowhere else in the statement, only a sum
that reaches at least as far is a reading at all; whether it reaches further is asked of both readings, and a definition is not guessed.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from symkl.elaborate.nodes import base_and_script, items_of, key_of, letters_of, walk
from symkl.elaborate.reader import Reader
from symkl.latex.names import split_key
from symkl.latex.syntax import Node

NOTE = "sum-reach"


def reaching(reader: Reader, total: Node, constants: tuple[bool, ...]) -> Node:
    """A sum of terms with those put into the sum over an index before them to which they belong; ``constants``: which terms are ``+ const``."""
    for at, part in enumerate(total.parts):
        for big in _open_integrals(part):
            if any(_speaks_of(behind, _running(big)) for behind in total.parts[at + 1 :]):
                reader.fail(big, "ambiguous-reading", "how far this integral reaches cannot be told", "write its variable behind it, as in dz")
        for big in reversed(tuple(_open_sums(part))):
            letters = _running(big).difference(reader.local)
            known = reader.env.entries
            last = max((n for n in range(at + 1, len(total.parts)) if not letters.isdisjoint(runs_free(total.parts[n], known))), default=at)
            if last > at and not _stand_elsewhere(reader, letters, total.parts[:at]):
                return _chosen(reader, total, at, big, last, constants)
    return total


def _chosen(reader: Reader, total: Node, at: int, big: Node, last: int, constants: tuple[bool, ...]) -> Node:
    """The reading that is to be tried: as far as the last term with the index, to the end, or, where the index is declared, as precedence has it."""
    ends = [last] + [len(total.parts) - 1] * (not all(constants[last + 1 :]))
    declared = any(letter in reader.env.entries for letter in _running(big))
    count = len(ends) + declared
    if count > 1 and not reader.beside:
        reader.fail(big, "ambiguous-reading", "how far this sum reaches cannot be told", "put brackets around what is summed")
    choice = reader.choose(count) if count > 1 else 0
    if choice == len(ends):
        return total
    reader.note(NOTE, "this sum is read as far as its index stands, as if brackets were there", big.span)
    return _extended(total, at, big, ends[choice])


def _extended(total: Node, at: int, big: Node, last: int) -> Node:
    """The terms behind place ``at`` up to ``last``, summed as well."""
    lower, upper, body, *rest = big.parts
    behind = total.parts[at + 1 : last + 1]
    whole = Node("sum", total.span, "+" + total.text[at + 1 : last + 1], (body, *behind))
    wider = Node("big", total.span, big.text, (lower, upper, whole, *rest))
    parts = (*total.parts[:at], _replaced(total.parts[at], big, wider), *total.parts[last + 1 :])
    return Node("sum", total.span, total.text[: at + 1] + total.text[last + 1 :], parts)


def parted(reader: Reader, big: Node) -> Node:
    r"""``\prod_i x_i c``: the last factors do not have the index, and whether they stand in the product is not printed."""
    body = big.parts[2]
    if big.text != "product" or body is None or body.kind != "product" or "/" in body.text:
        return big
    letters = _running(big)
    last = max((n for n, part in enumerate(body.parts) if part is not None and _mentions(part, letters)), default=-1)
    if last < 0 or last + 1 == len(body.parts):
        return big
    if not reader.beside:
        reader.fail(big, "ambiguous-reading", "how far this product reaches cannot be told", "put brackets around what is multiplied")
    if reader.choose(2) == 0:
        return big
    first, *others = body.parts
    kept = Node("product", body.span, body.text[: last + 1], body.parts[: last + 1]) if last else first
    shorter = Node("big", big.span, big.text, (*big.parts[:2], kept, *big.parts[3:]))
    return Node("product", big.span, "." + body.text[last + 1 :], (shorter, *others[last:]))


def _mentions(node: Node, letters: frozenset[str]) -> bool:
    return any(key_of(part) in letters or not letters.isdisjoint(_letters_in(part)) for part in walk(node))


def _letters_in(node: Node) -> tuple[str, ...]:
    script = base_and_script(node)
    if script is not None:
        return tuple(script[2])
    return tuple(letters_of(split_key(node.text)[1])) if node.kind == "name" else ()


def _replaced(node: Node | None, old: Node, new: Node) -> Node | None:
    if node is old or node is None:
        return new
    place = 2 if node.kind == "big" else len(node.parts) - 1
    parts = (*node.parts[:place], _replaced(node.parts[place], old, new), *node.parts[place + 1 :])
    return Node(node.kind, node.span, node.text, parts, node.spelling)


def _open_sums(node: Node | None) -> Iterator[Node]:
    """The sums over an index whose terms may go on behind a term, the outermost first; what brackets close does not."""
    if node is None or node.kind == "product" and node.text.endswith("/"):
        return
    if node.kind == "product":
        yield from _open_sums(node.parts[-1])
    elif node.kind == "big" and node.text == "sum" and node.parts[2] is not None and node.parts[2].kind != "group":
        yield node
        yield from _open_sums(node.parts[2])


def _open_integrals(node: Node | None) -> Iterator[Node]:
    r"""The integrals in a term that say below themselves what they are over, ``\int_z q(z)``, and nowhere end."""
    if node is None or node.kind == "product" and node.text.endswith("/"):
        return
    if node.kind == "product":
        yield from _open_integrals(node.parts[-1])
    elif node.kind == "big" and node.parts[2] is not None and node.parts[2].kind != "group":
        if node.text == "integral" and (len(node.parts) < 4 or node.parts[3] is None):
            yield node
        yield from _open_integrals(node.parts[2])


def _speaks_of(node: Node | None, names: frozenset[str]) -> bool:
    """Whether a term speaks of one of the names, and neither integrates over it nor takes an expectation or a divergence."""
    if node is None or node.kind == "operator" and node.text in ("expectation", "kl", "entropy"):
        return False
    if node.kind == "big" and node.text == "integral" and not names.isdisjoint(_bound(node.parts[0]) | _bound(node.parts[-1])):
        return False
    return key_of(node) in names or any(_speaks_of(part, names) for part in node.parts)


def _stand_elsewhere(reader: Reader, letters: frozenset[str], before: tuple[Node | None, ...]) -> bool:
    """Whether an index stands free in front of the sum, or on another side of the statement: then it has a meaning of its own."""
    sides = (*before, *(side.node for side in reader.beside))
    return any(not letters.isdisjoint(runs_free(side)) for side in sides if isinstance(side, Node))


def runs_free(node: Node | None, known: Container[str] = ()) -> Iterator[str]:
    """The letters in subscripts, those apart that a sum around them, or one without brackets before them, binds or compares with; those of
    ``known`` names, which are one name each, are none."""
    if node is None:
        return
    if node.kind == "big":
        inside = (letter for part in node.parts[1:] for letter in runs_free(part, known))
        yield from (letter for letter in inside if letter not in _bound(node.parts[0]))
        return
    script = base_and_script(node)
    if script is not None:
        yield from script[2]
    elif node.kind == "name" and node.text not in known:
        yield from letters_of(split_key(node.text)[1])
    reached: frozenset[str] = frozenset()
    for part in node.parts:
        yield from (letter for letter in runs_free(part, known) if letter not in reached)
        if node.kind == "sum":
            reached = reached.union(*map(_running, _open_sums(part)))


def _running(big: Node) -> frozenset[str]:
    """The indices of a sum: what stands first below it, and first in what is said of it; not what it compares them with."""
    first = (item.parts[0] if item.kind == "relation" else item for item in (items_of(big.parts[0])[0] if big.parts[0] is not None else ()))
    return frozenset(key for key in map(key_of, first) if key is not None)


def _bound(lower: Node | None) -> frozenset[str]:
    """Every name below a sum."""
    return frozenset(() if lower is None else (key for key in map(key_of, walk(lower)) if key is not None))


__all__ = ["NOTE", "reaching", "runs_free"]
