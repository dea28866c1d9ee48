"""Words that a given block may hold without saying anything of a name that its formulas do not say, as data.

What stands on no list here is not understood, and nothing is decided of what it may speak of. A word belongs here only if no sentence made of
it and of the others can change a law, the use of a symbol or what depends on what: nouns that say what a name is for, verbs that hang a name on
such a noun, words that join. Degrees (almost, roughly), operations on a quantity (scaled, clipped, paired), conventions and negations do not.
"""

from __future__ import annotations

_JOINING = (
    "a an the this that these those it its they their them themselves itself we us our and but of for from to in on at by as into with via along"
    " among amongst which who whom whose where when while what how so then thus hence therefore accordingly moreover further furthermore also"
    " again too here there now next later finally first second third fourth last former latter respectively resp namely ie eg viz say each every"
    " all both any some another other others let here's there's lets yet still already throughout henceforth simply just such"
)
_NUMBERS = "one two three four five six seven eight nine ten single zero many several few"
_VERBS = (
    "is are be being been was were has have having had do does did will would shall can may must denote denotes denoted denoting write writes"
    " written writing call calls called name names named define defines defined defining introduce introduces introduced set sets put puts take"
    " takes taken taking consider considers considered considering fix fixes fixed hold holds held give gives given giving observe observes"
    " observed observing draw draws drawn drawing sampled sampling see sees seen know knows known use uses used using need needs needed choose"
    " chooses chosen pick picks picked collect collects collected collecting stack stacks arrange arranges arranged assemble contain contains"
    " containing include includes including consist consists consisting comprise comprises describe describes described describing represent"
    " represents represented representing stand stands standing model models modelled modeled modelling modeling assume assumes assumed suppose"
    " supposes supposed recall note notes work works study studies studied look looks looking find finds found seek seeks sought want wants wish"
    " compute computes computed obtain obtains obtained get gets got receive receives received measure measures measured measuring read reads"
    " recording return returns returned output outputs predict predicts predicted predicting estimate estimates estimated estimating train trains"
    " trained training learn learns learned learnt learning infer infers inferred inferring generate generates generated follow follows following"
    " arise arises come comes coming keep keeps kept leave leaves left index indexes indexed indexing label labels labelled labeled enter enters"
    " play plays collectively abbreviate abbreviates abbreviated specify specifies specified parameterise parameterises parameterised parameterize"
    " parameterizes parameterized characterise characterises characterised characterized state states distributed sent sends encode encodes"
    " encoded encoding decode decodes decoded decoding explain explains explained emit emits emitted maps mapped require requires required show"
    " shows shown derive derives derived prove proves proved check checks checked verify evaluate evaluates differentiate think thinks thought"
    " wanted asked ask asks remain remains seeing place places placed associate associated assign assigns assigned belong belongs belonging"
    " correspond corresponds corresponding form forms make makes made point points apply applies applied"
)
_KINDS = (
    "scalar scalars vector vectors matrix matrices tensor tensors number numbers value values variable variables quantity quantities parameter"
    " parameters hyperparameter hyperparameters function functions functional mapping family families indices symbol symbols letter letters"
    " notation constant constants coefficient coefficients unknown unknowns argument arguments term terms expression expressions formula formulas"
    " formulae equation equations definition definitions element elements entry entries component components coordinate coordinates block blocks"
    " part parts column columns dimension dimensions dimensional dimensionality size sizes length lengths shape shapes space spaces domain list"
    " lists tuple tuples sequence sequences array arrays collection member members item items group groups class classes cluster clusters category"
    " categories type types kind kinds case cases thing things object objects node nodes position positions location locations field fields"
    " operator operators polynomial slope slopes intercept intercepts basis bases subspace axis axes pixel pixels voxel rectangular tall wide"
    " univariate multivariate bivariate onedimensional real finite arbitrary generic general abstract concrete specific particular certain usual"
    " ordinary familiar standard default short shorthand abbreviation abbreviations convenience brevity"
)
_FIELD = (
    "data dataset datasets datum observation observations measurement measurements sample samples reading readings target targets response"
    " responses outcome outcomes input inputs feature features covariate covariates regressor regressors predictor predictors design signal"
    " signals noise error errors residual residuals disturbance disturbances innovation innovations successor predecessor weight weights bias"
    " biases loading loadings offset offsets shift shifts activation activations logit logits score scores layer layers network networks neuron"
    " neurons encoder encoders decoder decoders autoencoder code codes image images picture pictures frame frames word words token tokens sentence"
    " document documents embedding embeddings query key keys head heads attention latent latents factor factors source sources prior priors"
    " posterior posteriors likelihood likelihoods evidence marginal marginals bound bounds objective objectives loss losses cost costs criterion"
    " energy energies potential price penalty penalties regulariser regularisers regularizer regularization regularisation hyperprior density"
    " densities distribution distributions law laws probability probabilities mean means mode modes moment moments variance variances covariance"
    " covariances precision precisions entropy entropies divergence divergences distance distances information expectation expected kernel kernels"
    " gram process processes trajectory trajectories path paths chain chains step steps time times instant iteration iterations epoch epochs batch"
    " batches minibatch rate rates gain gains filter prediction predictions update updates correction estimator estimators statistic statistics"
    " responsibility responsibilities assignment assignments proportion proportions count counts frequency approximation approximations guess"
    " guesses candidate candidates proposal surrogate auxiliary teacher student critic agent policy policies action actions reward rewards"
    " environment task tasks expert experts sensor sensors instrument instruments camera thermometer device devices receiver transmitter channel"
    " channels message messages codeword antenna robot vehicle patient patients subject subjects person people user users product trial trials"
    " experiment experiments laboratory site sites cell cells gene genes particle particles molecule asset assets portfolio stock temperature"
    " pressure voltage current force mass velocity speed height age salary demand supply equilibrium problem problems solution solutions question"
    " exercise example examples answer derivation calculation calculations proof text sheet chapter section book paper lecture lectures page line"
    " lines theorem lemma result results remark appendix purpose role roles choice setting situation scenario setup context background goal aim"
    " idea experimenter practitioner reader author scientist observer machine computer library program algorithm algorithms method methods"
    " procedure rule rules stages phase phases diffusion regression classification inference estimation optimisation optimization reconstruction"
    " generation gradient gradients hessian hessians jacobian jacobians derivative derivatives differential differentials determinant determinants"
    " trace traces inverse inverses transpose transposes eigenvalue eigenvalues eigenvector eigenvectors norm norms"
)
_QUALITIES = (
    "random deterministic stochastic hidden observable unobserved free true new old initial final present previous original variational"
    " generative discriminative predictive optimal best gaussian gaussians normal normals normally gauss nonrandom clean noisy noiseless"
    " independent independently identically iid uncorrelated mutually statistically probabilistic bayesian frequentist linear quadratic additive"
    " categorical logarithmic empirical theoretical computational invertible nonsingular symmetric definite semidefinite diagonal"
)
_MORE = (
    "schur complement cholesky annihilator hat logistic sigmoid softmax softplus mutual bhattacharyya kl kullback leibler jeffreys wasserstein"
    " fisher ridge lasso coin coins die tails odds plain pooled curvature prefactor discriminant discriminants scatter codebase libraries brownian"
    " motion increment increments post blog enough total overall effective updated euclidean smoother sum sums power powers test validation"
    " noisier products unnormalised unnormalized green blue red grey gray black colour color fused combination gave direction directions load"
    " loads loaded carry carries carried level levels unspecified mixing forward backward according satisfying ground truth valued th posteriori"
    " priori interest respect transition transitions emission emissions dynamics control controls drift white thermal importance momentum"
    " recognition annealed hyper meta natural canonical sufficient wiener kalman bayes jensen woodbury sherman morrison stein langevin monte carlo"
    " lagrangian lagrange multiplier multipliers constraint constraints feasible primal dual saddle optimum newton hutchinson elbo vae ddpm em mle"
    " ml mcmc gp gps pca ppca ols glm hmm ar kf ep vi dag cnn mlp api identity nuisance contrast angle hatted starred tilde hats bars bar star"
    " stars tildes bold boldface capital uppercase lowercase gating gate gates vocabulary corpus topic topics tree graph edge edges vertex"
    " vertices pose landmark landmarks beacon altitude bearing wind battery market consumer firm household wage wages treatment treatments dose"
    " placebo effects school schools county counties population populations census survey respondent hypothesis hypotheses null alternative"
    " estimand estimands event events arrival arrivals synapse stimulus stimuli tuning membrane photon photons detector detectors pulse telescope"
    " galaxy redshift flux lens spectrum frequencies intensity strength strengths uncertainty sd sds std stds stdev factorises factorizes"
    " factorised factorized compare compares disjoint everything report reports through under odd spring friction thermostat hamiltonian kinetic"
    " partition ensemble spin spins origin centre center annotator annotators rater raters judge judges preference preferences ranking baseline"
    " baselines advantage schedule schedules timestep timesteps horizon discount budget resource resources capacity bandwidth transmit compression"
    " guide guides codebook hyperlatent bottleneck representation representations nonlinear nonlinearity"
)

_WIDER = (
    "realisation realisations realization realizations filtering smoothing forecasting cumulative success successes failure failures"
    " discriminator generator generators classifier classifiers link links iterate iterates immediate configuration configurations endpoint"
    " endpoints exposure exposures policyholder policyholders premium premiums insurer claim claims boltzmann ornstein uhlenbeck hadamard gibbs"
    " rao cramer blackwell markov euler maruyama hyvarinen bregman jacobi taylor fourier hilbert banach frobenius mahalanobis shannon bellman"
    " riccati lyapunov sylvester schwarz rosenblatt robbins monro kolmogorov fokker planck feynman kac liouville hamilton polyak nesterov adam"
    " levenberg marquardt tikhonov galerkin lipschitz ito girsanov metropolis hastings nuts swag bptt viterbi baum welch rauch tung striebel potts"
    " ising hopfield end ends corner pixelwise scene scenes speaker speakers utterance audio video speech music text texts sentence sentences"
    " paragraph translation translations summary summaries question questions answers context contexts backbone projection projections feedforward"
    " convolution convolutional kernelised dictionary atom atoms wavelet wavelets spline splines knot knots curve curves surface surfaces plane"
    " planes volume volumes region regions area areas boundary boundaries grid grids mesh meshes material materials stress strain beam beams"
    " tension stiffness damping resistors capacitor circuit circuits planet planets orbit orbits satellite satellites earth moon sun ocean"
    " atmosphere climate weather rain river rivers flow flows protein proteins enzyme enzymes reaction reactions drug drugs disease diseases"
    " infection infections virus epidemic species habitat animal animals plant plants crop crops soil yield yields farm farms country countries"
    " city cities district districts hospital hospitals clinic clinics child children adult adults worker workers firms bank banks loan loans bond"
    " bonds option options strike inflation income consumption saving investment tax taxes good goods auction auctions bid bids bidder bidders"
    " seller buyer buyers strategy strategies game games player players payoff payoffs utility utilities welfare shock shocks elasticity endowment"
    " coach athlete team teams league season seasons packet packets queue queues server servers client clients job jobs service waiting latency"
    " throughput access session sessions click clicks advert adverts website websites recommendation recommendations mission radar lidar odometry"
    " gyroscope accelerometer actuator actuators motor motors torque command commands controller setpoint reference references terminal qubit"
    " wavefunction electron electrons nucleus charges dipole magnet gas gases fluid fluids heat system systems bath reservoir hyperparameters"
    " regularizers annealing curriculum accuracy recall threshold thresholds margin margins slack confidence credibility indicator indicators"
    " dummy dummies numerator numerators denominator denominators integrand integral integrals summand summands addend pivot pivots minor minors"
    " cofactor cofactors adjugate eigenbasis eigendecomposition decomposition decompositions factorisation factorization factorisations lu qr svd"
    " subvector submatrix subvectors submatrices subset subsets superset partitioned partitioning partitions blockwise columnwise hypothesised"
    " claimed conjectured postulated physical biological chemical economic financial social medical clinical mechanical electrical acoustic"
    " optical visual spatial temporal individual individuals simple complicated full complete entire upcoming eventual primary secondary main"
    " central key important relevant necessary useful convenient interesting distinct various corresponding respective underlying intermediate"
    " exact closed analytic analytical symbolic explicit implicit router routing readout readouts acquisition incumbent regret bandit bandits arm"
    " arms consistency fidelity penalised penalized regularised regularized actor actors cavity belief beliefs feedthrough base bijection"
    " bijections diffeomorphism pushforward denoiser denoisers sampler samplers prompt prompts completion completions logprob perplexity behaviour"
    " behavior propensity mediator mediators textbook textbooks manuscript article articles derivations supplement supplementary assumption"
    " assumptions abbreviates abbreviate simplify simplifies substituting plug plugged plugging rewriting rewrite rewrites rewritten expand"
    " expanded expanding solving minimising minimizing maximising maximizing optimise optimize optimised optimized consists realised realized"
    " believe believed believes collected gathered summarised summarized summarises summarizes summarise summarize parametrised parametrized"
    " parametrises parametrisation parameterisation parametrization parameterization containing existence uniqueness"
)


def _words(*groups: str) -> frozenset[str]:
    return frozenset(word for group in groups for word in group.split())


UNDERSTOOD = _words(_JOINING, _NUMBERS, _VERBS, _KINDS, _FIELD, _QUALITIES, _MORE, _WIDER)

# Words that say something on their own and nothing here.
TERMS = (
    "conditional density", "conditional densities", "conditional distribution", "conditional distributions", "conditional law", "conditional mean",
    "conditional variance", "conditional covariance", "conditional probability", "conditional probabilities", "conditional expectation",
    "conditional moments", "conjugate prior", "conjugate gradient", "outer product", "outer products", "inner product", "inner products",
    "cross entropy", "cross covariance", "joint density", "joint densities", "joint distribution", "joint law", "joint cost", "log likelihood",
    "log likelihoods", "log joint", "log density", "log densities", "log odds", "log posterior", "log prior", "log evidence", "log ratio",
    "log marginal", "log determinant", "log partition", "log normaliser", "log normalizer", "log weight", "log volume", "log jacobian",
    "affine map", "affine maps", "affine flow", "affine flows", "affine layer", "affine transformation", "affine coupling", "linear map",
    "linear maps",
    "log weights", "log probability", "log probabilities", "negative log",
    "twice the log likelihood", "half the sum of squares", "sum of squares", "sums of squares", "mean square", "mean square about it",
    "mean squared", "mean square error", "mean squared error", "root mean square error", "least squares", "square matrix", "square matrices",
    "is square", "be square", "are square", "square and invertible", "lower bound", "upper bound", "evidence lower bound",
    "variational lower bound", "in nats", "natural logarithm", "natural logarithms", "natural log", "before taking logs", "taking logs",
    "logarithm of the variance", "logarithm of the variances", "logarithms of the variances", "logarithm of the standard deviation",
    "logarithms of the standard deviations", "log of the variance", "log of the variances", "logs of the variances", "log of the standard deviation",
    "log of the standard deviations", "logs of the standard deviations", "up to a constant", "up to an additive constant", "up to constants",
    "up to normalisation", "up to normalization", "put out", "puts out", "turn out", "turns out", "the step back", "one step back", "steps back",
    "as follows", "as usual", "as above", "as below", "as well", "for short", "for simplicity", "for ease of notation", "in what follows",
    "from now on", "without loss of generality", "with respect to", "in terms of", "subject to", "more precisely", "in short", "in formulas",
    "number of rows", "number of columns", "rows and columns", "rows of", "columns of", "its rows", "whose rows", "with rows", "th row", "row of",
    "rows are the", "design matrix", "mixture weights", "mixture weight", "mixture model", "mixture component", "mixture components",
    "mixing matrix", "mixing weights", "mixing proportions", "mixture of gaussians", "gaussian mixture", "reverse divergence", "reverse process",
    "forward process", "filtered state", "filtered mean", "filtered covariance", "smoothed mean", "smoothed state", "smoothed covariance",
    "hidden unit", "hidden units", "output unit", "output units", "input units", "unit variance", "unit variances", "unit covariance",
    "unit covariances", "unit vector", "unit vectors", "unit noise", "identity matrix", "identity covariance", "mean field", "moment matching",
    "normal equations", "normal form", "zero vector", "zero matrix", "zero mean", "mean zero", "zero means", "same dimension", "same dimensions",
    "same size", "same sizes", "same length", "same shape", "same mean", "same means", "same variance", "same variances", "same covariance",
    "same covariances", "shared covariance", "shared covariances", "shared variance", "shared mean", "shared precision", "own covariance",
    "own covariances", "own variance", "own variances", "own mean", "own means", "same width", "same precision", "same prior", "same vector",
    "same variable", "same quantity", "same family", "same form",
    "same space", "same letter", "same symbol", "same parameters", "common variance", "common covariance", "common mean", "share one covariance",
    "shares one covariance", "share the covariance", "share a covariance", "share one variance", "not all known in advance", "not all equal",
    "not all of them equal", "not all zero", "need not be", "not necessarily", "not known", "is not a standard deviation",
    "has rows", "has columns", "has the rows", "has the columns",
    "not a standard deviation", "does not depend on", "do not depend on", "not depending on", "does not depend on anything",
    "nothing else is known", "nothing else is assumed", "nothing is assumed", "nothing more is known", "nothing is known",
    "nothing but their means", "without any symmetry", "no symmetry is assumed", "no assumption", "without further assumptions",
    "without the latent variables",
    "no coupling", "differ in", "differs in", "in general", "at the minimum", "at the maximum", "at the mode", "at the optimum", "minus the",
    "before them", "afterwards", "after all steps but the last", "goes with it", "in most uses", "come up again and again", "started in",
    "prime is the transpose", "prime denotes the transpose", "prime denotes transposition", "prime for the transpose",
    "angle brackets are the expectation", "angle brackets denote the expectation", "angle brackets denote expectations", "noisy copy",
    "approximated by", "approximate posterior", "approximating density", "stationary law", "stationary distribution", "stationary variance",
    "stationary point", "either of two sources", "of either sign", "of unknown sign", "of which only", "for all but the last", "but the last",
    "kept altogether", "in total", "which does not matter here", "together they give", "together they gave", "already matched",
    "takes the mean off", "one dimension is enough", "two coupled variables", "error covariance", "is a free parameter", "set up", "non random",
    "non zero", "prior over", "posterior over", "distribution over", "density over", "distributions over", "only need", "only need the",
    "the mixture is", "latent cause", "latent causes", "evaluated at the inputs", "evaluated at the data", "projection onto",
    "onto the column space", "laplace approximation", "log returns", "log return", "discounted return", "discounted returns", "discounted sum",
    "to simplify the notation", "weighted mean", "weighted sum", "weighted average", "weighted log joint", "classified as", "over a step",
    "over one step", "exposure to", "half of the", "step ahead", "one step ahead", "mean vector", "covariance matrix", "law of total variance",
    "log standard deviation", "log standard deviations", "log variance", "log variances", "log precision", "log precisions", "based on",
    "small letter", "small letters", "small matrix", "small number", "its own", "their own", "adds independent noise", "plus independent noise",
    "about a point", "about the point", "about the mean", "about its mean", "about their mean", "nothing is assumed about", "lower cholesky",
    "upper cholesky", "lower triangular", "upper triangular", "but not identically distributed", "over disjoint intervals",
    "takes the targets to their fit", "real valued", "vector valued", "matrix valued", "one by one", "ground truth", "posterior mode", "step size",
    "learning rate", "activation function", "if and only if", "chosen once and for all", "once and for all", "in every direction",
    "in each direction", "in each coordinate", "in every coordinate", "for each coordinate", "for all coordinates", "is corrected with",
    "corrected with any gain", "expected cost", "under the prior", "under the model", "under the posterior", "under the likelihood",
    "number of observations", "maximum likelihood", "maximum a posteriori", "coordinates of", "load on", "carry iid", "independent of each other",
    "independent of one another", "independent of everything else", "over time", "matters little", "a single column", "single observation",
    "the difference", "difference of", "difference between", "ratio of", "the ratio", "likelihood ratio", "density ratio", "signal to noise ratio",
    "importance ratio",
)  # fmt: skip

VERBAL = _words(_VERBS)
STEPS = tuple(f"{when} {which} {what}" for when in ("before", "after") for which in ("the", "a", "each", "every", "the last", "the first", "this")
 for what in ("step", "measurement", "update", "observation", "data", "reading"))  # fmt: skip

# That what is printed exists is what every line supposes, and what is listed with its verdict.
_WHAT_EXISTS = "expectations expectation integrals integral moments derivatives gradients hessians series sums limits".split()
_EXISTING = ("exist", "exists", "all exist", "exist and are finite", "are finite", "is finite", "are well defined", "is well defined", "make sense")
_WHERE = ("", "below ", "above ", "here ", "involved ")
EXISTENCE = tuple(f"{what} {where}{exists}" for what in _WHAT_EXISTS for where in _WHERE for exists in _EXISTING)

# Words that are understood only of a name that they stand beside: ``the width $s$``, ``$s$ is the scale``.
ATTACHED = frozenset("width widths scale scales root roots concentration single small large big tiny".split())
NUMBERS = frozenset("one two three four five six half several few".split())
# Words that are not understood and are known to change what they stand in front of: the values, their laws, or how several go together.
CHANGING = frozenset(
    "complex hermitian imaginary quaternion quaternions grassmann dual modular modulo truncated folded wrapped censored clipped winsorised winsorized"
    " rectified rounded quantised quantized discretised discretized thresholded saturated half lognormal improper reflected squared shifted rescaled"
    " row pseudo pseudoinverse generalised generalized paired matched shared common twin duplicate duplicated mirrored antithetic coupled correlated"
    " dependent heteroscedastic heteroskedastic autocorrelated colored coloured bits dB decibel decibels percent logged exponentiated".split()
)
DENIALS = frozenset("not no neither nor never".split())

# What may be said of a law, or of several variables, in more words than one.
OF_LAWS_IN_TERMS = (
    "zero mean", "mean zero", "zero means", "unit variance", "unit variances", "unit covariance", "unit covariances", "identity covariance",
    "same mean", "same means", "same variance", "same variances", "same covariance", "same covariances", "common mean", "common variance",
    "common covariance", "shared mean", "shared variance", "shared covariance", "shared covariances", "own mean", "own means", "own variance",
    "own variances", "own covariance", "own covariances", "independent of each other", "independent of one another", "over disjoint intervals",
    "from now on", "in what follows",
    "more precisely", "as follows", "as usual", "in general", "need not be", "not necessarily", "nothing else is known", "nothing is assumed",
    "nothing is assumed about", "nothing more is known", "in most uses", "which does not matter here", "angle brackets are the expectation",
    "angle brackets denote the expectation", "in nats", "natural logarithm", "natural logarithms", "for short", "for simplicity", "in short",
    "in formulas", "before taking logs", "but not identically distributed", "in every direction", "in each direction", "in each coordinate",
    "in every coordinate", "for each coordinate", "for all coordinates", "load on", "solution to", "solutions to", "answer to",
)  # fmt: skip

# What may follow a law, or be said of several variables whose laws are declared apart: no more than that.
OF_SEVERAL = _words(
    "is are be been was were have has with of and each other another all both two three four five they these which that who it its their where"
    " let here throughout independent mutually independently identically distributed iid uncorrelated gaussian gaussians normal normals normally"
    " random variable variables vector vectors scalar scalars number numbers real given known unknown drawn zero unit mean means variance"
    " variances covariance covariances standard deviation deviations precision precisions noise observed latent hidden parameter parameters"
    " constant constants positive definite symmetric matrices matrix setup notation model models data assumption assumptions definition"
    " definitions statistically so too also again the a an for in any every we write assume suppose take consider law laws density densities"
    " distribution distributions prior priors likelihood posterior isotropic spherical diagonal invertible first second third dimension dimensions"
    " dimensional univariate multivariate respectively denote denotes step problem solution proof derivation gives give question exercise part"
    " example measurements observations samples errors values value entries entry components component coordinates coordinate names name called"
    " then now increment increments brownian path approximation approximations terms noises arbitrary"
)
# What a variance in one dimension may be called, and be said to be: other nouns do not say whether it is one or a standard deviation.
OF_A_VARIANCE = _words(
    "variance variances covariance covariances power powers parameter parameters constant constants number numbers scalar scalars real reals time"
    " times positive known unknown fixed given finite arbitrary each every all both any some other own"
)
# What may stand before such a noun.
KINDS_OF_VARIANCE = _words(
    "transmit total average received signal residual error errors innovation noise observation measurement process state sensor prior posterior"
    " conditional marginal predictive the a an its their our one two"
)

# What agrees with a law that is declared in full.
AGREEING = frozenset(("gaussian", "normal", "independent", "uncorrelated", "symmetric", "unimodal", "identity", "linear"))
# Words that tie variables together, beside ``correlated`` and ``joint``.
BINDING = ("simultaneous", "dependence", "depend", "depends")
CONDITIONALLY = (("conditionally", "independent"), ("conditionally", "iid"), ("conditionally", "uncorrelated"))
PRONOUNS = frozenset("they both these those them each one".split())
# Words that go on about what stands before a comma.
TAILS = frozenset("with in at on by of for from up under after which that who both each all to as is are".split())
# Words for what comes in a row, of which each part hangs on the one before.
OF_CHAINS = frozenset("process processes chain chains path paths trajectory trajectories walk motion dynamics markov kernel".split())
# Words behind which a number stands for a place in a text.
NUMBERED = frozenset("exercise problem question part section chapter example step page line equation theorem lemma figure table note".split())
# Nouns before which a word that is not understood may say what kind of value a name has.
SORTS = frozenset(
    "number numbers matrix matrices vector vectors scalar scalars variable variables function functions element elements operator operators field"
    " fields group tensor tensors value values product products quantity quantities random valued"
)
# What opens an assumption between the lines of a sheet, and what may do so.
FROM_HERE = tuple(tuple(phrase.split()) for phrase in (
    "from now on", "from here on", "henceforth", "hereafter", "assume", "assumes", "assumed", "assuming", "suppose", "supposing", "redefine",
    "redefined", "convention",
))  # fmt: skip
OPENING = FROM_HERE + tuple(tuple(phrase.split()) for phrase in (
    "in this part", "in this section", "in this subsection", "in this paragraph", "in this case", "for the rest", "is now", "are now", "now let",
    "let now", "neglect", "neglecting", "ignore", "ignoring", "unless", "provided that", "now denotes", "instead of",
))  # fmt: skip
LETTING = tuple(
    tuple(phrase.split()) for phrase in ("let", "denote", "denotes", "stands for", "we write", "throughout", "treat", "treated", "regard")
)
# What a sentence without a name may be about.
MODELLED = frozenset(
    "variable variables noise noises error errors observation observations sample samples reading readings measurement measurements law laws"
    " density densities distribution distributions variance variances logarithm logarithms logs log expectation expectations they both everything"
    " all data quantities normals gaussians entropy entropies products sums indices".split()
)
