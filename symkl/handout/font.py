"""The mathematical font in a page: STIX Two Math (SIL Open Font License), cut down to the characters that the page has."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from html import unescape
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from symkl.handout.extras import Missing, extra

#: what every page gets, so that pages of one kind have one font: Latin, Greek, operators, arrows, brackets and mathematical letters
USUAL = frozenset((*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x391, 0x3D7)))


def characters(text: str) -> frozenset[int]:
    """The characters of a page."""
    return frozenset(map(ord, set(unescape(text))))


def embedded(needed: frozenset[int]) -> str:
    """The style rule that holds the font."""
    return f'@font-face {{ font-family: "symkl math"; src: url(data:font/woff;base64,{_subset(needed | USUAL)}) format("woff"); }}\n'


@cache
def _subset(characters: frozenset[int]) -> str:
    """The font with these characters, the larger forms of brackets and roots included, in base64."""
    subset = extra("fontTools.subset", "html")
    options = subset.Options(flavor="woff", layout_features=["ssty"], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14])
    font = subset.load_font(str(_file()), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(characters))
    cutter.subset(font)
    out = BytesIO()
    subset.save_font(font, out, options)
    return b64encode(out.getvalue()).decode("ascii")


def _file() -> Path:
    """The whole font, which the package ziamath ships."""
    spec = find_spec("ziamath")
    if spec is None or spec.origin is None:
        raise Missing("this needs the package ziamath, which is not installed: pip install 'symkl[html]'")
    return Path(spec.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"
