"""The parts of a row: chains parted by commas, quads and 'and', and clauses of words beside them."""

from __future__ import annotations

from symkl.latex.brackets import Matching
from symkl.latex.lexer import Token
from symkl.patterns import pattern
from symkl.record import NamedTuple

_CLAUSES = pattern(
    r"(?i:\W*(?:[a-z]+,\s+)?(for|where|if|when|whenever|with|provided|given|assuming|as long as|such that|s\.t\.|subject to|since|because|as|by|"
    r"using|from|and|while|so|hence|thus|therefore|then|suppose|assume|let|we\s+\w+|one\s+has|it\s+holds|there\s+holds)\b)"
)
_KINDS = {
    "for": "for", "where": "where", "with": "where", "if": "if", "when": "if", "whenever": "if", "provided": "if", "given": "if",
    "assuming": "if", "suppose": "if", "assume": "if", "let": "if", "as long as": "if", "such that": "if", "s.t.": "if", "subject to": "if",
}  # fmt: skip
_PARTING = frozenset(("and", "while", "so", "hence", "thus", "therefore", "then"))
_CONCLUDING = _PARTING - {"and", "while"}
_OPERATORS = frozenset(("relation", "sign", "times", "sep"))


def opens_clause(words: str) -> bool:
    """Whether the words begin a clause of which formulas are a part: *for*, *where*, *if*, .."""
    found = _CLAUSES.match(words)
    return found is not None and " ".join(found[1].lower().split()) in _KINDS


class Part(NamedTuple):
    """Tokens ``low:high`` with the places of their top-level relations; ``clause`` is (kind, words) where it is one."""

    low: int
    high: int
    relations: tuple[int, ...]
    joined: str = ""
    clause: tuple[str, str] | None = None
    inner: tuple[Part, ...] = ()


class _Cut(NamedTuple):
    """The place where a part ends and the token where the next begins."""

    end: int
    start: int
    joined: str
    clause: tuple[str, str] | None = None


def parted(matching: Matching) -> list[Part]:
    """The parts of a row, in order."""
    tokens = matching.tokens
    end = stripped(tokens, 0, len(tokens))
    if end == 0 and not tokens:
        return []
    cuts = _cuts(matching, end)
    parts: list[Part] = []
    low, joined, clause = 0, "", None
    for cut in [*cuts, _Cut(end, end, "")]:
        if clause is not None or low < cut.end:
            parts.append(_part(matching, low, cut.end, joined, clause))
        low, joined, clause = cut.start, cut.joined, cut.clause
    return _with_statement(_grouped([p for p in parts if p.low < p.high or p.clause]))


def stripped(tokens: list[Token], low: int, high: int) -> int:
    """The end without punctuation and words of layout."""
    while high > low and (tokens[high - 1].kind == "sep" and tokens[high - 1].text in ",;" or tokens[high - 1].text == "."):
        high -= 1
    return high


def _part(matching: Matching, low: int, high: int, joined: str, clause: tuple[str, str] | None) -> Part:
    high = stripped(matching.tokens, low, high)
    relations = tuple(at for at in _level(matching, low, high) if matching.tokens[at].kind == "relation")
    return Part(low, high, relations, joined, clause)


def _level(matching: Matching, low: int, high: int) -> list[int]:
    """The tokens of a range that stand in no brackets and no environment."""
    found, at = [], low
    tokens, partner = matching.tokens, matching.partner
    while at < high:
        found.append(at)
        if partner[at] > at:
            at = partner[at]
        elif tokens[at].kind == "begin":
            depth = 0
            while at < high:
                depth += (tokens[at].kind == "begin") - (tokens[at].kind == "end")
                if not depth:
                    break
                at += 1
        at += 1
    return found


def _cuts(matching: Matching, end: int) -> list[_Cut]:
    """Where the row is cut."""
    tokens = matching.tokens
    cuts: list[_Cut] = []
    dotted = False
    for at in _level(matching, 0, end):
        token = tokens[at]
        if token.kind == "sep" and token.text in ",;":
            following = tokens[at + 1].kind if at + 1 < end else ""
            if at and tokens[at - 1].kind == following == "number" and token.before == tokens[at + 1].before == "g":
                continue  # 0,5 may be a decimal and i=1,2 a list: never two equations
            if following == "dots" or dotted:
                dotted = False
                continue
            cuts.append(_Cut(at, at + 1, "quad" if at + 1 < end and tokens[at + 1].before == "q" else token.text))
        elif token.text == "colon" and token.kind == "relation" and _is_in_clause(cuts):
            cuts.append(_Cut(at, at + 1, "colon"))  # "for a > 0: .."
        elif token.text in ("\\land", "\\wedge") and _has_relation(matching, cuts[-1].start if cuts else 0, at) and _has_relation(matching, at, end):
            cuts.append(_Cut(at, at + 1, "and"))
        elif token.kind == "dots":
            dotted = at > 0 and tokens[at - 1].kind == "sep"
        else:
            leading = bool(cuts) and cuts[-1].clause is not None and cuts[-1].end == 0
            cut = _clause_cut(matching, at, end, leading)
            if cut is None and token.before == "q":
                cut = _quad_cut(matching, at, end, cuts)
            if cut is not None and at == 0 and at + 1 < end and cut.clause is not None and cut.clause[0] == "note" and tokens[1].kind == "relation":
                cut = cut._replace(start=at + 2)  # "from (1) => ..": the arrow is that of the note
                cuts += [cut, _Cut(at + 2, at + 2, "")]
            elif cut is not None:
                cuts.append(cut)
            if cut is not None and token.kind == "open" and cut.clause is not None:
                cuts.append(_Cut(matching.partner[at], matching.partner[at] + 1, ""))
    return cuts


def _is_in_clause(cuts: list[_Cut]) -> bool:
    """Whether what was cut last goes on with a clause."""
    last = next((cut for cut in reversed(cuts) if cut.clause is not None or cut.joined not in (",", ";")), None)
    return last is not None and last.clause is not None and last.clause[0] != "note"


def _has_relation(matching: Matching, low: int, high: int) -> bool:
    return any(matching.tokens[place].kind == "relation" for place in _level(matching, low, high))


def _clause_cut(matching: Matching, at: int, end: int, leading: bool = False) -> _Cut | None:
    """A cut at words such as ``\\text{for }``, at ``\\forall``, or at either in parentheses."""
    inside = _opened(matching, at, end)
    cut = _worded_cut(matching, inside, leading and inside == at)
    return cut if cut is None or inside == at else cut._replace(end=at) if cut.clause is not None else None


def _opened(matching: Matching, at: int, end: int) -> int:
    """Behind the parentheses that open here, where they are closed."""
    while matching.tokens[at].kind == "open" and matching.tokens[at].text in "([" and matching.partner[at] >= 0 and at + 1 < end:
        at += 1
    return at


def _worded_cut(matching: Matching, at: int, leading: bool) -> _Cut | None:
    token = matching.tokens[at]
    if token.kind == "text":
        found = _CLAUSES.match(token.text)
        words = token.text.strip()
        if found is None or words.startswith("(") and words.endswith(")"):
            return None  # a note that is whole in itself is layout: what stands behind it is read
        word = " ".join(found[1].lower().split())
        if word in _PARTING:
            concludes = not _CONCLUDING.isdisjoint(words.lower().replace(",", " ").split())
            return _Cut(at, at + 1, "then" if word == "then" else "so" if concludes else "and")
        if " " in word and word not in _KINDS:  # "for a > 0 we have .."
            return _Cut(at, at + 1, "then") if leading else None
        return _Cut(at, at + 1, "", (_KINDS.get(word, "note"), words))
    if token.text == "\\forall":
        return _Cut(at, at + 1, "", ("forall", "\\forall"))
    return None


def _quad_cut(matching: Matching, at: int, end: int, cuts: list[_Cut]) -> _Cut | None:
    """A cut at a quad between two formulas that both have relations."""
    tokens, token = matching.tokens, matching.tokens[at]
    low = cuts[-1].start if cuts else 0
    if token.before != "q" or at <= low or token.kind in _OPERATORS or tokens[at - 1].kind in _OPERATORS:
        return None
    before = any(tokens[place].kind == "relation" for place in _level(matching, low, at))
    behind = [tokens[place].kind for place in _level(matching, at, end)]
    stop = behind.index("sep") if "sep" in behind else len(behind)
    return _Cut(at, at, "quad") if before and "relation" in behind[:stop] else None


def _grouped(parts: list[Part]) -> list[Part]:
    """Names without a relation join the next part; what follows a clause's words belongs to the clause."""
    made: list[Part] = []
    names: Part | None = None
    for part in parts:
        last = made[-1] if made else None
        if part.clause is not None:
            if names is not None:
                made.append(names)
                names = None
            made.append(part._replace(inner=(part._replace(clause=None),) if part.low < part.high else ()))
        elif last is not None and last.clause is not None and part.joined not in ("quad", "colon", "then") and last.clause[0] != "note":
            made[-1] = last._replace(high=part.high, inner=_joined([*last.inner, part]))
        elif not part.relations and part is not parts[-1] and part.joined in ("", ",", ";", "quad", "and"):
            names = part if names is None else names._replace(high=part.high)
        elif names is not None:
            made.append(part._replace(low=names.low, joined=names.joined))
            names = None
        else:
            made.append(part)
    return [*made, names] if names is not None else made


def _with_statement(parts: list[Part]) -> list[Part]:
    """``\\forall a > 0, \\; a + 1 > 1``: of a row that is all one clause, what stands behind the last comma is what the row says."""
    if len(parts) != 1 or parts[0].clause is None or parts[0].clause[0] in ("note", "where") or len(parts[0].inner) < 2:
        return parts
    whole, said = parts[0], parts[0].inner[-1]
    if not said.relations or said.joined not in (",", ";"):
        return parts
    return [whole._replace(high=whole.inner[-2].high, inner=whole.inner[:-1]), said._replace(joined="")]


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    """Names without a relation before one with a relation, inside a clause."""
    if len(parts) > 1 and not parts[-2].relations:
        return (*parts[:-2], parts[-1]._replace(low=parts[-2].low))
    return tuple(parts)
