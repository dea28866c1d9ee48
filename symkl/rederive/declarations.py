"""What a test function has to say before its equations: sizes, symbols and definitions, each in the author's name."""

from __future__ import annotations

import ast

from symkl.kernel.context import Context, Definition
from symkl.kernel.sort import Dimension, Sort, SortError
from symkl.kernel.term import symbol
from symkl.rederive.facts import Facts
from symkl.rederive.hoisting import Declared
from symkl.rederive.identifiers import Identifiers
from symkl.rederive.writing import Text, Unwritable, Writer, wrapped
from symkl.rederive.writing_probability import log_density

SIGNS = ("positive", "nonnegative", "nonzero")
MATRICES = {"definite": "positive_definite_matrix", "semidefinite": "positive_definite_matrix", "symmetric": "symmetric_matrix"}


class Declarations:
    """Collects, in order, what the text of one test function refers to."""

    def __init__(self, context: Context, facts: Facts, identifiers: Identifiers, helpers: set[str]) -> None:
        self.context = context
        self.facts = facts
        self.identifiers = identifiers
        self.helpers = helpers
        self.dimensions: list[str] = []
        self.indices: dict[str, Dimension] = {}
        self.made: list[Declared] = []
        self.positive: set[str] = set()  # names of constants that stand as factors
        self._declared: set[str] = set()
        self.writer = Writer(context, facts, self.declare, self.helper)

    def helper(self, name: str) -> str:
        """A helper function that the text calls."""
        self.helpers.add(name)
        return name

    def declare(self, name: str, sort: Sort) -> str:
        """The identifier of a name, declared before it is used."""
        if sort.kind == "dimension":
            if name not in self.dimensions:
                self.dimensions.append(name)
            return self.identifiers.of(name)
        if name.startswith("index "):
            return self.identifiers.of(name[6:])
        identifier = self.identifiers.of(name, "log_" if sort.kind == "law" else "")
        if name not in self._declared:
            self._declared.add(name)
            definition = self.context.definitions.get(name)
            if definition is not None:
                self._define_or_forget(name, identifier, definition, sort)
            else:
                self._symbol(identifier, name, sort)
        return identifier

    # -- symbols -------------------------------------------------------------------------------------------------------------

    def _symbol(self, identifier: str, name: str, sort: Sort) -> None:
        marks = self.facts.marks.get(name, frozenset())
        sign = next((m for m in SIGNS if m in marks), "real")
        sign = "positive" if name in self.positive else sign
        if sort.over:
            self._make(identifier, "symbol", f"{identifier} = {self._family(identifier, sort, sign)}")
        elif sort.is_scalar:
            self._make(identifier, "scalar", sign)
        else:
            self._make(identifier, "symbol", f"{identifier} = {self._matrix(identifier, sort, marks)}")

    def _make(self, identifier: str, kind: str, text: str) -> None:
        self.made.append(Declared(identifier, kind, text, frozenset() if kind == "scalar" else names_used(text)))

    def _matrix(self, identifier: str, sort: Sort, marks: frozenset[str], quoted: str | None = None) -> str:
        rows, cols = self.writer.size(sort.rows).text, self.writer.size(sort.cols).text
        label = quoted or f'"{identifier}"'
        special = next((MATRICES[m] for m in MATRICES if m in marks), None)
        if special:
            return f"{self.helper(special)}({label}, {rows})"
        if cols == "1":
            return f"{self.helper('positive_vector' if 'positive' in marks else 'vector')}({label}, {rows})"
        return f"{self.helper('matrix')}({label}, {rows}, {cols})"

    def _family(self, identifier: str, sort: Sort, sign: str) -> str:
        sizes = [self.writer.size(over).text for over in sort.over]
        element = sort.element
        loops = ["i", "j", "k"][: len(sizes)]
        while set(loops) & self.identifiers.taken():
            loops = [each + "_" for each in loops]
        prefix = identifier + "".join(f"_{{{i}}}" for i in (loops[:-1] if element.is_scalar else loops))
        if element.is_scalar:
            inner = f'symbols(f"{prefix}_1:{{{sizes[-1]} + 1}}", {sign}=True)'
            rest = list(zip(loops[:-1], sizes[:-1], strict=True))
        else:
            inner = self._matrix(identifier, element, self.facts.marks.get("", frozenset()), f'f"{prefix}"')
            rest = list(zip(loops, sizes, strict=True))
        for loop, size in reversed(rest):
            inner = f"[{inner} for {loop} in range(1, {size} + 1)]"
        return inner

    # -- definitions ----------------------------------------------------------------------------------------------------------

    def _define_or_forget(self, name: str, identifier: str, definition: Definition, sort: Sort) -> None:
        """A name whose definition has no text is not declared: whoever asks for it again is told so again."""
        try:
            self._define(identifier, definition, sort)
        except (Unwritable, SortError):
            self._declared.discard(name)
            raise

    def _define(self, identifier: str, definition: Definition, sort: Sort) -> None:
        outer = self.writer.local
        self.writer.local = {name: self.identifiers.of(name) for name, _ in definition.parameters}
        parameters = list(self.writer.local.values())
        try:
            if sort.kind == "law":
                variables = self._variables(definition, sort)
                text = log_density(self.writer, definition.body, [symbol(n, s) for n, s in variables])
                self._function(identifier, [self.writer.local[n] for n, _ in variables] + parameters, text)
            elif parameters:
                self._function(identifier, parameters, self.writer.term(definition.body))
            else:
                self._make(identifier, "definition", "\n".join(wrapped(identifier, self.writer.term(definition.body).text)))
        finally:
            self.writer.local = outer

    def _variables(self, definition: Definition, sort: Sort) -> list[tuple[str, Sort]]:
        """Names for a law's variables, from the law's own name where it has them."""
        inside = definition.name.partition("(")[2].rpartition(")")[0].partition("|")[0]
        names = [n.strip() for n in inside.split(",") if n.strip()]
        if definition.body.op in ("density", "normalised"):
            names = list(definition.body.binds)
        known = {s.partition("@")[0]: s for s in self.context.symbols}
        names = [known.get(n, n) for n in names]
        if len(names) != len(sort.parts) or set(names) & set(self.writer.local):
            names = [w for w in ("z", "y", "u", "v") if w not in self.writer.local][: len(sort.parts)]
        if len(names) != len(sort.parts):
            raise Unwritable("a law of many variables")
        self.writer.local |= {n: self.identifiers.of(n) for n in names}
        return list(zip(names, sort.parts, strict=True))

    def _function(self, identifier: str, parameters: list[str], text: Text) -> None:
        self._make(identifier, "definition", f"def {identifier}({', '.join(parameters)}):\n    return {text.text}")


def names_used(text: str) -> frozenset[str]:
    """The identifiers of Python text that are not parameters of a function in it."""
    nodes = list(ast.walk(ast.parse(text)))
    return frozenset(n.id for n in nodes if isinstance(n, ast.Name)) - frozenset(n.arg for n in nodes if isinstance(n, ast.arg))
