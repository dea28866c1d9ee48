"""Names in every dress, and what stands on them."""

from __future__ import annotations

from symkl.latex.notation import Notation

NOTATION = Notation(
    heads={},
    examples=(
        ("\\mathbf{x}", "x"),
        ("\\boldsymbol{\\Sigma_1}", "{\\Sigma_1 \\Sigma 1}"),
        ("\\mathbf{\\Sigma}_1^{-1}", "(script {\\Sigma_1 \\Sigma 1} _ (sum:- 1))"),
        ("\\Sigma^{-1}_{1}", "(script {\\Sigma_1 \\Sigma 1} _ (sum:- 1))"),
        ("{\\bf x}^T y", "(product:.. (transpose:T x) y)"),
        ("x^\\top", "(transpose:\\top x)"),
        ("x^{\\mathrm T}", "(transpose:T x)"),
        ("x^\\text{T}", "(transpose:T x)"),
        ("A^{-T}", "(transpose:T (script A _ (sum:- 1)))"),
        ("A^\\intercal", "(transpose:\\intercal A)"),
        ("m_1^*", "(star {m_1 m 1})"),
        ("s_1^{2*}", "(star (script {s_1 s 1} _ 2))"),
        ("s_1^{2^*}", "(star (script {s_1 s 1} _ 2))"),
        ("\\hat\\theta_1", "(over:hat {\\theta_1 \\theta 1})"),
        ("\\hat{\\mu}", "\\hat{\\mu}"),
        ("\\bar\\alpha_{t-1}", "\\bar{\\alpha}_{t-1}"),
        ("\\mathbf{X_{train}}", "X_{train}"),
        ("P_{k|k-1}", "{P_{k|k-1} P (items:| k (sum:+- k 1))}"),
        ("W_\\text{new}", "{W_{new} W (text:new)}"),
        ("x'", "(prime:' x)"),
        ("f'(x)", "(call (prime:' f) (group:() x))"),
        ("f(x)^2", "(script (call f (group:() x)) _ 2)"),
        ("x^{(i)}", "(script x _ (group:() i))"),
        ("x_{ij}", "{x_{ij} x (product:.. i j)}"),
        ("\\mathbb{R}^{n \\times d}", "(script \\mathbb{R} _ (product:.* n d))"),
        ("\\mathbf{0}", "\\mathbf{0}"),
        ("\\delta\\theta", "\\delta\\theta"),
        ("\\text{ELBO}", "ELBO"),
        ("K_{**}", "{K_{**} K (text:**)}"),
        ("\\mathcal{L}(q)", "(product:.. \\mathcal{L} (group:() q))"),
        ("\\mu^*", "\\mu^*"),
    ),
    damaged=(
        ("\\Sigma_2^-1", "unbraced-argument"),
        ("x^10", "unbraced-argument"),
        ("x^a^b", "double-script"),
        ("^2", "missing-operand"),
        ("(a \\text{ if } b)", "words-in-formula"),
        ("a + \\text{half of } b", "words-in-formula"),
        ("x^", "missing-argument"),
    ),
    declared=(("f", "function"), ("\\hat{\\mu}", "symbol"), ("\\bar{\\alpha}_{t-1}", "symbol"), ("X_{train}", "symbol"),
              ("\\delta\\theta", "symbol"), ("ELBO", "symbol"), ("\\mu^*", "symbol")),
)  # fmt: skip
