"""What is trusted: sorts, terms, the normal form, and the replay of derivations (`check.replay`). It imports
the standard library only; `docs/kernel.md` tells it from top to bottom."""
