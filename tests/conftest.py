"""Tests keep their answers in a folder of their own, so that no run sees another's."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_cache() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="symkl-tests-") as folder:
        before = os.environ.get("SYMKL_CACHE_DIR")
        os.environ["SYMKL_CACHE_DIR"] = folder
        yield
        if before is None:
            del os.environ["SYMKL_CACHE_DIR"]
        else:
            os.environ["SYMKL_CACHE_DIR"] = before
