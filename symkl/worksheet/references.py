"""References in the text to printed results: ``\\eqref{eq:kl}``, ``{eq}`kl` ``, ``by (1.4)``, and what stands over a relation.

A number in prose may be another book's: it is told as unknown only where the sheet numbers its own lines in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from symkl.patterns import pattern
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.document import Reference
from symkl.worksheet.labels import PRINTED_NUMBER, is_known

MOST_MEANT = 40  # unknown labels for which one that is spelled almost so is looked for
_NUMBERED = pattern(PRINTED_NUMBER)
_COMMAND = pattern(r"ref\*?\s*\{")
_BRACKETED = pattern(r"[\s~{]\(\s*" + PRINTED_NUMBER + r"\s*\)")
_DIGITS, _LETTERS = pattern(r"\d+"), pattern(r"[A-Za-z]+")
_LINE = pattern(r"L\d+")  # what a line without a label is known by
_VERBATIM = ("verbatim", "verbatim*", "lstlisting", "minted", "comment")
_HIDING = {True: r"%|\\%|\\begin\{(?:" + "|".join(map(re.escape, _VERBATIM)) + r")\}", False: r"<!--|^(?:```+|~~~+)|(?<!\{eq\})`[^`\n]+`"}
_FORMS = (
    r"|\\(?:eq|[cCvV]|auto)?ref\*?\s*\{(?P<named>[^{}\n]*)\}|\{eq\}`(?P<role>[^`<>\n]+)`"
    r"|\\(?:stackrel|overset)\s*\{\s*(?:\\text\s*\{)?\s*\(\s*(?P<over>" + PRINTED_NUMBER + r")\s*\)"
    r"|(?<![\\\w])(?:[Bb]y|[Ff]rom|[Uu]s(?:ing|e)|[Vv]ia|[Ss]ee|[Ee]quations?|[Ee]qn?s?\.)[\s~]+\(\s*(?P<told>" + PRINTED_NUMBER + r")\s*\)"
    r"|(?<![\\\w])(?:[Ii]n(?:to|sert)?|[Ww]ith|of|and|to|[Cc]ompare)[\s~]+\(\s*(?P<number>" + PRINTED_NUMBER + r")\s*\)"
)
#: a link to another worksheet, by host (in LaTeX?): its words are that sheet's
LINK = {
    True: r"\\href\s*\{(?P<target>[^{}\s#]+\.(?:md|tex))(?:\\?#(?P<anchor>[^{}\s]*))?\}\s*\{(?P<words>[^{}\n]*)\}",
    False: r"(?<!!)\[(?P<words>[^\[\]\n]*)\]\((?P<target>[^()\s#]+\.(?:md|tex))(?:#(?P<anchor>[^()\s]*))?\)",
}
_CITATION = {host: pattern(f"(?P<hidden>{hiding})|{LINK[host]}", re.MULTILINE) for host, hiding in _HIDING.items()}
_PATTERN = {host: pattern(f"(?P<hidden>{hiding})|(?P<link>{LINK[host]}){_FORMS}", re.MULTILINE) for host, hiding in _HIDING.items()}
_LABEL_OF_LINK = pattern(r"\(\s*(" + PRINTED_NUMBER + r")\s*\)\s*$")
#: where labels of other things than displays are made: sections, figures
_TARGET = pattern(r"\\label\s*\{([^{}\n]*)\}|\{#([\w:.-]+)|^\(([\w:.-]+)\)=", re.MULTILINE)
#: behind a number that is another text's
_ELSEWHERE = pattern(r"[\s~]+(?:of|in|from)[\s~]+(?:[A-Z\[]|\\cite|@)|[\s~]*(?:\[@?\w|\\cite)")


class _Found(NamedTuple):
    reference: Reference
    kind: str  # "named" (by a command), "told" (in words), "number" (behind a word that may speak of anything) or "over" (a relation)


class References(NamedTuple):
    """Those that name one statement, and what there is to say of the others."""

    known: tuple[Reference, ...]
    diagnostics: tuple[Diagnostic, ...]


NONE = References((), ())


def references_of(source: Source, known: dict[str, int]) -> References:
    """All references of a text; ``known`` says how many statements have each label."""
    if not known or not _may_refer(source.text, known):
        return NONE
    names = {label for label in known if not _LINE.fullmatch(label)}
    found = list(_found(source))
    single = tuple(one.reference for one in found if known.get(one.reference.label, 2 if "#" not in one.reference.label else 1) == 1
                   and is_known(one.reference.label, known))  # fmt: skip
    twice = (_ambiguous(one.reference, known) for one in found if one.kind == "named" and known.get(one.reference.label, 1) > 1)
    unknown = [one for one in found if not is_known(one.reference.label, known)]
    targets = {name for match in _TARGET.finditer(source.text) for name in match.groups() if name} if unknown else set()
    forms = {_form(label) for label in names}
    missing = [one.reference for one in unknown if one.reference.label not in targets and _is_ours(one, forms, source.text)]
    meant = {label: nearest(label, names) for label in list(dict.fromkeys(one.label for one in missing))[:MOST_MEANT]}
    return References(single, (*twice, *(_unknown(one, meant.get(one.label)) for one in missing)))


def _may_refer(text: str, known: Iterable[str]) -> bool:
    """Whether anything in the text is of a form that a reference has: most texts have none, and looking for each costs more."""
    if "{eq}`" in text or "ref" in text and _COMMAND.search(text):
        return True
    return any(map(_NUMBERED.fullmatch, known)) and _BRACKETED.search(text) is not None


def citations_of(source: Source) -> tuple[Reference, ...]:
    """What the text cites of other worksheets: links to one, with a label there at the end of their words or behind ``#``."""
    if ".md" not in source.text and "\\href" not in source.text:
        return ()
    found = []
    for match in _visible(source, _CITATION):
        label = cited_label(match)
        if label is not None:
            found.append(Reference(label, Span(*match.span()), match["target"]))
    return tuple(found)


def cited_label(link: re.Match[str]) -> str | None:
    """The label that a link to a file speaks of, if it is a citation."""
    found = _LABEL_OF_LINK.search(link["words"]) or _NUMBERED.fullmatch(link["anchor"] or "")
    return None if found is None or "://" in link["target"] else found[found.lastindex or 0]


def _visible(source: Source, patterns: Mapping[bool, re.Pattern[str]]) -> Iterator[re.Match[str]]:
    """What a host's pattern finds outside of comments and of what is printed as it stands."""
    text, at = source.text, 0
    in_tex = source.path.endswith(".tex")
    unclosed: set[str] = set()
    while (match := patterns[in_tex].search(text, at)) is not None:
        at = match.end()
        if match["hidden"] is not None:
            at = _behind(text, match["hidden"], at, unclosed)
        else:
            yield match


def _found(source: Source) -> Iterator[_Found]:
    for match in _visible(source, _PATTERN):
        kind = str(match.lastgroup)
        if kind == "link":
            continue
        span = Span(*match.span(kind))
        if kind in ("named", "role"):
            yield from (_Found(reference, "named") for reference in _listed(match[kind], span))
        else:
            yield _Found(Reference(match[kind], span), kind)


def _listed(labels: str, span: Span) -> Iterator[Reference]:
    """``\\cref{a, b}`` has two."""
    start = span.start
    for label in labels.split(","):
        name = label.strip()
        if name and "#" not in name:
            begin = start + label.index(name)
            yield Reference(name, Span(begin, begin + len(name)))
        start += len(label) + 1


def _behind(text: str, opening: str, at: int, unclosed: set[str]) -> int:
    """Where what hides references ends; what is never closed hides nothing."""
    if opening[-1] in "`~" and len(set(opening)) == 1:
        closing = "\n" + opening
    else:
        closing = {"<!--": "-->", "%": "\n"}.get(opening, opening.replace("\\begin", "\\end") if opening.startswith("\\begin") else "")
    if not closing or closing in unclosed:
        return at
    end = text.find(closing, at)
    if end < 0:
        unclosed.add(closing)
    return at if end < 0 else end + len(closing)


def _form(label: str) -> str:
    """How a label is numbered: its digits and letters taken together."""
    return _LETTERS.sub("a", _DIGITS.sub("1", label.rstrip("'")))


def _is_ours(one: _Found, forms: set[str], text: str) -> bool:
    """Whether the reference must be to a line of this sheet."""
    if one.kind == "named":
        return True
    form = _form(one.reference.label)
    dotted = "." in form or "-" in form
    if form not in forms or not dotted and one.kind != "told":
        return False
    return _ELSEWHERE.match(text, one.reference.span.end + 1) is None


def _ambiguous(reference: Reference, known: dict[str, int]) -> Diagnostic:
    message = f"{reference.label} names {known[reference.label]} statements."
    return Diagnostic("ambiguous-label", message, reference.span, suggestion="Give each of them a label of its own.")


def _unknown(reference: Reference, near: str | None) -> Diagnostic:
    suggestion = f"Did you mean {near}?" if near is not None else "Give the line that is meant this label, or correct the reference."
    return Diagnostic("unknown-reference", f"No line is called {reference.label}.", reference.span, "warning", suggestion)


def nearest(label: str, known: Iterable[str]) -> str | None:
    """The label that is spelled almost so."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(label, known, 1, 0.6)), None)
