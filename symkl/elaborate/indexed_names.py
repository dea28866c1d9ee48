"""Names with a free index that a formula defines, every member at once: ``r_n = y_n - w^T x_n``, ``\\hat{p}_{ij} = ..``."""

from __future__ import annotations

from symkl.elaborate.declarer import Declarer
from symkl.elaborate.each_entry import give_way, value_of_entry
from symkl.elaborate.nodes import letters_of
from symkl.elaborate.scope import Entry
from symkl.kernel import term as t
from symkl.kernel.sort import SCALAR
from symkl.kernel.term import Term
from symkl.latex import names as spelling
from symkl.latex.syntax import Node


def defines_members(to: Declarer, key: str, left: Node, body: Term) -> bool:
    """``r_n = y_n - w^T x_n`` with a free index n: every member at once."""
    base, attached = spelling.split_key(key)
    places = letters_of(attached)
    if not attached.startswith("_") or "^" in attached or body.sort.kind != "value" or body.sort.over:
        return False
    one = value_of_entry(to, base, tuple(places), body)
    if one is not None and len(set(places)) < len(places):
        to.enter(key, left, SCALAR, "indexed", term=one, parameters=tuple((p, SCALAR) for p in dict.fromkeys(places)), base=base)
        return True
    body = one or body
    free = {s.data[0]: s.data[1] for s in t.subterms(body) if s.op == "index" and s.data[0] in body.free}
    called = {p: _index_name(to, p) for p in places}
    running = give_way(to, base, places, {p: free[called[p]] for p in places if called[p] in free}, body)
    if not running or len(running) != sum(p in running for p in places):
        return False
    template = tuple(None if p in running else p for p in places)
    parameters = tuple((called[p], SCALAR) for p in places if p in running)
    made_of = {"term": body, "parameters": parameters, "base": base, "template": template}
    to.enter(key, left, body.sort, "indexed", **made_of)
    whole = body.sort._replace(over=tuple(running[p] for p in places if p in running))
    made = Entry(f"{base}_{{{','.join(p or '*' for p in template)}}}", key, "family", whole, body, parameters, base, "_", template, to.given,
                 left.span, to.printed(left))  # fmt: skip
    to.env.entries[made.key] = made
    return True


def _index_name(to: Declarer, letter: str) -> str:
    """The name of an index, which is another than its letter where a block before this one declares the letter, too."""
    entry = to.env.entries.get(letter)
    return entry.name if entry is not None and entry.kind == "index" and entry.term is None else letter
