"""Lines of other worksheets as premises: what they prove here, what they do not, and what is said of a citation that is none."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from symkl.cli import run
from symkl.options import Options
from symkl.report import DocumentFinding
from symkl.source import Source
from symkl.verify import files_of, verify
from symkl.worksheet.references import citations_of

FAST = Options(fast=True)
KL = r"""
:::{given}
$x, m, \mu \in \mathbb{R}^d$, $S, \Sigma \succ 0$, $q(x) = \mathcal{N}(x \mid m, S)$ and $p(x) = \mathcal{N}(x \mid \mu, \Sigma)$.
:::

$$ \mathrm{KL}(q \| p) = \frac12 \log \frac{\det \Sigma}{\det S} + \frac12 (\operatorname{tr}(\Sigma^{-1} S) - d) + \frac12 (m - \mu)^T \Sigma^{-1} (m - \mu) \tag{6} $$
"""
PRIOR = r"""
:::{given}
$z, b \in \mathbb{R}^n$, $V \succ 0$, $r(z) = \mathcal{N}(z \mid b, V)$, $p(z) = \mathcal{N}(z \mid 0, I)$ WHERE
:::

By [the divergence of two normals (6)](kl/normals.md) we have

$$ \mathrm{KL}(r \| p) = -\frac12 \log\det V + \frac12 (\operatorname{tr}(V) - n + b^T b) \tag{1} $$
"""


def written(folder: Path, **files: str) -> Path:
    """The files in a folder, ``__`` in a name a folder below; the path of the first one."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".md")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return folder / (next(iter(files)).replace("__", "/") + ".md")


def judged(folder: Path, **files: str) -> DocumentFinding:
    (finding,) = verify((str(written(folder, **files)),), FAST).documents
    return finding


def codes(finding: DocumentFinding) -> set[str]:
    return {d.code for d in finding.diagnostics}


def laws(finding: DocumentFinding) -> set[str]:
    return {law for s in finding.statements for step in s.steps for law in step.laws}


def pair(citing: str, line: str, other: str, cited: str, between: str = "By [(1)](other.md) we have") -> dict[str, str]:
    """A sheet with these declarations and line, and another one with those."""
    first = f":::{{given}}\n{citing}\n:::\n\n{between}\n\n$$ {line} \\tag{{9}} $$\n"
    return {"sheet": first, "other": f":::{{given}}\n{other}\n:::\n\n$$ {cited} \\tag{{1}} $$\n"}


def test_a_line_of_another_worksheet_is_a_premise(tmp_path: Path) -> None:
    finding = judged(tmp_path, sheet=PRIOR.replace("WHERE", ""), kl__normals=KL)
    (statement,) = finding.statements
    assert (statement.verdict, statement.steps[0].laws) == ("proved", ("cited: kl/normals.md (6)",)) and finding.diagnostics == ()


@pytest.mark.parametrize("link", ["[(6)](kl/normals.md)", "[two normals](kl/normals.md#6)", "[two (6)](./kl/../kl/normals.md#top)"])
@pytest.mark.parametrize("in_given", [False, True])
def test_where_a_citation_may_stand(link: str, in_given: bool, tmp_path: Path) -> None:
    sheet = PRIOR.replace("By [the divergence of two normals (6)](kl/normals.md)", "Hence" if in_given else f"From {link}")
    finding = judged(tmp_path, sheet=sheet.replace("WHERE", f"as in {link}" if in_given else ""), kl__normals=KL)
    assert any(law.startswith("cited: ") for law in laws(finding)) and [d for d in finding.diagnostics if d.severity != "note"] == []


def test_in_latex_a_citation_is_a_href() -> None:
    text = "By \\href{../kl/normals.md}{the divergence (6)} and \\href{a.tex}{here} % \\href{b.md}{(1)}\n"
    assert [(r.sheet, r.label) for r in citations_of(Source("sheet.tex", text))] == [("../kl/normals.md", "6")]


@pytest.mark.parametrize(
    "text",
    ["[(6)](https://kl.org/normals.md)", "`[(6)](normals.md)`", "![(6)](normals.md)", "<!-- [(6)](normals.md) -->", "[see](normals.md)", "[(6)](n.html)",
     "```\n[(6)](normals.md)\n```", "[the year (2014) of it](normals.md)"],
)  # fmt: skip
def test_what_is_no_citation(text: str) -> None:
    assert citations_of(Source("sheet.md", text + "\n")) == ()


# -- what is cited has to be so here: every one of these would be a false proof or a premise that nobody has ----------------------


@pytest.mark.parametrize(
    ("citing", "line", "other", "cited", "verdict"),
    [
        # a weaker condition here, by declaration
        (r"$y \neq 0$", r"\log y^2 = 2 \log y", r"$x > 0$", r"\log x^2 = 2 \log x", "refuted"),
        (r"$y \in \mathbb{R}$", r"\sqrt{y^2} = y", r"$x > 0$", r"\sqrt{x^2} = x", "refuted"),
        # tied to another name, that of the same name here says something else
        (r"$a, c \in \mathbb{R}$, $a \neq 0$, $c > 0$", r"\log a^2 = 2 \log a", r"$a, c \in \mathbb{R}$, $c > 0$, $a > c$", r"\log a^2 = 2 \log a", "refuted"),
        (r"$a \in \mathbb{R}$, $a \neq 0$", r"\log a^2 = 2 \log a", r"$a, c \in \mathbb{R}$, $c > 0$, $a > c$", r"\log a^2 = 2 \log a", "refuted"),
        # conditions by equations
        (r"$a, b \in \mathbb{R}$", r"a^2 b = a - a^3", r"$a, b \in \mathbb{R}$, $a b + a^2 = 1$", r"a^2 b = a - a^3", "refuted"),
        (r"$A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$", r"x^T A^T A A x = x^T A x", r"$Q \in \mathbb{R}^{n \times n}$, $Q^T Q = I$, $u \in \mathbb{R}^n$",
         r"u^T Q^T Q Q u = u^T Q u", "refuted"),
        # symmetric there
        (r"$A, B \in \mathbb{R}^{n \times n}$", r"(A B)^T = B A", r"$A, B \in \mathbb{R}^{n \times n}$, $A = A^T$, $B = B^T$", r"(A B)^T = B A", "refuted"),
        # another size
        (r"$A \in \mathbb{R}^{d \times d}$", r"A^2 - \operatorname{tr}(A) A + \det(A) I = 0", r"$A \in \mathbb{R}^{2 \times 2}$",
         r"A^2 - \operatorname{tr}(A) A + \det(A) I = 0", "refuted"),
        (r"$A, B \in \mathbb{R}^{2 \times 2}$", r"\operatorname{tr}(A B) = \operatorname{tr}(A) \operatorname{tr}(B)", r"$A, B \in \mathbb{R}$",
         r"A B = B A", "refuted"),
        # the parameter is the variable here
        (r"$x \in \mathbb{R}$, $q(x) = \mathcal{N}(x \mid 0, 1)$", r"\mathbb{E}_q[(x - x)^2] = 1 + x^2",
         r"$x, a \in \mathbb{R}$, $q(x) = \mathcal{N}(x \mid 0, 1)$", r"\mathbb{E}_q[(x - a)^2] = 1 + a^2", "refuted"),
        # what is given of a name does not hold where the name varies
        (r"$a, b \in \mathbb{R}$, $a + b = 1$", r"\frac{\partial}{\partial a} (a b) = 1 - 2 a", r"$a, b \in \mathbb{R}$, $a + b = 1$", r"a b = a - a^2", "refuted"),
        # only where it is defined
        (r"$x \in \mathbb{R}$", r"x + 1 = \frac{x^2 - 1}{x - 1}", r"$x \in \mathbb{R}$", r"\frac{x^2 - 1}{x - 1} = x + 1", "undecided"),
        (r"$x, y \in \mathbb{R}$", r"x - x = \frac{1}{y} - \frac{1}{y}", r"$a \in \mathbb{R}$", r"a - a = 0", "undecided"),
        (r"$x \in \mathbb{R}$", r"1 = e^{\log x - \log x}", r"$a > 0$", r"\log a - \log a = 0", "undecided"),
    ],
)  # fmt: skip
def test_a_citation_proves_nothing_that_is_not_so(citing: str, line: str, other: str, cited: str, verdict: str, tmp_path: Path) -> None:
    finding = judged(tmp_path, **pair(citing, line, other, cited))
    assert finding.statements[0].verdict == verdict
    assert not any(law.startswith("cited") for law in laws(finding))
    other_finding = verify((str(tmp_path / "other.md"),), FAST).documents[0]
    assert other_finding.statements[0].verdict == "proved", "what is cited holds in its own sheet"


@pytest.mark.parametrize(
    ("citing", "line", "other", "cited"),
    [
        (r"$y > 1$", r"\log y^2 = 2 \log y", r"$x > 0$", r"\log x^2 = 2 \log x"),
        (r"$R \succ 0$, $H \in \mathbb{R}^{n \times m}$, $P \succ 0$, $P \in \mathbb{R}^{m \times m}$", r"(R + H P H^T)^{-1} = R^{-1} - R^{-1} H (P^{-1} + H^T R^{-1} H)^{-1} H^T R^{-1}",
         r"$A \succ 0$, $A \in \mathbb{R}^{d \times d}$, $C \succ 0$, $C \in \mathbb{R}^{k \times k}$, $U \in \mathbb{R}^{d \times k}$",
         r"(A + U C U^T)^{-1} = A^{-1} - A^{-1} U (C^{-1} + U^T A^{-1} U)^{-1} U^T A^{-1}"),
        (r"$O \in \mathbb{R}^{3 \times 3}$, $O^T O = I$, $v \in \mathbb{R}^3$", r"v^T O^T O v = v^T v",
         r"$Q \in \mathbb{R}^{n \times n}$, $Q^T Q = I$, $u \in \mathbb{R}^n$", r"u^T Q^T Q u = u^T u"),
        (r"$t \in \mathbb{R}$, $w = t^2 + 1$", r"\log (3 w) = \log 3 + \log w", r"$a, b > 0$", r"\log (a b) = \log a + \log b"),
        (r"$t \in \mathbb{R}$", r"1 + \log ((t^2 + 1)^2) = 1 + 2 \log (t^2 + 1)", r"$a > 0$", r"\log a^2 = 2 \log a"),
    ],
)  # fmt: skip
def test_a_citation_proves_what_is_so(citing: str, line: str, other: str, cited: str, tmp_path: Path) -> None:
    finding = judged(tmp_path, **pair(citing, line, other, cited))
    assert finding.statements[0].verdict == "proved" and "cited: other.md (1)" in laws(finding)


def test_the_condition_that_is_missing_is_named_where_it_is_cited(tmp_path: Path) -> None:
    files = pair(r"$y \neq 0$", r"\log y^2 = 2 \log y", r"$x > 0$", r"\log x^2 = 2 \log x")
    finding = judged(tmp_path, **files)
    (told,) = [d for d in finding.diagnostics if d.code == "citation-condition"]
    assert "$y > 0$" in told.message and files["sheet"][slice(*told.span)] == "[(1)](other.md)" and told.suggestion


# -- lines that are no premises ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cited", "code"),
    [
        (r"(a + b)^2 = a^2 + b^2 \tag{1}", "cited-line-unproved"),  # refuted
        (r"(a + b)^2 = a^2 + b^2 \tag{0} $$ $$ = a^2 + b^2 + 0 \tag{1}", "cited-line-unproved"),  # carried
        (r"(a + b)^2 := a^2 + b^2 + \tag{1}", "cited-line-unproved"),  # unreadable
        (r"(a + b)^2 \approx a^2 + 2 a b + b^2 \tag{1}", "cited-line-unproved"),
        (r"S = a^2 + 2 a b + b^2 \tag{1} $$ $$ S = (a + b)^2 \tag{2}", "cited-line-unproved"),  # a definition
        (r"(a + b)^2 = a^2 + 2 a b + b^2 \tag{2}", "cited-line-missing"),
        (r"a = a \tag{1} $$ $$ (a + b)^2 = a^2 + 2 a b + b^2 \tag{1}", "ambiguous-label"),
        (r"(a + b)^2 \geq 0 \tag{1}", "uncitable"),
        (r"\frac{d}{d a} (a + b)^2 = 2 (a + b) \tag{1}", "uncitable"),
    ],
)  # fmt: skip
def test_only_a_proved_equation_is_cited(cited: str, code: str, tmp_path: Path) -> None:
    files = pair(r"$x, y \in \mathbb{R}$", "x + y = y + x", r"$a, b \in \mathbb{R}$", "")
    finding = judged(tmp_path, sheet=files["sheet"], other=files["other"].replace(r"$$  \tag{1} $$", f"$$ {cited} $$"))
    (told,) = [d for d in finding.diagnostics if d.code == code]
    assert files["sheet"][slice(*told.span)] == "[(1)](other.md)" and told.suggestion and finding.statements[0].verdict == "proved"


def test_a_sheet_without_a_model_proves_nothing_for_others(tmp_path: Path) -> None:
    files = pair(r"$x \in \mathbb{R}$", "x = x + 1", r"$a \in \mathbb{R}$, $a > 1$, $a < 0$", "a = a + 1")
    finding = judged(tmp_path, **files)
    assert "cited-line-unproved" in codes(finding) and finding.statements[0].verdict == "refuted"


def test_circular_citations_are_told_and_nothing_rests_on_them(tmp_path: Path) -> None:
    one, two = pair(r"$x, y \in \mathbb{R}$", "(x + y)^2 = x^2 + 2 x y + y^2", r"$a \in \mathbb{R}$", "a = a").values()
    two = one.replace("other.md", "third.md").replace(r"\tag{9}", r"\tag{1}")
    files = {"sheet": one, "other": two, "third": two.replace("third.md", "sheet.md").replace("[(1)]", "[(9)]")}
    for name in files:
        written(tmp_path, **files)
        (finding,) = verify((str(tmp_path / f"{name}.md"),), FAST).documents
        assert "circular-citation" in codes(finding) and not any(law.startswith("cited") for law in laws(finding))
    own = pair(r"$x \in \mathbb{R}$", "x = x", "$a \\in \\mathbb{R}$", "a = a", "By [(9)](sheet.md)")
    assert "circular-citation" in codes(judged(tmp_path, **own))


def test_a_chain_of_citations_is_followed(tmp_path: Path) -> None:
    """The second sheet's line rests on the third one's; a slip in that is told there, and in the second, and leaves the first without a premise."""
    files = pair(r"$t \in \mathbb{R}$", r"1 + \log ((t^2 + 1)^2) = 1 + 2 \log (t^2 + 1)", r"$a > 0$", r"\log a^2 = 2 \log a")
    middle = files["other"].replace("\n$$", "\nBy [(1)](third.md)\n\n$$")
    third = files["other"].replace("$a > 0$", "$c > 0$").replace(" a", " c")
    assert "cited: other.md (1)" in laws(judged(tmp_path, sheet=files["sheet"], other=middle, third=third))
    (finding,) = verify((str(tmp_path / "other.md"),), FAST).documents
    assert "cited: third.md (1)" in laws(finding)


def test_a_bound_that_is_hit_is_told(tmp_path: Path) -> None:
    links = "\n".join(f"[(1)](other{n}.md)" for n in range(40))
    for n in range(40):
        (tmp_path / f"other{n}.md").write_text(links, "utf-8")
    finding = judged(tmp_path, sheet=links + "\n\n$$ 1 = 1 $$\n")
    assert any("More than" in d.message for d in finding.diagnostics) and len(finding.cited) <= 24


@pytest.mark.parametrize("path", ["../../secret.md", "/etc/secret.md", "below/../../secret.md", "link.md"])
def test_nothing_is_read_outside(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.md").write_text(r":::{given}\n$a \in \mathbb{R}$\n:::\n$$ a = a \tag{1} $$", "utf-8")
    folder = tmp_path / "sheets"
    folder.mkdir()
    os.symlink(tmp_path / "secret.md", folder / "link.md")
    monkeypatch.chdir(folder)
    written(folder, sheet=f"[(1)]({path})\n\n$$ 1 = 1 $$\n")
    (finding,) = verify(("sheet.md",), FAST).documents
    assert "cited-sheet-missing" in codes(finding) and finding.cited == ()


# -- what is kept, and what is told ------------------------------------------------------------------------------------------------


def test_an_answer_that_is_kept_hangs_on_what_is_cited(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, sheet=PRIOR.replace("WHERE", ""), kl__normals=KL)
    asked = ["check", "sheet.md", "--fast", "--format", "json", "--cache-dir", str(tmp_path / "kept")]

    def answer() -> tuple[int, list[str], set[str]]:
        status = run(asked)
        (document,) = json.loads(capsys.readouterr().out)["documents"]
        steps = [step for s in document["statements"] for step in s["steps"]]
        return status, [law for step in steps for law in step["laws"]], {d["code"] for d in document["diagnostics"]}

    first = (0, ["cited: kl/normals.md (6)"], set())
    assert answer() == first and answer() == first
    written(tmp_path, kl__normals=KL.replace(r"- d)", "+ d)"))
    status, found, told = answer()
    assert "cited-line-unproved" in told and status != 0 and found == ["kl", "normal-log-density"]
    written(tmp_path, kl__normals=KL)
    assert answer() == first


def test_an_explanation_names_the_line_and_its_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, sheet=PRIOR.replace("WHERE", ""), kl__normals=KL)
    assert run(["explain", "sheet.md", "1"]) == 0
    assert "by kl/normals.md (6)" in capsys.readouterr().out
    assert files_of("sheet.md") == ("sheet.md", "kl/normals.md")
