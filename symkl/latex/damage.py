"""Damage: diagnostics of what cannot be read, candidate repairs, and places moved to where a macro was called."""

from __future__ import annotations

from collections.abc import Callable

from symkl.latex.brackets import Matching, Problem
from symkl.latex.lexer import Token
from symkl.latex.symbols import CLOSING
from symkl.latex.syntax import Chain, Clause, Damage, Node, Relation, Row
from symkl.latex.trouble import Unreadable
from symkl.report import Diagnostic
from symkl.source import Span

CANDIDATES = 60  # places tried for a missing bracket
_WRITTEN = {"}": "\\}", ">": "\\rangle", "l": "\\rfloor", "e": "\\rceil", "P": "\\|", "{": "\\{", "<": "\\langle", "f": "\\lfloor", "c": "\\lceil"}
_OPENING = {closing: opening for opening, closing in CLOSING.items()}


def of_trouble(trouble: Unreadable, side: Span) -> Damage:
    """The damage of a side whose reading stopped."""
    return Damage(Diagnostic(trouble.code, trouble.message, trouble.span, suggestion=trouble.suggestion), side)


def of_problem(matching: Matching, problems: list[Problem], low: int, high: int, reads: Callable[[list[Token]], bool]) -> Damage:
    """The damage of a side whose brackets do not match, with the places where one more bracket would make it read."""
    tokens = matching.tokens
    problem = next((p for p in problems if p.code == "brace-crosses-bracket"), problems[0])
    token = tokens[problem.at]
    labels: tuple[tuple[Span, str], ...] = ()
    if problem.other >= 0:
        other = tokens[problem.other]
        labels = ((Span(other.start, other.end), "opened here"),)
    diagnostic = Diagnostic(problem.code, problem.message, Span(token.start, token.end), suggestion=problem.suggestion, labels=labels)
    side = Span(tokens[low].start, tokens[high - 1].end)
    repairs = repaired(matching, problem, low, high, reads) if len(problems) == 1 else ()
    return Damage(diagnostic, side, repairs)


def repaired(matching: Matching, problem: Problem, low: int, high: int, reads: Callable[[list[Token]], bool]) -> tuple[tuple[int, str], ...]:
    """Candidate insertions (offset, text) that make the side read: first those at the end of a term, each kind in the order of the
    text (backwards before a closing bracket)."""
    if problem.code not in ("unclosed-bracket", "unopened-bracket", "unbalanced-braces"):
        return ()
    tokens, at = matching.tokens, problem.at
    token = tokens[at]
    kind, text, written = missing_half(token)
    forwards = token.kind in ("open", "{")
    places = range(at + 2, high + 1) if forwards else range(at - 1, low - 1, -1)
    found: list[tuple[bool, int, str]] = []
    tried = 0
    for place in places:
        if tried >= CANDIDATES:
            break
        if place < high and matching.partner[place] >= 0 and not low <= matching.partner[place] < high:
            break
        following = tokens[place].kind if place < high else "end"
        if inside_pair(matching, at, place, forwards) or forwards and following in ("_", "^", "prime"):
            continue
        tried += 1
        offset = tokens[place - 1].end if forwards else tokens[place].start
        inserted = Token(kind, text, offset, offset, "g", token.size and ("right" if forwards else "left"))
        if reads([*tokens[low:place], inserted, *tokens[place:high]]):
            found.append((following not in ("sign", "end") if forwards else tokens[place - 1].kind != "sign", offset, written))
    found.sort(key=lambda candidate: candidate[0])
    return tuple((offset, text) for _, offset, text in found)


def missing_half(token: Token) -> tuple[str, str, str]:
    """Kind, text and spelling of the bracket that pairs with a token."""
    if token.kind in ("{", "}"):
        half = "}" if token.kind == "{" else "{"
        return half, half, half
    text = CLOSING.get(token.text, ")") if token.kind == "open" else _OPENING.get(token.text, "(")
    written = _WRITTEN.get(text, text)
    if token.size == "left":
        written = "\\right" + written
    if token.size == "right":
        written = "\\left" + written
    return ("close" if token.kind == "open" else "open"), text, written


def inside_pair(matching: Matching, at: int, place: int, forwards: bool) -> bool:
    """Whether ``place`` lies inside a matched pair that the broken bracket at ``at`` is outside of."""
    low, high = (at + 1, place) if forwards else (place, at)
    partner = matching.partner
    if forwards:
        return any(partner[inner] >= high for inner in range(low, high) if partner[inner] > inner)
    return any(0 <= partner[inner] < low for inner in range(low, high) if 0 <= partner[inner] < inner)


# -- places


def moved(side: Node | Damage, origin: Callable[[int, int], Span]) -> Node | Damage:
    """A side with every span put where the expanded text comes from."""
    if isinstance(side, Damage):
        told = side.diagnostic
        labels = tuple((origin(*span), text) for span, text in told.labels)
        repairs = tuple((origin(offset, offset).start, text) for offset, text in side.repairs)
        return Damage(told._replace(span=origin(*told.span), labels=labels), origin(*side.span), repairs)
    return _moved_node(side, origin)


def _moved_node(node: Node, origin: Callable[[int, int], Span]) -> Node:
    parts = tuple(None if part is None else _moved_node(part, origin) for part in node.parts)
    return Node(node.kind, origin(*node.span), node.text, parts, node.spelling)


def relocated(row: Row, origin: Callable[[int, int], Span]) -> Row:
    """A row with every span put where the expanded text comes from."""

    def chain(old: Chain) -> Chain:
        sides = tuple(moved(side, origin) for side in old.sides)
        relations = tuple(Relation(r.text, origin(*r.span), r.note) for r in old.relations)
        return old._replace(sides=sides, relations=relations, span=origin(*old.span))

    clauses = tuple(Clause(c.kind, c.text, origin(*c.span), tuple(map(chain, c.chains))) for c in row.clauses)
    return Row(tuple(map(chain, row.chains)), clauses, origin(*row.span))
