"""What prose calls the names in a covariance, and whether the covariance uses them so."""

from __future__ import annotations

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
    if alone is not None:
        return {alone: frozenset(words[alone])} if alone in words else {}
    called = {n: w - {DOUBTFUL} for n, w in words.items() if w != {DOUBTFUL}}
    return {n: frozenset(w) for n, w in called.items() if n in covariance.free and VARIANCE not in w and not _used_so(covariance, n, w)}


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


def _used_so(term: Term, name: str, words: set[str]) -> bool:
    """Whether a name stands in a covariance as a standard deviation does (in an even power) or as a precision does (inverted)."""
    if term.op == "power" and named(term.args[0]) == name:
        exponent = term.args[1].data if term.args[1].op == "number" else None
        return exponent is not None and (DEVIATION not in words or exponent % 2 == 0) and (PRECISION not in words or exponent < 0)
    if term.op == "inverse":
        return words == {PRECISION} or all(_used_so(a, name, words) for a in term.args if name in a.free)
    if term.op in ("exp", "log") or named(term) == name:
        return False
    return all(_used_so(a, name, words) for a in term.args if name in a.free)


__all__ = ["called_in_words", "is_unclear"]
