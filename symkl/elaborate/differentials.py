r"""``d \log\det X = \operatorname{tr}(X^{-1} dX)`` where d is declared as a size: whether a differential is meant cannot be told."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.nodes import key_of, strip, walk
from symkl.elaborate.scope import Environment
from symkl.latex.syntax import Damage, Node

SIGN = "d"


def may_be_differentials(env: Environment, sides: tuple[Node | Damage, ...]) -> bool:
    """Whether every term of the sides is linear in a size called d, which stands in front of a declared value at least once, or whether d stands
    in front of both parts of a quotient: ``df/dx``."""
    entry = env.entries.get(SIGN)
    if entry is None or entry.kind != "dimension" or not all(isinstance(side, Node) for side in sides):
        return False
    printed = [side for side in sides if isinstance(side, Node)]
    if not any(_is_sign(node) for side in printed for node in walk(side)):
        return False
    if any(_is_quotient(node) for side in printed for node in _without_scripts(side)):
        return True
    terms = [term for side in printed for term in _terms(side)]
    linear = all(sum(map(_is_sign, _without_scripts(term))) == 1 for term in terms)
    return linear and any(_stands_before_a_value(env, term) for term in terms)


def _terms(side: Node) -> tuple[Node, ...]:
    whole = strip(side)
    return tuple(term for part in whole.parts if part is not None for term in _terms(part)) if whole.kind == "sum" else (whole,)


def _without_scripts(node: Node) -> Iterator[Node]:
    """The nodes of a formula, but for what stands below or above others: ``I_d`` speaks of a size."""
    yield node
    parts = () if node.kind == "name" else node.parts[:1] if node.kind == "script" else node.parts
    for part in parts:
        if part is not None:
            yield from _without_scripts(part)


def _is_sign(node: Node) -> bool:
    return node.kind in ("name", "operator", "text") and not node.parts[2:] and (key_of(node) == SIGN or node.text.strip() == SIGN)


def _is_quotient(node: Node) -> bool:
    signs = [mark for mark, part in zip(node.text, node.parts, strict=False) if part is not None and _is_sign(part)] if node.kind == "product" else []
    return len(signs) == 2 and signs[0] != "/" and signs[1] == "/" and node.text[-1:] != "/"


def _stands_before_a_value(env: Environment, term: Node) -> bool:
    for node in _without_scripts(term):
        parts = node.parts if node.kind == "product" else ()
        for sign, behind in zip(parts, parts[1:], strict=False):
            if sign is not None and behind is not None and _is_sign(sign) and _is_value(env, behind):
                return True
    return False


def _is_value(env: Environment, node: Node) -> bool:
    inner = strip(node)
    base = inner.parts[0] if inner.kind == "script" and inner.parts[0] is not None else inner
    entry = env.entries.get(key_of(inner) or key_of(base) or "")
    return entry is not None and entry.kind != "dimension"
