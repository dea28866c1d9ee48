"""Every renderer renders the one sample report; the outputs stand in ``snapshots/`` (written anew with SYMKL_SNAPSHOTS=write)."""

import json
import os
from pathlib import Path

import pytest

from symkl.render.answer import answer
from symkl.render.plain import TIE, plain
from symkl.render.registry import formats, renderer
from symkl.render.settings import Settings
from symkl.report import DocumentFinding, Report
from tests.sample_report import PROVED, SAMPLE, STATEMENTS

SNAPSHOTS = Path(__file__).with_name("snapshots")
SETTINGS = {
    "80": Settings(80),
    "120": Settings(120),
    "ascii": Settings(80, ascii=True),
    "color": Settings(80, color=True),
    "reading": Settings(80, show_reading=True),
}


@pytest.mark.parametrize("name", formats())
@pytest.mark.parametrize("how", SETTINGS)
def test_snapshot(name: str, how: str) -> None:
    if name != "full" and how not in ("80", "ascii"):
        pytest.skip("only the full report depends on width, colour and readings")
    text = renderer(name)(SAMPLE, SETTINGS[how])
    file = SNAPSHOTS / f"{name}-{how}.txt"
    if os.environ.get("SYMKL_SNAPSHOTS") == "write":
        SNAPSHOTS.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", formats())
def test_ascii_is_ascii(name: str) -> None:
    assert renderer(name)(SAMPLE, Settings(80, ascii=True)).isascii()


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_full_keeps_to_its_width(width: int, ascii_only: bool) -> None:
    lines = renderer("full")(SAMPLE, Settings(width, ascii=ascii_only)).splitlines()
    assert [line for line in lines if len(line) > width and width >= 80] == []


def test_colour_says_nothing_on_its_own() -> None:
    import re

    colored = renderer("full")(SAMPLE, Settings(80, color=True))
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == renderer("full")(SAMPLE, Settings(80))


def test_answer() -> None:
    assert answer(SAMPLE).startswith("First wrong line: 2 (½ log det Σ₁ is missing). 2 lines are wrong, 1 carries that on, 1 is unreadable")
    well = Report((DocumentFinding("a.md", SAMPLE.documents[0].text, (STATEMENTS[0],)),))
    assert answer(well) == "Nothing is wrong: 1 proved."
    assert answer(Report(())) == "Nothing to check."
    two = Report((well.documents[0], SAMPLE.documents[0]))
    assert answer(two).startswith("First wrong line: sheets/sample.md 2 (")


def test_json_has_the_contract_s_keys_in_order() -> None:
    whole = json.loads(renderer("json")(SAMPLE, Settings()))
    assert list(whole) == ["schema", "version", "documents", "summary"]
    document = whole["documents"][0]
    assert list(document) == ["path", "first_wrong", "statements", "diagnostics"]
    statement = document["statements"][1]
    assert list(statement) == ["label", "labels", "line", "column", "end_line", "verdict", "expected", "reading", "steps"]
    step = statement["steps"][0]
    assert list(step) == [
        "relation", "left", "right", "line", "column", "verdict", "claim", "follows", "reason", "difference", "counterexample",
        "carried_from", "suggestions", "laws", "conditions", "sympy",
    ]  # fmt: skip
    assert (statement["line"], step["column"], document["first_wrong"]) == (5, 3, "2")
    assert step["counterexample"]["d"] == 1
    assert step["counterexample"]["values"] == {"\\Sigma_1": [["4"]], "\\mu_1": [["0"]]}
    assert step["sympy"] == {"verdict": "agrees", "d": [1, 2], "difference": "log(Sigma_1)/2"}
    assert list(document["diagnostics"][0]) == ["code", "severity", "message", "line", "column", "suggestion"]
    assert list(whole["summary"]) == [
        "proved", "definition", "condition", "refuted", "carried", "unreadable", "undecided", "skipped", "expected", "stale",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("latex", "shown", "in_ascii"),
    [
        (r"\frac{1}{2} \log \det \Sigma_1", "½ log det Σ₁", "1/2 log det Sigma_1"),
        (r"-\frac{d}{2} \log(2\pi)", "−d/2 log(2π)", "-d/2 log(2 pi)"),
        (r"\mathbf{z}^{T}\Sigma_1^{-1}\mathbf{z}", "zᵀΣ₁⁻¹z", "z^T Sigma_1^-1z"),
        (r"\mu^* = \underset{\mu}{\operatorname{argmin}} f", "μ^* = argmin_μ f", "mu^* = argmin_mu f"),
        (r"s_1^{2^*}", "s₁^(2^*)", "s_1^(2^*)"),
        (r"\frac{\partial L}{\partial m_1} = -m_1", "∂L/∂m₁ = −m₁", "dL/dm_1 = -m_1"),
        (r"\hat{\mu}_{ML}", "μ̂_ML", "mu_hat_ML"),
        (r"{{{a", "a", "a"),
        (r"a}b", "ab", "ab"),
        ("", "", ""),
    ],
)
def test_plain(latex: str, shown: str, in_ascii: str) -> None:
    assert plain(latex).replace(TIE, " ") == shown
    assert plain(latex, ascii_only=True).replace(TIE, " ") == in_ascii


def test_derivation_lines_are_data() -> None:
    assert [line.law for line in PROVED.arguments[0].lines] == ["start", "entropy"]
