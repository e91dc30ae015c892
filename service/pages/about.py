"""The page on what this is: sources, citing, and how to report what is wrong or ask for correction."""

from dataclasses import dataclass
from urllib.parse import quote

from service import templating
from service.desk import Desk
from service.pages.panels import panel

_LONGEST = 300
_PASSAGES = 12


@dataclass(frozen=True)
class Report:
    """A report of what is wrong with one thing, to be sent by the reader."""

    iri: str
    label: str
    text: str
    mail: str | None


async def about(desk: Desk, here: str, wrong: str = "") -> bytes:
    """Write the page; wrong is the IRI of a thing that somebody would report about."""
    report = await _report(desk, here, wrong[:_LONGEST]) if wrong else None
    return templating.page("about.html", desk, here, contact=desk.settings.contact, report=report)


async def _report(desk: Desk, here: str, iri: str) -> Report | None:
    """Put together what a curator needs to know; None for what is no thing here."""
    hits = desk.names.search.at_iris([iri])
    if not hits:
        return None
    label, revision = hits[0].label, desk.snapshot.revision
    made = await _passages(desk, hits[0].prefixed) if "evidence" in desk.catalogue else []
    lines = [
        f"Something is wrong with: {label}",
        f"IRI: {iri}",
        f"Revision: {revision}",
        *(f"Passage: {passage}" for passage in made),
        f"Seen at: {here}",
        "",
        "What is wrong, and how you know:",
        "",
    ]
    text = "\n".join(lines)
    return Report(iri, label, text, _mail(desk.settings.contact, f"Rejoinder: {label}", text))


async def _passages(desk: Desk, name: str) -> list[str]:
    """Name the passages that a fact rests on; none for what is no fact."""
    declared = next(p.declared for p in desk.catalogue["evidence"].parameters if p.name == "fact")
    if name.partition(":")[0] not in declared.kinds:
        return []
    evidence = await panel(desk, "evidence", [("fact", name)])
    rows = evidence.rows if evidence else ()
    found = (f"{row['document']} {row['start']}-{row['end']}" for row in rows)
    return list(dict.fromkeys(found))[:_PASSAGES]


def _mail(contact: str | None, subject: str, text: str) -> str | None:
    """Write a link that opens a letter; None where reports go elsewhere."""
    if contact is None or "://" in contact:
        return None
    return f"mailto:{quote(contact, safe='@')}?subject={quote(subject)}&body={quote(text)}"
