"""The judge that looks for counterexamples: exact values in which both printed sides are evaluated (`refute.refute_step` is the way in)."""
