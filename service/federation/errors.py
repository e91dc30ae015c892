"""What goes wrong when another server is asked.

FederationError        anything that another server did, or its address; names the address and the mend
└── FederationTimeout  it took longer than there was time
"""

from graph.errors import RejoinderError


class FederationError(RejoinderError):
    """Another server could not be asked, or its answer cannot be used."""

    def __init__(self, address: str, what: str) -> None:
        """Keep the address, an IRI, and what is wrong with it and how to mend that."""
        self.address = address
        super().__init__(f"<{address}> {what}")


class FederationTimeout(FederationError):  # noqa: N818 - the name is the fact a caller acts on
    """The server did not answer in time."""

    def __init__(self, address: str, seconds: float) -> None:
        """Keep the seconds that there were."""
        self.seconds = seconds
        super().__init__(address, f"did not answer within {seconds:g} s; ask it for less, or allow more time")
