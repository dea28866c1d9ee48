"""In which order the formulas of a given block are read: what each defines, and what each has to wait for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from symkl.elaborate.announced import running
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.grouped import subjects_of
from symkl.elaborate.nodes import base_and_script, key_of, split_bar, strip, walk
from symkl.latex import names as spelling
from symkl.latex.syntax import Chain, Node

COMPARING = ("<", "<=", ">", ">=", "!=", "succ", "succeq", "prec", "preceq")
Group = tuple[Chain, ...]
_OF_LAWS = ("expectation", "variance", "covariance", "kl", "entropy")


def made_of(groups: Sequence[Group]) -> dict[str, set[str]]:
    """The names on the right of each name that the formulas define."""
    found: dict[str, set[str]] = {}
    for chain in (g[-1] for g in groups if len(g[-1].sides) > 1):
        left, *right = (_all_names(s) if isinstance(s, Node) else set[str]() for s in chain.sides)
        for key in left:
            found.setdefault(key, set()).update(*right)
    return found


def awaits_density(group: Group, waiting: Sequence[Group], made: dict[str, set[str]]) -> bool:
    r"""Whether a formula rests on densities of which one is still to be read: where only the prior is known yet, ``p(\theta \mid y)`` would be it."""
    if not _rests_on_laws(group, made):
        return False
    variables = {v for other in waiting if other is not group and not _rests_on_laws(other, made) for v in _variables(other)}
    spoken = {k for s in _sides(group) for k in _all_names(s)}
    reached, new = spoken, spoken
    while new and not reached & variables:
        new = {k for key in new for k in made.get(key, ())} - reached
        reached = reached | new
    return bool(reached & variables)


def _all_names(node: Node) -> set[str]:
    return {key for n in walk(node) for key in (key_of(n), spelling.key_of(n)) if key is not None}


def _sides(group: Group) -> Iterator[Node]:
    return (s for chain in group for s in chain.sides if isinstance(s, Node))


def _rests_on_laws(group: Group, made: dict[str, set[str]]) -> bool:
    """Whether a moment stands in a formula, or on its right a density's value under a condition; a law that is named is none."""
    right = [s for s in group[-1].sides[1:] if isinstance(s, Node)]
    moments = any(n.kind == "operator" and n.text in _OF_LAWS for s in _sides(group) for n in walk(s))
    return moments or any(_is_conditional(n) and (_is_letter(n) or spelling.key_of(n) in made) for s in right for n in walk(s))


def _is_conditional(node: Node) -> bool:
    return spelling.function_of(node) is not None and node.parts[1] is not None and split_bar(node.parts[1])[1] is not None


def _is_letter(node: Node) -> bool:
    """Whether the letter of a call is that of a density."""
    head = spelling.key_of(node) or ""
    return head[:1] in ("p", "q", "P") and head[1:2] in ("", "_")


def _variables(group: Group) -> set[str]:
    r"""The variables of which a formula declares the density: z of ``p(z \mid x) = ..`` and of ``z \sim ..``."""
    chain = group[-1]
    relation = chain.relations[0].text if chain.relations else ""
    left = strip(chain.sides[0]) if isinstance(chain.sides[0], Node) else None
    if relation == "sim":
        before = (s for c in group[:-1] for s in c.sides if isinstance(s, Node))
        return _keys(i for s in (*before, *([left] if left is not None else [])) for i in subjects_of(s))
    if left is None or relation not in ("=", ":=", "proportional") or spelling.function_of(left) is None or not _is_of_density(left, chain):
        return set()
    return _keys(split_bar(left.parts[1])[0])


def _keys(nodes: Iterable[Node]) -> set[str]:
    return {key for n in nodes for key in [key_of(strip(n))] if key is not None}


def _is_of_density(left: Node, chain: Chain) -> bool:
    """Whether a value is declared as a density's: by a normal law, under a condition, or by the letter."""
    right = chain.sides[1]
    normal = isinstance(right, Node) and right.kind == "operator" and right.text == "normal"
    return normal or _is_conditional(left) or _is_letter(left)


def defines(to: Declarer, group: Group) -> list[str]:
    """The name that an equation defines, if nothing declares it otherwise: ``\\Sigma = ..`` without Sigma on its right."""
    chain = group[-1]
    left = strip(chain.sides[0]) if isinstance(chain.sides[0], Node) else None
    key = to.key(left) if left is not None and len(group) == 1 and left.kind in ("name", "over") else None
    if key is None or not chain.relations or chain.relations[0].text not in ("=", ":="):
        return []
    others = {k for s in chain.sides[1:] if isinstance(s, Node) for k in _names_in(s)}
    return [key] if key not in others else []


def _names_in(node: Node) -> Iterator[str]:
    """The names of a formula; the base of a name with a subscript is none."""
    key = key_of(node)
    if key is not None:
        yield key
    elif base_and_script(node) is None:
        for part in node.parts:
            if part is not None:
                yield from _names_in(part)


def only_mentions(to: Declarer, group: Group) -> bool:
    """``with mean $\\mu$ and variance $\\sigma^2$``: names alone that no line of the sheet defines. What else is declared may say what they are."""
    sides = [strip(n) for c in group for s in c.sides if isinstance(s, Node) for n in subjects_of(s)]
    plain = all(n.kind in ("name", "over", "star", "prime", "script", "dots") for n in sides)
    return not group[-1].relations and running(group[-1]) is None and plain and not any(to.is_defined_below(n) for n in sides)


def place_of(group: Group) -> int:
    """Sorts before everything else, also that a letter is no constant, those of functions behind those of values; mentions behind it."""
    if running(group[-1]) is not None:
        return -2
    if not group[-1].relations:
        return 2
    relation = group[-1].relations[0].text
    if letters_of_constants(group[-1]):
        return 0
    if relation not in ("in", "colon"):
        return 1
    return 0 if any(spelling.function_of(s) for c in group for s in c.sides[:1] if isinstance(s, Node)) else -1


def letters_of_constants(chain: Chain) -> list[Node]:
    """``0 < \\pi < 1``: what is compared with numbers alone is no number itself, though the letter mostly stands for one."""
    sides = [n for s in chain.sides if isinstance(s, Node) for n in subjects_of(s)]
    found = [n for n in sides if key_of(n) in ("\\pi", "e")]
    compared = bool(chain.relations) and all(r.text in COMPARING for r in chain.relations)
    return found if compared and any(n.kind == "number" for n in sides) and all(n in found or n.kind == "number" for n in sides) else []
