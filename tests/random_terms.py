"""Random sorted terms over a fixed context, and single edits of them: material for the laws that tests state."""

from __future__ import annotations

from hypothesis import strategies as st

from symkl.kernel import term as t
from symkl.kernel.context import Context, Proposition
from symkl.kernel.sort import SCALAR, Sort, SortError, dimension, vector
from symkl.kernel.term import Term

D, N = dimension("d"), dimension("n")
V, M = vector(D), Sort(D, D)
SCALARS = tuple(t.symbol(name) for name in ("a", "b", "p", "q"))
VECTORS = tuple(t.symbol(name, V) for name in ("u", "v", "m"))
MATRICES = tuple(t.symbol(name, M) for name in ("A", "S", "P"))
WEIGHTS = t.symbol("w", V)  # its entries are > 0
AT = t.index("i", D)
FAMILY = t.symbol("x", Sort(D, over=(N,)))
POSITIVE = (SCALARS[2], SCALARS[3])
DEFINITE = (MATRICES[1], MATRICES[2])
CONTEXT = Context(
    {x.data: x.sort for x in (*SCALARS, *VECTORS, *MATRICES, FAMILY, WEIGHTS)},
    {},
    (Proposition(">", t.entry(WEIGHTS, AT), t.ZERO), *(Proposition(">", x, t.ZERO) for x in POSITIVE), *(Proposition("succ", x, t.zero(M)) for x in DEFINITE)),
    {},
)
Z = t.symbol("z", V)


def scalars(depth: int, z: bool = False) -> st.SearchStrategy[Term]:
    """Scalar terms; ``z`` says whether the bound vector z may occur."""
    leaf = st.one_of(st.sampled_from(SCALARS), st.integers(-3, 3).map(t.number), st.just(t.size(D)), st.just(t.div(t.UNIT, SCALARS[2])))
    if depth == 0:
        return leaf
    inner, vec, mat = scalars(depth - 1, z), vectors(depth - 1, z), matrices(depth - 1)
    forms = [
        leaf,
        st.tuples(inner, inner).map(lambda p: t.add(*p)),
        st.tuples(inner, inner).map(lambda p: t.mul(*p)),
        st.tuples(vec, vec).map(lambda p: t.mul(t.transpose(p[0]), p[1])),
        st.tuples(vec, mat, vec).map(lambda p: t.mul(t.transpose(p[0]), p[1], p[2])),
        mat.map(t.trace),
        st.sampled_from(POSITIVE).map(t.log),
        st.sampled_from(DEFINITE).map(lambda s: t.log(t.det(s))),
        st.tuples(st.sampled_from(POSITIVE), st.sampled_from(DEFINITE)).map(lambda p: t.log(t.mul(p[0], t.det(p[1])))),
        st.tuples(st.sampled_from(DEFINITE), st.sampled_from(MATRICES)).map(lambda p: t.log(t.det(t.add(p[0], t.mul(t.transpose(p[1]), p[1]))))),
        st.tuples(st.sampled_from(POSITIVE), st.sampled_from(DEFINITE)).map(lambda p: t.log(t.det(t.add(p[1], t.mul(p[0], t.identity(D)))))),
        st.sampled_from(POSITIVE).map(t.sqrt),
        _sums(),
        st.tuples(_sums(), st.sampled_from(VECTORS)).map(lambda p: t.mul(t.transpose(p[1]), t.derivative(p[0], p[1]))),
        st.tuples(st.sampled_from(POSITIVE), st.sampled_from(POSITIVE)).map(lambda p: t.inverse(t.add(*p))),
        vec.map(lambda w: t.summation("i", D, t.power(t.entry(w, t.index("i", D)), t.TWO))),
        vec.map(lambda w: t.summation("k", N, t.mul(t.transpose(t.member(FAMILY, t.index("k", N))), w))),
    ]
    if not z:
        body = scalars(depth - 1, True)
        forms.append(st.tuples(vec, st.sampled_from(DEFINITE), body).map(lambda p: t.expectation((("z", V),), t.gaussian(p[0], p[1]), p[2])))
        forms.append(st.tuples(inner, st.sampled_from(SCALARS)).map(lambda p: t.derivative(*p)))
    return st.one_of(*forms)


def _sums() -> st.SearchStrategy[Term]:
    """Sums over entries of functions of entries, and functions of such sums."""
    entry = st.one_of(
        st.just(t.entry(WEIGHTS, AT)),
        st.just(t.inverse(t.entry(WEIGHTS, AT))),
        st.just(t.log(t.entry(WEIGHTS, AT))),
        st.just(t.sqrt(t.entry(WEIGHTS, AT))),
        st.just(t.inverse(t.add(t.UNIT, t.entry(WEIGHTS, AT)))),
        st.just(t.log(t.add(t.entry(WEIGHTS, AT), SCALARS[2]))),
        st.sampled_from(VECTORS).map(lambda v: t.exp(t.entry(v, AT))),
        st.sampled_from(VECTORS).map(lambda v: t.mul(t.entry(WEIGHTS, AT), t.power(t.entry(v, AT), t.TWO))),
    )
    total = entry.map(lambda e: t.summation("i", D, e))
    positive = st.one_of(
        st.just(t.summation("i", D, t.entry(WEIGHTS, AT))),
        st.sampled_from(VECTORS).map(lambda v: t.summation("i", D, t.exp(t.entry(v, AT)))),
        st.just(t.product("i", D, t.entry(WEIGHTS, AT))),
    )
    return st.one_of(total, positive.map(t.log), positive.map(t.inverse), positive.map(t.sqrt), positive.map(lambda s: t.power(s, t.TWO)), total.map(t.exp))


def vectors(depth: int, z: bool = False) -> st.SearchStrategy[Term]:
    """Terms in R^d."""
    leaf = st.sampled_from((*VECTORS, Z) if z else VECTORS)
    if depth == 0:
        return leaf
    vec = vectors(depth - 1, z)
    forms = [
        leaf,
        st.tuples(vec, vec).map(lambda p: t.add(*p)),
        st.tuples(scalars(0), vec).map(lambda p: t.mul(*p)),
        st.tuples(matrices(depth - 1), vec).map(lambda p: t.mul(*p)),
        st.tuples(vec, vec).map(lambda p: t.hadamard(*p)),
        matrices(depth - 1).map(t.diagonal),
    ]
    if not z:
        forms.append(st.tuples(scalars(depth - 1), st.sampled_from(VECTORS)).map(lambda p: t.derivative(*p)))
    return st.one_of(*forms)


def matrices(depth: int) -> st.SearchStrategy[Term]:
    """Terms in R^(d x d)."""
    leaf = st.one_of(st.sampled_from(MATRICES), st.just(t.identity(D)))
    if depth == 0:
        return leaf
    mat, vec = matrices(depth - 1), vectors(depth - 1)
    return st.one_of(
        leaf,
        st.tuples(mat, mat).map(lambda p: t.add(*p)),
        st.tuples(mat, mat).map(lambda p: t.mul(*p)),
        mat.map(t.transpose),
        st.tuples(scalars(0), mat).map(lambda p: t.mul(*p)),
        st.tuples(vec, vec).map(lambda p: t.mul(p[0], t.transpose(p[1]))),
        vec.map(t.diag),
        st.sampled_from(DEFINITE).map(t.inverse),
        st.tuples(st.sampled_from(DEFINITE), st.sampled_from(DEFINITE)).map(lambda p: t.inverse(t.add(*p))),
        st.tuples(st.sampled_from(DEFINITE), st.sampled_from(DEFINITE)).map(lambda p: t.inverse(t.mul(*p))),
        st.tuples(st.sampled_from(DEFINITE), st.sampled_from(VECTORS)).map(lambda p: t.inverse(t.add(p[0], t.mul(p[1], t.transpose(p[1]))))),
        st.tuples(st.sampled_from(DEFINITE), st.sampled_from(MATRICES)).map(lambda p: t.inverse(t.add(p[0], t.mul(t.transpose(p[1]), p[1])))),
        st.sampled_from(DEFINITE).map(lambda s: t.inverse(t.sub(s, t.mul(s, t.inverse(t.add(s, DEFINITE[0])), s)))),
    )


def edits(term: Term) -> list[Term]:
    """Single edits: a sign, a factor, a power, a transpose, a swapped symbol, a dropped or doubled term."""
    found: list[Term] = []
    for path, part in places(term):
        for new in _replacements(part):
            try:
                edited = t.replace_at(term, path, new)
            except (SortError, AttributeError):
                continue
            if edited.sort == term.sort:
                found.append(edited)
    return found


def places(term: Term, path: tuple[int, ...] = ()) -> list[tuple[tuple[int, ...], Term]]:
    """Every subterm with its path."""
    return [(path, term)] + [place for i, a in enumerate(term.args) for place in places(a, (*path, i))]


def _replacements(part: Term) -> list[Term]:
    if part.sort.kind != "value" or part.sort.over:
        return []
    new: list[Term] = [t.neg(part), t.mul(t.TWO, part)]
    if part.op == "add" and len(part.args) > 1:
        new += [t.add(*(a for j, a in enumerate(part.args) if j != i)) for i in range(len(part.args))]
        new.append(t.add(*part.args, part.args[0]))
    if part.op == "number":
        new = [t.number(part.data + 1), t.number(-part.data)]
    if part.sort.is_square and not part.sort.is_scalar:
        new.append(t.transpose(part))
    if part.op == "symbol":
        same = [s for s in (*SCALARS, *VECTORS, *MATRICES) if s.sort == part.sort and s != part]
        new += same
    if part.sort == SCALAR and part.op == "symbol":
        new.append(t.power(part, t.TWO))
    return new
