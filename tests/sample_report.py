"""One report made by hand, with every verdict and most fields, that every renderer is tried on."""

from symkl.report import (
    Argument,
    Counterexample,
    Diagnostic,
    DocumentFinding,
    Line,
    Report,
    StatementFinding,
    StepFinding,
    SympyEvidence,
)
from symkl.source import Span

TEXT = r"""# Entropy and a slip

$$H[p] = -\mathbb{E}_p[\log p(\mathbf{z})] \tag{1}$$

$$\mathbb{E}_p[\log p(\mathbf{z})] = -\log\left((2\pi)^{d/2} \det(\Sigma_1)\right) - \frac{1}{2} \mathbb{E}_p[(\mathbf{z} - \mu_1)^T \Sigma_1^{-1} (\mathbf{z} - \mu_1)] \tag{2}$$

$$= -\log\left((2\pi)^{d/2} \det(\Sigma_1)\right) - \frac{d}{2} \tag{3}$$

$$g = \frac{1}{2}(d + \operatorname{tr}(\Sigma_1) \tag{4}$$

$$\frac{\partial L}{\partial m} = x - m = 0 \tag{5}$$

$$L := -\frac{1}{2} (x - m)^2 \tag{6}$$

$$\log x^2 = 2 \log x \tag{7}$$

$$\operatorname{tr}(\Sigma_1) = \Sigma_1 \tag{8}$$

$$1 = 2 \tag{9}$$
"""


def place(part: str) -> Span:
    """Where a part of the text stands."""
    start = TEXT.index(part)
    return Span(start, start + len(part))


def statement(number: int) -> Span:
    """Where the display with this number stands."""
    line = next(line for line in TEXT.splitlines() if f"\\tag{{{number}}}" in line)
    return place(line)


AGREES = SympyEvidence("agrees", (1, 2), "0")
SLIP = r"\frac{1}{2} \log \det \Sigma_1"
SIDES = {
    2: (r"\mathbb{E}_p[\log p(\mathbf{z})]", TEXT.splitlines()[4].split(" = ", 1)[1].split(r" \tag")[0]),
    3: (TEXT.splitlines()[4].split(" = ", 1)[1].split(r" \tag")[0], TEXT.splitlines()[6][4:].split(r" \tag")[0]),
}

MODEL = Counterexample("values", (("d", 1),), ((r"\Sigma_1", (("4",),)), (r"\mu_1", (("0",),))), r"-\log 2 - \frac{1}{2} \log(2 \pi) - \frac{1}{2}", r"-2 \log 2 - \frac{1}{2} \log(2 \pi) - \frac{1}{2}")

PROVED = StepFinding(
    "=", "H[p]", r"-\mathbb{E}_p[\log p(\mathbf{z})]", place(r"H[p] = -\mathbb{E}_p[\log p(\mathbf{z})]"), "proved", "proved", None,
    difference="0", difference_text="0", laws=("entropy",), conditions=(r"\Sigma_1 \succ 0",), sympy=AGREES, arguments=(Argument("claim", (Line("H[p]", "start", kind="start"), Line(r"-\mathbb{E}_p[\log p(z)]", "entropy", "the definition"))),),
)  # fmt: skip
REFUTED = StepFinding(
    "=", *SIDES[2], place(SIDES[2][0] + " = " + SIDES[2][1]), "refuted", "refuted", None, difference=SLIP, difference_text="½ log det Σ₁",
    counterexample=MODEL, suggestions=(r"-\log\left((2\pi)^{d/2} \det(\Sigma_1)^{1/2}\right) - \dots",), sympy=SympyEvidence("agrees", (1, 2), "log(Sigma_1)/2"),
)  # fmt: skip
CARRIED = StepFinding(
    "=", *SIDES[3], place("= " + SIDES[3][1]), "carried", "refuted", "proved", difference=SLIP, difference_text="½ log det Σ₁",
    counterexample=MODEL, carried_from=("2",), laws=("gaussian-quadratic",), sympy=SympyEvidence("agrees", (1, 2), "log(Sigma_1)/2"),
)  # fmt: skip
UNREADABLE = StepFinding("=", "g", r"\frac{1}{2}(d + \operatorname{tr}(\Sigma_1)", place(r"g = \frac{1}{2}(d + \operatorname{tr}(\Sigma_1)"), "unreadable", reason="unclosed-bracket", suggestions=(r"\frac{1}{2}(d) + \operatorname{tr}(\Sigma_1)",))  # fmt: skip
DERIVATIVE = StepFinding("=", r"\frac{\partial L}{\partial m}", "x - m", place(r"\frac{\partial L}{\partial m} = x - m"), "proved", "proved", laws=("derivative of a power",), sympy=AGREES)  # fmt: skip
CONDITION = StepFinding("=", "x - m", "0", place("= x - m = 0"), "condition", notes=("met at m = x, a maximum",))
DEFINITION = StepFinding(":=", "L", r"-\frac{1}{2} (x - m)^2", place(r"L := -\frac{1}{2} (x - m)^2"), "definition")
UNDECIDED = StepFinding("=", r"\log x^2", r"2 \log x", place(r"\log x^2 = 2 \log x"), "undecided", "undecided", None, reason="missing-condition: x > 0", sympy=SympyEvidence("unknown"))  # fmt: skip
SHAPES = StepFinding("=", r"\operatorname{tr}(\Sigma_1)", r"\Sigma_1", place(r"\operatorname{tr}(\Sigma_1) = \Sigma_1"), "refuted", "refuted", None, reason="shapes", counterexample=Counterexample("undefined", (("d", 2),), (), r"1 \times 1", r"2 \times 2"))  # fmt: skip

CORRECTED = StepFinding(
    "=", SIDES[2][0], r"-\log\left((2\pi)^{d/2} \det(\Sigma_1)^{1/2}\right) - \frac{1}{2} \mathbb{E}_p[(\mathbf{z} - \mu_1)^T \Sigma_1^{-1} (\mathbf{z} - \mu_1)]",
    statement(2), "proved", "proved", None, laws=("gaussian log-density",), sympy=AGREES,
)  # fmt: skip

STATEMENTS = (
    StatementFinding("1", ("1",), statement(1), "proved", (PROVED,), "H[p] = −E_p[log p(z)]"),
    StatementFinding("2", ("2",), statement(2), "refuted", (REFUTED,), "E_p[log p(z)] = −log((2π)^(d/2) det(Σ₁)) − ½ E_p[(z − μ₁)ᵀ Σ₁⁻¹ (z − μ₁)]", expected="refuted", correction=StatementFinding("2", ("2",), statement(2), "proved", (CORRECTED,))),
    StatementFinding("3", ("3",), statement(3), "carried", (CARRIED,), "E_p[log p(z)] = −log((2π)^(d/2) det(Σ₁)) − d/2"),
    StatementFinding("4", ("4",), statement(4), "unreadable", (UNREADABLE,), "g = ?", expected="unreadable"),
    StatementFinding("5", ("5",), statement(5), "proved", (DERIVATIVE, CONDITION), "∂L/∂m = x − m = 0"),
    StatementFinding("6", ("6",), statement(6), "definition", (DEFINITION,), "L := −½ (x − m)²"),
    StatementFinding("7", ("7",), statement(7), "undecided", (UNDECIDED,), "log x² = 2 log x"),
    StatementFinding("8", ("8",), statement(8), "refuted", (SHAPES,), "tr(Σ₁) = Σ₁", expected="carried", stale="it was expected to be carried, and is refuted"),
    StatementFinding("9", ("9",), statement(9), "skipped", (), "1 = 2", skip_reason="nonsense on purpose"),
)  # fmt: skip

DIAGNOSTICS = (
    Diagnostic("unclosed-bracket", "the bracket after \\frac{1}{2} never closes", place("(d + \\operatorname"), suggestion="close it behind d"),
    Diagnostic("shadowed-name", "L is declared twice", place("L :="), "note"),
)  # fmt: skip

SAMPLE = Report((DocumentFinding("sheets/sample.md", TEXT, STATEMENTS, DIAGNOSTICS),))
