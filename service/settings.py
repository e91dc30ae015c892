"""The settings: one table from which flags, environment, TOML file, help and docs come."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from graph.errors import RejoinderError
from service.federation.addresses import Allowed
from service.federation.errors import FederationError

PREFIX = "REJOINDER_"
FILE = "rejoinder.toml"
Log = Literal["auto", "json", "text", "off"]


class SettingsError(RejoinderError):
    """A setting has a value that cannot be used."""


def _workers() -> int:
    return max(2, (os.cpu_count() or 1) + 1)


class Settings(BaseSettings):
    """What may be set; a flag wins over the environment, which wins over the TOML file."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    store: Path = Field(Path(".rejoinder"), description="folder that holds the published graph")
    corpus: Path | None = Field(
        None,
        description="folder with the documents' own texts, where you have them; a server shows them on pages "
        "and nowhere else",
    )
    contact: str | None = Field(
        None,
        pattern=r"^([^@\s<>]+@[^@\s<>]+|https://[^\s<>\"]+)$",
        description="where reports of errors go, and requests of persons named: e-mail or https address",
    )
    workers: int = Field(
        default_factory=_workers,
        ge=2,
        le=256,
        description="processes that answer queries; one is kept for canned queries (default: cores + 1)",
    )
    timeout: float = Field(30.0, gt=0, le=86400, description="seconds a query may take; `timeout=` lowers it")
    memory: int = Field(2048, ge=1536, description="MiB of address space a query process may take")
    queue: int = Field(64, ge=1, description="questions that may wait for a free process")
    query_bytes: int = Field(65536, ge=1024, description="longest query, in bytes of UTF-8")
    depth: int = Field(64, ge=8, le=256, description="deepest nesting of brackets in a query")
    tokens: int = Field(20000, ge=100, description="most tokens in a query")
    rows: int = Field(1_000_000, ge=1, description="most rows or triples of an answer")
    answer_bytes: int = Field(256 * 2**20, ge=1024, description="largest answer, in bytes")
    rows_bytes: int = Field(
        64 * 2**20, ge=1024, description="largest canned answer as plain JSON, in bytes; other formats stream"
    )
    idle: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="seconds that a client may be silent in, while a request or an answer is on its way",
    )
    connections: int = Field(512, ge=1, description="connections at a time; each takes a file descriptor")
    downloads: Literal["ready", "asked"] = Field(
        "ready",
        description="`ready`: the files of /dump are made in the background once a build is published; "
        "`asked`: each when it is first asked for",
    )
    log: Log = Field(
        "auto",
        description="`json`: a line for each request; `text`: what went wrong, for people; `off`; "
        "`auto`: text on a terminal, else json",
    )
    cache_bytes: int = Field(
        64 * 2**20, ge=0, description="bytes of answers that are kept to give them again; 0 keeps none"
    )
    rate: int = Field(
        6000, ge=0, description="questions another machine may ask in a minute; 0 sets no limit"
    )
    at_once: int = Field(
        16, ge=0, description="questions of another machine at the same time; 0 sets no limit"
    )
    allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="addresses that SERVICE and LOAD may reach, by commas; one ending in / is for all below",
    )
    endpoint: str | None = Field(
        None,
        pattern=r"^https?://[^\s<>\"@]+$",
        description="address of a SPARQL 1.1 store that answers in the place of the embedded one; "
        "`rejoinder build --load-into` fills it",
    )
    endpoint_user: str | None = Field(None, description="name to show to that store")
    endpoint_password: SecretStr | None = Field(None, description="password of that name")
    endpoint_token: SecretStr | None = Field(None, description="bearer token to show instead of a name")
    endpoint_update: str | None = Field(
        None,
        pattern=r"^https?://[^\s<>\"@]+$",
        description="address where that store takes updates, if it is not told by the kind of the store",
    )
    endpoint_graphs: str | None = Field(
        None,
        pattern=r"^https?://[^\s<>\"@]+$",
        description="address where it speaks the Graph Store Protocol, if that is not told by its kind",
    )
    writable: bool = Field(False, description="take updates and graphs from those who have the token")
    token: SecretStr | None = Field(
        None, description="what the bearer of the right to write and to cancel has to show"
    )
    token_file: Path | None = Field(None, description="file that holds the token, instead of naming it")
    upload_bytes: int = Field(
        32 * 2**20, ge=1024, description="largest update or graph that is taken, in bytes"
    )
    copy_bytes: int = Field(
        50 * 10**6, ge=1024, description="largest copy of a document that /verify compares, in bytes"
    )
    write_timeout: float = Field(
        120.0, gt=0, le=86400, description="seconds a write may take, with all that is derived and checked"
    )

    @field_validator("allow", mode="before")
    @classmethod
    def _by_commas(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        try:
            Allowed.read(self.allow)
        except FederationError as error:
            raise ValueError(f"allow: {error}") from error
        if self.token and self.token_file:
            raise ValueError("token and token_file are both set; set one of them")
        if self.writable and self.endpoint:
            raise ValueError(
                "writable and endpoint are both set; write where the graph is built, then load it from there"
            )
        if self.writable and not (self.token or self.token_file):
            raise ValueError(f"writable needs a token: set {PREFIX}TOKEN, or token_file")
        return self

    def secret(self) -> str | None:
        """Return the token, None where there is none; SettingsError if its file cannot be read."""
        if self.token_file is None:
            return self.token.get_secret_value() if self.token else None
        try:
            text = self.token_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"token_file: {self.token_file} cannot be read ({error})") from error
        if not text:
            raise SettingsError(f"token_file: {self.token_file} is empty; write a token into it")
        return text

    @property
    def body_bytes(self) -> int:
        """Return the longest body that is read: a form writes a byte as three, other fields come on top."""
        return 4 * self.query_bytes

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put flags before the environment and the environment before the TOML file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _file())


def _file() -> Path:
    return Path(os.environ.get(PREFIX + "CONFIG") or FILE)


def load(**flags: object) -> Settings:
    """Read the settings; a flag that is None was not given. SettingsError names each wrong one."""
    named = os.environ.get(PREFIX + "CONFIG")
    if named and not Path(named).is_file():
        raise SettingsError(f"{PREFIX}CONFIG: {named} is no file; name a TOML file or unset it")
    given: dict[str, Any] = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = [
            _told(str(fault["loc"][0]), fault["msg"], fault["input"])
            if fault["loc"]
            else fault["msg"].removeprefix("Value error, ")
            for fault in error.errors()
        ]
        raise SettingsError("\n".join(lines)) from error
    except (ValueError, OSError) as error:
        raise SettingsError(f"{_file()}: cannot be read as TOML: {error}") from error


def _told(name: str, message: str, value: object) -> str:
    if name not in Settings.model_fields:
        return f"{_file()}: {name}: no such setting; there are {', '.join(Settings.model_fields)}"
    sources = f"{flag(name)}, {PREFIX}{name.upper()} or {name} in {_file()}"
    given = "what was given" if name.endswith(("token", "password")) else repr(value)
    return f"{name}: {message}, not {given} (set by {sources})"


def flag(name: str) -> str:
    """Write the command-line flag of a setting."""
    return "--" + name.replace("_", "-")


def help_of(name: str) -> str:
    """Return the sentence that tells what a setting does."""
    return Settings.model_fields[name].description or ""


def table() -> str:
    """Write the settings as a Markdown table, one row a setting, as docs/settings.md shows it."""
    head = "| Setting | Environment | Default | What it does |\n|---|---|---|---|\n"
    rows = (
        f"| `{name}` | `{PREFIX}{name.upper()}` | {_default(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return head + "\n".join(rows) + "\n"


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "cores + 1"
    return "none" if field.default in (None, ()) else f"`{field.default}`"


if __name__ == "__main__":
    sys.stdout.write(table())
