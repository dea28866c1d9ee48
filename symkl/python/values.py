"""The value of a term, as the kernel's normal form reads back: without expectations, divergences or derivatives."""

from __future__ import annotations

from sympy import Basic

from symkl.kernel.functions import Unreduced
from symkl.kernel.poly import BudgetExceeded
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term
from symkl.prove.readback import NotReadable, Readback
from symkl.prove.session import bare, normalizer
from symkl.python.reading import Reader
from symkl.python.writing import Unwritten, Writer


class NoValue(ValueError):
    """Symkl cannot carry this out; the message says what stood in the way."""


def reduced(term: Term, reader: Reader) -> Term:
    """The term of the normal form."""
    context = reader.context()
    try:
        net = normalizer(context)
        return Readback(net).grid(net.normal(bare(term, context)))
    except (Unreduced, NotReadable, BudgetExceeded, SortError) as error:
        raise NoValue(f"symkl cannot carry this out: {error}") from error


def value(term: Term, reader: Reader) -> Basic:
    """The normal form in SymPy's objects."""
    try:
        return Writer(reader.met).expression(reduced(term, reader))
    except Unwritten as error:
        raise NoValue(str(error)) from error
