"""The one error tree of the project.

RejoinderError
├── SourceError        a data file that cannot be read, or a term that is not ours
├── DateError          a date that is no EDTF of the forms that are read
├── PassageError       words or offsets that do not stand in a document
├── StoreError         the store cannot be written or read
│   ├── MissingStore   nothing was built there yet
│   ├── DamagedStore   what was built there is not whole
│   ├── UnknownRevision   no revision of that name is kept there
│   └── Conflict       another revision is current than the one a write was made for
├── ExportError        what was asked of an export is not there, or its target cannot be written
├── RefusedChange      a write that no graph of ours can take
└── BuildError         the graph has findings; nothing was published
"""

from collections.abc import Sequence

from graph.findings import Finding


class RejoinderError(Exception):
    """Root of everything the project raises on purpose."""


class SourceError(RejoinderError):
    """A data file cannot be read, or a name in it is not one of ours."""


class DateError(RejoinderError):
    """A date is not written in a form of EDTF that is read."""


class PassageError(RejoinderError):
    """Words or offsets do not stand in a document as they should."""


class StoreError(RejoinderError):
    """The store cannot be written or read."""


class MissingStore(StoreError):  # noqa: N818 - the name is the fact a caller acts on
    """Nothing was built in this place yet."""


class DamagedStore(StoreError):  # noqa: N818 - the name is the fact a caller acts on
    """What was built in this place is not whole."""


class UnknownRevision(StoreError):  # noqa: N818 - the name is the fact a caller acts on
    """No revision of that name is kept in this place, or more than one."""


class Conflict(StoreError):  # noqa: N818 - the name is the fact a caller acts on
    """Another revision is current than the one a write was made for, so nothing was written."""


class ExportError(RejoinderError):
    """What was asked of an export is not there, or where it goes cannot be written; nothing was written."""


class RefusedChange(RejoinderError):  # noqa: N818 - the name is the fact a caller acts on
    """A write holds what the graph cannot take, whatever else it says, so nothing was written."""


class BuildError(RejoinderError):
    """The graph has findings, so nothing was published."""

    def __init__(self, findings: Sequence[Finding], advice: str = "") -> None:
        """Keep the findings, which are what the caller shows, and what else may be done about them."""
        self.findings = tuple(findings)
        self.advice = advice
        lines = [str(finding) for finding in self.findings]
        said = f"{len(self.findings)} findings, nothing was published"
        super().__init__("\n".join([said, *lines, *([advice] if advice else [])]))
