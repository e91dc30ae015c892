"""Where ontology, facts and queries lie, in a checkout and in an installed package."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def _either(checkout: Path, wheel: Path) -> Path:
    return checkout if checkout.is_dir() else wheel


def ontology() -> Path:
    """Find the ontology folder."""
    return _either(_CHECKOUT / "ontology", _PACKAGE / "ontology")


def queries() -> Path:
    """Find the folder of canned queries."""
    return _either(_CHECKOUT / "queries", _CHECKOUT / "service" / "queries")


def facts() -> Path:
    """Find the folder of facts, one document a file."""
    return _PACKAGE / "facts"


def reference() -> Path:
    """Find the folder of what many documents mention."""
    return _PACKAGE / "reference"


def curated() -> Path:
    """Find the folder of what a curator joins across documents."""
    return _PACKAGE / "curated"


def corpus() -> Path | None:
    """Find the documents' texts: REJOINDER_CORPUS, else ../shared/corpus beside a checkout, else None."""
    named = os.environ.get("REJOINDER_CORPUS")
    if named:
        return Path(named)
    beside = _CHECKOUT.parent / "shared" / "corpus"
    return beside if (_CHECKOUT / "ontology").is_dir() and beside.is_dir() else None
