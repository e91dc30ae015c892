"""The header of a query file: `#+` lines of YAML that say what is asked and by which parameters."""

import re
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from graph import queryfiles
from graph.errors import SourceError
from graph.terms import KINDS, SCHEMES

View = Literal["table", "timeline", "network", "bars"]
_STRICT = ConfigDict(extra="forbid", frozen=True)

# What `?name=` may not be called, because routes and commands read these themselves.
RESERVED = frozenset(
    [
        "dates",
        "during",
        "format",
        "help",
        "lang",
        "layer",
        "limit",
        "max_chain",
        "name",
        "offset",
        "since",
        "standing",
        "store",
        "timeout",
        "until",
    ]
)
# Where answers can be had by a path that reads like a phrase: the plural of each kind that begins one.
PLURALS = {
    "acts": "act",
    "bodies": "body",
    "claims": "claim",
    "documents": "document",
    "events": "event",
    "groups": "group",
    "notions": "notion",
    "passages": "passage",
    "persons": "person",
    "states": "state",
    "territories": "territory",
    "works": "work",
}
_ADDRESS = re.compile(r"/(?P<plural>[a-z]+)/\{(?P<parameter>[a-z_]+)\}/[a-z]+(-[a-z]+)*")


class HeaderError(ValueError):
    """A header that cannot be used; the text says why."""


class Declared(BaseModel):
    """What a header says of one parameter."""

    model_config = _STRICT

    type: Literal["thing", "concept", "choice", "date", "integer", "number"]
    description: str = Field(min_length=1)
    optional: bool = False
    many: bool = False
    kinds: tuple[str, ...] = ()
    scheme: str | None = None
    values: tuple[str, ...] = ()
    bound: Literal["earliest", "latest"] | None = None
    minimum: int | None = None
    maximum: int | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Hold each type to the fields that are its own."""
        own = {
            "thing": {"kinds"},
            "concept": {"scheme"},
            "choice": {"values"},
            "date": {"bound"},
            "integer": {"minimum", "maximum"},
            "number": {"minimum", "maximum"},
        }
        given = self.model_fields_set & set().union(*own.values())
        if foreign := given - own[self.type]:
            raise ValueError(f"a {self.type} has no {' or '.join(sorted(foreign))}")
        if self.type not in {"integer", "number"} and not given:
            raise ValueError(f"a {self.type} needs {' and '.join(own[self.type])}")
        if unknown := set(self.kinds) - set(KINDS):
            raise ValueError(f"there is no kind {', '.join(sorted(unknown))}")
        if self.scheme is not None and self.scheme not in SCHEMES:
            raise ValueError(f"there is no scheme {self.scheme}")
        return self

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the kinds or the scheme that a thing or a concept is looked up in."""
        return self.kinds or ((self.scheme,) if self.scheme else ())


class Picture(BaseModel):
    """Which columns a picture of an answer is drawn from, several by spaces where the first may be empty.

    order lists lanes that come first, as words.
    """

    model_config = _STRICT

    thing: str | None = None
    label: str | None = None
    lane: str | None = None
    kind: str | None = None
    value: str | None = None
    parts: str | None = None
    least: str | None = None
    most: str | None = None
    source: str | None = None
    target: str | None = None
    order: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """List what is said, by the part that it plays."""
        return {part: str(told) for part, told in self if told is not None}

    @property
    def columns(self) -> list[str]:
        """List the columns that are named."""
        return [name for part, told in self.given.items() if part != "order" for name in told.split()]


# What a picture cannot be drawn without.
_NEEDED = {"timeline": {"thing", "label"}, "bars": {"label", "value"}, "network": {"source", "target"}}


class Header(BaseModel):
    """What a query file says of itself.

    fact is the variable of the fact that a row is about, dated the one whose date counts, where they are
    bound in the outermost group, so that every answer can be narrowed by them alike. addresses are paths
    that answer it, too; view says what shows its answer best, picture from which columns it is drawn.
    """

    model_config = _STRICT

    summary: str = Field(min_length=1)
    description: str = Field(min_length=1)
    tags: tuple[str, ...] = ()
    fact: str | None = None
    dated: str | None = None
    view: View = "table"
    picture: Picture = Picture()
    addresses: tuple[str, ...] = ()
    parameters: dict[str, Declared] = {}

    @model_validator(mode="after")
    def _free(self) -> Self:
        if taken := RESERVED & set(self.parameters):
            raise ValueError(f"a parameter cannot be called {', '.join(sorted(taken))}: the service reads it")
        return self

    @model_validator(mode="after")
    def _drawn(self) -> Self:
        """Hold the picture to what its view is drawn from."""
        if missing := _NEEDED.get(self.view, set()) - set(self.picture.given):
            raise ValueError(f"view {self.view} needs a picture with {' and '.join(sorted(missing))}")
        if self.view == "table" and self.picture.given:
            raise ValueError("a table has no picture")
        return self

    @model_validator(mode="after")
    def _led(self) -> Self:
        """Hold each address to name one thing, of a kind that its parameter takes."""
        for address in self.addresses:
            found = _ADDRESS.fullmatch(address)
            kind = PLURALS.get(found["plural"]) if found else None
            if found is None or kind is None:
                raise ValueError(f"{address} is no address such as /claims/{{claim}}/responses")
            declared = self.parameters.get(found["parameter"])
            if declared is None or kind not in declared.kinds:
                raise ValueError(f"{address}: no parameter {found['parameter']} takes a {kind}")
        return self


def read(text: str) -> Header:
    """Read the header of a query file; HeaderError says what is wrong with it."""
    try:
        found = queryfiles.header(text)
    except SourceError as error:
        raise HeaderError(str(error).partition("; ")[0]) from error
    if not found:
        raise HeaderError("has no header")
    try:
        return Header.model_validate(found)
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, fault['loc'])) or 'header'}: {fault['msg']}" for fault in error.errors()
        )
        raise HeaderError("; ".join(faults)) from error
