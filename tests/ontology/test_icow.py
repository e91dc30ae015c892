# ruff: noqa: E501 - a case a line
"""The five criteria for a territorial claim, and the verdict that follows from them."""

import pytest

from tests.rules import applied

ASKED = "act:a rj:leavesOpen icow-criterion:explicit-contention ."


def criterion(rule: str, given: str, *schemes: str) -> str:
    """Give how the one act fares by one criterion: meetsCriterion, failsCriterion or leavesOpen."""
    found = applied(rule, given, *schemes)
    assert len(found) <= 1
    return "".join(found).removeprefix("act:a rj:").partition(" ")[0]


def against(illocution: str, given: str) -> set[str]:
    act = f"act:a rj:illocution illocution:{illocution} ; rj:target state:t . "
    return applied("claims-against", act + given, "illocution")


def test_a_territorial_claim_is_against_the_state_that_it_targets() -> None:
    assert against("territorial-claim", "") == {"act:a rj:claimsAgainst state:t"}


def test_no_state_claims_against_itself() -> None:
    assert against("territorial-claim", "act:a rj:speakerState state:t .") == set()
    assert against("territorial-claim", "act:a rj:speakerState state:s .") != set()


@pytest.mark.parametrize(
    ("illocution", "kind", "voiced", "counts"),
    [
        ("appeal", "territory", "affirms", True),
        ("statement", "territory", "affirms", True),
        ("statement", "statehood", "affirms", False),
        ("rejection", "territory", "affirms", False),
        ("reassurance", "territory", "affirms", False),
        ("demand", "territory", "denies", False),
    ],
)
def test_who_presses_a_claim_about_territory_claims_too(
    illocution: str, kind: str, voiced: str, counts: bool
) -> None:
    given = f"act:a rj:{voiced} claim:c . claim:c rj:claimKind claim-kind:{kind} ."
    assert bool(against(illocution, given)) == counts


@pytest.mark.parametrize(
    ("illocution", "frames", "expected"),
    [
        ("demand", "", "meetsCriterion"),
        ("threat", "frame:return", "meetsCriterion"),
        ("threat", "", "leavesOpen"),
        ("territorial-claim", "frame:return", "meetsCriterion"),
        ("territorial-claim", "frame:temporarily-seized", "meetsCriterion"),
        ("appeal", "frame:gift , frame:return", "meetsCriterion"),
        ("territorial-claim", "frame:historical-ownership", "leavesOpen"),
        ("territorial-claim", "", "leavesOpen"),
        ("appeal", "", "leavesOpen"),
        ("prediction", "frame:return", "leavesOpen"),
        ("statement", "frame:empty-land", "failsCriterion"),
        ("statement", "", "failsCriterion"),
    ],
)
def test_who_says_whose_land_should_be_contends_explicitly(
    illocution: str, frames: str, expected: str
) -> None:
    given = f"act:a rj:claimsAgainst state:t ; rj:illocution illocution:{illocution} ."
    given += f"act:a rj:frame {frames} ." if frames else ""
    sure = given + "act:a rj:certainty certainty:certain ."
    assert criterion("icow-contention", sure) == expected
    # doubt, the speaker's or the curator's, never makes a claim explicit
    for doubt in ("certainty:possible", "certainty:certain ; rj:confidence confidence:low"):
        doubted = criterion("icow-contention", given + f"act:a rj:certainty {doubt} .")
        assert doubted == expected.replace("meetsCriterion", "leavesOpen")


def test_a_territorial_claim_without_a_target_is_asked_about_and_other_acts_are_not() -> None:
    assert criterion("icow-contention", "act:a rj:illocution illocution:territorial-claim .") == "leavesOpen"
    assert criterion("icow-contention", "act:a rj:illocution illocution:demand .") == ""
    own = (
        "act:a rj:illocution illocution:territorial-claim ; rj:target state:own ; rj:speakerState state:own ."
    )
    assert criterion("icow-contention", own) == ""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("act:a rj:aboutTerritory territory:x . territory:x rj:territoryKind territory-kind:region .", "meetsCriterion"),
        ("act:a rj:aboutTerritory territory:x .", "meetsCriterion"),
        ("act:a rj:affirms claim:c . claim:c rj:aboutTerritory territory:x .", "meetsCriterion"),
        ("act:a rj:aboutTerritory territory:x . territory:x rj:territoryKind territory-kind:unnamed-part .", "failsCriterion"),
        ("act:a rj:aboutTerritory territory:x , territory:y . territory:x rj:territoryKind territory-kind:unnamed-part .", "meetsCriterion"),
        ("", "leavesOpen"),
    ],
)  # fmt: skip
def test_a_territory_is_specific_if_it_can_be_told_from_others(given: str, expected: str) -> None:
    assert criterion("icow-territory", ASKED + given) == expected


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        ("head-of-state", "meetsCriterion"),
        ("legislature", "failsCriterion"),
        ("none", "failsCriterion"),
        ("state-organ", "leavesOpen"),
        ("unknown", "leavesOpen"),
    ],
)
def test_a_speaker_is_official_by_office(weight: str, expected: str) -> None:
    given = ASKED + f"act:a rj:officialWeight official-weight:{weight} ."
    assert criterion("icow-speaker", given, "official-weight") == expected
    low = criterion("icow-speaker", given + "act:a rj:confidence confidence:low .", "official-weight")
    assert low == expected.replace("meetsCriterion", "leavesOpen")


OWN = ASKED + "act:a rj:speakerState state:s ; rj:affirms claim:c . act:b rj:authorisedFor state:s ."


def test_the_own_state_adopts_what_it_affirms_or_takes_up() -> None:
    adopted = {"act:a rj:adoptedBy act:b"}
    link = "response:r rj:to act:a ; rj:bearsOn act:a ; rj:reply act:b ; rj:responseType response-type:"
    assert applied("adopted-by", OWN + "act:b rj:affirms claim:c .") == adopted
    assert applied("adopted-by", OWN + link + "endorses .") == adopted
    assert applied("adopted-by", OWN + link + "reaffirms .") == set()
    assert applied("adopted-by", OWN + link.replace("rj:to act:a", "rj:to act:twin") + "endorses .") == set()


def test_another_state_an_unauthorised_voice_and_a_doubtful_reading_adopt_nothing() -> None:
    same = "act:b rj:affirms claim:c ."
    assert (
        applied("adopted-by", OWN.replace("authorisedFor state:s", "authorisedFor state:t") + same) == set()
    )
    assert applied("adopted-by", OWN.replace("authorisedFor", "speakerState") + same) == set()
    assert applied("adopted-by", OWN + same + "act:b rj:confidence confidence:low .") == set()


SPOKEN = ASKED + "act:a rj:speakerState state:s . act:a rj:disavowal disavowal:"
MAY, ADOPTED, LOW = "act:a rj:authorisedFor state:s .", "act:a rj:adoptedBy act:b .", "act:a rj:confidence confidence:low ."  # fmt: skip


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (SPOKEN + "by-nobody-found ." + MAY, "meetsCriterion"),
        (SPOKEN + "by-nobody-found ." + MAY + LOW, "leavesOpen"),
        (SPOKEN + "by-other-state-for-it ." + MAY, "meetsCriterion"),
        (SPOKEN + "by-nobody-found .", "leavesOpen"),
        (SPOKEN + "by-other-state-for-it .", "leavesOpen"),
        (SPOKEN + "explained-away .", "leavesOpen"),
        (SPOKEN + "by-nobody-found ." + ADOPTED, "meetsCriterion"),
        (SPOKEN + "by-own-side ." + MAY, "leavesOpen"),
        (SPOKEN + "by-own-state .", "failsCriterion"),
        (SPOKEN + "by-speaker ." + MAY, "failsCriterion"),
        (SPOKEN + "by-own-state ." + ADOPTED, "leavesOpen"),
        (ASKED + "act:a rj:disavowal disavowal:by-nobody-found .", "failsCriterion"),
    ],
)
def test_a_claim_is_policy_if_the_state_is_behind_it(given: str, expected: str) -> None:
    assert criterion("icow-policy", given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("act:a rj:rejectedBy act:b .", "meetsCriterion"),
        ("act:a rj:rejectedBy act:b ; rj:acceptedBy act:c .", "meetsCriterion"),
        ("act:a rj:acceptedBy act:c .", "failsCriterion"),
        ("", "leavesOpen"),
    ],
)
def test_silence_of_the_target_leaves_open_whether_it_rejects(given: str, expected: str) -> None:
    assert criterion("icow-rejection", ASKED + given) == expected


@pytest.mark.parametrize(
    ("marks", "verdict"),
    [("mmmmm", "eligible"), ("mmmmo", "undecided"), ("mmofm", "not-eligible"), ("fffff", "not-eligible")],
)
def test_one_failure_decides_and_one_open_question_leaves_undecided(marks: str, verdict: str) -> None:
    names = (
        "explicit-contention",
        "specific-territory",
        "official-speaker",
        "official-policy",
        "target-rejects",
    )
    how = {"m": "meetsCriterion", "f": "failsCriterion", "o": "leavesOpen"}
    given = "".join(
        f"act:a rj:{how[m]} icow-criterion:{name} ." for m, name in zip(marks, names, strict=True)
    )
    assert applied("icow-verdict", given) == {f"act:a rj:icowEligible icow-verdict:{verdict}"}
