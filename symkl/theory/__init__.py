"""Laws as data: identities and distributions, each with its sides, its conditions and its source."""
