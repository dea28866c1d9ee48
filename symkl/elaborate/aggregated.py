r"""``q(z)`` beside ``q(z \mid x)``: alone it may be short for it; printed beside it in one line, with an x that is drawn, it is something else."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.nodes import key_of, split_bar, strip, walk
from symkl.elaborate.scope import Environment
from symkl.latex.names import function_of
from symkl.latex.syntax import Node

Printed = tuple[str, frozenset[str], bool]  # a head, its variables, and whether anything stands behind a bar


def is_aggregated(env: Environment, nodes: list[Node]) -> bool:
    """Whether a line prints a density with and without what is drawn behind the bar, and only the one with it is declared."""
    if not any(d.given for d in env.densities):
        return False
    printed = {call for node in nodes for call in _calls(node)}
    bare = {(head, variables) for head, variables, behind in printed if not behind} & {(h, v) for h, v, behind in printed if behind}
    return any(_is_conditional_only(env, head, variables) for head, variables in bare)


def _calls(node: Node) -> Iterator[Printed]:
    for part in walk(node):
        called = function_of(part)
        group = part.parts[1] if called is not None else None
        if called is None or group is None:
            continue
        before, behind = split_bar(group)
        yield key_of(called) or "", frozenset(key_of(strip(n)) or "" for n in before), behind is not None


def _is_conditional_only(env: Environment, head: str, variables: frozenset[str]) -> bool:
    own = [d for d in env.of_head(head) if frozenset(d.variables) == variables]
    drawn = {key for d in env.of_head(head) for key in d.variables}
    return bool(own) and all(d.given and any(env.is_random(g) and g not in drawn for g in d.given) for d in own)
