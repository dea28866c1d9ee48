"""Terms printed as authors print them: for every row of the tables of notation.md that prints a term, a spelling drawn at random."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from symkl.kernel import term as t
from symkl.kernel.sort import Sort, dimension, law, vector
from symkl.kernel.term import Term

N, K = dimension("n"), dimension("K")
V, M = vector(N), Sort(N, N)
GIVEN = (
    r"$n, K \in \mathbb{N}$; $a, b \in \mathbb{R}$; $s, t > 0$; $x, y, \mu \in \mathbb{R}^n$; $A, B, \Sigma \in \mathbb{R}^{n \times n}$, $\Sigma \succ 0$, "
    r"$\det A \neq 0$; $c_1, \dots, c_K \in \mathbb{R}$; $f \colon \mathbb{R} \to \mathbb{R}$; $x' = x^T$; "
    r"$p(z) = \mathcal{N}(z \mid \mu, \Sigma)$; $q(z) = \mathcal{N}(z \mid x, A A^T)$; $g(w) = \mathcal{N}(w \mid a, s^2)$, $h(w) = \mathcal{N}(w \mid b, t)$"
)
MACROS = (
    r"$\newcommand{\tr}{\operatorname{tr}}\newcommand{\Tr}{\operatorname{Tr}}\newcommand{\E}{\mathbb{E}}\newcommand{\Var}{\operatorname{Var}}"
    r"\newcommand{\argmin}{\operatorname*{argmin}}\newcommand{\argmax}{\operatorname*{argmax}}$"
)
SCALARS = tuple(t.symbol(name) for name in "ab")
POSITIVE = tuple(t.symbol(name) for name in "st")
VECTORS = tuple(t.symbol(name, V) for name in ("x", "y", "\\mu"))
MATRICES = tuple(t.symbol(name, M) for name in ("A", "B", "\\Sigma"))
OVER_Z = tuple(t.symbol(f"{name}(z)", law(V)) for name in "pq")
OVER_W = tuple(t.symbol(f"{name}(w)", law(Sort())) for name in "gh")
FAMILY, INDEX = t.symbol("c", vector(K)), t.index("i", K)
Z, W = (("z", V),), (("w", Sort()),)


# -- terms


def scalars(depth: int, bound: str = "") -> st.SearchStrategy[Term]:
    """Scalars; ``bound`` names the variable of an expectation around them (z or w), or i of a sum."""
    at_z = [t.log(t.pdf(of, t.symbol("z", V))) for of in OVER_Z]
    inside = {"w": [t.symbol("w")], "i": [t.entry(FAMILY, INDEX)], "z": at_z}.get(bound, [])
    leaf = st.one_of(st.sampled_from((*SCALARS, *POSITIVE, *inside, *inside)), st.integers(1, 12).map(t.number))
    if not depth:
        return leaf
    one, vec, mat = scalars(depth - 1, bound), vectors(depth - 1, bound), matrices(depth - 1)
    two = st.tuples(one, one)
    forms = [
        leaf, two.map(lambda p: t.add(*p)), two.map(lambda p: t.sub(*p)), two.map(lambda p: t.mul(*p)), two.map(lambda p: t.div(*p)),
        one.map(lambda u: t.power(u, t.TWO)), one.map(t.neg), st.sampled_from(POSITIVE).map(t.log), one.map(t.log), one.map(t.exp), one.map(t.sqrt),
        one.map(t.absolute), one.map(lambda u: t.function("f", Sort(), u)), st.tuples(vec, vec).map(lambda p: t.mul(t.transpose(p[0]), p[1])),
        vec.map(lambda v: t.mul(t.transpose(v), v)), st.tuples(vec, mat, vec).map(lambda p: t.mul(t.transpose(p[0]), p[1], p[2])),
        mat.map(t.trace), mat.map(t.det), mat.map(lambda m: t.log(t.det(m))), st.tuples(*[one] * 4).map(lambda p: t.det(t.block(2, 2, *p))),
    ]  # fmt: skip
    return st.one_of(*forms, *([] if bound else _binders(depth)))


def _binders(depth: int) -> list[st.SearchStrategy[Term]]:
    over_z, over_w, over_i = (scalars(depth - 1, bound) for bound in "zwi")
    z, w = st.sampled_from(OVER_Z), st.sampled_from(OVER_W)
    return [
        st.tuples(z, over_z).map(lambda p: t.expectation(Z, *p)), st.tuples(w, over_w).map(lambda p: t.expectation(W, *p)),
        st.tuples(w, over_w).map(lambda p: t.variance(W, *p)), st.tuples(z, z).map(lambda p: t.kl(*p)), st.tuples(w, w).map(lambda p: t.kl(*p)),
        st.one_of(z, w).map(t.entropy), over_i.map(lambda u: t.summation("i", K, u)), over_i.map(lambda u: t.product("i", K, u)),
        st.tuples(scalars(depth - 1), st.sampled_from(SCALARS)).map(lambda p: t.derivative(*p)), st.sampled_from(SCALARS).map(_first_derivative),
        st.tuples(st.sampled_from(("argmin", "argmax")), scalars(depth - 1)).map(lambda p: t.optimum(p[0], (("a", Sort()),), p[1])),
        st.tuples(*[scalars(depth - 1)] * 3).map(lambda p: t.pdf(t.gaussian(p[0], t.power(p[1], t.TWO)), p[2])),
        st.tuples(vectors(depth - 1), vectors(depth - 1), matrices(depth - 1)).map(lambda p: t.pdf(t.gaussian(p[0], p[2]), p[1])),
    ]  # fmt: skip


def _first_derivative(by: Term) -> Term:
    return t.derivative(t.function("f", Sort(), by), by)


def vectors(depth: int, bound: str = "") -> st.SearchStrategy[Term]:
    leaf = st.sampled_from((*VECTORS, t.symbol("z", V)) if bound == "z" else VECTORS)
    if not depth:
        return leaf
    vec, mat = vectors(depth - 1, bound), matrices(depth - 1)
    two = st.tuples(vec, vec)
    return st.one_of(leaf, two.map(lambda p: t.sub(*p)), two.map(lambda p: t.add(*p)), two.map(lambda p: t.hadamard(*p)), st.tuples(mat, vec).map(lambda p: t.mul(*p)),
                     st.tuples(st.sampled_from(POSITIVE), vec).map(lambda p: t.mul(*p)))  # fmt: skip


def matrices(depth: int) -> st.SearchStrategy[Term]:
    leaf = st.sampled_from(MATRICES)
    if not depth:
        return leaf
    mat, vec = matrices(depth - 1), vectors(depth - 1)
    return st.one_of(leaf, st.tuples(mat, mat).map(lambda p: t.mul(*p)), st.tuples(mat, mat).map(lambda p: t.add(*p)), mat.map(t.transpose), mat.map(t.inverse),
                     mat.map(lambda m: t.transpose(t.inverse(m))), st.tuples(vec, vec).map(lambda p: t.mul(p[0], t.transpose(p[1]))))  # fmt: skip


# -- spellings

#: a row of the tables -> its spellings; @, # and § are put in
SPELLINGS = {row: spelled.split("¦") for row, spelled in {
    "transpose": "^T¦^{T}¦^\\top¦^{\\top}¦^\\text{T}¦^{\\text{T}}¦^\\mathrm{T}¦^{\\rm T}¦^\\intercal¦^{\\intercal}¦'",
    "trace": "tr¦Tr¦trace¦\\text{tr}¦\\mathrm{tr}¦\\mathrm{Tr}¦\\text{Tr}¦\\operatorname{tr}¦\\operatorname{Tr}¦\\Tr¦\\tr",
    "determinant": "|@|¦\\vert @ \\vert¦\\lvert @ \\rvert¦\\left| @ \\right|¦\\det(@)¦det(@)¦\\text{det}(@)¦\\mathrm{det}(@)¦\\mid @ \\mid¦\\det[@]",
    "expectation": "\\mathbb{E}¦E¦\\mathrm{E}¦\\E¦\\mathbb E¦\\operatorname{E}",
    "divergence": "D_{KL}¦D_\\text{KL}¦D_{\\text{KL}}¦D_{\\mathrm{KL}}¦\\mathrm{KL}¦\\text{KL}¦\\operatorname{KL}¦KL¦\\mathbb{KL}",
    "separator": "\\|¦||¦\\Vert¦\\big\\Vert¦\\parallel¦\\,\\|\\,",
    "normal": "\\mathcal{N}¦N¦\\mathcal N¦{\\cal N}",
    "bar": "|¦\\vert¦\\mid¦\\,|\\,¦\\Bigm|¦;¦\\|",
    "bold": "\\mathbf{@}¦\\boldsymbol{@}¦\\textbf{@}¦{\\bf @}¦\\pmb{@}¦\\vec{@}¦\\bm{@}¦@¦@",
    "bold greek": "\\boldsymbol{@}¦\\pmb{@}¦\\bm{@}¦\\vec{@}¦\\boldsymbol@¦@¦@",
    "argument": "\\operatorname{@}_{a}¦\\arg§_a¦\\underset{a}{\\text{@}}¦\\underset{a}{\\arg§}¦\\mathop{\\arg§}\\limits_{a}¦\\operatorname*{@}_a¦\\@_a",
    "log": "\\log¦\\ln¦log",
    "exp": "\\exp¦exp",
    "variance": "\\operatorname{Var}¦\\Var¦\\mathrm{Var}¦\\text{Var}¦\\mathbb{V}",
    "entropy": "H¦\\mathrm{H}¦\\mathbb{H}",
    "bounds": "_{i=1}^{K}¦^{K}_{i=1}¦_{i=1}^K¦_i¦_{i}¦\\limits_{i=1}^K¦_{ i = 1 }^{ K }",
    "norm": "\\|@\\|^2¦\\Vert @ \\Vert^2¦\\lVert @ \\rVert^2¦\\|@\\|_2^2¦||@||^2¦\\left\\|@\\right\\|^2",
    "brackets": "(@)¦\\left(@\\right)¦[@]¦\\left[@\\right]¦\\big(@\\big)¦\\Big[@\\Big]¦\\left\\{@\\right\\}¦\\bigl(@\\bigr)¦\\{@\\}",
    "round": "(@)¦\\left(@\\right)¦\\big(@\\big)¦\\bigl(@\\bigr)",
    "fraction": "\\frac{@}{#}¦\\dfrac{@}{#}¦\\tfrac{@}{#}¦{@ \\over #}¦\\displaystyle\\frac{@}{#}",
    "space": " ¦\\, ¦\\;¦\\!¦~¦\\: ",
    "derivative": "\\frac{\\partial}{\\partial #}¦\\frac{d}{d#}¦\\frac{\\mathrm{d}}{\\mathrm{d} #}¦\\frac{\\delta}{\\delta #}¦\\nabla_#¦\\nabla_{#}",
    "matrix": "\\begin{bmatrix}@\\end{bmatrix}¦\\begin{pmatrix}@\\end{pmatrix}¦\\left[\\begin{matrix}@\\end{matrix}\\right]¦"
    "\\left(\\begin{array}{cc}@\\end{array}\\right)",
    "row": " \\\\ ¦ \\\\\\\\ ¦ \\\\[5pt] ¦ \\\\\\ ",
    "display": "@ = @¦@ &= @¦@ =& @¦@ \\; = \\; @¦\\begin{align} @ &= @ \\end{align}¦\\begin{align*} @ & = @ \\end{align*}¦"
    "\\begin{aligned} @ &= @ \\end{aligned}¦\\begin{split} @ &= @ \\end{split}¦\\begin{eqnarray} @ &=& @ \\end{eqnarray}¦"
    "\\begin{equation} @ = @ \\end{equation}¦\\begin{gather} @ = @ \\end{gather}¦@ \\\\ = @¦@ \\newline = @¦"
    "\\begin{align} @ \\\\ &= @ \\end{align}¦\\boxed{@ = @}¦@ = @ \\tag{1.2}",
}.items()}  # fmt: skip


class Author:
    """Prints terms; each spelling is drawn anew, and brackets stand wherever a reader could doubt."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def spelling(self, row: str) -> str:
        return self.chance.choice(SPELLINGS[row])

    def display(self, term: Term) -> str:
        pieces = self.spelling("display").split("@")
        shown = pieces[0] + self.show(term) + pieces[1] + self.show(term) + pieces[2]
        return shown.replace("_", "\\_") if self.chance.random() < 0.1 else shown

    def bracketed(self, term: Term, row: str = "brackets") -> str:
        return self.spelling(row).replace("@", f" {self.show(term)} ")

    def tight(self, term: Term) -> str:
        """A term as the base of a power or a factor."""
        return self.show(term) if term.op in ("symbol", "entry") or term.op == "number" and term.data >= 0 else self.bracketed(term)

    def show(self, term: Term) -> str:
        method = getattr(self, "op_" + term.op)
        shown: str = method(term)
        return shown

    def op_number(self, term: Term) -> str:
        return str(term.data)

    def op_symbol(self, term: Term) -> str:
        if term.sort.is_scalar or term.sort.kind != "value":
            return str(term.data)
        return self.spelling("bold greek" if term.data.startswith("\\") else "bold").replace("@", term.data)

    def op_entry(self, term: Term) -> str:
        return self.chance.choice(("c_i", "c_{i}"))

    def op_add(self, term: Term) -> str:
        first = term.args[0]
        shown = self.bracketed(first) if first.op in ("add", "argmin", "argmax") else self.show(first)  # an objective is the whole sum behind it
        for part in term.args[1:]:
            negative = part.op == "mul" and part.args[0] == t.MINUS and len(part.args) == 2
            inner = part.args[1] if negative else part
            shown += (" - " if negative else " + ") + self.closed(inner)
        return shown

    def closed(self, term: Term) -> str:
        """A term behind a sign."""
        return self.bracketed(term) if term.op in ("add", "mul", "sum", "product", "derivative", "argmin", "argmax", "integral") else self.show(term)

    def op_mul(self, term: Term) -> str:
        if term.args[0] == t.MINUS:
            return "-" + self.closed(term.args[1])
        first, last = term.args[0], term.args[-1]
        if last.op == "power" and last.args[1] == t.MINUS and len(term.args) == 2 and last.sort.is_scalar:
            if self.chance.random() < 0.2:
                return f"{self.tight(first)}/{self.tight(last.args[0])}"
            return self.spelling("fraction").replace("@", self.show(first)).replace("#", self.show(last.args[0]))
        if len(term.args) == 2 and first.op == "transpose" and first.args[0] == last and last.sort.cols.constant == 1 and self.chance.random() < 0.5:
            return self.spelling("norm").replace("@", self.show(last))
        if first.op == "transpose" and len(term.args) == 2 and term.sort.is_scalar and self.chance.random() < 0.3:
            return rf"\langle {self.show(first.args[0])}, {self.show(last)} \rangle"
        space = " \\cdot " if last.op == "number" else self.spelling("space")
        return space.join(self.transposed(p) if p.op == "transpose" else self.tight(p) for p in term.args)

    def transposed(self, term: Term) -> str:
        inner = term.args[0]
        if inner.op == "power" and inner.args[1] == t.MINUS and self.chance.random() < 0.5:
            return self.tight(inner.args[0]) + self.chance.choice(("^{-T}", "^{-\\top}"))
        return self.tight(inner) + self.spelling("transpose")

    op_transpose = transposed

    def op_power(self, term: Term) -> str:
        base, exponent = term.args
        if exponent == t.HALF:
            spelled = self.chance.choice((r"\sqrt{@}", r"#^{1/2}", r"#^{\frac12}"))
            return spelled.replace("@", self.show(base)) if "@" in spelled else spelled.replace("#", self.tight(base))
        return self.tight(base) + (self.chance.choice(("^2", "^{2}", "^ 2")) if exponent == t.TWO else "^{-1}")

    def function(self, name: str, term: Term) -> str:
        return name + self.bracketed(term.args[0])

    def op_log(self, term: Term) -> str:
        name = self.spelling("log")
        plain = term.args[0].op == "symbol" and self.chance.random() < 0.5
        return rf"{name} {self.show(term.args[0])}" if plain else self.function(name, term)

    def op_exp(self, term: Term) -> str:
        return f"e^{{{self.show(term.args[0])}}}" if self.chance.random() < 0.3 else self.function(self.spelling("exp"), term)

    def op_abs(self, term: Term) -> str:
        inner = term.args[0]
        shown = self.bracketed(inner, "round") if inner.op in ("abs", "det") else self.show(inner)  # two bars in a row are those of a norm
        return self.chance.choice((r"\left|%s\right|", r"\lvert %s \rvert")) % shown

    def op_function(self, term: Term) -> str:
        return "f" + self.bracketed(term.args[0], "round")

    def op_trace(self, term: Term) -> str:
        return self.function(self.spelling("trace"), term)

    def op_det(self, term: Term) -> str:
        plain = not any(part.op in ("abs", "det") for part in t.subterms(term.args[0]))
        spelled = self.spelling("determinant") if plain else r"\left| @ \right|"
        return spelled.replace("@", self.show(term.args[0]))

    def op_block(self, term: Term) -> str:
        rows = [" & ".join(map(self.show, term.args[at : at + 2])) for at in (0, 2)]
        return self.spelling("matrix").replace("@", self.spelling("row").join(rows))

    def op_hadamard(self, term: Term) -> str:
        return r" \odot ".join(self.tight(p) for p in term.args)

    # -- binders

    def over(self, term: Term) -> str:
        head, name = term.args[0].data.split("(")[0], term.data[0][0]
        return self.chance.choice((f"_{head}", f"_{{{head}}}", f"_{{{head}({name})}}", rf"_{{{name} \sim {head}}}"))

    def op_expectation(self, term: Term) -> str:
        if self.chance.random() < 0.2:
            sign, name = self.over(term), term.data[0][0]
            return rf"\langle {self.show(term.args[1])} \rangle{sign if 'sim' not in sign else '_' + term.args[0].data[0]}" if name else ""
        if self.chance.random() < 0.2:
            name = term.data[0][0]
            return self.bracketed_text(rf"\int {self.tight(term.args[1])} {term.args[0].data} \, d{name}")
        return self.spelling("expectation") + self.over(term) + self.bracketed(term.args[1])

    def bracketed_text(self, text: str) -> str:
        return self.spelling("brackets").replace("@", text)

    def op_variance(self, term: Term) -> str:
        return self.spelling("variance") + self.over(term) + self.chance.choice(("[%s]", "(%s)", r"\left[%s\right]")) % self.show(term.args[1])

    def op_kl(self, term: Term) -> str:
        heads = [a.data if self.chance.random() < 0.5 else a.data[0] for a in term.args]
        shown = f" {self.spelling('separator')} ".join(heads)
        if self.chance.random() < 0.2:
            return rf"{self.spelling('divergence')}\left( {heads[0]} \;\middle\|\; {heads[1]} \right)"
        return self.spelling("divergence") + self.chance.choice(("(%s)", "[%s]")) % shown

    def op_entropy(self, term: Term) -> str:
        data = term.args[0].data
        return self.spelling("entropy") + self.chance.choice(("[%s]", "(%s)")) % self.chance.choice((data, data[0]))

    def op_sum(self, term: Term) -> str:
        sign = "\\sum" if term.op == "sum" else "\\prod"
        bounds = self.spelling("bounds")
        has_index = "i" in term.args[0].free
        return sign + (bounds if has_index or "K" in bounds else "_{i=1}^K") + " " + self.bracketed(term.args[0])

    op_product = op_sum

    def op_derivative(self, term: Term) -> str:
        body, by = term.args
        if body.op == "function" and body.args[0] == by and self.chance.random() < 0.5:
            return f"f'({by.data})"
        if self.chance.random() < 0.3:
            return rf"\frac{{\partial {self.bracketed(body)}}}{{\partial {by.data}}}"
        return self.spelling("derivative").replace("#", by.data) + self.bracketed(body)

    def optimum(self, term: Term) -> str:
        kind = term.op[3:]
        return self.spelling("argument").replace("@", term.op).replace("§", "\\" + kind) + " " + self.bracketed(term.args[0])

    op_argmin = op_argmax = optimum

    def op_pdf(self, term: Term) -> str:
        of, point = term.args
        if of.op == "symbol":
            return of.data[0] + self.chance.choice(("(%s)", r"\left(%s\right)")) % self.show(point)
        mean, covariance = map(self.show, of.args)
        return f"{self.spelling('normal')}({self.show(point)} {self.spelling('bar')} {mean}, {covariance})"
