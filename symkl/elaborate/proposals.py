"""What to declare where a name is not declared: the declaration that its notation suggests, and names that are spelled almost so."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from symkl.elaborate.nodes import base_and_script, items_of, key_of
from symkl.elaborate.scope import Entry, ReadingError
from symkl.latex.names import base_of
from symkl.latex.syntax import Node
from symkl.source import Source

_BOLD = ("\\mathbf{", "\\boldsymbol{", "\\bm{", "\\pmb{")
_MATRICES = ("\\Sigma", "\\Lambda", "\\Gamma", "\\Phi", "\\Psi", "\\Omega", "\\Theta", "\\Xi")
_DENSITIES = frozenset("pqr")


def for_name(node: Node, key: str, bound: Collection[str], known: Iterable[str]) -> str:
    """The next action for an undeclared name; ``bound`` are the indices of the sums around it, ``known`` the keys of declared names."""
    return _meant(key, known) + f"declare it in a given block, such as ${_declaration(node, key, bound)}$"


def for_call(head: Node, key: str, printed: str, known: Iterable[str]) -> str:
    """The same for a name in front of its arguments: a density by its letter, else a function."""
    variable = printed.partition("(")[2].partition("|")[0].partition("\\mid")[0].strip(" ,)") or "x"
    density = base_of(key).lower() in _DENSITIES
    law, function = f"{printed} = \\mathcal{{N}}({variable} \\mid \\mu, \\Sigma)", f"{_spelled(head, key)} \\colon \\mathbb{{R}} \\to \\mathbb{{R}}"
    shown = law if density else function
    return _meant(key, known) + f"declare it in a given block, such as ${shown}$"


def for_law(head: str, variables: Collection[str], given: Collection[str]) -> str:
    """The next action for a density that no given block declares."""
    inside = ", ".join(variables)
    bar = f" \\mid {', '.join(given)}" if given else ""
    return f"declare it in a given block, such as ${head}({inside}{bar}) = \\mathcal{{N}}({inside} \\mid \\mu, \\Sigma)$"


def for_announced(entry: Entry) -> str:
    """The next action for a name that a given block only mentions: what it would be as a value, or with arguments as a density."""
    if not entry.parameters:
        return f"put the statement that defines it above this one, or declare it in a given block, such as ${entry.key} \\in \\mathbb{{R}}$"
    variables = ", ".join(name for name, _ in entry.parameters)
    drawn = f"({variables})" if len(entry.parameters) > 1 else variables
    return f"put the statement that defines it above this one; if it is a density, declare ${drawn} \\sim {entry.key}$ in the given block"


def as_call(error: ReadingError, node: Node, source: Source, known: Iterable[str]) -> ReadingError:
    """What is told of an undeclared name in a product, or of it as a function where it stands in front of what look like its arguments."""
    told = error.diagnostic
    for head, group in zip(node.parts, node.parts[1:], strict=False):
        if told.code != "undeclared-name" or head is None or group is None or head.span != told.span or group.text != "()":
            continue
        items, _ = items_of(group)
        if len(items) > 1 or len(items) == 1 and key_of(items[0]) is not None:
            printed = source.slice(head.span.join(group.span)).strip()
            return ReadingError(told.code, told.message, told.span, for_call(head, key_of(head) or "", printed, known))
    return error


def _declaration(node: Node, key: str, bound: Collection[str]) -> str:
    script = base_and_script(node)
    name = _spelled(node, key)
    if script is not None and script[1] == "_" and len(script[2]) == 1 and script[2][0] in bound:
        base = script[0]
        return f"{base}_1, \\dots, {base}_N \\in {_set(base, base)}"
    return f"{name} \\in {_set(name, key)}"


def _set(name: str, key: str) -> str:
    """A column for a bold small letter, a square matrix for what is printed as matrices are, else a number."""
    bold = name.startswith(_BOLD)
    letter = name.split("{", 1)[1] if bold else base_of(key)
    if letter.startswith(_MATRICES) or letter[:1].isupper() and (bold or len(letter) == 1):
        return "\\mathbb{R}^{d \\times d}"
    return "\\mathbb{R}^d" if bold else "\\mathbb{R}"


def _spelled(node: Node, key: str) -> str:
    return node.spelling if node.kind == "name" and node.spelling else key


def _meant(key: str, known: Iterable[str]) -> str:
    """A declared name that differs in case, or in few signs."""
    names = list(dict.fromkeys(name for name in known if name))
    near = [name for name in names if name.casefold() == key.casefold() and name != key] or _closest(key, names)
    return f"did you mean ${near[0]}$? Otherwise " if near else ""


def _closest(key: str, names: list[str]) -> list[str]:
    """The name that `difflib` finds closest, which is not loaded (that takes long) where none is close enough: three signs in five."""
    alike = [name for name in names if len(key) + len(name) > 200 or 10 * shared_signs(name, key) >= 3 * (len(name) + len(key))]
    if not alike:
        return []
    from difflib import get_close_matches

    return get_close_matches(key, alike, 1, 0.6)


def shared_signs(one: str, other: str) -> int:
    """How many signs `difflib` finds in both: those of the longest run, the first of several, and of what stands before it and behind it."""
    most = start = beside = 0
    before = [0] * (len(other) + 1)
    for at, sign in enumerate(one):
        lengths = [0] * (len(other) + 1)
        for place, its in enumerate(other):
            if its == sign:
                lengths[place + 1] = length = before[place] + 1
                if length > most:
                    most, start, beside = length, at - length + 1, place - length + 1
        before = lengths
    if not most:
        return 0
    return most + shared_signs(one[:start], other[:beside]) + shared_signs(one[start + most :], other[beside + most :])
