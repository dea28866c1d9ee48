"""One statement as a pytest function: its symbols, its sides, and what SymPy is to find."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sympy import Expr, Symbol, log, sstr

from symkl.elaborate.statements import IMPLIED, UNASKED, Statement, Step
from symkl.kernel.sort import Sort, SortError
from symkl.kernel.term import Term
from symkl.rederive.components import Components, free_indices
from symkl.rederive.declarations import Declarations
from symkl.rederive.difference import Outcome, components_for
from symkl.rederive.equations import admissible
from symkl.rederive.grids import determinant
from symkl.rederive.hoisting import Declared, lines_of
from symkl.rederive.identifiers import Identifiers
from symkl.rederive.solutions import differ_by_what_is_free
from symkl.rederive.steps import OPTIMA, named_optimum, outcomes_of_step
from symkl.rederive.writing import Unwritable, wrapped
from symkl.rederive.writing_probability import log_of, positive_by_form
from symkl.report import StatementFinding, StepFinding

#: a quotient of Python ints in SymPy's text, which would be a float
FRACTION = re.compile(r"(?<![\w.)\]*])(\d+)/(\d+)(?![\w.(])")
SIZES = (1, 2)


@dataclass
class Body:
    """The lines of a test function while it is being written."""

    lines: list[str] = field(default_factory=list)
    sides: dict[Term, str] = field(default_factory=dict)
    asserts: int = 0


class TestWriter:
    """Writes one statement."""

    __test__ = False

    def __init__(self, statement: Statement, finding: StatementFinding | None, helpers: set[str], helper_names: frozenset[str]) -> None:
        self.statement = statement
        self.finding = finding
        self.components = [components_for(statement.context, size) for size in SIZES]
        self.known = Declarations(statement.context, self.components[0].facts, Identifiers(helper_names), helpers)
        self.body = Body()

    def write(self) -> None:
        """Writes the steps, and so finds out what has to be declared."""
        for number, step in enumerate(self.statement.steps):
            self._step(step, self._finding(number))

    def text(self, name: str, given: frozenset[str]) -> str:
        """The whole function, without the declarations of what is given before it."""
        sizes = self.sizes()
        head = []
        if sizes:
            asked = [c.size for c in self.components if admissible(c)]
            head.append(f'@pytest.mark.parametrize("{sizes[0] if len(sizes) == 1 else "size"}", {asked})')
        head.append(f"def {name}({sizes[0] if len(sizes) == 1 else 'size' if sizes else ''}):")
        head.append(self._docstring())
        inside = [f"{' = '.join(sizes)} = size"] if len(sizes) > 1 else []
        own = lines_of([d for d in self.known.made if d.identifier not in given])
        inside += [*own, *([""] if own and own[-1].startswith("    ") else []), *self.body.lines]
        return "\n".join(head + [f"    {line}".rstrip() for line in inside]) + "\n"

    def sizes(self) -> list[str]:
        """The identifiers of the dimensions that the function speaks of."""
        return [self.known.identifiers.of(d) for d in self.known.dimensions]

    def made(self) -> list[Declared]:
        """What the function declares."""
        return self.known.made

    def _finding(self, number: int) -> StepFinding | None:
        steps = self.finding.steps if self.finding else ()
        return steps[number] if number < len(steps) else None

    def _docstring(self) -> str:
        steps = self.statement.steps
        printed = f"{steps[0].left.latex} " + " ".join(f"{SIGNS.get(s.relation, s.relation)} {s.right.latex}" for s in steps)
        clean = " ".join(printed.replace('"""', "'''").split()).strip().rstrip("\\")
        return f'    r"""{clean} """' if clean.endswith('"') else f'    r"""{clean}"""'

    # -- steps -----------------------------------------------------------------------------------------------------------------

    def _step(self, step: Step, finding: StepFinding | None) -> None:
        told = finding.verdict if finding else None
        if step.role in UNASKED or step.anchor.term is None or step.right.term is None or told in ("undecided", "condition"):
            self.body.lines.append(f"# {_why_not(step, told)}")
            return
        outcomes = outcomes_of_step(step, self.statement.context, SIZES)
        if not outcomes or any(o.state == "unknown" for o in outcomes):
            self.body.lines.append("# SymPy does not decide this step in explicit components.")
            return
        kept, sides = len(self.body.lines), dict(self.body.sides)
        try:
            self._claim(step, outcomes)
            self.body.asserts += 1
        except (Unwritable, SortError) as reason:
            del self.body.lines[kept:]
            self.body.sides = sides
            self.body.lines.append(f"# No SymPy text here for {reason}.")

    def _claim(self, step: Step, outcomes: tuple[Outcome, ...]) -> None:
        assert step.anchor.term is not None and step.right.term is not None
        left, right = (named_optimum(t, self.statement.context) for t in (step.anchor.term, step.right.term))
        zero = all(o.state == "zero" for o in outcomes)
        if step.role == "solution":
            self._solution(step, right, zero)
        elif step.role in IMPLIED or step.relation not in ("=", "proportional", "constant"):
            raise Unwritable(f"a step of the kind {step.role} {step.relation}")
        elif left.op in OPTIMA and right.op in OPTIMA:
            self._optima(left, right, zero)
        elif left.op in OPTIMA or right.op in OPTIMA or left.sort.kind == "law":
            raise Unwritable(left.op)
        else:
            self._equality(step, left, right, outcomes)

    def _equality(self, step: Step, left: Term, right: Term, outcomes: tuple[Outcome, ...]) -> None:
        variables = self._up_to(step, left, right)
        logarithms = positive_by_form(self.known.writer, left) or step.relation == "proportional"
        loops = self._loops(left, right)
        one = self._side(left, "left", logarithms, bool(loops))
        two = self._side(right, "right", logarithms, bool(loops))
        away = f"{one} - {two}{'.T' if left.sort != right.sort and left.sort == right.sort.transposed else ''}"
        if len(variables) > 1 and not all(o.state == "zero" for o in outcomes):
            raise Unwritable("a wrong line with constants in several variables")
        differences = [f"{self.known.helper('gradient')}({away}, {v})" for v in variables] or [away]
        away = differences[0]
        if all(o.state == "zero" for o in outcomes):
            for each in differences:
                self._assert(f"assert {self.known.helper('is_zero')}({each})", loops)
        else:
            plain = left.sort.is_scalar and not (variables or logarithms or loops)
            self._assert_difference(away, outcomes, plain)

    def _assert_difference(self, away: str, outcomes: tuple[Outcome, ...], plain: bool) -> None:
        """The line is wrong: by exactly what is stated, where that can be said in the sheet's names."""
        is_zero = self.known.helper("is_zero")
        right = [o.size for o in outcomes if o.state == "zero"]
        if right:
            self.body.lines.append("# The line is wrong, though not at every dimension.")
            self.body.lines.append(f"assert {is_zero}({away}) is ({self._size_name()} in {right})")
            return
        spelt = [self._spelt(c, o) for c, o in zip(self._admissible(), outcomes, strict=False)]
        if not plain or None in spelt:
            self.body.lines.extend(["# The line is wrong.", f"assert not {is_zero}({away})"])
            return
        self.body.lines.append("# The line is wrong; this is what has to be added to its right side.")
        if len(set(spelt)) == 1:
            self.body.lines.append(f"difference = {spelt[0]}")
        else:
            size = self._size_name()
            for c, text in zip(self._admissible(), spelt, strict=False):
                self.body.lines.extend([f"if {size} == {c.size}:", f"    difference = {text}"])
        self.body.lines.append(f"assert {is_zero}({away} - difference)")

    def _admissible(self) -> list[Components]:
        return [c for c in self.components if admissible(c)]

    def _size_name(self) -> str:
        names = [self.known.identifiers.of(d) for d in self.known.dimensions]
        if not names:
            raise Unwritable("a difference that depends on a dimension")
        return names[0]

    def _solution(self, step: Step, right: Term, zero: bool) -> None:
        """The conditions solved for the unknown."""
        assert step.unknown is not None
        base = step.unknown.args[0] if step.unknown.op == "power" else step.unknown
        if self._loops(right) or len(step.premise) != 1 or base.op != "symbol" or base.data in self.statement.context.definitions:
            raise Unwritable("a solution of several conditions")
        if {"definite", "symmetric", "semidefinite"} & self.known.facts.marks.get(base.data, frozenset()) and not base.sort.is_scalar:
            raise Unwritable("a solution for a matrix")
        premise = step.premise[0]
        condition = self._new_name("condition")
        left, other = (self.known.writer.term(t) for t in (premise.left, premise.right))
        nothing = premise.right.op == "zero" or (premise.right.op == "number" and premise.right.data == 0)
        self._assign(condition, left.text if nothing else f"{left.text} - {other.at(1)}")
        unknown = self.known.writer.term(base).text
        found = f"{self.known.helper('only_solution')}({condition}, {unknown})"
        if step.unknown.op == "power":
            found = f"{found} ** {self.known.writer.term(step.unknown.args[1]).at(3)}"
        two = self._side(right, "right", False, False)
        self._assert(f"assert {'' if zero else 'not '}{self.known.helper('is_zero')}({found} - {two})", [])

    def _optima(self, left: Term, right: Term, zero: bool) -> None:
        """Objectives that differ by what is free of the variable have the same minimisers."""
        if left.data != right.data or not zero or not all(differ_by_what_is_free(c, left, right) for c in self._admissible()):
            raise Unwritable("optima that are not compared by their difference")
        name, sort = left.data[0]
        variable = self.known.declare(name, sort)
        one, two = (self._side(t.args[0], n, False, False) for t, n in ((left, "left"), (right, "right")))
        sign = "-" if left.op == right.op else "+"
        self.body.lines.append("# What the two objectives differ in is free of the variable.")
        self._assert(f"assert {self.known.helper('is_zero')}({self.known.helper('gradient')}({one} {sign} {two}, {variable}))", [])

    # -- parts -----------------------------------------------------------------------------------------------------------------

    def _up_to(self, step: Step, left: Term, right: Term) -> list[str]:
        """The variables in which the difference must be constant."""
        symbols = self.statement.context.symbols
        found = [(n, symbols[n]) for n in step.variables if n in symbols] if step.relation != "=" or step.right.constant else []
        for fact in self.statement.context.facts:
            name = fact.left.data if fact.relation == "free-of" else None
            if name in left.free | right.free and name not in self.statement.context.definitions:
                if positive_by_form(self.known.writer, left):
                    self.known.positive.add(str(name))
                found.append((fact.right.data, fact.right.sort))
                said = f"# Some {self.known.identifiers.of(str(name))} makes the sides equal where their difference is constant."
                self.body.lines.extend([said] if said not in self.body.lines else [])
        if any(s.over for _, s in found):
            raise Unwritable("constants in a family")
        return [self.known.declare(n, s) for n, s in found]

    def _loops(self, *terms: Term) -> list[str]:
        ranges = {name: over for t in terms for name, over in free_indices(t)}
        return [f"for {self.known.identifiers.of(n)} in range(1, {self.known.writer.size(over).text} + 1):" for n, over in ranges.items()]

    def _assert(self, line: str, loops: list[str]) -> None:
        for depth, loop in enumerate(loops):
            self.body.lines.append("    " * depth + loop)
        self.body.lines.append("    " * len(loops) + line)

    def _side(self, term: Term, name: str, logarithm: bool, inline: bool) -> str:
        """A side under a name of its own, or its text where a free index stands in it."""
        text = log_of(self.known.writer, term) if logarithm else self.known.writer.term(term)
        if inline:
            return f"({text.text})"
        if term not in self.body.sides:
            self.body.sides[term] = self._new_name(name)
            self._assign(self.body.sides[term], f"Integer({text.text})" if text.whole else text.text)
        return self.body.sides[term]

    def _new_name(self, name: str) -> str:
        used = {line.partition(" = ")[0] for line in self.body.lines}
        number, found = 1, name
        while found in used:
            number += 1
            found = f"{name}_{number}"
        return found

    def _assign(self, name: str, text: str) -> None:
        self.body.lines.extend(wrapped(name, text))

    def _spelt(self, of: Components, outcome: Outcome) -> str | None:
        """A difference in the names of the script; None where it holds others."""
        if outcome.state != "nonzero" or outcome.expression is None:
            return None
        return spelt_in_script(of, self.known, outcome.expression)


SIGNS = {"proportional": r"\propto", "constant": r"\overset{c}{=}", "implies": r"\implies"}


def _why_not(step: Step, told: str | None) -> str:
    if step.role == "definition":
        return "A definition: taken, not checked."
    if step.role == "hypothesis" and told == "condition":
        return "A hypothesis of what stands behind the arrow."
    if step.role == "condition":
        return "A condition that the author sets."
    if told == "undecided":
        return "Undecided."
    return "A side that cannot be read."


def spelt_in_script(of: Components, known: Declarations, expression: Expr) -> str | None:
    """An expression in components as text in the script's names, determinants by their matrices."""
    values: dict[Symbol, Symbol] = {}
    determinants: dict[Expr, Expr] = {}
    for name, sort in of.context.symbols.items():
        marks = of.facts.marks.get(name, frozenset())
        if name in of.context.definitions or sort.over or sort.kind != "value":
            continue
        grid = of.symbol(name, sort)
        identifier = known.identifiers.of(name)
        assert isinstance(grid, tuple)
        if "definite" in marks and not sort.is_scalar:
            determinants[log(determinant(grid))] = Symbol(f"ln({identifier}.det())")
        for i, row in enumerate(grid):
            for j, symbol in enumerate(row):
                values[symbol] = Symbol(identifier if sort.is_scalar else _entry_text(identifier, sort, i, j))
    expression = expression.xreplace(determinants)
    rest = expression.free_symbols - set(determinants.values())
    if not rest <= set(values):
        return None
    text = FRACTION.sub(r"Rational(\1, \2)", sstr(expression.xreplace(values)).replace("log(", "ln("))
    if "ln(" in text:
        known.helper("ln")
    return text


def _entry_text(identifier: str, sort: Sort, i: int, j: int) -> str:
    return f"{identifier}[{i}]" if sort.cols.names == () and sort.cols.constant == 1 else f"{identifier}[{i}, {j}]"
