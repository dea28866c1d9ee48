"""For tests that put something in the place of a function."""

from __future__ import annotations

import sys

import pytest

from symkl.compiled import LIBRARY

on_sources = pytest.mark.skipif(LIBRARY in sys.modules, reason="compiled functions call each other directly: nothing can be put in their place")
