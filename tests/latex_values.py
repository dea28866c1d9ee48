"""A second reader: a small part of LaTeX straight to exact matrices, by recursive descent. It shares nothing with symkl's reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction as F

from tests import exact
from tests.exact import Matrix, Number

TOKEN = re.compile(r"\\mathbf\{\w\}|\\operatorname\{tr\}|\^\{-1\}|\^T|\\[A-Za-z]+|\d+|[A-Za-z]|[-+()^{}\[\]]")
IGNORED = frozenset(("\\left", "\\right"))


class Shapes(Exception):
    """An operation that does not fit its arguments."""


class Reader:
    """``values``: what names are worth; a letter that is none of them is an error of the test."""

    def __init__(self, latex: str, values: Mapping[str, Matrix]) -> None:
        self.tokens = [t for t in TOKEN.findall(latex) if t not in IGNORED]
        self.values, self.at = values, 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        assert token and expected in ("", token), (expected, token, self.tokens)
        self.at += 1
        return token

    def expression(self) -> Matrix:
        sign = -1 if self.peek() == "-" else 1
        if self.peek() in ("-", "+"):
            self.take()
        total = scaled(self.term(), F(sign))
        while self.peek() in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            total = add(total, scaled(self.term(), F(sign)))
        return total

    def term(self) -> Matrix:
        value = self.factor()
        while self.peek() and self.peek() not in ("+", "-", ")", "}", "]"):
            value = multiply(value, self.factor())
        return value

    def factor(self) -> Matrix:
        value = self.atom()
        while self.peek() in ("^T", "^{-1}", "^"):
            mark = self.take()
            if mark == "^T":
                value = exact.transposed(value)
            elif mark == "^{-1}":
                value = exact.inverted(square(value))
            else:
                value = power(value, int(self.take()))
        return value

    def group(self, opening: str) -> Matrix:
        self.take(opening)
        value = self.expression()
        self.take({"(": ")", "{": "}", "[": "]"}[opening])
        return value

    def atom(self) -> Matrix:
        token = self.peek()
        if token in ("(", "["):
            return self.group(token)
        self.take()
        if token == "\\frac":
            top, bottom = self.group("{"), self.group("{")
            return scaled_by(top, exact.power(number(bottom), F(-1)))
        if token == "\\log":
            return exact.scalar(exact.log(number(self.group("("))))
        if token == "\\det":
            return exact.scalar(exact.determinant(square(self.group("("))))
        if token == "\\operatorname{tr}":
            value = square(self.group("("))
            total = exact.NOUGHT
            for i in range(len(value)):
                total = total + value[i][i]
            return exact.scalar(total)
        if token == "\\pi":
            return exact.scalar(exact.generator("pi"))
        if token.isdigit():
            return exact.matrix([[int(token)]])
        return self.values[token]


def valued(latex: str, values: Mapping[str, Matrix]) -> Matrix:
    """The value of a formula, all of it read."""
    reader = Reader(latex, values)
    value = reader.expression()
    assert reader.at == len(reader.tokens), reader.tokens[reader.at :]
    return value


def is_number(value: Matrix) -> bool:
    return len(value) == 1 and len(value[0]) == 1


def number(value: Matrix) -> Number:
    if not is_number(value):
        raise Shapes("a matrix for a number")
    return value[0][0]


def square(value: Matrix) -> Matrix:
    if len(value) != len(value[0]):
        raise Shapes("not square")
    return value


def scaled(value: Matrix, by: F) -> Matrix:
    return tuple(tuple(x.scaled(by) for x in row) for row in value)


def scaled_by(value: Matrix, by: Number) -> Matrix:
    return tuple(tuple(by * x for x in row) for row in value)


def add(one: Matrix, other: Matrix) -> Matrix:
    if (len(one), len(one[0])) != (len(other), len(other[0])):
        raise Shapes("a sum of different shapes")
    return exact.plus(one, other)


def multiply(one: Matrix, other: Matrix) -> Matrix:
    if is_number(one):
        return scaled_by(other, one[0][0])
    if is_number(other):
        return scaled_by(one, other[0][0])
    if len(one[0]) != len(other):
        raise Shapes("a product of shapes that do not fit")
    return exact.times(one, other)


def power(value: Matrix, exponent: int) -> Matrix:
    result = exact.eye(len(square(value)))
    for _ in range(exponent):
        result = multiply(result, value)
    return result
