"""symkl proof-reads mathematical derivations."""

__version__ = "0.1.0"
