"""BLAKE2 without OpenSSL, which ``hashlib`` loads first and which takes longer than a cached answer."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # another Python than CPython
    from hashlib import blake2b

__all__ = ["blake2b"]
