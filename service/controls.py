"""What any question may carry beside itself: a time limit, a layer, a format."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from service import negotiate
from service.negotiate import Kind
from service.parameters import collect
from service.problems import BadParameter
from service.settings import Settings

Layer = Literal["asserted", "curated", "inferred"]
LAYERS: tuple[Layer, ...] = get_args(Layer)
NAMES = ("format", "layer", "timeout")


@dataclass(frozen=True)
class Controls:
    """Seconds the question may take, the layer it is asked of, the name of a format if one was given."""

    timeout: float
    layer: Layer = "inferred"
    format: str | None = None


def read(given: Iterable[tuple[str, str]], settings: Settings, kinds: Sequence[Kind]) -> Controls:
    """Read format, layer and timeout, each given once at most; BadParameter says which cannot be read.

    A longer time than the limit is no error, and gets the limit.
    """
    texts = {name: found[0] for name, found in collect(given, NAMES).items()}
    named = texts.get("format")
    if named is not None:
        named = named.replace(
            " ", "+"
        )  # whoever writes a media type into an address forgets what a + is there
        if named not in {*negotiate.names(kinds), *negotiate.media_types(kinds)}:
            raise _unknown("format", named, negotiate.names(kinds))
    layer = texts.get("layer", "inferred")
    if layer not in LAYERS:
        raise _unknown("layer", layer, LAYERS)
    seconds = _seconds(texts["timeout"]) if "timeout" in texts else settings.timeout
    return Controls(min(seconds, settings.timeout), layer, named)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds > 0):
        raise BadParameter(
            f"timeout: {text[:40]!r} is no number of seconds above 0, such as 2.5",
            parameter="timeout",
            value=text[:40],
        )
    return seconds


def _unknown(name: str, text: str, known: Sequence[str]) -> BadParameter:
    told = f"{name}: there is no {name} {text[:40]!r}; there are {', '.join(known)}"
    return BadParameter(told, parameter=name, value=text[:40])
