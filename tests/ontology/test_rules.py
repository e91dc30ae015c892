# ruff: noqa: E501 - a case a line
"""Each rule of the project on a graph of a few lines."""

import pytest

from tests.rules import applied

STANCES = """
stance:asserts rj:strength 4 ; rj:givesStanding standing:asserted .
stance:hedges rj:strength 3 ; rj:givesStanding standing:hedged .
stance:rejects rj:strength 1 ; rj:givesStanding standing:rejected .
"""


def test_an_english_label_names_a_term_and_a_russian_one_does_not() -> None:
    given = 'frame:gift skos:prefLabel "gift"@en , "подарок"@ru .'
    assert applied("label", given) == {"frame:gift rdfs:label gift"}


def test_a_reply_responds_to_what_it_answers() -> None:
    given = "response:r rj:reply act:b ; rj:to act:a ."
    assert applied("responds-to", given) == {"act:b rj:respondsTo act:a"}


@pytest.mark.parametrize(
    ("answered", "reply", "least", "most"),
    [((10, 10), (16, 16), 6, 6), ((10, 40), (20, 50), 0, 40), ((10, 12), (12, 12), 0, 2)],
)
def test_days_between_follow_from_the_bounds(
    answered: tuple[int, int], reply: tuple[int, int], least: int, most: int
) -> None:
    given = "response:r rj:reply act:b ; rj:to act:a ." + "".join(
        f"act:{name} rj:earliestDay {first} ; rj:latestDay {last} ."
        for name, (first, last) in (("a", answered), ("b", reply))
    )
    assert applied("delay", given) == {f"response:r rj:leastDays {least}", f"response:r rj:mostDays {most}"}


def test_without_both_dates_there_are_no_days() -> None:
    given = "response:r rj:reply act:b ; rj:to act:a . act:a rj:earliestDay 1 ; rj:latestDay 2 ."
    assert applied("delay", given) == set()


def test_a_reply_with_an_open_end_has_least_days_only() -> None:
    given = """response:r rj:reply act:b ; rj:to act:a .
    act:a rj:earliestDay 1 ; rj:latestDay 2 . act:b rj:earliestDay 8 ."""
    assert applied("delay", given) == {"response:r rj:leastDays 6"}


def test_a_reply_that_comes_too_early_has_no_days() -> None:
    given = """response:r rj:reply act:b ; rj:to act:a .
    act:a rj:earliestDay 9 ; rj:latestDay 9 . act:b rj:earliestDay 1 ; rj:latestDay 2 ."""
    assert applied("delay", given) == set()


def test_a_fact_stands_by_its_weakest_and_its_strongest_report() -> None:
    given = (
        STANCES
        + "report:x rj:reports act:a ; rj:stance stance:hedges . report:y rj:reports act:a ; rj:stance stance:asserts ."
    )
    assert applied("standing", given) == {
        "act:a rj:standing standing:hedged",
        "act:a rj:strongestStanding standing:asserted",
    }


@pytest.mark.parametrize(
    ("rule", "name", "tag"), [("russian-label", "russianLabel", "ru"), ("kazakh-label", "kazakhLabel", "kk")]
)
def test_everything_has_one_name_in_each_language(rule: str, name: str, tag: str) -> None:
    given = f"""act:a rdfs:label "An act"@en . act:b skos:altLabel "Nameless"@{tag} .
    state:s rdfs:label "A state"@en ; skos:altLabel "b"@{tag} , "a"@{tag} , "0"@en .
    stance:x rdfs:label "x"@en ; skos:prefLabel "z"@{tag} ; skos:altLabel "y"@{tag} ."""
    assert applied(rule, given) == {
        f"act:a rj:{name} An act",
        f"state:s rj:{name} a",
        f"stance:x rj:{name} z",
    }


def test_a_chain_is_as_long_as_its_relays_are_many() -> None:
    given = "report:x a rj:Report ; rj:hop hop:1 , hop:2 . report:y a rj:Report ."
    assert applied("chain-length", given) == {"report:x rj:chainLength 2", "report:y rj:chainLength 0"}


def test_a_fact_is_reported_in_each_document_of_its_evidence() -> None:
    given = """report:x rj:reports act:a , act:b ; rj:evidence passage:p , passage:q . report:y rj:reports act:a ; rj:evidence passage:r .
    passage:p rj:document document:1 . passage:q rj:document document:1 . passage:r rj:document document:2 ."""
    assert applied("reported-in", given) == {
        "act:a rj:reportedIn document:1",
        "act:a rj:reportedIn document:2",
        "act:b rj:reportedIn document:1",
    }


def test_the_first_passage_is_the_one_with_the_lowest_number() -> None:
    given = """report:x rj:reports act:a ; rj:evidence passage:p , passage:q . report:y rj:reports act:a ; rj:evidence passage:q .
    report:x rj:chainLength 2 . report:y rj:chainLength 1 . passage:p a rj:Passage ; rj:serial 7 . passage:q a rj:Passage ; rj:serial 3 . act:a rj:serial 7 ."""
    assert applied("evidence", given) == {
        "act:a rj:firstPassage passage:q",
        "act:a rj:leastChainLength 1",
        "act:a rj:passageCount 2",
        "act:a rj:reportCount 2",
    }


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ("act:a rj:speaker state:s . state:s a rj:State .", "state:s"),
        ("act:a rj:speaker body:b . body:b rj:ofState state:s .", "state:s"),
        ("act:a rj:onBehalfOf body:b . body:b rj:ofState state:s .", "state:s"),
        (
            "act:a rj:inCapacity membership:m . membership:m org:organization state:s . state:s a rj:State .",
            "state:s",
        ),
        (
            "act:a rj:inCapacity membership:m . membership:m org:organization body:b . body:b rj:ofState state:s .",
            "state:s",
        ),
        ("act:a rj:inCapacity membership:m . membership:m org:organization body:party .", None),
        (
            """act:a rj:inCapacity membership:m . membership:m rj:membershipStatus membership-status:former ;
            org:organization state:s . state:s a rj:State .""",
            None,
        ),
    ],
)
def test_one_speaks_for_a_state_by_post_body_or_mandate(given: str, state: str | None) -> None:
    expected = {f"act:a rj:speakerState {state}"} if state else set()
    assert applied("speaker-state", "act:a a rj:SpeechAct . " + given) == expected


TARGETED = """
act:a a rj:SpeechAct ; rj:target state:s ; rj:utterance utterance:u .
act:twin a rj:SpeechAct ; rj:target state:s ; rj:utterance utterance:u .
act:b a rj:SpeechAct ; rj:speakerState state:s .
"""


def counts(act: str, replies: int, dated: int, doubtful: int = 0) -> set[str]:
    return {
        f"{act} rj:targetReplyCount {replies}",
        f"{act} rj:targetReplyDatedCount {dated}",
        f"{act} rj:targetReplyDoubtfulCount {doubtful}",
    }


def test_an_act_without_a_reply_by_its_target_counts_none() -> None:
    assert applied("target-reply", TARGETED) == counts("act:a", 0, 0) | counts("act:twin", 0, 0)


def test_a_reply_to_one_act_of_an_utterance_answers_the_others_too() -> None:
    given = TARGETED + "response:r rj:to act:a ; rj:reply act:b ; rj:leastDays 6 ."
    assert applied("target-reply", given) == counts("act:a", 1, 1) | counts("act:twin", 1, 1)
    days = {"act:a rj:targetReplyLeastDays 6", "act:twin rj:targetReplyLeastDays 6"}
    assert applied("target-reply-days", given) == days


def test_a_link_of_low_confidence_is_counted_as_doubtful_and_gives_no_days() -> None:
    firm = "response:r rj:to act:a ; rj:reply act:b ; rj:leastDays 6 ."
    low = "response:s rj:to act:a ; rj:reply act:c ; rj:leastDays 1 ; rj:confidence confidence:low . act:c rj:speakerState state:s ."
    assert applied("target-reply", TARGETED + low) == counts("act:a", 0, 0, 1) | counts("act:twin", 0, 0, 1)
    assert applied("target-reply-days", TARGETED + low) == set()
    assert "act:a rj:targetReplyLeastDays 6" in applied("target-reply-days", TARGETED + firm + low)


def test_an_undated_reply_is_counted_but_has_no_days() -> None:
    given = TARGETED + "response:r rj:to act:a ; rj:reply act:b ."
    assert applied("target-reply", given) == counts("act:a", 1, 0) | counts("act:twin", 1, 0)
    assert applied("target-reply-days", given) == set()


def test_a_reply_by_another_state_is_none_of_the_target() -> None:
    given = (
        TARGETED
        + "response:r rj:to act:a ; rj:reply act:c . act:c a rj:SpeechAct ; rj:speakerState state:other ."
    )
    assert applied("target-reply", given) == counts("act:a", 0, 0) | counts("act:twin", 0, 0)


def test_a_state_does_not_owe_itself_a_reply() -> None:
    given = "act:a a rj:SpeechAct ; rj:target state:s ; rj:speakerState state:s ."
    assert applied("target-reply", given) == set()
