"""No false verdict from the text on: edits of printed lines, read and judged by symkl and by a reader and an evaluation of the test's own."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction as F

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.source import Source
from symkl.verify import read_sheet
from tests import exact
from tests.exact import Matrix
from tests.latex_values import TOKEN, Shapes, valued
from tests.mutants import definite

GIVEN = r"""
:::{given}
$\mathbf{y}, a, b \in \mathbb{R}^n$, $S, R \in \mathbb{R}^{n \times n}$, $S, R \succ 0$,
$f(\mathbf{y}) = \mathcal{N}(\mathbf{y} \mid a, S)$, $g(\mathbf{y}) = \mathcal{N}(\mathbf{y} \mid b, R)$;
$x, w, t \in \mathbb{R}$, $p(w) = \mathcal{N}(w \mid 0, 1)$, $p(x \mid w) = \mathcal{N}(x \mid t w, 1)$
:::
"""
LINES = (
    (r"\mathrm{KL}(f \| g)", r"\frac{1}{2} \left( \log(\det(R)) - \log(\det(S)) - n + \operatorname{tr}(R^{-1} S) + (b - a)^T R^{-1} (b - a) \right)"),
    (
        r"\mathbb{E}_f[\log g(\mathbf{y})]",
        r"- \frac{n}{2} \log(2 \pi) - \frac{1}{2} \log(\det(R)) - \frac{1}{2} \operatorname{tr}(R^{-1} S) - \frac{1}{2} (a - b)^T R^{-1} (a - b)",
    ),
    (r"H[f]", r"\frac{n}{2} (1 + \log(2 \pi)) + \frac{1}{2} \log(\det(S))"),
    (r"\mathbb{E}_f[\mathbf{y}^T R \mathbf{y}]", r"\operatorname{tr}(R S) + a^T R a"),
    (r"\mathbb{E}_f[(\mathbf{y} - b)^T (\mathbf{y} - b)]", r"\operatorname{tr}(S) + (a - b)^T (a - b)"),
    (r"\mathbb{E}_f[\mathbf{y} \mathbf{y}^T]", r"S + a a^T"),
    (r"\frac{\partial}{\partial b} \left( (a - b)^T R^{-1} (a - b) \right)", r"- 2 R^{-1} (a - b)"),
    (r"\log f(\mathbf{y})", r"- \frac{1}{2} \left( n \log(2 \pi) + \log(\det(S)) + (\mathbf{y} - a)^T S^{-1} (\mathbf{y} - a) \right)"),
    (r"\mathbb{E}_{p(w \mid x)}[w]", r"\frac{t x}{1 + t^2}"),
    (r"\log p(x)", r"- \frac{1}{2} \log(2 \pi) - \frac{1}{2} \log(1 + t^2) - \frac{x^2}{2 (1 + t^2)}"),
    (r"(S + R)^{-1}", r"S^{-1} (S^{-1} + R^{-1})^{-1} R^{-1}"),
)
KINDS = (("\\mathbf{y}", "a", "b"), ("S", "R"), ("x", "t", "w", "n"))


def edited(right: str) -> Iterator[str]:
    """Single edits of the text: a sign, a digit, a name, an exponent, a transpose, an inverse, an operator, a factor left out."""
    seen = {right}
    for token in re.finditer(TOKEN, right):
        for new in replacements(token.group(), right[: token.start()].rstrip()[-1:] + right[token.end() :][:1]):
            text = right[: token.start()] + new + right[token.end() :]
            if text not in seen:
                seen.add(text)
                yield text


def replacements(token: str, beside: str) -> Iterator[str]:
    yield from {"+": ("-",), "-": ("+",), "^T": ("",), "^{-1}": ("", "^2"), "\\det": ("\\operatorname{tr}",), "\\operatorname{tr}": ("\\det",)}.get(token, ())
    if token.isdigit():
        yield str(int(token) + 1)
        yield str(int(token) + 2)
    for kind in KINDS:
        if token in kind:
            yield from (other for other in kind if other != token)
            yield f"2 {token}"
            if "^" not in beside and "{" not in beside:
                yield f"{token}^2" if token not in KINDS[0] else f"({token} + a)"


MUTANTS = tuple((at, text) for at, (_, right) in enumerate(LINES) for text in edited(right))
CI = 150


def models() -> list[dict[str, Matrix]]:
    dice = random.Random(7)
    found = []
    for n in (1, 2, 3, 2):
        values = {name: exact.matrix([[F(dice.choice((-2, -1, 1, 2, 3)), dice.choice((1, 2)))] for _ in range(n)]) for name in KINDS[0]}
        values |= {name: definite(n, dice) for name in KINDS[1]}
        values |= {name: exact.matrix([[F(dice.choice((-3, 2, 5)), 2)]]) for name in ("x", "t", "w")}
        found.append({**values, "n": exact.matrix([[n]])})
    return found


MODELS = models()


def truth(right: str, text: str) -> str:
    """equal, unequal or undefined (also: of another shape), against the true right side."""
    found = set()
    for values in MODELS:
        want = valued(right, values)
        try:
            have = valued(text, values)
        except (Shapes, exact.Undefined):
            found.add("undefined")
            continue
        except exact.Unsupported:
            found.add("unsupported")
            continue
        same = (len(want), len(want[0])) == (len(have), len(have[0])) and not any(x.terms for row in exact.plus(want, have, -1) for x in row)
        found.add("equal" if same else "unequal")
    return next(kind for kind in ("unequal", "undefined", "unsupported", "equal") if kind in found)


def tally(chosen: tuple[tuple[int, str], ...]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    displays = "\n\n".join(f"$$ {LINES[at][0]} = {text} \\tag{{{number}}} $$" for number, (at, text) in enumerate(chosen))
    document = judge(read_sheet(Source("sheet.md", GIVEN + "\n" + displays + "\n")), standard_engines(fast=True))
    verdicts = {s.label: s.verdict for s in document.statements}
    for number, (at, text) in enumerate(chosen):
        real, said = truth(LINES[at][1], text), verdicts[str(number)]
        assert not (said == "proved" and real in ("unequal", "undefined")), ("false proof", LINES[at][0], text)
        assert not (said in ("refuted", "carried") and real == "equal"), ("false refutation", LINES[at][0], text)
        found[real, said] += 1
    return found


def check(found: Counter[tuple[str, str]]) -> None:
    unequal = {said: n for (real, said), n in found.items() if real == "unequal"}
    assert unequal.get("refuted", 0) + unequal.get("carried", 0) >= 0.95 * sum(unequal.values()), found


def test_the_printed_lines_are_true() -> None:
    lines = tuple((at, right) for at, (_, right) in enumerate(LINES))
    assert tally(lines) == Counter({("equal", "proved"): len(LINES)})


def test_no_false_verdict_on_edited_lines() -> None:
    check(tally(MUTANTS[:: max(1, len(MUTANTS) // CI)]))


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(4))
def test_no_false_verdict_on_all_edited_lines(part: int) -> None:
    check(tally(MUTANTS[part::4]))
