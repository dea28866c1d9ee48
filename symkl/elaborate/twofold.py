"""Letters that one given block declares in two ways: of members and of a name of its own, of calls with arguments of two kinds."""

from __future__ import annotations

from symkl.elaborate.scope import Entry, Environment, ReadingError
from symkl.kernel.term import Binding
from symkl.source import Span


def make_room(env: Environment, apart: dict[str, str], family: Entry) -> None:
    """Let the letter of a family be declared as a name of its own; the members are found by it all the same."""
    del env.entries[family.key]
    apart[family.key] = family.key + "@one"
    env.entries[family.key + "_*"] = family._replace(key=family.key + "_*")


def refuse_two_kinds(known: Entry | None, given: int, parameters: Binding, span: Span) -> None:
    """Raise ReadingError where a function of this block is declared again, of arguments of another sort: neither would be the other."""
    if known is None or (known.given, known.kind) != (given, "function") or [s for _, s in known.parameters] == [s for _, s in parameters]:
        return
    help_ = "leave the arguments undeclared: then each such call is a value of its own"
    raise ReadingError("declared-twice", f"{known.key} is declared of arguments of two sorts", span, help_)
