"""What a check found: a file, a subject, what is wrong and how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong, in the words a curator needs to mend it."""

    file: str
    subject: str
    what: str
    mend: str

    def __str__(self) -> str:
        """Print as one line: file, subject, what is wrong, how to mend it."""
        place = ": ".join(part for part in (self.file, self.subject) if part)
        line = f"{place}: {self.what} — {self.mend}" if self.mend else f"{place}: {self.what}"
        return " ".join(line.split())
