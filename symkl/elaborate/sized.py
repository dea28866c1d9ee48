r"""Identities, zeros and ones with their sizes below them: ``I_n``, ``\mathbf{1}_n``, ``1_n``, ``0_{n \times k}``, ``\mathbf{O}_{n \times k}``."""

from __future__ import annotations

from symkl.elaborate.nodes import key_of, strip
from symkl.elaborate.reader import Reader
from symkl.kernel import term as t
from symkl.kernel.sort import ONE, Dimension, Sort, dimension
from symkl.kernel.term import Term
from symkl.latex.names import split_key
from symkl.latex.syntax import Node

IDENTITIES = ("I", "\\mathbf{I}", "\\mathbb{I}", "\\mathbb{1}")
_ONES = ("\\mathbf{1}", "1")
_CONSTANTS = frozenset((*IDENTITIES, "0", "\\mathbf{0}", *_ONES, "O"))


def sized(reader: Reader, base: Node | None, below: Node | None) -> Term | None:
    """The constant that a base with sizes below it is; None where it is no such constant. A letter O is one only with rows and columns
    below, a number 1 only with names."""
    key = base.text if base is not None and base.kind == "number" else key_of(base)
    if key not in _CONSTANTS or below is None or _means_something_else(reader, key):
        return None
    sizes = _sizes(strip(below))
    if sizes is None or key == "O" and len(sizes) == 1 or key == "1" and any(size.kind == "number" for size in sizes):
        return None
    rows, cols = _size(reader, sizes[0]), _size(reader, sizes[-1]) if len(sizes) == 2 else ONE
    if key in IDENTITIES:
        return reader.build.identity(rows) if len(sizes) == 1 or rows == cols else None
    sort = t.Sort(rows, cols)
    return t.ones(sort) if key in _ONES else t.zero(sort)


def with_sort(reader: Reader, node: Node, sort: Sort) -> Term | None:
    r"""The zero, the ones or the identity of which a given block says the sort and nothing else: ``\mathbf{1} \in \mathbb{R}^n``.

    None for another name, and for one whose size below it is another than the sort's.
    """
    key = key_of(node)
    if key == "\\mathbf{0}" and not sort.is_scalar:
        return t.zero(sort)
    if key in ("\\mathbf{1}", "\\mathbb{1}") and sort.is_vector:
        return t.ones(sort)
    base, below = split_key(key or "")
    entry = reader.env.entries.get(below.removeprefix("_").strip("{}"))
    if base not in _CONSTANTS or _means_something_else(reader, base) or not below.startswith("_") or entry is None or entry.kind != "dimension":
        return None
    size = reader.shapes.dimension(dimension(entry.name))
    if sort.rows != size or sort.cols != (size if base in IDENTITIES else ONE) or base == "O":
        return None
    return reader.build.identity(size) if base in IDENTITIES else t.ones(sort) if base in _ONES else t.zero(sort)


def _means_something_else(reader: Reader, key: str) -> bool:
    """Whether a constant's name is declared, otherwise than by its sort alone."""
    entry = reader.env.entries.get(key)
    known = reader.env.definitions.get(entry.name) if entry is not None else None
    return entry is not None and (known is None or known.body.op not in ("zero", "ones", "identity"))


def _sizes(below: Node) -> tuple[Node, ...] | None:
    r"""The sizes in ``n`` or ``n \times k``."""
    parts = below.parts if below.kind == "product" and below.text == " *" else (below,)
    found = tuple(strip(p) for p in parts if p is not None)
    return found if len(found) == len(parts) and all(p.kind == "number" and p.text.isdigit() or key_of(p) for p in found) else None


def _size(reader: Reader, node: Node) -> Dimension:
    if node.kind == "number":
        return dimension(int(node.text))
    key = key_of(node) or ""
    entry = reader.env.entries.get(key)
    if entry is None or entry.kind != "dimension":
        reader.fail(node, "undeclared-name", f"{key} is not declared as a dimension", f"declare ${key} \\in \\mathbb{{N}}$")
    return reader.shapes.dimension(dimension(entry.name))
