"""Terms as LaTeX and as plain text for a terminal. What is printed here parses back to the same meaning.

One walk serves both: `_Printer` knows precedence and the order of factors, a `Script` how each piece is written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from fractions import Fraction

from symkl.kernel.sort import Dimension
from symkl.kernel.term import HALF, Term
from symkl.latex.factors import flat, is_reciprocal, reciprocal
from symkl.latex.scripts import LATEX, PLAIN, Script
from symkl.record import NamedTuple

SUM, PRODUCT, PREFIX, POWER, ATOM = range(5)


class Piece(NamedTuple):
    """Printed text and how tightly it binds; PREFIX: it swallows the factors behind it (``\\log x``, ``\\sum_i x_i``)."""

    text: str
    level: int
    negative: bool = False  # the text lacks a minus sign that belongs before it


class _Printer:
    """One walk over a term; ``marked`` are subterms to be underlined."""

    def __init__(self, names: dict[str, str], script: Script, marked: frozenset[Term] = frozenset()) -> None:
        self.names = names
        self.script = script
        self.marked = marked
        self._pieces: dict[Term, Piece] = {}

    # -- entry points

    def show(self, term: Term, level: int = SUM) -> str:
        """A term in a place that needs at least this level."""
        piece = self.piece(term)
        if piece.negative:
            text = "-" + piece.text if self.script is LATEX else "−" + piece.text
            return self.script.brackets(text) if level > SUM else text
        return piece.text if piece.level >= level else self.script.brackets(piece.text)

    def piece(self, term: Term) -> Piece:
        known = self._pieces.get(term)
        if known is None:
            known = _PRINT[term.op](self, term) if term.op in _PRINT else Piece(self.applied(term.op, *term.args), ATOM)
            if term in self.marked:
                known = known._replace(text=rf"\underline{{{known.text}}}")
            self._pieces[term] = known
        return known

    def name(self, key: str) -> str:
        return self.script.name(self.names.get(key, key))

    def applied(self, function: str, *arguments: Term) -> str:
        return self.script.function(function) + self.script.brackets(", ".join(self.show(a) for a in arguments))

    # -- arithmetic

    def number(self, value: Fraction | int) -> Piece:
        size, below = abs(value.numerator), value.denominator
        if below == 1:
            return Piece(str(size), ATOM, value.numerator < 0)
        return Piece(self.script.ratio(size, below), PRODUCT, value.numerator < 0)

    def add(self, term: Term) -> Piece:
        text = ""
        for at, part in enumerate(term.args):
            piece = self.piece(part)
            shown = piece.text if piece.level > SUM else self.script.brackets(piece.text)
            minus = "-" if self.script is LATEX else "−"
            text += (f" {minus} " if piece.negative else " + ") + shown if at else (minus if piece.negative else "") + shown
        return Piece(text, SUM)

    def mul(self, term: Term) -> Piece:
        coefficient: Fraction | int = 1
        below: list[tuple[Term, Term | None]] = []
        above: list[Term] = []
        rest: list[Term] = []
        for part in flat(term):
            if part.op == "number":
                coefficient = part.data if coefficient == 1 else coefficient * part.data
            elif is_reciprocal(part):
                below.append(reciprocal(part))
            elif part.op in ("symbol", "power", "constant", "dimension", "member", "entry") and part.sort.is_scalar and not rest:
                above.append(part)
            else:
                rest.append(part)
        if coefficient == 0:
            return Piece("0", ATOM)
        if below and len(rest) == 1 and rest[0].sort.is_scalar and rest[0].op in _IN_FRACTIONS:
            above, rest = [*above, *rest], []
        negative = coefficient.numerator < 0
        head = self.head(-coefficient if negative else coefficient, above, below)
        if len(head) == 1 and below and rest and self.script is PLAIN:
            head = [self.script.brackets(head[0])]
        pieces = [*head, *self.factors(rest)]
        if not pieces:
            return Piece("1", ATOM, negative)
        level = PRODUCT if len(pieces) > 1 else self.piece(rest[0]).level if rest and not head else PRODUCT
        if len(pieces) == 1 and rest and level == SUM:
            level = POWER
        return Piece(self.script.product(pieces), level, negative)

    def head(self, size: Fraction | int, above: list[Term], below: list[tuple[Term, Term | None]]) -> list[str]:
        """The coefficient and the scalars before the other factors, as one fraction where something stands below."""
        if not below:
            number = [] if size == 1 else [self.number(size).text]
            return number + [self.show(part, POWER) for part in above]
        level = SUM if len(above) == 1 and size.numerator == 1 else POWER
        top = ([str(size.numerator)] if size.numerator != 1 or not above else []) + [self.show(part, level) for part in above]
        bottom = [str(size.denominator)] if size.denominator != 1 else []
        single = len(below) == 1 and not bottom
        bottom += [self.raised(base, power, SUM if single and power is None else POWER) for base, power in below]
        return [self.script.fraction(self.script.product(top), self.script.product(bottom), single)]

    def raised(self, base: Term, power: Term | None, level: int) -> str:
        if power == HALF and base.sort.is_scalar:
            return self.script.root(self.show(base))
        return self.show(base, level) if power is None else self.script.power(self.show(base, ATOM), self.show(power))

    def factors(self, parts: list[Term]) -> list[str]:
        """Factors side by side; one that swallows what follows stands last or in brackets."""
        shown = []
        for at, part in enumerate(parts):
            piece = self.piece(part)
            loose = piece.negative or piece.level == SUM or (piece.level in (PREFIX, PRODUCT) and at < len(parts) - 1)
            shown.append(self.script.brackets(self.show(part)) if loose else piece.text)
        return shown

    def power(self, term: Term) -> Piece:
        base, exponent = term.args
        if is_reciprocal(term):
            below, power = reciprocal(term)
            return Piece(self.script.fraction("1", self.raised(below, power, SUM), True), PRODUCT)
        return Piece(self.raised(base, exponent, ATOM), POWER)

    def transpose(self, term: Term) -> Piece:
        return Piece(self.script.power(self.show(term.args[0], ATOM), self.script.transposed), POWER)

    def log(self, term: Term) -> Piece:
        inner = term.args[0]
        if inner.op in ("symbol", "det"):
            return Piece(f"{self.script.function(term.op)} {self.show(inner)}", PREFIX)
        return Piece(self.applied(term.op, inner), POWER)

    def det(self, term: Term) -> Piece:
        inner = term.args[0]
        if inner.op == "symbol":
            return Piece(f"{self.script.function('det')} {self.show(inner)}", PREFIX)
        return Piece(self.applied("det", inner), POWER)

    def call(self, term: Term) -> Piece:
        return Piece(self.applied(term.op, *term.args), POWER)

    def hadamard(self, term: Term) -> Piece:
        return Piece(self.script.hadamard.join(self.show(part, ATOM) for part in term.args), PRODUCT)

    def subscripted(self, term: Term) -> Piece:
        of, *places = term.args
        base = self.show(of, ATOM)
        if "_" in base or any(c in base for c in "₀₁₂₃₄₅₆₇₈₉ₐ"):
            base = self.script.brackets(base)
        shown = [self.show(place) for place in places]
        return Piece(self.script.below(base, ("" if all(len(s) == 1 for s in shown) else ",").join(shown)), ATOM)

    def block(self, term: Term) -> Piece:
        rows, cols = term.data
        grid = [[self.show(term.args[r * cols + c]) for c in range(cols)] for r in range(rows)]
        return Piece(self.script.matrix(grid), ATOM)

    def function(self, term: Term) -> Piece:
        shown = self.names.get(term.data, term.data)
        if "(" in shown:
            return Piece(self.script.name(shown), POWER)
        called = self.script.function(shown) if shown.isalpha() and len(shown) > 1 else self.script.name(shown)
        return Piece(called + self.script.brackets(", ".join(self.show(a) for a in term.args)), POWER)

    def mapped(self, term: Term) -> Piece:
        return Piece(self.applied(term.data, *term.args), POWER)

    # -- binders

    def big(self, term: Term) -> Piece:
        (name, over), *_ = term.data
        level = SUM if self.script is LATEX else POWER
        bounds = [self.show(a, level) for a in term.args[:-1]] or ["1", dimension_text(over, self)]
        sign = "sum" if term.op.startswith("sum") else "product"
        return Piece(self.script.big(sign, f"{self.name(name)}={bounds[0]}", bounds[1], self.show(term.args[-1], PRODUCT)), PREFIX)

    def over_law(self, term: Term, function: str) -> Piece:
        """An expectation, a variance or a covariance: the law below, the arguments in square brackets."""
        law, *bodies = term.args
        shown = ", ".join(self.show(body) for body in bodies)
        return Piece(self.script.below(self.script.function(function), self.law(law, term)) + self.script.square(shown), POWER)

    def law(self, law: Term, binder: Term) -> str:
        """A law where it is named only; else the bound variables and their law."""
        if law.op in ("symbol", "arbitrary", "function"):
            return self.show(law)
        variables = ", ".join(self.name(name) for name, _ in binder.data)
        return f"{variables} {self.script.sim} {self.show(law)}"

    def gaussian(self, term: Term) -> Piece:
        return Piece(self.applied("normal", *term.args), POWER)

    def pdf(self, term: Term) -> Piece:
        law, *points = term.args
        shown = ", ".join(self.show(point) for point in points)
        if law.op == "gaussian":
            parameters = ", ".join(self.show(a) for a in law.args)
            return Piece(self.script.function("normal") + self.script.brackets(f"{shown} {self.script.given} {parameters}"), POWER)
        head = self.names.get(law.data, law.data).split("(")[0] if isinstance(law.data, str) else ""
        if head:
            given = "" if not law.args else f" {self.script.given} " + ", ".join(self.show(a) for a in law.args)
            return Piece(self.script.name(head) + self.script.brackets(shown + given), POWER)
        return Piece(self.script.brackets(self.show(law)) + self.script.brackets(shown), POWER)

    def law_of(self, term: Term) -> Piece:
        variables = ", ".join(self.name(name) for name, _ in term.data)
        return Piece(self.script.brackets(f"{variables} {self.script.mapsto} {self.show(term.args[0])}"), ATOM)

    def between_laws(self, term: Term) -> Piece:
        left, right = (self.show(a) for a in term.args)
        if term.op == "kl":
            return Piece(self.script.function("kl") + self.script.brackets(f"{left} {self.script.divider} {right}"), POWER)
        return Piece(self.script.function("entropy") + self.script.square(f"{left}, {right}"), POWER)

    def integral(self, term: Term) -> Piece:
        variables = [self.name(name) for name, _ in term.data]
        return Piece(self.script.integral(self.show(term.args[0], PRODUCT), variables), PRODUCT)

    def derivative(self, term: Term) -> Piece:
        body, by = term.args
        return Piece(self.script.derivative(self.show(by, POWER), self.show(body, PRODUCT)), PREFIX)

    def at(self, term: Term) -> Piece:
        body, *values = term.args
        puts = ", ".join(f"{self.name(name)}={self.show(v)}" for (name, _), v in zip(term.data, values, strict=True))
        return Piece(self.script.at(self.show(body), puts), POWER)

    def optimum(self, term: Term) -> Piece:
        function = {"minimum": "min", "maximum": "max"}.get(term.op, term.op)
        variables = ", ".join(self.name(name) for name, _ in term.data)
        return Piece(f"{self.script.below(self.script.function(function), variables)} {self.show(term.args[0], PRODUCT)}", PREFIX)


_IN_FRACTIONS = frozenset(("det", "trace", "exp", "log", "pdf", "kl", "entropy", "expectation", "function", "sqrt", "add"))


def dimension_text(size: Dimension, printer: _Printer) -> str:
    """A dimension as its author writes it."""
    pieces = [printer.name(name) for name in size.names] + ([str(size.constant)] if size.constant or not size.names else [])
    return " + ".join(pieces).replace("+ -", "- ")


def _constant(printer: _Printer, term: Term) -> Piece:
    return Piece(printer.script.name("\\pi" if term.data == "pi" else "e"), ATOM)


def _dimension(printer: _Printer, term: Term) -> Piece:
    text = dimension_text(term.data, printer)
    return Piece(text, SUM if " " in text else ATOM)


def _plain(text: str) -> Callable[[_Printer, Term], Piece]:
    return lambda printer, term: Piece(printer.script.name(text), ATOM)


_PRINT: dict[str, Callable[[_Printer, Term], Piece]] = {
    "number": lambda p, t: p.number(t.data), "constant": _constant, "dimension": _dimension,
    "symbol": lambda p, t: Piece(p.name(t.data), ATOM), "index": lambda p, t: Piece(p.name(t.data[0]), ATOM),
    "arbitrary": lambda p, t: Piece(p.name(t.data), ATOM),
    "identity": _plain("I"), "zero": _plain("0"), "ones": _plain("\\mathbf{1}"),
    "unit": lambda p, t: Piece(p.script.below("e", p.show(t.args[0])), ATOM),
    "add": _Printer.add, "mul": _Printer.mul, "power": _Printer.power, "transpose": _Printer.transpose, "trace": _Printer.call,
    "det": _Printer.det, "log": _Printer.log, "exp": _Printer.call, "abs": lambda p, t: Piece(f"|{p.show(t.args[0])}|", ATOM),
    "hadamard": _Printer.hadamard, "diag": _Printer.call, "diagonal": lambda p, t: Piece(p.applied("diag", *t.args), POWER),
    "entry": _Printer.subscripted, "member": _Printer.subscripted, "block": _Printer.block, "map": _Printer.mapped,
    "function": _Printer.function, **dict.fromkeys(("sum", "product", "sum-between", "product-between"), _Printer.big),
    "gaussian": _Printer.gaussian, "density": _Printer.law_of, "normalised": _Printer.law_of, "pdf": _Printer.pdf,
    "expectation": lambda p, t: p.over_law(t, "expectation"), "variance": lambda p, t: p.over_law(t, "variance"),
    "covariance": lambda p, t: p.over_law(t, "covariance"), "kl": _Printer.between_laws, "cross-entropy": _Printer.between_laws,
    "entropy": lambda p, t: Piece(p.script.function("entropy") + p.script.square(p.show(t.args[0])), POWER),
    "integral": _Printer.integral, "derivative": _Printer.derivative, "at": _Printer.at,
    "argmin": _Printer.optimum, "argmax": _Printer.optimum, "minimum": _Printer.optimum, "maximum": _Printer.optimum,
}  # fmt: skip


MOST_PIECES = 1 << 12
_printers: deque[_Printer] = deque(maxlen=8)  # those used last: statements have most parts in common


def _printer(names: dict[str, str] | None, script: Script) -> _Printer:
    """A printer that remembers what it has printed."""
    for known in _printers:
        if known.script is script and known.names == (names or {}) and len(known._pieces) < MOST_PIECES:
            return known
    made = _Printer(dict(names or {}), script)
    _printers.append(made)
    return made


def latex(term: Term, names: dict[str, str] | None = None, marked: tuple[Term, ...] = ()) -> str:
    """A term as LaTeX; ``names`` says how the author writes each name; parts that are ``marked`` are underlined wherever they occur."""
    return (_Printer(names or {}, LATEX, frozenset(marked)) if marked else _printer(names, LATEX)).show(term)


def lines(terms: Iterable[Term], names: dict[str, str]) -> tuple[str, ...]:
    """Many terms as LaTeX that share most of their parts: each part is printed once."""
    printer = _printer(names, LATEX)
    return tuple(printer.show(term) for term in terms)


def text(term: Term, names: dict[str, str] | None = None) -> str:
    """A term for a terminal: ``½ log det Σ₁``."""
    return _printer(names, PLAIN).show(term)


def reading(term: Term, names: dict[str, str] | None = None) -> str:
    """A term fully bracketed, every leaf and every bracket with its sort: ``(((z:R^{d})^T:R^{1 x d} * ..):R)``.

    Sorts are left out of numbers. Sums, products and powers are infix, everything else is ``op(..)``; what a binder binds stands
    in its subscript.
    """
    printer = _printer(names, PLAIN)

    def show(at: Term) -> str:
        if not at.args:
            leaf = printer.show(at)
            return leaf if at.op in ("number", "constant") else f"{leaf}:{at.sort}"
        inside = [show(part) for part in at.args]
        if at.op in ("add", "mul", "power", "hadamard"):
            sign = {"add": " + ", "mul": " * ", "power": "^", "hadamard": " ⊙ "}[at.op]
            return f"({sign.join(inside)}):{at.sort}"
        if at.op == "transpose":
            return f"({inside[0]})^T:{at.sort}"
        bound = ""
        if isinstance(at.data, tuple) and at.data and all(isinstance(pair, tuple) and len(pair) == 2 for pair in at.data):
            bound = "_{" + ", ".join(f"{printer.name(name)}:{kind}" for name, kind in at.data) + "}"
        elif isinstance(at.data, str):
            bound = f"_{{{printer.name(at.data)}}}"
        return f"{at.op}{bound}({', '.join(inside)}):{at.sort}"

    return show(term)
