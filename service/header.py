"""The header of a query file: `#+` lines of YAML that say what is asked and by which parameters."""

from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from graph.terms import KINDS, SCHEMES

_MARK = "#+"
_STRICT = ConfigDict(extra="forbid", frozen=True)

# What `?name=` may not be called, because routes and commands read these themselves.
RESERVED = frozenset({"format", "help", "layer", "name", "store", "timeout"})


class HeaderError(ValueError):
    """A header that cannot be used; the text says why."""


class Declared(BaseModel):
    """What a header says of one parameter."""

    model_config = _STRICT

    type: Literal["thing", "concept", "date", "integer"]
    description: str = Field(min_length=1)
    optional: bool = False
    kinds: tuple[str, ...] = ()
    scheme: str | None = None
    bound: Literal["earliest", "latest"] | None = None
    minimum: int | None = None
    maximum: int | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Hold each type to the fields that are its own."""
        own = {
            "thing": {"kinds"},
            "concept": {"scheme"},
            "date": {"bound"},
            "integer": {"minimum", "maximum"},
        }
        given = self.model_fields_set & {"kinds", "scheme", "bound", "minimum", "maximum"}
        if foreign := given - own[self.type]:
            raise ValueError(f"a {self.type} has no {' or '.join(sorted(foreign))}")
        if self.type != "integer" and not given:
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


class Header(BaseModel):
    """What a query file says of itself."""

    model_config = _STRICT

    summary: str = Field(min_length=1)
    description: str = Field(min_length=1)
    tags: tuple[str, ...] = ()
    parameters: dict[str, Declared] = {}

    @model_validator(mode="after")
    def _free(self) -> Self:
        if taken := RESERVED & set(self.parameters):
            raise ValueError(f"a parameter cannot be called {', '.join(sorted(taken))}: the service reads it")
        return self


def read(text: str) -> Header:
    """Read the header of a query file; HeaderError says what is wrong with it."""
    lines = []
    for line in text.splitlines():
        if not line.startswith(_MARK):
            break
        lines.append(line.removeprefix(_MARK).removeprefix(" "))
    if not lines:
        raise HeaderError("has no header")
    try:
        return Header.model_validate(yaml.safe_load("\n".join(lines)))
    except yaml.YAMLError as error:
        raise HeaderError(f"the header is no YAML: {error}") from error
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, fault['loc'])) or 'header'}: {fault['msg']}" for fault in error.errors()
        )
        raise HeaderError("; ".join(faults)) from error
