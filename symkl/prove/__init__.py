"""The prover: searches freely and hands derivations to the kernel."""

from symkl.prove.anchors import expansions
from symkl.prove.equality import prove_equal
from symkl.prove.outcome import Outcome
from symkl.prove.steps import prove_step

__all__ = ["Outcome", "expansions", "prove_equal", "prove_step"]
