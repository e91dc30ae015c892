"""Addresses that end in the name of a format: which one is meant, and which others there are."""

from service import negotiate
from service.negotiate import Choice, Kind


def choice(kind: Kind, extension: str) -> Choice | None:
    """Find the format that an extension names; None if there is none of this kind."""
    found = (format_ for format_ in negotiate.offers(kind) if format_.extension == extension)
    return next((Choice(format_, format_.media_types[0]) for format_ in found), None)


def known(kind: Kind, address: str) -> list[str]:
    """List the addresses there are, one a format."""
    return [f"{address}.{format_.extension}" for format_ in negotiate.offers(kind)]


def alternates(kind: Kind, address: str, name: str, query: str = "") -> list[str]:
    """Write the links to the same in the other formats, for the header Link."""
    return [
        f'<{address}.{other.extension}{query}>; rel="alternate"; type="{other.media_types[0]}"'
        for other in negotiate.offers(kind)
        if other.name != name
    ]
