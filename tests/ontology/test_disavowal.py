# ruff: noqa: E501 - a case a line
"""Which links may decide something, and who disavowed whom."""

import pytest

from tests.rules import applied

LINK = "response:r rj:to act:a ; rj:reply act:b . act:a a rj:SpeechAct ."


def test_a_link_bears_on_the_act_and_on_what_was_said_in_one_breath_with_it() -> None:
    given = LINK + "act:a rj:utterance utterance:u . act:twin a rj:SpeechAct ; rj:utterance utterance:u ."
    assert applied("bears-on", LINK) == {"response:r rj:bearsOn act:a"}
    assert applied("bears-on", given) == {"response:r rj:bearsOn act:a", "response:r rj:bearsOn act:twin"}


def test_a_reply_within_one_utterance_does_not_bear_on_itself() -> None:
    given = LINK + "act:a rj:utterance utterance:u . act:b a rj:SpeechAct ; rj:utterance utterance:u ."
    assert applied("bears-on", given) == {"response:r rj:bearsOn act:a"}


def test_a_link_to_an_event_bears_on_no_act() -> None:
    assert applied("bears-on", "response:r rj:to event:e ; rj:reply act:b . event:e a rj:Event .") == set()


@pytest.mark.parametrize(
    ("said", "bears"),
    [
        ("rj:confidence confidence:low", False),
        ("rj:confidence confidence:medium", True),
        ("rj:reviewState review-state:rejected", False),
        ("rj:reviewState review-state:candidate", True),
        ("rj:standing standing:doubted", False),
        ("rj:standing standing:rejected", False),
        ("rj:standing standing:hedged", True),
    ],
)
def test_a_weak_link_decides_nothing(said: str, bears: bool) -> None:
    expected = {"response:r rj:bearsOn act:a"} if bears else set()
    assert applied("bears-on", LINK + f"response:r {said} .") == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        *((kind, "disavowedBy") for kind in ("disavows", "not-our-policy", "personal-view", "retracts")),
        *((kind, "explainedAwayBy") for kind in ("out-of-context", "misinterpreted", "denies-saying")),
        *((kind, "") for kind in ("protests", "rejects", "reaffirms", "untrue")),
    ],
)
def test_some_answers_disavow_and_some_explain_away(kind: str, expected: str) -> None:
    given = f"response:r rj:bearsOn act:a ; rj:reply act:b ; rj:responseType response-type:{kind} ."
    assert applied("disavowed-by", given) == ({f"act:a rj:{expected} act:b"} if expected else set())


def test_a_link_that_does_not_bear_disavows_nothing() -> None:
    given = LINK + "response:r rj:responseType response-type:disavows ; rj:confidence confidence:low ."
    assert applied("disavowed-by", given) == set()


ACT = "act:a a rj:SpeechAct ; rj:speaker person:p ; rj:speakerState state:s ."
DISAVOWED = ACT + "act:a rj:disavowedBy act:b ."


def verdict(given: str) -> str:
    (line,) = applied("disavowal", given, "disavowal")
    return line.removeprefix("act:a rj:disavowal disavowal:")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (ACT, "by-nobody-found"),
        (ACT + "act:a rj:explainedAwayBy act:b .", "explained-away"),
        (DISAVOWED, "by-others"),
        (DISAVOWED + "act:b rj:speakerState state:other ; rj:authorisedFor state:other .", "by-other-state-for-it"),
        (DISAVOWED + "act:b rj:speakerState state:s .", "by-own-side"),
        (DISAVOWED + "act:b rj:speaker person:p ; rj:speakerState state:s .", "by-speaker"),
        (DISAVOWED + "act:b rj:speakerState state:s ; rj:authorisedFor state:s .", "by-own-state"),
    ],
)  # fmt: skip
def test_disavowal_differs_by_who_does_it(given: str, expected: str) -> None:
    assert verdict(given) == expected


def test_the_weightiest_of_several_disavowals_is_kept() -> None:
    others = "act:a rj:disavowedBy act:c ; rj:explainedAwayBy act:d . act:c rj:speakerState state:other ."
    assert verdict(DISAVOWED + others + "act:b rj:speakerState state:s .") == "by-own-side"


def test_who_speaks_for_no_state_is_disavowed_by_others() -> None:
    act = "act:a a rj:SpeechAct ; rj:speaker body:o ; rj:disavowedBy act:b ."
    given = act + "act:b rj:speakerState state:s ; rj:authorisedFor state:s ."
    assert verdict(given) == "by-others"
