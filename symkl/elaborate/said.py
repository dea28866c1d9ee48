"""What given blocks say of a name in words."""

from __future__ import annotations

import re

OTHER_SPREAD = re.compile(r"precision|inverse (co)?variance|deviation|\bstd\b|\bsd\b|\bstdev\b|\broot\b|\bwidth\b|\bscale\b")  # no covariance


def block_around(text: str, at: int) -> str:
    """The given block in which a place stands, in small letters and with single spaces."""
    until = text.find("\n:::", at)
    words = " ".join(text[max(text.rfind("\n:::", 0, at), 0) : until if until >= 0 else len(text)].split()).lower()
    return words if "given" in words[:12] else ""


def said_of(text: str, at: int, printed: str) -> str:
    """What given blocks, up to the one around a place, say in words right beside a formula that begins with a name, or of the bare name."""
    until = text.find("\n:::", at)
    blocks = re.findall(r":::\{given\}(.*?)(?=\n:::|\Z)", text[: until if until >= 0 else len(text)], re.DOTALL)
    wanted, found = _closed_up(printed), []
    for block in blocks:
        parts = re.split(r"\${1,2}", " ".join(block.split()).replace("s.d.", "std"))
        for place in range(0, len(parts), 2):
            words = parts[place].lower()
            if place > 0 and _is_about(parts[place - 1], wanted):
                found.append(re.split(r"[,.;:]| and | with ", words)[0])
            if place + 1 < len(parts) and _is_about(parts[place + 1], wanted):
                found.append(re.split(r"[,.;:]", words)[-1])
            found += [c for c in re.split(r"[,.;:]", parts[place]) if re.search(rf"(?<!\w){re.escape(printed)}(?!\w)", c)]
    return re.sub(r"inverse (of the )?(precision|width)", "", " | ".join(found).lower().replace("standard-deviation", "standard deviation"))


def _is_about(formula: str, wanted: str) -> bool:
    """Whether a formula begins with a name itself, or a member of its family, not with a power or an inverse of it."""
    base, script, _ = wanted.partition("_")
    closed, head = _closed_up(formula), base + script
    behind = re.sub(r"^(\\[A-Za-z]+|[A-Za-z0-9])", "", closed[len(head) :]) if script else closed[len(head) :]
    return closed.startswith(head) and not re.match(r"[A-Za-z0-9_^'*(]", behind)


def _closed_up(formula: str) -> str:
    return re.sub(r"[\s{}]", "", formula)
