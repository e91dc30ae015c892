"""Addresses of other servers in their one form, and the list of those that may be reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, quote, unquote, urlsplit

from service.federation.errors import FederationError

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000  # characters; decoding a path to its end takes time by the square
_AS_THEY_ARE = "/%:@!$&'()*+,;=-._~?"


@dataclass(frozen=True)
class Address:
    """Where a request goes: host in lower case, port always known, path and query in ASCII."""

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @classmethod
    def read(cls, iri: str) -> Self:
        """Read an absolute IRI; FederationError unless it is a plain address of http or https."""
        try:
            parts = urlsplit(iri)
            port = parts.port
        except ValueError as error:
            raise FederationError(iri, f"is no address ({error})") from error
        fault = _fault(iri, parts)
        if fault is not None:
            raise FederationError(iri, fault)
        return cls(
            parts.scheme,
            parts.hostname or "",
            _PORTS[parts.scheme] if port is None else port,
            quote(parts.path or "/", safe=_AS_THEY_ARE),
            quote(parts.query, safe=_AS_THEY_ARE),
        )

    @property
    def netloc(self) -> str:
        """Host and port, as the header Host has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address as it is asked."""
        return f"{self.scheme}://{self.netloc}{self.path}" + (f"?{self.query}" if self.query else "")


def _fault(iri: str, parts: SplitResult) -> str | None:
    host = parts.hostname or ""
    rules = (
        (parts.scheme not in _PORTS, "is not asked: only http and https are"),
        (not host or not host.isascii(), "has no host in ASCII; write its host as xn--…"),
        (any(sign.isspace() for sign in iri), "has a space in it; write %20"),
        ("@" in parts.netloc, "names a user; leave out what stands before the @"),
        (bool(parts.fragment), "names a part of a document; leave out what stands from the #"),
        (len(iri) > _LONGEST, f"is longer than {_LONGEST} characters; ask a shorter one"),
        (_climbs(parts.path[:_LONGEST]), "has . or .. in its path; write the path that it leads to"),
    )
    return next((fault for broken, fault in rules if broken), None)


def _climbs(path: str) -> bool:
    """Whether any server might read a step up in it, however often it is encoded."""
    while (plain := unquote(path)) != path:
        path = plain
    return "\\" in path or any(step.partition(";")[0] in {".", ".."} for step in path.split("/"))


@dataclass(frozen=True)
class Allowed:
    """The addresses that SERVICE and LOAD may reach, each with whether all below it is meant."""

    entries: tuple[tuple[Address, bool], ...] = ()

    @classmethod
    def read(cls, entries: Iterable[str]) -> Self:
        """Read a list of IRIs, of which one that ends in / allows all below it.

        FederationError names an entry that is no address.
        """
        return cls(
            tuple((Address.read(entry), entry.endswith("/") and "?" not in entry) for entry in entries)
        )

    def permits(self, iri: str) -> bool:
        """Tell whether an IRI is on the list, or below an entry of it."""
        try:
            address = Address.read(iri)
        except FederationError:
            return False
        return any(address == entry or (below and _below(entry, address)) for entry, below in self.entries)


def _below(entry: Address, address: Address) -> bool:
    same = (entry.scheme, entry.host, entry.port) == (address.scheme, address.host, address.port)
    return same and address.path.startswith(entry.path)
