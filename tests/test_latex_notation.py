"""Every notation file: its examples mean what they say, its damaged ones are told as what they are."""

from __future__ import annotations

import pytest

from symkl.latex.names import Declared, NameTable
from symkl.latex.notation import notations
from symkl.latex.parser import parse_expression
from symkl.latex.syntax import Damage, sexpr

EXAMPLES = [(name, latex, meaning) for name, notation in notations().items() for latex, meaning in notation.examples]
DAMAGED = [(name, latex, code) for name, notation in notations().items() for latex, code in notation.damaged]


def table(name: str) -> NameTable:
    return NameTable(Declared(key, kind) for key, kind in notations()[name].declared)


@pytest.mark.parametrize(("name", "latex", "meaning"), EXAMPLES)
def test_example(name: str, latex: str, meaning: str) -> None:
    side = parse_expression(latex, table(name))
    assert not isinstance(side, Damage), side
    assert sexpr(side) == meaning


@pytest.mark.parametrize(("name", "latex", "code"), DAMAGED)
def test_damaged(name: str, latex: str, code: str) -> None:
    side = parse_expression(latex, table(name))
    assert isinstance(side, Damage), sexpr(side)
    assert side.diagnostic.code == code
    assert side.diagnostic.suggestion
    assert 0 <= side.diagnostic.span.start <= side.diagnostic.span.end <= len(latex)
