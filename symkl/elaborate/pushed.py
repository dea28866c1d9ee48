r"""Laws of what a formula makes of normal variables: ``y = A x + b``, ``y \sim \mathcal{N}(A m + b, A S A^T)``.

What is affine in variables that are drawn from normal laws apart from one another is normal, so a normal law behind ``\sim`` is claimed of
it by its mean and its covariance (Bishop, PRML, 2.3; Petersen and Pedersen, The Matrix Cookbook, (355)); a covariance may be singular there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from symkl.elaborate.drafts import Draft
from symkl.elaborate.laws import normal_parts
from symkl.elaborate.nodes import strip
from symkl.elaborate.printed import Printed
from symkl.elaborate.probability import all_atoms, variable
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Density, ReadingError
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term
from symkl.latex.syntax import Node
from symkl.source import Span

_LINEAR = frozenset(("add", "neg", "mul", "transpose", "block", "sum", "hadamard"))


def law_claimed(reader: Reader, left: Printed, right: Printed, span: Span) -> Draft | None:
    """The claim that what stands left of ``\\sim`` has the mean and the covariance of the normal law behind it; None where it need not be normal."""
    if not isinstance(left.node, Node) or not isinstance(right.node, Node):
        return None
    try:
        moments = _moments(reader, strip(left.node), strip(right.node))
    except (ReadingError, SortError):
        return None
    if moments is None:
        return None
    own, claimed = (Printed.read(side.latex, side.span, term) for side, term in zip((left, right), moments, strict=True))
    return Draft("=", "claim", own, claimed, own, span)


def _moments(reader: Reader, left: Node, right: Node) -> tuple[Term, Term] | None:
    """Mean and covariance beside one another, of what is made and of the law."""
    if right.kind != "operator" or right.text != "normal":
        return None
    drawn, normal = _names(reader, reader.env.densities), _normal_names(reader)
    value = reader.env.see_through(reader.build.now(reader.read(left)), drawn)
    if value.free.isdisjoint(drawn) or not drawn & reader.env.unfolded_free(value) <= normal or not _is_affine(value, drawn):
        return None
    points, law = normal_parts(reader, right)
    inside = Node("group", left.span, "()", (left,))
    mean, covariance = (reader.read(Node("operator", left.span, name, (None, None, inside))) for name in ("expectation", "covariance"))
    mean, claimed = reader.build.alike(mean, law.args[0], "means of different shapes")
    return None if points else (_beside(reader, mean, covariance), _beside(reader, claimed, law.args[1]))


def _beside(reader: Reader, mean: Term, covariance: Term) -> Term:
    return reader.build.block(1, 2, [mean, covariance])


def _normal_names(reader: Reader) -> frozenset[str]:
    """The names of variables that have one law, a normal one."""
    alone = [d for d in reader.env.densities if not d.given and _is_normal(reader, d.name)]
    others = [d for d in reader.env.densities if d not in alone]
    alone = [d for d in alone if not any(_is_marginal(reader, d, whole) for whole in alone)]
    twice = [k for k, count in Counter(k for d in alone for k in all_atoms(reader, d.variables)).items() if count > 1]
    return _names(reader, alone) - _names(reader, others) - frozenset(variable(reader, k).data for k in twice)


def _is_marginal(reader: Reader, part: Density, whole: Density) -> bool:
    """Whether one density is that of some of another's variables, called by the same letter: it is held to be what the other makes of them."""
    return part.head == whole.head and set(all_atoms(reader, part.variables)) < set(all_atoms(reader, whole.variables))


def _names(reader: Reader, densities: Sequence[Density]) -> frozenset[str]:
    return frozenset(variable(reader, k).data for d in densities for k in all_atoms(reader, d.variables))


def _is_normal(reader: Reader, name: str) -> bool:
    """Whether a density is a normal one, or one of several variables together, that hangs on no other variable."""
    definition = reader.env.definitions.get(name)
    if definition is None or definition.parameters:
        return False
    drawn = _names(reader, reader.env.densities)
    laws = _normal_factors(reader, definition.body)
    return bool(laws) and all(reader.env.unfolded_free(law).isdisjoint(drawn) for law in laws)


def _normal_factors(reader: Reader, law: Term) -> tuple[Term, ...]:
    """The normal laws of which a law is made: itself, or one for each part of its variables; none where it is made otherwise."""
    if law.op != "density":
        return (law,) if law.op == "gaussian" else ()
    factors = law.args[0].args if law.args[0].op == "mul" else law.args
    laws = [_said(reader, f.args[0]) if f.op == "pdf" else f for f in factors]
    if any(own.op != "gaussian" for own in laws):
        return ()
    points = [p for f in factors for p in (f.args[1].args if f.args[1].op == "block" else f.args[1:])]
    return tuple(laws) if sorted(str(p.data) for p in points) == sorted(n for n, _ in law.data) else ()


def _said(reader: Reader, law: Term) -> Term:
    """A law that a name of no parameters stands for, ``p(x)`` in ``p(x, y) = p(x) p(y)``; another law itself."""
    known = reader.env.definitions.get(law.data) if law.op == "symbol" else None
    return law if known is None or known.parameters else known.body


def _is_affine(value: Term, drawn: frozenset[str]) -> bool:
    """Whether a value is a sum of products with one factor at most in which a drawn name stands, and that no otherwise."""
    if value.op == "symbol" or value.free.isdisjoint(drawn):
        return True
    inside = [a for a in value.args if not a.free.isdisjoint(drawn)]
    alone = value.op in ("add", "block") or len(inside) == 1
    return value.op in _LINEAR and alone and all(_is_affine(a, drawn) for a in inside)


__all__ = ["law_claimed"]
