"""Colours of nodes by kind and of edges by what they tell, apart for the colour-blind (Okabe and Ito)."""

from collections.abc import Mapping

Colour = tuple[int, int, int]
_BLACK = (64, 64, 64)
_ORANGE = (230, 159, 0)
_SKY = (86, 180, 233)
_GREEN = (0, 158, 115)
_YELLOW = (240, 228, 66)
_BLUE = (0, 114, 178)
_VERMILION = (213, 94, 0)
_PURPLE = (204, 121, 167)
GREY = (170, 170, 170)

NODES: Mapping[str, Colour] = {
    "person": _BLUE,
    "body": _SKY,
    "state": _VERMILION,
    "group": _PURPLE,
    "act": _GREEN,
    "claim": _ORANGE,
    "event": _YELLOW,
    "document": _BLACK,
    "judgement": _ORANGE,
    "relation": _PURPLE,
    "membership": _SKY,
    "response": _VERMILION,
}
EDGES: Mapping[str, Colour] = {
    "affirms": _GREEN,
    "denies": _VERMILION,
    "questions": _ORANGE,
    "replies": _BLUE,
    "hedges": _ORANGE,
    "doubts": _VERMILION,
    "rejects": _PURPLE,
    "takes-from": _BLUE,
    "tells": _SKY,
}
SIZES: Mapping[str, int] = {"document": 40, "state": 24, "claim": 16, "person": 14, "body": 14, "event": 12}
SIZE = 10
