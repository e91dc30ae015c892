"""Where a store takes queries, updates and graphs, and of what kind it is."""

from dataclasses import replace
from urllib.parse import urlsplit

import httpx2

from graph.errors import RejoinderError
from service.engine.endpoint import MANNERS, Endpoint, kind_of
from service.engine.remote import REFUSED, SOLUTIONS, options, unreachable
from service.settings import Settings

_SECONDS = 10.0
_KEPT = "-auth"  # what Virtuoso adds to the addresses that it keeps for who has a name


class EndpointError(RejoinderError):
    """The store behind the service is not there, does not do what it should, or holds something else."""


def endpoint(settings: Settings, address: str) -> Endpoint:
    """Ask a store of what kind it is; EndpointError if it is not there or refuses who asks."""
    password = settings.endpoint_password
    token = settings.endpoint_token
    asked = Endpoint(
        address,
        user=settings.endpoint_user,
        password=password.get_secret_value() if password else None,
        token=token.get_secret_value() if token else None,
        # How Virtuoso is to be told a name, has to be known before it answers.
        kind="virtuoso" if urlsplit(address).path.endswith(_KEPT) else "other",
    )
    try:
        with httpx2.Client(**options(asked.told(), _SECONDS)) as http:
            response = http.post(address, data={"query": "ASK {}"}, headers={"Accept": SOLUTIONS})
    except httpx2.InvalidURL as error:
        raise EndpointError(
            f"endpoint: {address} is no address ({error}); write https://host/path"
        ) from error
    except httpx2.HTTPError as error:
        raise EndpointError(f"{address}: {unreachable(error)}") from error
    if response.status_code in REFUSED:
        raise EndpointError(
            f"{address}: refuses who asks (status {response.status_code}); "
            "set endpoint_user and endpoint_password, or endpoint_token"
        )
    if response.status_code != 200:
        raise EndpointError(
            f"{address}: answers a query with status {response.status_code}; "
            "name the address that takes SPARQL queries"
        )
    return replace(asked, kind=kind_of(response.headers.get("server", "")))


def update(settings: Settings, found: Endpoint) -> str:
    """Tell where updates go; EndpointError if that has to be said."""
    return settings.endpoint_update or _beside(found, MANNERS[found.kind].update, "endpoint_update")


def graphs(settings: Settings, found: Endpoint) -> str:
    """Tell where the Graph Store Protocol is spoken; EndpointError if that has to be said."""
    return settings.endpoint_graphs or _beside(found, MANNERS[found.kind].graphs, "endpoint_graphs")


def _beside(found: Endpoint, path: str | None, setting: str) -> str:
    end, address = MANNERS[found.kind].query, found.query
    kept = found.kind == "virtuoso" and address.endswith(_KEPT)
    plain = address.removesuffix(_KEPT) if kept else address
    if path is None or not plain.endswith(end):
        raise EndpointError(
            f"{address}: it is not known where a store of this kind ({found.kind}) takes this; set {setting}"
        )
    suffix = _KEPT if kept or (found.kind == "virtuoso" and found.user) else ""
    return plain.removesuffix(end) + path + suffix
