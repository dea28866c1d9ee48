"""What prose calls the names in a covariance, and whether the covariance uses them so."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from symkl.elaborate.laws import named
from symkl.elaborate.scope import Environment
from symkl.elaborate.vocabulary import DEVIATION, DOUBTFUL, PRECISION, VARIANCE
from symkl.kernel.term import Term


def called_in_words(env: Environment, covariance: Term) -> dict[str, frozenset[str]]:
    """For a name that stands alone: what it is called. For others: what is said of a name that is not used so."""
    words: dict[str, set[str]] = {}
    for word, keys in env.spreads:
        for entry in (e for e in env.entries.values() if e.key in keys or e.kind == "family" and e.base in keys):
            words.setdefault(entry.name, set()).add(word)
    alone = named(covariance)
    called = {n: w - {DOUBTFUL} for n, w in words.items() if w != {DOUBTFUL}}
    if alone is None:
        return {n: frozenset(w) for n, w in called.items() if n in covariance.free and VARIANCE not in w and not _used_so(covariance, n, w)}
    if alone not in words:
        return {}
    squares = alone in env.definitions and _is_of_squares(env.definitions[alone].body, called)
    return {alone: frozenset(words[alone] - {DEVIATION} if squares else words[alone])}


def _is_of_squares(body: Term, called: dict[str, set[str]]) -> bool:
    """Whether what defines a covariance is made of standard deviations, each squared: the word for them is not said of the whole."""
    deviations = [n for n, w in called.items() if n in body.free and w == {DEVIATION}]
    return bool(deviations) and all(_used_so(body, n, {DEVIATION}) for n in deviations)


def is_unclear(env: Environment, name: str | None, called: dict[str, frozenset[str]], bare: bool, scalar: bool) -> bool:
    """Whether words leave open that a covariance, or the name that stands alone as one, is one; ``bare``: the letter of a standard deviation."""
    if name is None:
        return any(called.values())
    if not called and bare:
        return any(word == DEVIATION for word, _ in env.spreads) or _is_doubtful(env, frozenset(), scalar)
    words = called.get(name, frozenset())
    loose = any(word not in (VARIANCE, DOUBTFUL) and not keys for word, keys in env.spreads) and not words - {DOUBTFUL}
    unclear = loose or PRECISION in words or DEVIATION in words and (VARIANCE in words or not bare)
    return unclear or not words & {VARIANCE, DEVIATION} and _is_doubtful(env, words, scalar)


def _is_doubtful(env: Environment, words: frozenset[str], scalar: bool) -> bool:
    """Whether a name in one dimension is called what may be a standard deviation, or stands beside words that are not understood."""
    return scalar and (DOUBTFUL in words or (DOUBTFUL, ()) in env.spreads)


def _used_so(term: Term, name: str, words: set[str], raised: Fraction = Fraction(1)) -> bool:
    """Whether a name stands in a covariance as a standard deviation does (in an even power) or as a precision does (inverted)."""
    if named(term) == name:
        return (DEVIATION not in words or raised % 2 == 0) and (PRECISION not in words or raised < 0)
    if term.op == "power":
        exponent = term.args[1].data if term.args[1].op == "number" else None
        return exponent is not None and _used_so(term.args[0], name, words, raised * exponent)
    if term.op == "inverse":
        return words == {PRECISION} or _used_so(term.args[0], name, words, -raised)
    if term.op in ("exp", "log"):
        return False
    powers = Counter(a for a in term.args if name in a.free)
    often = term.op in ("mul", "hadamard")
    return all(_used_so(a, name, words, raised * count if often else raised) for a, count in powers.items())


__all__ = ["called_in_words", "is_unclear"]
