"""The way in: a span of LaTeX -> sides, relations and clauses, each with its place. One damaged side leaves the others readable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from symkl.latex import damage
from symkl.latex.brackets import Matching, match
from symkl.latex.cursor import Handler
from symkl.latex.expression import ExpressionParser
from symkl.latex.interleaved import interleaved
from symkl.latex.invisible import rejoined, without_empty_groups
from symkl.latex.lexer import Token, tokenize
from symkl.latex.names import EMPTY, NameTable
from symkl.latex.notation import registry
from symkl.latex.parts import Part, parted
from symkl.latex.relations import combined, stacked
from symkl.latex.syntax import Chain, Clause, Damage, Node, Relation, Row
from symkl.latex.trouble import Unreadable
from symkl.record import NamedTuple
from symkl.source import Span
from symkl.wording import reckons

TOKENS = 20_000  # a formula of more tokens is a diagnostic


class Origins(Protocol):
    """Where expanded text comes from."""

    def origin(self, start: int, end: int) -> Span:
        """The span of the source that ``text[start:end]`` comes from."""
        ...  # pragma: no cover


class Matched(NamedTuple):
    """A tokenized text with its brackets matched, and what was put aside as layout."""

    matching: Matching
    layout: list[Token]


def matched(text: str, table: NameTable = EMPTY, base: int = 0) -> Matched:
    """Tokens, relations combined and brackets paired."""
    found = tokenize(text, base, table)
    tokens, layout = interleaved(found, text, base, table) if "$" in text else found
    kept = rejoined(outside_environments(without_empty_groups(combined(tokens), layout), layout), layout)
    return Matched(match(kept), layout)


def outside_environments(tokens: list[Token], layout: list[Token]) -> list[Token]:
    """The tokens without ``&`` and ``\\\\`` that stand in no environment: those are layout."""
    if not any(token.kind == "&" or token.kind == "row" for token in tokens):
        return tokens
    depth, broken, kept = 0, False, list[Token]()
    for token in tokens:
        depth += (token.kind == "begin") - (token.kind == "end")
        if depth <= 0 and token.kind in ("&", "row"):
            layout.append(token)
            broken = broken or token.kind == "row"
        else:
            kept.append(token._replace(before="r") if broken else token)
            broken = False
    return kept


def leads(tokens: list[Token], low: int, high: int) -> bool:
    """Whether a product's sign stands first, before a factor: the product of the row above goes on."""
    return high - low > 1 and tokens[low].kind == "times" and tokens[low + 1].kind not in ("relation", "sep", "^", "_")


#: signs that join formulas otherwise than by "and", deny them, or say that there is something
CHANGING_SIGNS = frozenset(("\\lor", "\\vee", "\\bigvee", "\\neg", "\\lnot", "\\exists", "\\nexists", "\\not", "\\wedge", "\\land", "\\bigwedge",
                            "∃", "∄", "∨", "∧", "¬"))  # fmt: skip
CHANGING_WORDS = frozenset("or otherwise else unless except not neither nor never false untrue wrong iff".split())


class _RowReader:
    def __init__(self, text: str, table: NameTable, base: int, grammar: Mapping[str, Handler]) -> None:
        self.matching, self.layout = matched(text, table, base)
        self.table = table
        self.grammar = grammar
        self.whole = Span(base, base + len(text))
        self.worded = self.may_change(self.matching.tokens)

    def run(self) -> Row:
        tokens = self.matching.tokens
        if len(tokens) > TOKENS:
            return Row((Chain((self.too_long(),), (), self.whole),), (), self.whole)
        chains: list[Chain] = []
        clauses: list[Clause] = []
        for part in parted(self.matching):
            if part.clause is None:
                chains.append(self.chain(part, first=not chains))
            else:
                clauses.append(self.clause(part))
        return Row(tuple(chains), tuple(clauses), self.whole)

    def too_long(self) -> Damage:
        trouble = Unreadable("too-long", f"a formula of more than {TOKENS} tokens", self.whole, "part it")
        return damage.of_trouble(trouble, self.whole)

    def clause(self, part: Part) -> Clause:
        """Words beside the equations, with what they say."""
        kind, words = part.clause or ("note", "")
        chains = tuple(self.chain(inner, first=False) for inner in part.inner)
        return Clause(kind, words, self.span(part.low, part.high), chains)

    def span(self, low: int, high: int) -> Span:
        tokens = self.matching.tokens
        if low < high:
            return Span(tokens[low].start, tokens[high - 1].end)
        place = tokens[low].start if low < len(tokens) else tokens[-1].end if tokens else self.whole.start
        return Span(place, place)

    def chain(self, part: Part, first: bool) -> Chain:
        """The sides of a part and the relations between them."""
        tokens = self.matching.tokens
        low, high, trailing = part.low, part.high, ""
        if high - low > 1 and tokens[high - 1].kind in ("sign", "times") and tokens[high - 2].kind not in ("^", "_"):
            trailing, high = tokens[high - 1].text, high - 1
        sign = tokens[low].text if low < high and (tokens[low].kind == "sign" and tokens[low].text in "+-" or leads(tokens, low, high)) else ""
        sides: list[Node | Damage] = []
        relations: list[Relation] = []
        start = low if sign in ("", "+", "-") else low + 1
        for at in part.relations:
            after, relation = self.relation(at, high)
            sides.append(self.side(start, at, lonely=not relations))
            relations.append(relation)
            start = after
        sides.append(self.side(start, high, lonely=bool(relations)))
        return Chain(tuple(sides), tuple(relations), self.span(part.low, part.high), sign, trailing, part.joined)

    def relation(self, at: int, high: int) -> tuple[int, Relation]:
        """A relation with its note: what is printed over it, or attached to it."""
        tokens, token = self.matching.tokens, self.matching.tokens[at]
        text, note, after = token.text, token.size, at + 1
        while after < high and tokens[after].kind in ("_", "^") and after + 1 < high:
            close = self.matching.partner[after + 1] if tokens[after + 1].kind == "{" else after + 1
            if close < 0:
                break
            script = "".join("".join(t.text.split()) for t in tokens[after + 1 : close + 1] if t.kind not in ("{", "}"))
            text, more = stacked(text, script) if tokens[after].kind == "^" else (text, script)
            note, after = note or more, close + 1
        return after, Relation(text, Span(token.start, tokens[after - 1].end), note)

    def side(self, low: int, high: int, lonely: bool) -> Node | Damage:
        """One side: a node, 'empty' where a chain may begin or end without one, or its damage."""
        span = self.span(low, high)
        if low >= high and lonely:
            return Node("empty", span)
        if high - low > TOKENS:
            return self.too_long()
        changing = self.changing(low, high)
        if changing is not None:
            message = f"{changing.text.strip()!r} changes what the formula says"
            return damage.of_trouble(Unreadable("words-in-formula", message, Span(changing.start, changing.end), "say it without words"), span)
        problems = [p for p in self.matching.problems if low <= p.at < high]
        if problems:
            return damage.of_problem(self.matching, problems, low, high, self.reads)
        try:
            return self.read(self.matching.tokens, self.matching.partner, low, high)
        except Unreadable as trouble:
            return damage.of_trouble(trouble, span)

    def changing(self, low: int, high: int) -> Token | None:
        """The first words outside every environment, or signs anywhere, that change what a side says."""
        depth = 0
        for token in self.matching.tokens[low:high] if self.worded else ():
            depth += (token.kind == "begin") - (token.kind == "end")
            if not depth and token.kind == "text" and self.changes_meaning(token.text):
                return token
            if token.text in CHANGING_SIGNS and token.text not in self.table:
                return token
        return None

    def may_change(self, tokens: list[Token]) -> bool:
        """Whether one of these changes what a side says, wherever it stands."""
        signs = not CHANGING_SIGNS.isdisjoint([token.text for token in tokens])
        return signs or any(self.changes_meaning(token.text) for token in tokens if token.kind == "text")

    def changes_meaning(self, words: str) -> bool:
        """Whether words deny a formula or join it to another otherwise than by "and"; a note in parentheses is a note."""
        said = words.strip()
        if reckons(said) and said not in self.table:
            return True
        if said[:1] in ("(", "[") or said in self.table:
            return False
        return not CHANGING_WORDS.isdisjoint(word.strip(".,;:!?") for word in said.lower().split())

    def read(self, tokens: list[Token], partner: list[int], low: int, high: int) -> Node:
        parser = ExpressionParser(tokens, partner, self.table, self.grammar)
        parser.at, parser.end = low, high
        if low >= high:
            raise parser.unexpected()
        node = parser.items()
        parser.finish()
        if node.kind == "text" and node.text.isalpha():
            return Node("name", node.span, node.text, (), f"\\mathrm{{{node.text}}}")
        drawn = high < len(tokens) and tokens[high].kind == "relation" and tokens[high].text == "sim"
        if node.kind == "items" and ("|" in node.text or "P" in node.text) and not drawn:
            raise Unreadable("unclosed-bracket", "a bar stands alone here", node.span, "close the bars, or write \\mid inside brackets")
        return node

    def reads(self, tokens: list[Token]) -> bool:
        """Whether tokens make a readable side."""
        again = match(list(tokens))
        if again.problems:
            return False
        try:
            self.read(again.tokens, again.partner, 0, len(again.tokens))
        except Unreadable:
            return False
        return True


def parse_row(text: str, table: NameTable = EMPTY, origins: int | Origins = 0) -> Row:
    """The chains and clauses of one row of a display, or of one formula of a given block.

    ``origins``: the offset of ``text`` in its source, or where each part of an expanded text comes from. In a given block
    (``z, \\mu \\in \\mathbb{R}^d; n \\in \\mathbb{N}``) commas and semicolons part the chains, and names without a relation are
    joined to the next: they are the 'items' of its first side. Parse given blocks twice: first to see which names are declared
    (`names.key_of`), then with the table of all of them.
    """
    base = origins if isinstance(origins, int) else 0
    row = _RowReader(text, table, base, registry()).run()
    return row if isinstance(origins, int) else damage.relocated(row, origins.origin)


def parse_declaration(text: str, table: NameTable = EMPTY, origins: int | Origins = 0) -> Row:
    """A formula of a given block; see `parse_row`."""
    return parse_row(text, table, origins)


def parse_expression(text: str, table: NameTable = EMPTY, origins: int | Origins = 0) -> Node | Damage:
    """One side without relations."""
    reader = _RowReader(text, table, origins if isinstance(origins, int) else 0, registry())
    side = reader.side(0, len(reader.matching.tokens), lonely=False)
    return side if isinstance(origins, int) else damage.moved(side, origins.origin)


