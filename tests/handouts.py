"""What the tests of handouts share: a sheet with everything in it, hostile text, and pages made of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from symkl.chapters import without_macros
from symkl.elaborate.sheet import elaborate
from symkl.handout.evidence import EDITIONS
from symkl.handout.layout import handout
from symkl.handout.node import Handout
from symkl.judge.evidence import Wishes
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import DocumentFinding
from symkl.source import Source
from symkl.verify import Options, verify_file
from symkl.worksheet.read import read

ROOT = Path(__file__).parent.parent
WORKSHEET = ROOT / "derivations" / "worksheet-12.md"
SHEETS = sorted(p for p in (ROOT / "derivations").rglob("*.md") if not p.name.endswith(".given.md") and "$$" in p.read_text(encoding="utf-8"))

SHEET = r"""---
math:
  '\half': '\frac{1}{2}'
---
# Entropy, and an exercise

:::{given}
A *Gaussian* of $z \in \mathbb{R}$: $p(z) = \mathcal{N}(z \mid \mu, s^2)$, $\mu \in \mathbb{R}$, $s > 0$.
:::

Its mean square, with a `code span`, a [link](https://example.org/a?b=1&c=2) and **weight**:

1. first $\mu^2$
2. second

> quoted $s^2$

$$ \mathbb{E}_p[(z - \mu)^2] = \mathbb{E}_p[z^2] - \mu^2 = s^2 \tag{1} $$

$$ \mathbb{E}_p[z^2] = \half s^2 + \mu^2 \tag{2} $$

:::{erratum} 2
$$ = s^2 + \mu^2 $$
:::

Twice as much is $2 \half$.

## Exercise

Find the second moment of $2z$.

:::{solution}
The secret is that squares scale by SECRETWORDS:

$$ \mathbb{E}_p[(2z)^2] = 4 s^2 + 5 \mu^2 \tag{77} $$
:::

:::{erratum} 77
$$ = 4 s^2 + 4 \mu^2 $$
:::

| a | b |
|---|---|
| $x$ | two |

    indented code <b>

---

<!-- a comment of the author -->

$$ \begin{align} \mathbb{E}_p[z] &= \mu \tag{3} \\ \mathbb{E}_p[3 z] &= 3 \mu \tag{4} \end{align} $$
"""

HOSTILE = r"""# <script>alert(1)</script> "title" & more \input{/etc/passwd}

:::{given}
$x \in \mathbb{R}$ <img src="http://evil.example/x.png" onerror="alert(1)">
:::

Prose with </style><script>alert(2)</script>, [a link](javascript:alert(3)), ![image](http://evil.example/y.png), <iframe src="http://evil.example"></iframe>,
\write18{touch /tmp/pwned} \input{/etc/hostname} #read("/etc/passwd") #import "@preview/x:0.1.0" $x</script>$ and `</code><script>`.

$$ x \input{/etc/passwd} = \write18{ls} \tag{1} $$

$$ x = x \text{</annotation></math><script>alert(4)</script>} \tag{2} $$

$$ x = x + \href{javascript:alert(5)}{0} \tag{3} $$

$$ x \def\a{\a\a}\a = x \tag{4} $$

$$ \text{"} \# x = x \text{\} #eval("1")} \tag{5"><script>} $$

```
</pre><script>alert(6)</script> \end{verbatim}
```
"""


@cache
def found(text: str, path: str = "sheets/sheet.md") -> DocumentFinding:
    """The text judged, with its derivations."""
    document = read(Source(path, text))
    finding = judge(elaborate(document), standard_engines(fast=True), Wishes(derivations=True))
    return without_macros(finding, document.source, document.macros)


@cache
def made(text: str, edition: str) -> Handout:
    """The text as a handout."""
    return handout(found(text), EDITIONS[edition])


@cache
def made_of(path: Path, edition: str) -> Handout:
    """A file as a handout."""
    return handout(verify_file(str(path), Options(fast=True, wishes=Wishes(derivations=True))), EDITIONS[edition])
