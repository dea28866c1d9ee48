"""What formulas say of names already: words that say it once more, or less, change nothing."""

from __future__ import annotations

from collections.abc import Sequence

from symkl.elaborate.scope import Entry, Environment
from symkl.kernel.term import subterms


def entries_of(env: Environment, keys: Sequence[str]) -> list[Entry]:
    """The declared names of these keys that are values, families included."""
    bases = {e.base: e for e in env.entries.values() if e.kind == "family"}
    found = [env.entries.get(k) or bases.get(k) for k in dict.fromkeys(keys)]
    return list(dict.fromkeys(e for e in found if e is not None and e.kind not in ("dimension", "index", "announced")))


def is_settled(env: Environment, entry: Entry) -> bool:
    """Whether a formula says what the law of a name is: a declared one of which it is a variable or a parameter, or a condition on its moments."""
    laws = {d.name for d in env.densities if not d.arbitrary}
    known = any(entry.key in d.variables for d in env.densities if not d.arbitrary)
    return known or is_fixed(env, entry) or any(entry.name in d.body.free for n, d in env.definitions.items() if n in laws)


def is_fixed(env: Environment, entry: Entry) -> bool:
    """Whether a formula defines a name, or an equation speaks of it."""
    return entry.name in env.definitions or _in_equation(env, entry)


def defines(env: Environment, entry: Entry, others: list[Entry]) -> bool:
    """Whether the definition of another name holds this one: ``$\\Sigma = L L^T$, where $L$ is a root of $\\Sigma$``."""
    return any(o.name in env.definitions and entry.name in env.definitions[o.name].body.free for o in others if o is not entry)


def _in_equation(env: Environment, entry: Entry) -> bool:
    sides = (side for f in env.facts if f.relation in ("=", "free-of") for side in (f.left, f.right))
    return any(entry.name in env.unfolded_free(side) for side in sides)


def is_connected(env: Environment, entry: Entry) -> bool:
    """Whether a formula besides its sort and sign speaks of a name, or it is a function."""
    if entry.kind == "function" or env.is_random(entry.key) or is_fixed(env, entry):
        return True
    return any(entry.name in d.body.free for d in env.definitions.values())


def moment_is_said(env: Environment, entry: Entry, phrase: str) -> bool:
    """Whether an equation says a moment of this kind of a variable's law."""
    laws = {d.name for d in env.density_of(entry.key)}
    equal = [side for f in env.facts if f.relation == "=" for side in (f.left, f.right)]
    sides = [side for side in equal if any(part.sort.kind == "law" and part.data in laws for part in subterms(side))]
    wanted = ("expectation",) if phrase in ("mean", "means", "expectation", "expected value") else ("expectation", "variance", "covariance")
    first = wanted == ("expectation",)
    return any(s.op in wanted and (first or s.op != "expectation" or s.args[1].op != "symbol") for s in sides)


def drawn_together(env: Environment, one: str, other: str) -> bool:
    """Whether one law is of both variables, or of one given the other."""
    return any({one, other} <= {*d.variables, *d.given} for d in env.densities)


def drawn_apart(env: Environment, entries: list[Entry]) -> bool:
    """Whether each of several variables, none of them a family, has a law of its own and no other: formulas take them for independent then."""
    laws = [[d for d in env.densities if e.key in d.variables or e.key in d.given] for e in entries]
    single = all(len(own) == 1 and own[0].variables == (e.key,) and not own[0].given for e, own in zip(entries, laws, strict=True))
    return len(entries) > 1 and single and all(e.kind == "value" for e in entries)
