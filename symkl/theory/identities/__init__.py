"""One file for each family of identities; `theory.registry` finds them."""
