"""Direct triples of uncontested relations, and what is counted of claims and acts."""

import pytest

from tests.rules import applied

BORDER = """
relation-kind:shares-border-with rj:uncontested true ; rj:directProperty rj:sharesBorderWith .
relation-kind:party-to rj:uncontested true ; rj:directProperty rj:partyTo .
relation-kind:part-of skos:prefLabel "part of"@en .
rj:sharesBorderWith a owl:SymmetricProperty .
relation:r rj:relationSubject state:s ; rj:relationObject state:t .
"""
TOLD = BORDER + "relation:r rj:standing standing:asserted ; rj:relationKind relation-kind:"


def test_an_uncontested_relation_joins_directly() -> None:
    assert applied("direct", TOLD + "party-to .") == {"state:s rj:partyTo state:t"}


def test_a_symmetric_relation_joins_both_ways() -> None:
    both = {"state:s rj:sharesBorderWith state:t", "state:t rj:sharesBorderWith state:s"}
    assert applied("direct", TOLD + "shares-border-with .") == both


def test_a_contested_kind_yields_nothing() -> None:
    assert applied("direct", TOLD + "part-of .") == set()


@pytest.mark.parametrize("standing", ["hedged", "doubted", "rejected"])
def test_a_relation_that_some_report_does_not_assert_yields_nothing(standing: str) -> None:
    assert (
        applied("direct", TOLD.replace("standing:asserted", f"standing:{standing}") + "party-to .") == set()
    )


@pytest.mark.parametrize(
    ("said", "joins"),
    [
        ('rj:date "1998"^^edtf:EDTF', True),
        ('rj:date "1998/.."^^edtf:EDTF', True),
        ('rj:date "../1991"^^edtf:EDTF', False),
        ("rj:confidence confidence:low", False),
        ("rj:confidence confidence:medium", True),
        ("rj:reviewState review-state:rejected", False),
    ],
)
def test_a_relation_that_ended_or_is_doubtful_yields_nothing(said: str, joins: bool) -> None:
    found = applied("direct", TOLD + f"party-to . relation:r {said} .")
    assert found == ({"state:s rj:partyTo state:t"} if joins else set())


def test_utterances_are_counted_and_not_acts() -> None:
    given = """
    act:a rj:affirms claim:c ; rj:speaker person:p ; rj:utterance utterance:u ; rj:earliestDay 1 .
    act:b rj:affirms claim:c ; rj:speaker person:p ; rj:utterance utterance:u ; rj:latestDay 1 .
    act:d rj:affirms claim:c ; rj:speaker person:p , person:q .
    act:e rj:denies claim:c ; rj:speaker person:q .
    act:f rj:questions claim:c ; rj:speaker person:r ; rj:earliestDay 2 .
    """
    assert applied("claim-counts", given) == {
        "claim:c rj:affirmingCount 2",
        "claim:c rj:denyingCount 1",
        "claim:c rj:questioningCount 1",
        "claim:c rj:undatedCount 2",
        "claim:c rj:speakerCount 3",
    }


def test_a_claim_that_nobody_denies_is_denied_by_none() -> None:
    found = applied("claim-counts", "act:a rj:affirms claim:c ; rj:speaker person:p .")
    assert {"claim:c rj:denyingCount 0", "claim:c rj:questioningCount 0"} <= found


def test_the_first_and_the_last_day_of_a_claim_come_from_the_dates_that_are_known() -> None:
    given = """
    act:a rj:affirms claim:c ; rj:earliest "2014-08-01"^^xsd:date .
    act:b rj:denies claim:c ; rj:earliest "2012-01-01"^^xsd:date ; rj:latest "2012-12-31"^^xsd:date .
    act:d rj:affirms claim:c , claim:undated .
    """
    expected = {"claim:c rj:firstVoiced 2012-01-01", "claim:c rj:lastVoiced 2012-12-31"}
    assert applied("claim-days", given) == expected


ACTS = """
act:a a rj:SpeechAct ; rj:affirms claim:c ; rj:utterance utterance:u .
act:twin a rj:SpeechAct ; rj:utterance utterance:u . claim:c a rj:Claim . claim:silent a rj:Claim .
"""


def counts(thing: str, sure: int, doubtful: int) -> set[str]:
    return {f"{thing} rj:replyCount {sure}", f"{thing} rj:replyDoubtfulCount {doubtful}"}


def test_a_reply_counts_for_all_that_was_said_in_one_breath_and_for_its_claim() -> None:
    given = ACTS + """
    response:r rj:to act:twin ; rj:reply act:b ; rj:bearsOn act:a , act:twin .
    response:s rj:to act:a ; rj:reply act:b ; rj:bearsOn act:a , act:twin .
    response:t rj:to act:a ; rj:reply act:d .
    """  # fmt: skip
    assert applied("reply-count", given) == counts("act:a", 1, 1) | counts("act:twin", 1, 1)
    assert applied("claim-reply-count", given) == counts("claim:c", 1, 1) | counts("claim:silent", 0, 0)


def test_a_reply_with_a_firm_link_and_a_doubtful_one_is_not_doubtful() -> None:
    given = "act:a a rj:SpeechAct . response:r rj:to act:a ; rj:reply act:b ; rj:bearsOn act:a ."
    assert applied("reply-count", given + "response:s rj:to act:a ; rj:reply act:b .") == counts(
        "act:a", 1, 0
    )


def test_an_act_without_a_reply_counts_none() -> None:
    assert applied("reply-count", "act:a a rj:SpeechAct .") == counts("act:a", 0, 0)
