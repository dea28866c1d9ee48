"""What the notation tells of each name: every place that says something, with what it says. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable

from symkl.draft.looks import bare, factors_of, is_bold, is_built_in, is_call, is_square, is_two_pi, looks_of, names_added, names_in
from symkl.elaborate.nodes import base_and_script, items_of, key_of, split_bar, strip
from symkl.latex.names import base_of
from symkl.latex.syntax import Node
from symkl.record import NamedTuple
from symkl.source import Span

#: kind of clue -> what it says of a name, in words. The first row says what shape it has, the second what else must hold.
SAYS = {
    "column": "is printed bold", "turned": "is transposed", "normed": "stands between norm bars", "mean": "is a variable or mean of a normal law",
    "square": "has a determinant or a trace", "inverted": "has an inverse", "covariance": "is the covariance of a normal law",
    "capital": "is a capital letter", "matrix": "is printed as matrices are",
    "number": "stands where a number has to stand", "variance": "is the variance of a normal law", "exponent": "stands in an exponent",
    "logged": "stands under a logarithm", "rooted": "stands under a root", "divides": "stands below a fraction's line or squared under a logarithm",
    "powered": "is raised to a power",
    "deviation": "is the letter of a standard deviation, and its square stands under a logarithm or a root",
    "logdet": "has the logarithm of its determinant", "dimension": "counts", "member": "runs with a sum's index",
}  # fmt: skip
_ANGLES = ("log", "exp", "sigmoid", "softplus", "tanh", "sin", "cos", "erf")


class Clue(NamedTuple):
    """One thing that one place says of a name; ``detail`` is what the kind needs: a sum's last index, a deviation's square."""

    kind: str
    span: Span
    detail: str = ""


class Found:
    """A name with all that was found of it. ``key`` has fonts taken off; ``bold`` tells two names of one letter apart."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.key = key_of(node) or ""
        self.clues: list[Clue] = []

    def has(self, *kinds: str) -> Clue | None:
        """The first clue of one of these kinds."""
        return next((c for c in self.clues if c.kind in kinds), None)


class Clues:
    """Names, families, dimensions and densities of a sheet, as `look` comes across them."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, bool], Found] = {}
        self.densities: dict[str, Span] = {}
        self.functions: dict[str, Span] = {}
        self.calls: dict[str, Span] = {}  # head -> where it first stands with its arguments
        self.dimensions: dict[str, Clue] = {}
        self.families: dict[str, Found] = {}
        self.unbounded: dict[str, Span] = {}
        self.bracketed: set[str] = set()  # names that were seen in front of their arguments

    def look(self, node: Node, bound: dict[str, str] | None = None) -> None:
        """Takes in what a formula says of its names; ``bound`` are the indices of the sums around it and how far they run."""
        bound = bound or {}
        if key_of(node) is not None and node.kind != "text":
            self._name(node, bound)
            return
        rule = _RULES.get(node.kind)
        if rule is None or not rule(self, node, bound):
            self._parts(node, bound)

    def _parts(self, node: Node, bound: dict[str, str]) -> None:
        for part in node.parts:
            if part is not None:
                self.look(part, bound)

    def _name(self, node: Node, bound: dict[str, str]) -> Found | None:
        key = key_of(node) or ""
        script = base_and_script(node)
        if key in bound or key in ("\\pi", "e") or is_built_in(key):
            if script is not None and script[0] in ("I", "\\mathbf{I}"):
                self.dimensions.setdefault(script[2][0], Clue("dimension", node.span, "the size of an identity matrix"))
            return None
        if script is not None and script[1] == "_" and len(script[2]) == 1 and script[2][0] in bound:
            family = self.families.setdefault(script[0], Found(node))
            family.clues.append(Clue("member", node.span, bound[script[2][0]]))
            return family
        found = self.names.setdefault((key, is_bold(node)), Found(node))
        self._by_looks(found, node)
        return found

    @staticmethod
    def _by_looks(found: Found, node: Node) -> None:
        kind = looks_of(node)
        if kind and found.has(kind) is None:
            found.clues.append(Clue(kind, node.span))

    def say(self, node: Node | None, kind: str, bound: dict[str, str], detail: str = "") -> None:
        """A clue about a formula, where it is a name or a sum of names."""
        for one in names_added(node):
            found = self._name(one, bound)
            if found is not None:
                found.clues.append(Clue(kind, one.span, detail))

    # -- one rule a kind of node; True where the rule has looked at all parts itself

    def _transpose(self, node: Node, bound: dict[str, str]) -> bool:
        self.say(node.parts[0], "turned", bound)
        return False

    def _script(self, node: Node, bound: dict[str, str]) -> bool:
        base, _, above = node.parts
        if above is not None:
            for name in names_in(above):
                self.say(name, "exponent", bound)
        if above is not None and above.kind == "sum" and above.text == "-" and above.parts[0] is not None and above.parts[0].text == "1":
            self.say(base if key_of(base) is not None else None, "inverted", bound)
        if base is not None and key_of(base) is not None and above is not None and above.kind == "number" and not looks_of(base):
            self.say(base, "powered", bound)
        if above is not None and base is not None and is_two_pi(base):
            self._half_dimension(above)
        return False

    def _half_dimension(self, above: Node) -> None:
        """``(2\\pi)^{d/2}``: d is the size of what has the density."""
        for name in names_in(above):
            self.dimensions.setdefault(key_of(name) or "", Clue("dimension", name.span, "the power of 2π in a normal density"))

    def _product(self, node: Node, bound: dict[str, str]) -> bool:
        """``d \\log(2\\pi)``; and a name in front of a bracket with several items, which is a function of them."""
        parts = [p for p in node.parts if p is not None]
        if any(p.kind == "operator" and p.text == "log" and p.parts[2] is not None and is_two_pi(p.parts[2]) for p in parts):
            for part in parts[:-1]:
                for name in names_in(part):
                    self.dimensions.setdefault(key_of(name) or "", Clue("dimension", name.span, "the factor of log 2π in a normal density"))
        for head, group in zip(parts, parts[1:], strict=False):
            if is_call(head, group):
                self.functions.setdefault(key_of(head) or "", head.span)
        for at, part in enumerate(parts):
            if key_of(part) not in self.functions or at + 1 == len(parts) or parts[at + 1].kind != "group":
                self.look(part, bound)
            else:
                self.bracketed.add(key_of(part) or "")
        return True

    def _call(self, node: Node, bound: dict[str, str]) -> bool:
        head, group = node.parts
        key = key_of(head)
        if key is not None and head is not None:
            self.densities.setdefault(key, head.span)
            self.calls.setdefault(key, node.span)
        if group is not None:
            self.look(group, bound)
        return key is not None

    def _group(self, node: Node, bound: dict[str, str]) -> bool:
        if node.text == "PP":
            self.say(node.parts[0], "normed", bound)
        if node.text == "||":
            for name in names_added(node.parts[0]):
                if looks_of(name) in ("matrix", "capital"):
                    self.say(name, "square", bound)
        return False

    def _fraction(self, node: Node, bound: dict[str, str]) -> bool:
        for factor in factors_of(node.parts[1]):
            self.say(bare(factor), "divides", bound)
        return False

    def _operator(self, node: Node, bound: dict[str, str]) -> bool:
        below, _, argument = node.parts
        if node.text in ("expectation", "variance", "covariance", "kl", "entropy"):
            return self._law(node, bound)
        if node.text == "normal" and argument is not None:
            self._normal(argument, bound)
        if node.text in ("det", "trace"):
            self.say(strip(argument) if argument is not None else None, "square", bound)
        if node.text == "sqrt":
            self._under("rooted", argument, bound)
        if node.text in _ANGLES and argument is not None:
            self._under("logged" if node.text == "log" else "number", argument, bound)
        if node.text in ("argmin", "argmax", "min", "max") and below is not None:
            self.look(below, bound)
        if argument is not None:
            self.look(argument, bound)
        return True

    def _under(self, kind: str, argument: Node | None, bound: dict[str, str]) -> None:
        """Each factor under a logarithm or a root is a number; ``\\sigma^2`` speaks of sigma, a determinant of its matrix."""
        for factor in factors_of(argument):
            inner = strip(factor)
            if inner.kind == "group" and inner.text == "||" or inner.kind == "operator" and inner.text == "det":
                for name in names_added(inner.parts[0] if inner.kind == "group" else inner.parts[2]):
                    if looks_of(name) in ("matrix", "capital"):
                        self.say(name, "logdet", bound)
            elif key_of(inner) is not None or kind == "number":
                self.say(inner, kind, bound)
            else:
                self._squared(kind, inner, bound)

    def _squared(self, kind: str, inner: Node, bound: dict[str, str]) -> None:
        """What is squared under a logarithm is not zero, and what is called sigma is a deviation; the names of a sum are numbers."""
        if not is_square(inner):
            self.say(inner, "number", bound)
        elif base_of(key_of(bare(inner)) or "") == "\\sigma":
            self.say(bare(inner), "deviation", bound)
        else:
            self.say(bare(inner), "divides" if kind == "logged" else "powered", bound)

    def _law(self, node: Node, bound: dict[str, str]) -> bool:
        """The densities that an expectation or a divergence is of; what it is taken of is looked at like anything else."""
        below, _, argument = node.parts
        heads = list(items_of(below)[0] or ((below,) if below is not None else ()))
        if node.text in ("kl", "entropy"):
            heads += list(items_of(argument)[0])
        for head in heads:
            self._density(head, bound)
        if node.text not in ("kl", "entropy") and argument is not None:
            self.look(argument, bound)
        return True

    def _density(self, head: Node, bound: dict[str, str]) -> None:
        head = strip(head)
        if head.kind == "relation" and head.text == "sim" and head.parts[1] is not None:
            self._density(head.parts[1], bound)
        elif key_of(head) is not None:
            self.densities.setdefault(key_of(head) or "", head.span)
        elif head.kind in ("call", "product") and key_of(head.parts[0]) is not None and head.parts[0] is not None:
            self.densities.setdefault(key_of(head.parts[0]) or "", head.parts[0].span)
            self._parts(Node("empty", head.span, "", head.parts[1:]), bound)
        else:
            self.look(head, bound)

    def _normal(self, argument: Node, bound: dict[str, str]) -> None:
        """The last argument is a covariance, or a variance where it is the square of a name or a number; the others are as large."""
        before, behind = split_bar(argument)
        items = (*before, *behind) if behind is not None else before
        if len(items) < 2:
            return
        spread, others = strip(items[-1]), items[:-1]
        scalar = is_square(spread) or spread.kind == "number"
        if scalar:
            self.say(bare(spread), "variance", bound, "squared" if is_square(spread) else "")
        elif key_of(spread) is not None and looks_of(spread) in ("matrix", "capital"):
            self.say(spread, "covariance", bound)
        for other in others:
            if scalar or key_of(spread) is not None and looks_of(spread) == "matrix":
                self.say(other, "number" if scalar else "mean", bound)

    def _big(self, node: Node, bound: dict[str, str]) -> bool:
        lower, upper, body = node.parts[:3]
        if node.text == "integral":
            return False
        index = lower.parts[0] if lower is not None and lower.kind == "relation" else lower
        key = key_of(index)
        if key is None:
            return False
        last = key_of(upper) or (upper.text if upper is not None and upper.kind == "number" else "")
        if upper is not None and last and not last.isdigit():
            self.dimensions.setdefault(last, Clue("dimension", upper.span, "where a sum ends"))
        if not last and index is not None:
            self.unbounded.setdefault(key, index.span)
        if body is not None:
            self.look(body, {**bound, key: last})
        return True


_RULES: dict[str, Callable[[Clues, Node, dict[str, str]], bool]] = {
    "transpose": Clues._transpose, "script": Clues._script, "product": Clues._product, "call": Clues._call, "group": Clues._group,
    "fraction": Clues._fraction, "operator": Clues._operator, "big": Clues._big,
}  # fmt: skip
