"""Verdict comments, companions, front matter and what is told of bad blocks."""

from __future__ import annotations

import pytest

from symkl.source import Source
from symkl.worksheet.document import Display, Document, Erratum, Given
from symkl.worksheet.labels import ranges
from symkl.worksheet.read import read


def document(text: str, companion: str | None = None) -> Document:
    return read(Source("sheet.md", text), Source("sheet.given.md", companion) if companion is not None else None)


def codes(found: Document) -> list[str]:
    return [diagnostic.code for diagnostic in found.diagnostics]


@pytest.mark.parametrize("verdict", ["refuted", "carried", "undecided", "unreadable"])
def test_a_verdict_on_the_next_line(verdict: str) -> None:
    text = f"$$ a = b $$\n<!-- symkl: {verdict} -->\n\n$$ c = d $$\n"
    found = document(text)
    first, second = found.items
    assert isinstance(first, Display) and first.expected == verdict and not found.diagnostics
    assert isinstance(second, Display) and second.expected is None


@pytest.mark.parametrize(
    "text",
    ["$$a = b$$ (1.2)\n<!-- symkl: refuted $x$ -->", "$$a = b$$\n(1.2)\n<!--symkl: refuted, $x$-->", "$$a = b$$ <!-- symkl: refuted $`x`$ -->"],
)
def test_a_comment_behind_a_label_with_a_difference(text: str) -> None:
    (display,) = document(text).items
    assert isinstance(display, Display) and display.expected == "refuted"
    assert display.expected_difference is not None and text[slice(*display.expected_difference)] == "x"


def test_skip_has_a_reason() -> None:
    (display,) = document("$$ a = b $$\n<!-- symkl: skip a figure of speech -->\n").items
    assert isinstance(display, Display) and display.skip == "a figure of speech" and display.expected is None


PROBLEMS = {
    "unknown-verdict": "$$ a = b $$\n<!-- symkl: wrong -->",
    "misplaced-comment": "$$ a = b $$\n\nWords.\n\n<!-- symkl: refuted -->",
    "unknown-label": "$$ a = b $$\n<!-- symkl: refuted 9.9 -->",
    "unknown-block": ":::{givne}\n$x$\n:::",
    "unclosed-block": ":::{given}\n$x$\n",
    "stray-fence": "$$ a = b $$\n\n:::\n",
    "empty-erratum": "$$ a = b \\tag{1} $$\n:::{erratum} 1\nwords\n:::",
    "erratum-of-two": "$$ a = b \\tag{1} $$\n:::{erratum} 1\n$$ = c $$\n$$ = d $$\n:::",
    "unclosed-comment": "<!-- never\n\n$$ a = b $$",
    "unclosed-display": "$$ a = b\n\nThen we see that it is so.\n\n$$ c = d $$",
    "code-with-mathematics": "Text.\n\n    $$ a = b $$\n",
    "front-matter": "---\nmath: {a: b}\n---\n",
    "quoted-display": "> $$\n> a = b\n>\nc $$\n",
    "label-without-statement": "$$ (1.2) $$",
}


@pytest.mark.parametrize(("code", "text"), PROBLEMS.items(), ids=PROBLEMS)
def test_what_is_not_understood_is_told(code: str, text: str) -> None:
    found = document(text)
    assert codes(found) == [code]
    span = found.diagnostics[0].span
    assert 0 <= span.start < span.end <= len(text)


def test_an_unclosed_display_hides_nothing_behind_it() -> None:
    displays = document(PROBLEMS["unclosed-display"]).items
    assert len(displays) == 2


def test_a_misprinted_block_gets_a_suggestion() -> None:
    assert document(":::{Given}\n$x$\n:::").diagnostics[0].suggestion == "Did you mean :::{given}?"


SHEET = "# One\n\n$$ a = b $$\n(1.1)\n\n$$ \\begin{align} c &= d \\tag{1.2} \\\\ e &= f \\tag{1.3} \\end{align} $$\n\n$$ g = h $$\n"
COMPANION = """:::{given} 1.1-1.3
$x > 0$
:::

## Corrections

:::{erratum} 1.1
$$ a = c $$
:::
<!-- symkl: refuted 1.1 $y$ -->
<!-- symkl: carried 1.3 -->
<!-- symkl: skip L8 it is a name -->
"""


def test_a_companion_says_what_the_sheet_does_not() -> None:
    found = document(SHEET, COMPANION)
    assert not found.diagnostics
    first, _, third, given, erratum = found.items
    assert isinstance(first, Display) and isinstance(given, Given) and isinstance(erratum, Erratum)
    assert given.source is not None and given.source.path == "sheet.given.md" and given.scope == 0 and given.ranges == (("1.1", "1.3"),)
    assert erratum.source is given.source
    assert first.expected == "refuted" and first.expected_source is given.source
    assert first.expected_difference is not None and COMPANION[slice(*first.expected_difference)] == "y"
    assert (
        [comment[:2] for comment in found.comments] == [("1.3", "carried"), ("L8", "skip")]
        or isinstance(third, Display)
        and third.skip == "it is a name"
    )


@pytest.mark.parametrize(
    "text", [":::{given} 7.7\n$x$\n:::", ":::{erratum} 7.7\n$$ = b $$\n:::", "<!-- symkl: refuted 7.7 -->", "<!-- symkl: refuted -->"]
)
def test_a_companion_with_an_unknown_label_is_an_error(text: str) -> None:
    found = document(SHEET, text)
    assert codes(found) in (["unknown-label"], ["comment-without-label"])
    assert found.diagnostics[0].severity == "error" and found.diagnostics[0].path == "sheet.given.md"


def test_a_label_that_occurs_twice_is_ambiguous() -> None:
    sheet = "$$ a = b \\tag{1} $$\n\n$$ c = d \\tag{1} $$\n"
    assert codes(document(sheet, ":::{erratum} 1\n$$ = b $$\n:::")) == ["ambiguous-label"]
    assert codes(document(sheet, ":::{erratum} 1#2\n$$ = b $$\n:::")) == []


def test_front_matter() -> None:
    text = "---\ntitle: 'One: two'\nlayout: numerator\nmath:\n  '\\RR': '\\mathbb{R}'\n  \"\\\\E\": \"\\\\mathbb{E}_{#1}[#2]\"\n  KL: \\mathrm{KL}\nother:\n  x: y\n---\n$$ a = b $$\n"
    found = document(text)
    assert found.options == (("layout", "numerator"),) and not found.diagnostics
    assert [(m.name, m.parameters, m.body) for m in found.macros] == [
        (r"\RR", 0, r"\mathbb{R}"),
        (r"\E", 2, r"\mathbb{E}_{#1}[#2]"),
        (r"\KL", 0, r"\mathrm{KL}"),
    ]
    assert len(found.items) == 1


def test_a_rule_at_the_head_is_no_front_matter() -> None:
    assert len(document("---\n\n$$ a = b $$\n").items) == 1


def test_ranges_of_labels_that_hold_hyphens() -> None:
    known = {"C-kl-008": 1, "C-kl-009": 1, "1.1": 1, "1.2": 1}
    assert ranges("C-kl-008-C-kl-009, 1.1 - 1.2; 1.1", known) == ((("C-kl-008", "C-kl-009"), ("1.1", "1.2"), ("1.1", "1.1")), ())
    assert ranges("1.1-9.9, 1.2", known) == ((("1.2", "1.2"),), ("1.1-9.9",))
