"""Names: one canonical key for every way of spelling a name, and the table of those that are declared.

A key has fonts of emphasis and spaces taken off and as few braces as can be: ``\\mu_1``, ``X_{train}``, ``\\hat{\\mu}_1``, ``x'``,
``\\bar{\\alpha}_{t-1}``, ``\\mu^*``, ``\\mathcal{L}`` (script alphabets are kept), in the order base, primes, subscript, superscript.
A ``spelling`` is the same with the base's font and colour kept: ``\\mathbf{x}_1``, ``\\color{green}{P}_k``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symkl.latex.syntax import Node
from symkl.record import NamedTuple

KINDS = ("symbol", "family", "tuple", "function", "density", "index", "dimension", "operator")


class Declared(NamedTuple):
    """One declared name. ``spelling`` is empty where it equals the key."""

    key: str
    kind: str = "symbol"
    spelling: str = ""


class NameTable:
    """The declared names of a scope. Immutable; `with_names` gives a larger one.

    Where two declared names differ only in font or colour (spelling), both are known by their spelling; else by their key alone.
    """

    __slots__ = ("names", "words", "compounds", "tells_fonts_apart", "_spellings", "_kinds", "_bases")

    def __init__(self, names: Iterable[Declared] = ()) -> None:
        self.names: tuple[Declared, ...] = tuple(names)
        spellings: dict[str, dict[str, str]] = {}
        for name in self.names:
            spellings.setdefault(name.key, {})[name.spelling or name.key] = name.kind
        self._spellings = spellings
        self.tells_fonts_apart = any(len(variants) > 1 for variants in spellings.values())
        self._kinds = {
            (spelling if len(variants) > 1 else key): kind for key, variants in spellings.items() for spelling, kind in variants.items()
        }
        self._bases = frozenset(base_of(key) for key in spellings)
        self.words = frozenset(base for base in self._bases if len(base) > 1 and base.isalpha())
        self.compounds = frozenset(key for key in spellings if len(list(_pieces(base_of(key)))) > 1 and not base_of(key).isalpha())

    def __contains__(self, key: object) -> bool:
        """Whether a name of this key, or one with this base, is declared."""
        return key in self._spellings or key in self._bases

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NameTable) and self.names == other.names

    def __hash__(self) -> int:
        return hash(self.names)

    def __repr__(self) -> str:
        return f"NameTable({', '.join(self._kinds)})"

    def with_names(self, *names: Declared) -> NameTable:
        """This table with more names; a name of the same key and spelling is shadowed."""
        new = {(n.key, n.spelling) for n in names}
        return NameTable((*(n for n in self.names if (n.key, n.spelling) not in new), *names))

    def resolve(self, key: str, spelling: str = "") -> str | None:
        """The key in use of a name spelled so, None if it is not declared."""
        variants = self._spellings.get(key)
        if variants is None:
            return None
        if len(variants) == 1:
            return key
        return (spelling or key) if (spelling or key) in variants else None

    def printed(self, key: str, spelling: str = "") -> str:
        """The text of a name that is not declared: its key, or its spelling where the key belongs to other names."""
        return spelling or key if len(self._spellings.get(key, ())) > 1 else key

    def kind(self, key: str) -> str | None:
        """What a name with this key in use was declared as."""
        return self._kinds.get(key)

    def multiplies(self, node: Node) -> bool:
        """Whether declared names (and constants) stand side by side: ``A B = 0`` is a condition on both, and no name of two letters.

        So is ``u_i v_j = 1`` of the members of declared families.
        """
        keys = [part.text if part is not None else "" for part in node.parts]
        is_known = any(k in self or self._kinds.get(base_of(k)) == "family" for k in keys)
        return node.kind == "product" and is_known and all(k in self or base_of(k) in self or k in _CONSTANTS for k in keys)


_CONSTANTS = ("\\mathbf{1}", "\\mathbf{0}", "\\mathbf{I}", "\\mathbb{1}", "I")  # that mean something undeclared


def _pieces(base: str) -> Iterator[str]:
    """The letters and commands of a base, one after the other."""
    at = 0
    while at < len(base):
        end = at + 1
        if base[at] == "\\":
            while end < len(base) and base[end].isalpha():
                end += 1
            while end < len(base) and base[end] == "{":
                end = _closing(base, end) + 1
        if base[at] != " ":
            yield base[at:end]
        at = end


def _closing(text: str, at: int) -> int:
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if not depth:
            return place
    return len(text)


def base_of(key: str) -> str:
    """The key without primes, subscript and superscript: ``\\hat{\\mu}`` of ``\\hat{\\mu}_1``."""
    return split_key(key)[0]


def split_key(key: str) -> tuple[str, str]:
    """The base and what is attached to it."""
    depth = 0
    for at, character in enumerate(key):
        depth += (character == "{") - (character == "}")
        if not depth and character in "_^'":
            return key[:at], key[at:]
    return key, ""


def attached(sign: str, text: str) -> str:
    """``_1``, ``_{12}``, ``_\\theta``: braces only where needed."""
    single = len(text) == 1 or text[:1] == "\\" and text[1:].isalpha()
    return f"{sign}{text}" if single else f"{sign}{{{text}}}"


def accented(accent: str, key: str) -> str:
    """The key with an accent on its base: ``\\hat{\\mu}_1`` of ``\\mu_1``."""
    base, rest = split_key(key)
    return f"\\{accent}{{{base}}}{rest}"


def joined(pieces: Iterable[str]) -> str:
    """Pieces of a key, a space kept where a command would swallow a letter."""
    text = ""
    for piece in pieces:
        if piece[:1].isalpha() and text and text[-1].isalpha() and "\\" in text and text[text.rindex("\\") + 1 :].isalpha():
            text += " "
        text += piece
    return text


def key_of(node: Node) -> str | None:
    """The key that a parsed node spells, declared or not; None where the node is no name.

    Reads names, accents, primes, stars, superscripts that can belong to a name, products of plain names (``\\delta\\theta``), an
    operator printed without an argument (``D_{KL}``), and the function of a call or of a product of name and group (``f(x)``: f).
    """
    reader = _READERS.get(node.kind)
    return reader(node) if reader else None


def function_of(node: Node) -> Node | None:
    """The node of the function in ``f(x)``, whether it was read as a call or as a product of name and group."""
    if node.kind == "call":
        return node.parts[0]
    if node.kind == "product" and len(node.parts) == 2:
        last = node.parts[1]
        return node.parts[0] if last is not None and last.kind == "group" and last.text in ("()", "[]") else None
    return None


def _of_base(node: Node) -> str | None:
    base = node.parts[0]
    return key_of(base) if base is not None else None


def _of_over(node: Node) -> str | None:
    inner = _of_base(node)
    return accented(node.text, inner) if inner else None


def _of_prime(node: Node) -> str | None:
    inner = _of_base(node)
    if not inner:
        return None
    base, rest = split_key(inner)
    return base + node.text + rest


def _with_superscript(key: str, text: str) -> str:
    at = key.rfind("^")
    if at >= 0 and split_key(key[:at]):
        return key[:at] + attached("^", key[at + 1 :].strip("{}") + text)
    return key + attached("^", text)


def _of_star(node: Node) -> str | None:
    inner = _of_base(node)
    return _with_superscript(inner, "*") if inner else None


def _of_script(node: Node) -> str | None:
    inner = _of_base(node)
    power = node.parts[2]
    text = _superscript(power) if power is not None else None
    return _with_superscript(inner, text) if inner and text and node.parts[1] is None else None


def _superscript(node: Node) -> str | None:
    if node.kind in ("number", "name", "text"):
        return node.text
    if node.kind == "group" and len(node.text) == 2 and node.parts[0] is not None:
        inner = _superscript(node.parts[0])
        return f"{node.text[0]}{inner}{node.text[1]}" if inner else None
    if node.kind == "sum" and len(node.parts) == 1 and node.parts[0] is not None:
        inner = _superscript(node.parts[0])
        return f"{node.text}{inner}" if inner else None
    if node.kind == "product":
        return word_above(node)
    if node.kind == "sum" and len(node.parts) == 2 and node.text[:1] == "+":  # ``V_t^{t-1}``, as filters print what is known when
        first, last = (p.text if p is not None and p.kind in ("name", "number") else "" for p in node.parts)
        return f"{first}{node.text[1]}{last}" if first.isalpha() and last.isdigit() else None
    return None


def word_above(node: Node) -> str | None:
    r"""The capitals of ``\hat\mu^{MLE}`` that make a word, declared or not; None of anything else."""
    letters = [p.text if p is not None and p.kind == "name" and len(p.text) == 1 else "" for p in node.parts] if node.kind == "product" else []
    return "".join(letters) if len(letters) > 1 and not node.text.strip() and all(x.isupper() for x in letters) else None


def _of_product(node: Node) -> str | None:
    function = function_of(node)
    if function is not None:
        return key_of(function)
    if node.text.strip() or any(part is None or part.kind != "name" for part in node.parts):
        return None
    return joined(part.text for part in node.parts if part is not None)


def _of_call(node: Node) -> str | None:
    return _of_base(node)


_READERS = {
    "name": lambda node: node.text,
    "operator": lambda node: node.spelling if node.parts[2] is None and node.spelling else None,
    "over": _of_over,
    "prime": _of_prime,
    "star": _of_star,
    "script": _of_script,
    "product": _of_product,
    "call": _of_call,
}
EMPTY = NameTable()
