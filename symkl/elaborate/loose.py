r"""Functions that a given block declares as ``f \\colon \\mathbb{R} \\to \\mathbb{R}`` and a formula prints without what they are taken of.

Outside of what binds a name, ``f`` is ``f(x)`` for any x. In ``\\mathbb{E}_{p(z)}[f]`` it may be ``f(z)``, and is no constant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from symkl.elaborate.scope import ReadingError
from symkl.kernel import term as t
from symkl.kernel.term import Binding, Term, subterms
from symkl.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symkl.elaborate.reader import Reader


def taken_of_something(term: Term, unnamed: Collection[str], span: Span) -> None:
    """Refuse a term in which such a function stands where a name is bound, or is derived by one, that it is not taken of."""
    for part in subterms(term) if unnamed else ():
        varied = part.args[1].free if part.op == "derivative" else frozenset(part.binds)
        for inner in subterms(part) if varied else ():
            if inner.op == "function" and inner.data in unnamed and inner.free.isdisjoint(varied):
                message = f"{inner.data} stands here without what it is taken of, perhaps {', '.join(sorted(varied))}"
                raise ReadingError("unsupported", message, span, f"print its argument, as in {inner.data}(..)")


def of_their_sorts(reader: Reader, arguments: Iterable[Term], parameters: Binding) -> list[Term]:
    """The arguments that such a function is read with; a letter that is declared as something of another sort is none of them."""
    symbols, found = reader.env.symbols, []
    for argument, (name, declared) in zip(arguments, parameters, strict=True):
        sort = reader.shapes.sort(declared)
        known = argument.sort if name in reader.local else symbols.get(name, sort)
        found.append(argument if reader.shapes.sort(known) == sort else t.symbol(t.fresh(name, set(symbols)), sort))
    return found
