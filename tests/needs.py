"""What a test needs from the machine: skipped where it is missing, failed where all is required."""

import os

import pytest


def need(what: str, present: object) -> None:
    """Skip the running test when something is missing, or fail it under REJOINDER_REQUIRE=all."""
    if present:
        return
    if os.environ.get("REJOINDER_REQUIRE") == "all":
        pytest.fail(f"{what} is missing, and REJOINDER_REQUIRE=all is set: see .ci/packages")
    pytest.skip(f"{what} is missing on this machine")
