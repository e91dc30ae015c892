"""What a page shows of a thing because of its kind: panels, each the answer of a canned query about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.desk import Desk
from service.pages.panels import Panel, panel, panels

_MANY = 60  # facts whose evidence a claim's page shows
Wanted = Mapping[str, tuple[str, str, tuple[tuple[str, str], ...]]]


@dataclass(frozen=True)
class Plan:
    """The template of a kind, and its panels: each a query, the parameter that takes the thing, others."""

    template: str
    panels: Wanted


_ACTS = ("acts_of_speaker", "speaker", ())
PLANS: Mapping[str, Plan] = {
    "claim": Plan(
        "claim.html",
        {
            "history": ("claim_history", "claim", ()),
            "responses": ("responses_to_claim", "claim", ()),
            "verdicts": ("icow_verdicts", "subject", ()),
        },
    ),
    "act": Plan(
        "act.html",
        {
            "responses": ("responses_to_claim", "claim", ()),
            "verdicts": ("icow_verdicts", "subject", ()),
            "judgements": ("judgements_about", "about", ()),
            "discrepancies": ("discrepancies", "fact", ()),
        },
    ),
    "event": Plan(
        "event.html",
        {
            "judgements": ("judgements_about", "about", ()),
            "discrepancies": ("discrepancies", "fact", ()),
        },
    ),
    "person": Plan("person.html", {"posts": ("posts_of_person", "person", ()), "acts": _ACTS}),
    "group": Plan("person.html", {"acts": _ACTS}),
    "body": Plan(
        "body.html",
        {
            "acts": ("acts_for_body", "body", ()),
            "members": ("members_of_organisation", "organization", ()),
        },
    ),
    "state": Plan(
        "state.html",
        {
            "ledger": ("claims_and_first_answers", "about", ()),
            "silence": ("unanswered_claims", "state", (("days", "30"),)),
            "acts": ("acts_for_state", "state", ()),
            "memberships": ("members_of_organisation", "member", ()),
        },
    ),
    "territory": Plan(
        "state.html",
        {
            "ledger": ("claims_and_first_answers", "about", ()),
            "acts": ("claims_about_state", "state", ()),
            "events": ("events_in_time", "at", ()),
        },
    ),
    "document": Plan(
        "document.html",
        {
            "facts": ("facts_of_document", "document", ()),
            "doubts": ("doubted_reports", "document", ()),
            "notes": ("notes_of_document", "document", ()),
            "discrepancies": ("discrepancies", "document", ()),
        },
    ),
    "work": Plan("work.html", {"citations": ("citations_of_work", "work", ())}),
    "notion": Plan("work.html", {"definitions": ("definitions_of_notion", "notion", ())}),
}


async def made(desk: Desk, kind: str, name: str) -> tuple[str, dict[str, Panel | None]]:
    """Ask for the panels of a thing by its prefixed name; give the template they are for."""
    plan = PLANS.get(kind)
    if plan is None:
        return "thing.html", {}
    found = await panels(
        desk, {key: (query, [(by, name), *more]) for key, (query, by, more) in plan.panels.items()}
    )
    if kind == "claim":
        found |= await _doubts(desk, found)
    return plan.template, found


async def _doubts(desk: Desk, found: Mapping[str, Panel | None]) -> dict[str, Panel | None]:
    """Ask what the acts and answers of a claim rest on, and where reports of them differ."""
    parts = ((found["history"], "thing"), (found["responses"], "response"))
    shown = [row[column] for part, column in parts for row in (part.rows if part else ())]
    facts = [("fact", str(fact)) for fact in dict.fromkeys(shown)][:_MANY]
    if not facts:
        return {"evidence": None, "discrepancies": None}
    return {
        "evidence": await panel(desk, "evidence", facts),
        "discrepancies": await panel(desk, "discrepancies", facts),
    }
