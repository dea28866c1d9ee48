"""Words of given blocks that bear on the meaning of a name, as data: what each says, and what it would be as a formula.

Prose declares nothing but in sentences that are understood whole (``predicates.py``). What else it says of a name and no formula repeats is held
against symkl's own answers: a proof never rests on it, and a counterexample has to respect it.
"""

from __future__ import annotations

from symkl.kernel import term as t
from symkl.kernel.context import Proposition
from symkl.kernel.term import Term

Phrase = tuple[str, ...]

DEVIATION, PRECISION, VARIANCE = "standard deviation", "precision", "variance"
DOUBTFUL = "words that do not say what it is"

SPREADS: dict[str, tuple[Phrase, ...]] = {
    DEVIATION: (("deviation",), ("deviations",), ("std",), ("stds",), ("sd",), ("stdev",), ("width",), ("widths",), ("scale",), ("root",)),
    PRECISION: (("precision",), ("precisions",), ("inverse", "variance"), ("inverse", "variances"), ("inverse", "covariance"),
                ("inverse", "covariances"), ("concentration",), ("information", "matrix")),
    VARIANCE: (("variance",), ("variances",), ("covariance",), ("covariances",)),
}  # fmt: skip

# What a name may be besides what its declaration makes of it. Empty: no formula of the format says it.
PROPERTIES: dict[str, str] = {
    "symmetric positive definite": "definite", "positive definite": "definite", "spd": "definite",
    "positive semi definite": "semidefinite", "positive semidefinite": "semidefinite", "psd": "semidefinite",
    "non negative definite": "semidefinite", "nonnegative definite": "semidefinite",
    "skew symmetric": "skew", "anti symmetric": "skew", "antisymmetric": "skew", "negative definite": "negative-definite", "symmetric": "symmetric",
    "positive": "positive", "non negative": "nonnegative", "nonnegative": "nonnegative", "non zero": "nonzero", "nonzero": "nonzero",
    "strictly positive": "positive", "strictly positive definite": "definite",
    "invertible": "invertible", "nonsingular": "invertible", "non singular": "invertible", "full rank": "invertible",
    "full column rank": "full-columns", "linearly independent columns": "full-columns", "independent columns": "full-columns",
    "full row rank": "full-rows", "linearly independent rows": "full-rows",
    "orthonormal columns": "orthonormal-columns", "orthonormal rows": "orthonormal-rows",
    "orthogonal": "orthogonal", "orthonormal": "orthonormal", "unitary": "orthogonal", "diagonal": "diagonal",
    "unit vector": "unit", "unit vectors": "unit", "unit norm": "unit", "unit length": "unit",
    "idempotent": "idempotent", "orthogonal projection": "projecting", "orthogonal projector": "projecting", "involutory": "involutory",
    "traceless": "traceless", "zero trace": "traceless", "unit determinant": "unit-determinant", "negative": "negative",
    **dict.fromkeys((
        "triangular", "projection", "projector", "nilpotent", "rank one", "singular", "circulant", "toeplitz",
        "permutation", "rotation", "stochastic", "integer", "integers", "even", "odd", "natural number", "natural numbers", "one hot", "binary",
        "boolean", "convex", "concave", "affine", "monotone", "increasing", "decreasing", "bijective", "homogeneous", "periodic", "commute",
        "commutes", "commuting", "sum to", "sums to", "summing to", "add up", "adds up", "mutually", "normalised", "normalized", "unbiased",
        "different from", "block diagonal", "tridiagonal", "banded", "sparse", "low rank", "of rank", "with rank", "unit diagonal",
        "linearly independent", "ones on the diagonal", "zeros on the diagonal", "zero diagonal",
    ), ""),
}  # fmt: skip

OF_A_LAW = "of a law"
#: qualities that only square matrices have, and that only matrices have
OF_SQUARES = frozenset(
    "symmetric skew definite negative-definite semidefinite invertible diagonal idempotent projecting involutory traceless unit-determinant".split()
)
OF_COLUMNS = frozenset("orthogonal orthonormal orthonormal-columns orthonormal-rows full-columns full-rows".split())

# What a law may be besides what its declaration makes of it.
OF_LAWS = (
    "zero mean", "mean zero", "centred", "centered", "standardised", "standardized", "whitened", "unit variance", "isotropic", "spherical",
)  # fmt: skip

# How a name may stand to another one, or to a number.
RELATIONS = (
    "greater than", "larger than", "bigger than", "less than", "smaller than", "at least", "at most", "bounded by", "bounded below",
    "bounded above", "twice", "half of", "half that", "thrice", "times that", "equal to", "equals", "equal variances", "equal means",
    "equal covariances", "the same as", "same variance", "same mean", "same covariance", "in common", "proportional to", "a multiple of",
    "orthogonal to", "perpendicular", "parallel", "coincide", "coincides", "vanishes", "vanish", "is zero", "are zero", "is one",
    "is unity", "satisfies", "satisfy", "solves", "solve", "minimises", "minimizes", "maximises", "maximizes", "between",
    "as large as", "as small as", "related to", "determined by", "identical",
)  # fmt: skip
DEPENDENCES: tuple[Phrase, ...] = (
    ("depends", "on"), ("depend", "on"), ("depending", "on"), ("function", "of"), ("functions", "of"), ("varies", "with"), ("vary", "with"),
    ("dependent", "on"),
)  # fmt: skip

# What a name may stand for: said in words alone, nothing fixes its value. Moments do so of a law that no formula says.
MOMENTS = (
    "mean", "means", "variance", "variances", "covariance", "covariances", "expectation", "expected value", "precision", "precisions",
    "standard deviation", "standard deviations", "second moment", "moments", "correlation", "entropy", "mode", "median", "probability",
    "probabilities",
)  # fmt: skip
OF_MOMENTS = frozenset(word for phrase in MOMENTS for word in phrase.split()) | {"expectations"} - {"second", "standard", "value"}
# What a function is called that is to be minimised or maximised, and that an expectation is not called without a word for a moment beside it.
OBJECTIVES = frozenset("energy energies error errors cost costs loss losses objective objectives criterion potential penalty misfit".split())
ROLES = (
    "cholesky factor", "square root", "eigenvalue", "eigenvalues", "eigenvector", "eigenvectors", "inverse", "determinant", "trace", "rank",
    "gradient", "hessian", "jacobian", "derivative", "average", "normaliser", "normalizer", "normalising constant", "normalizing constant",
    "partition function", "solution", "minimiser", "minimizer", "maximiser", "maximizer", "minimum", "maximum", "maximum likelihood estimate",
    "maximum likelihood estimator",
)  # fmt: skip

# What may follow a name without saying more of it than what it is called. Any other word there is a predicate that is not understood.
NEXT_WORDS = frozenset(
    "and or nor but with without is are be being been was were has have had do does did of for from to in on at by as into over under between"
    " among around through along than that which who whose whom where when while if then so thus hence therefore it its they them their this"
    " these those we you one other another each every any all both the a an here there now not also alone together respectively let consider write"
    " put take"
    " set choose denote arbitrary given real independent independently identically i.e eg ie such via per"
    " denotes denote stands stand means mean follow follows gives give takes take contains contain holds hold collects collect carry carries"
    " comes come describes describe explain explains represents represent enters enter plays play counts count depends depend load loads maps"
    " plus minus times observations observation samples sample inputs outputs regressors points components coordinates units"
    " entries rows columns dimensions dimensional steps letters classes clusters".split()
)
# What a name may be said to be, and nothing follows from it.
HARMLESS = frozenset(
    "a an the any some two three one given known unknown fixed held kept constant constants arbitrary free real observed measured estimated"
    " random latent hidden deterministic drawn sampled called used needed chosen defined scalar scalars vector vectors matrix matrices number"
    " numbers parameter parameters weights variables functions data shared learned trained as in of not also again here still the now both all"
    " independent uncorrelated conditionally jointly identically iid gaussian normal normally distributed standard symmetric positive invertible"
    " zero unit variance variances precision precisions covariance covariances mean means deviations mutually both each full conditional"
    " normalised normalized uniform centred centered orthogonal orthonormal diagonal lower upper itself one that which linked related".split()
)
OWN = frozenset("own same".split())
# What says of a matrix what it is made of.
LAYOUTS = frozenset(
    "row rows column columns rowwise columnwise stack stacks stacked stacking collect collects collected collecting gather gathers gathered"
    " arrange arranges arranged assemble assembles assembled contain contains containing consist consists consisting comprise comprises"
    " entries".split()
)
# Terms in which a word above says nothing.
SET_PHRASES = (
    "mean field", "mean square", "mean squared", "variance reduction", "moment matching", "normal form", "normal equations", "positive definite part",
    "negative log", "negative entropy", "inverse gamma", "inverse wishart", "linear model", "linear regression", "linear map", "square root law",
    "discrete time", "continuous time", "normal variable", "normal variables", "normal vector", "normal vectors", "normal noise", "gaussian noise",
    "zero vector", "identity matrix", "covariance function", "mean function", "probability density", "probability distribution", "solution of",
)
DISTRIBUTIONS = (
    "uniform", "exponential", "laplace", "poisson", "bernoulli", "binomial", "geometric", "gamma", "beta", "dirichlet", "student", "cauchy",
    "gaussian", "normal", "symmetric", "unimodal", "logistic", "pareto", "weibull", "rademacher", "degenerate", "discrete", "bounded",
    "log concave", "heavy tailed", "sub gaussian", "skewed", "independent", "uncorrelated",
)  # fmt: skip
#: nouns right behind which ``$p(x)$`` alone is a density, of which nothing else is known
OF_DENSITIES = frozenset(
    "density densities distribution distributions prior priors posterior posteriors marginal marginals conditional conditionals".split()
)
#: of what stands before a bar, and of nothing without one
LIKELIHOODS = frozenset(
    "likelihood likelihoods model models encoder encoders decoder decoders policy policies proposal proposals transition transitions"
    " emission emissions approximation approximations recognition joint joints".split()
)
#: between a formula and a noun behind it that says what it is: ``$q(z)$, an arbitrary density``
OF_ANY = frozenset("a an any some another arbitrary unknown given fixed further second joint conditional marginal general generic".split())
#: before these nouns: what is called so is another function of x
OF_NO_DENSITY = frozenset(
    "log logarithm unnormalised unnormalized improper pseudo quasi cumulative inverse negative squared complementary spectral energy power".split()
)
OF_FUNCTIONS = (
    "linear", "affine", "even", "odd", "constant", "quadratic", "smooth", "additive", "homogeneous", "convex", "concave", "positive", "bounded",
    "increasing", "decreasing", "monotone", "injective", "invertible", "identity", "zero",
)  # fmt: skip

NEGATIONS = frozenset("not non never no neither nor without isn't aren't doesn't don't cannot".split())
EVERYTHING = "*"  # stands among them where words that are not understood may speak of any name
LOGARITHM = "\\log"  # stands among the names of which something is said that is not understood
LOGARITHMS: tuple[Phrase, ...] = (
    ("base", "2"), ("base", "two"), ("base", "10"), ("base", "ten"), ("base", "b"), ("base", "a"), ("in", "bits"), ("as", "bits"),
)
TOGETHER: tuple[Phrase, ...] = (
    ("correlated",), ("dependent",), ("independent",), ("uncorrelated",), ("correlation",), ("correlations",), ("coupled",), ("coupling",),
    ("jointly",),
    ("together",), ("pair",), ("pairs",), ("joint",),
)  # fmt: skip
# What bounds a value besides: said of a variable whose law is declared, it changes the law.
LIMITS = (
    "takes values", "take values", "taking values", "fixed", "constant", "deterministic", "held", "shared", "equal", "in common", "is under",
    "are under", "is over",
)  # fmt: skip


def expressed(quality: str, of: Term) -> tuple[Proposition, ...] | None:
    """A quality of a value as formulas; nothing where it does not concern such a value, None where no formula says it."""
    square = of.sort.is_square and not of.sort.is_scalar
    if quality == OF_A_LAW:
        return None if of.sort.cols == t.ONE or of.sort.kind == "law" else ()
    if quality in OF_SQUARES and not square:
        return ()
    if quality in ("positive", "nonnegative", "negative", "nonzero", "counts") and not of.sort.is_scalar:
        if of.sort.cols != t.ONE and quality == "counts" and not of.sort.over:
            return expressed(quality, t.entry(of, t.index("j", of.sort.rows), t.index("k", of.sort.cols)))
        return expressed(quality, t.entry(of, t.index("j", of.sort.rows))) if of.sort.is_vector else None
    if quality in OF_COLUMNS and of.sort.cols == t.ONE:
        return () if quality not in ("orthogonal", "orthonormal") else None
    if (quality == "unit" or quality in OF_COLUMNS) and (of.sort.is_scalar or of.sort.over or (of.sort.cols == t.ONE) != (quality == "unit")):
        return None
    return _in_formulas(quality, of)


def _in_formulas(quality: str, of: Term) -> tuple[Proposition, ...] | None:
    """A quality of a value that may have it, as formulas; None where no formula says it."""
    match quality:
        case "symmetric":
            return (Proposition("=", of, t.transpose(of)),)
        case "skew":
            return (Proposition("=", t.transpose(of), t.neg(of)),)
        case "definite" | "negative-definite":
            return (Proposition("succ", of if quality == "definite" else t.neg(of), t.zero(of.sort)),)
        case "semidefinite":
            return (Proposition("succeq", of, t.zero(of.sort)),)
        case "diagonal":
            return (Proposition("=", of, t.hadamard(of, t.identity(of.sort.rows))),)
        case "orthogonal" | "orthonormal" | "orthonormal-columns":
            return (Proposition("=", t.mul(t.transpose(of), of), t.identity(of.sort.cols)),)
        case "orthonormal-rows":
            return (Proposition("=", t.mul(of, t.transpose(of)), t.identity(of.sort.rows)),)
        case "full-columns" | "full-rows":
            form = t.mul(t.transpose(of), of) if quality == "full-columns" else t.mul(of, t.transpose(of))
            return (Proposition("succ", form, t.zero(form.sort)),)
        case "idempotent" | "projecting":
            once = (Proposition("=", t.mul(of, of), of),)
            return once if quality == "idempotent" else (Proposition("=", of, t.transpose(of)), *once)
        case "involutory":
            return (Proposition("=", t.mul(of, of), t.identity(of.sort.rows)),)
        case "invertible":
            return (Proposition("!=", t.det(of), t.ZERO),)
        case "traceless" | "unit-determinant":
            return (Proposition("=", t.trace(of), t.ZERO) if quality == "traceless" else Proposition("=", t.det(of), t.UNIT),)
        case "positive" | "nonnegative" | "negative" | "nonzero":
            relation = {"positive": ">", "nonnegative": ">=", "negative": "<", "nonzero": "!="}[quality]
            return (Proposition(relation, of, t.ZERO),)
        case "counts":  # of the whole numbers, 1 and 2 will do for a counterexample
            return (Proposition("=", t.mul(t.add(of, t.MINUS), t.add(of, t.number(-2))), t.ZERO),)
        case "unit":
            return (Proposition("=", t.mul(t.transpose(of), of), t.UNIT),)
    return None
