"""What is shown of a thing that was found: by which name, how well, and what it is in a few words."""

import difflib
import math
from collections.abc import Mapping

from graph import folding
from graph.entries import CODES, NAMES, TEXTS
from service.search import WAYS, WORTH, Hit, orders

_LONGEST = 200  # characters of a description
_POSTS = 3
_LEAST, _MOST = math.log2(WORTH[WAYS[-1]]), math.log2(1.3 * WORTH[WAYS[0]])


Row = dict[str, str | float | None]
COLUMNS = ("iri", "name", "kind", "label", "matched", "way", "score", "description")


def row(hit: Hit, text: str) -> Row:
    """Write one thing that was found for a text."""
    return {
        "iri": hit.iri,
        "name": hit.prefixed,
        "kind": hit.group,
        "label": hit.label,
        "matched": matched(hit, text),
        "way": hit.way,
        "score": points(hit),
        "description": described(hit),
    }


def points(hit: Hit) -> float:
    """Write a score as a number up to 100, in the order of what was found."""
    return round(100 * (math.log2(hit.score) - _LEAST) / (_MOST - _LEAST), 2)


def matched(hit: Hit, text: str) -> str | None:
    """Pick the name or code by which a thing was found; None where it was found by a text about it."""
    if hit.way in {"text", "some-words"}:
        return None
    names = hit.texts((*NAMES, *CODES)) or [hit.slug]
    return max(names, key=lambda name: likeness(name, text))


def likeness(name: str, text: str) -> float:
    """Tell how like a text a name is: 1 for the same, a little less for another spelling of it."""
    plain = folding.plain(name)
    return max(_likeness(plain, other) for other in orders(text))


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    one, other = folding.joined(one), folding.joined(other)
    if one == other:
        return 0.99
    ratio = difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
    # A name that begins or holds what was typed is nearer than its length tells.
    held = 0.9 if one.startswith(other) else 0.8 if other in one else 0.0
    return 0.98 * max(ratio, held)


def described(hit: Hit) -> str:
    """Say in a few words what a thing is: what sort of, whose, in which posts, else what is told of it."""
    told: Mapping[str, list[str]] = {role: hit.texts([role]) for role in ("sort", "state", "post")}
    states = [state for state in told["state"] if not any(state in post for post in told["post"])]
    parts = [*told["sort"], *states, *told["post"][:_POSTS], *hit.texts(TEXTS)[:1]]
    text = "; ".join(parts)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
