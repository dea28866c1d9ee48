"""What SymPy could not be asked, as a value that carries its reason."""

from __future__ import annotations


class NotRederived(Exception):
    """A term has no explicit components here, or an integral no closed form: the answer is "unknown", with this reason."""


class TooLarge(NotRederived):
    """A bound on the work was hit: at this dimension nothing was found out."""
