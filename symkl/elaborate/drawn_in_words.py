r"""``$x_1, \dots, x_N$ are drawn i.i.d. from $\mathcal{N}(\mu, \Sigma)$``: what words say is drawn from a printed law, as ``\sim`` says it."""

from __future__ import annotations

from collections.abc import Sequence

from symkl.elaborate.grouped import groups
from symkl.elaborate.nodes import split_bar, strip
from symkl.elaborate.prose import Prose
from symkl.latex.syntax import Chain, Node, Relation, Row
from symkl.record import NamedTuple

_VERBS = frozenset("be is are was were".split())
_HOW = frozenset("a an iid independent independently identically distributed and random randomly all each".split())
_DRAWN = frozenset("drawn sampled generated samples sample draws draw observations observation data points realisations realizations".split())
_ENDS = (("from",), ("according", "to"), ("distributed", "as"), ("distributed", "according", "to"))
_INDEPENDENT = frozenset("iid independent independently".split())


class DrawnInWords(NamedTuple):
    """``rows`` that say by a relation what words say; ``laws`` are the formulas that stand in them, which say nothing alone."""

    rows: tuple[Row, ...]
    laws: frozenset[int]


def drawn_in_words(rows: Sequence[Row], prose: Prose) -> DrawnInWords:
    """What the words between two formulas say is drawn from the law that the second one is."""
    found: list[Row] = []
    laws: set[int] = set()
    tokens = prose.tokens
    places = [at for at, token in enumerate(tokens) if token.formula >= 0]
    for first, second in zip(places, places[1:], strict=False):
        words = tuple(token.text for token in tokens[first + 1 : second])
        law = _law(rows[tokens[second].formula])
        drawn = None if law is None or not _says_drawn(words) else _drawn(rows[tokens[first].formula], law, _INDEPENDENT.isdisjoint(words))
        if drawn is not None:
            found.append(drawn)
            laws.add(tokens[second].formula)
    return DrawnInWords(tuple(found), frozenset(laws))


def _says_drawn(words: tuple[str, ...]) -> bool:
    """Whether the words are these and no others: a verb, how, what is drawn, and from what."""
    end = next((e for e in sorted(_ENDS, key=len, reverse=True) if words[-len(e) :] == e), None)
    if end is None:
        return False
    rest = words[: -len(end)]
    rest = rest[1:] if rest[:1] and rest[0] in _VERBS else rest
    said = end[0] == "distributed" or any(word in _DRAWN for word in rest) or "distributed" in rest or rest == ("iid",)
    return said and all(word in _HOW or word in _DRAWN for word in rest)


def _law(row: Row) -> Node | None:
    r"""The law that a formula is alone: ``\mathcal{N}(m, S)``."""
    if len(row.chains) != 1 or row.clauses or row.chains[0].relations or not isinstance(row.chains[0].sides[0], Node):
        return None
    node = strip(row.chains[0].sides[0])
    return node if node.kind == "operator" and node.text == "normal" and split_bar(node.parts[2])[1] is None else None


def _drawn(row: Row, law: Node, is_one: bool) -> Row | None:
    """The names before the words, drawn; of a list of them it has to be said that they are independent."""
    parts = list(groups(row))
    if not parts or row.clauses:
        return None
    *before, last = parts[-1]
    name = last.sides[0]
    if not isinstance(name, Node) or is_one and (before or name.kind == "items"):
        return None
    if len(parts) > 1 or any(r.text != "in" for r in last.relations) or len(last.relations) > 1:
        return None
    relation = Relation("sim", law.span)
    return Row((*before, Chain((name, law), (relation,), row.span)), (), row.span)
