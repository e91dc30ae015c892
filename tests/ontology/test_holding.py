"""Whether a post was held when its holder spoke, and the keys to look posts and claims up by."""

from datetime import date

import pytest

from graph.dates import Bounds, core, day_number
from graph.keys import keys
from tests.rules import applied, coded

ACT = "act:a a rj:SpeechAct ; rj:speaker person:p . person:p a rj:Person . membership:m org:member person:p ."
DATED = ACT + "act:a rj:earliestDay 100 ; rj:latestDay 110 ."
CAPACITY = "act:a rj:inCapacity membership:m ; rj:capacityBasis capacity-basis:"


def held(given: str) -> str:
    """Give what is derived of the one post, as the name of the property."""
    found = applied("holding", given)
    assert len(found) <= 1
    return "".join(found).removeprefix("act:a rj:").removesuffix(" membership:m")


def post(first: int, last: int, certain: tuple[int, int] | None = None) -> str:
    text = f"membership:m rj:earliestDay {first} ; rj:latestDay {last} ."
    return text + (
        f"membership:m rj:certainFromDay {certain[0]} ; rj:certainToDay {certain[1]} ." if certain else ""
    )


@pytest.mark.parametrize("act", [ACT, DATED])
def test_a_post_that_the_passage_names_is_stated_dated_or_not(act: str) -> None:
    assert held(act + CAPACITY + "stated .") == "statedPost"


def test_a_post_that_is_named_elsewhere_is_possible() -> None:
    assert held(DATED + CAPACITY + "from-elsewhere-in-document .") == "possiblePost"
    assert held(ACT + CAPACITY + "from-outside .") == "possiblePost"


def test_a_post_that_is_named_for_one_act_of_an_utterance_is_stated_for_all_of_it() -> None:
    sibling = """act:a rj:utterance utterance:u .
    act:b rj:utterance utterance:u ; rj:inCapacity membership:m ;
    rj:capacityBasis capacity-basis:stated ."""
    assert held(DATED + CAPACITY + "from-elsewhere-in-document ." + sibling) == "statedPost"


def test_a_post_without_dates_is_possible_and_of_an_act_without_a_date_unknown() -> None:
    assert held(DATED) == "possiblePost"
    assert held(ACT) == "unknownPost"
    assert held(ACT + post(0, 200, (0, 200))) == "unknownPost"


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (post(0, 200, (50, 150)), "statedPost"),
        (post(0, 200, (100, 110)), "statedPost"),
        (post(0, 200, (105, 150)), "possiblePost"),
        (post(0, 200), "possiblePost"),
        (post(110, 200, (110, 200)), "possiblePost"),
        (post(0, 99), ""),
        (post(111, 200), ""),
    ],
)
def test_dates_of_a_post_cover_the_act_or_may_or_exclude_it(dates: str, expected: str) -> None:
    assert held(DATED + dates) == expected


def test_dates_that_exclude_the_act_weigh_more_than_a_capacity() -> None:
    assert held(DATED + CAPACITY + "stated ." + post(0, 99)) == ""


@pytest.mark.parametrize("status", ["former", "interested", "keeping-away", "moving-towards"])
def test_a_post_that_is_not_held_is_not_listed(status: str) -> None:
    text = f"membership:m rj:membershipStatus membership-status:{status} ."
    assert held(DATED + CAPACITY + "stated ." + text) == ""


def test_a_post_that_a_report_doubts_is_possible_at_most_and_a_rejected_one_is_not_listed() -> None:
    covered = DATED + post(0, 200, (50, 150))
    assert held(covered + "membership:m rj:standing standing:hedged .") == "statedPost"
    assert held(covered + "membership:m rj:standing standing:doubted .") == "possiblePost"
    assert held(covered + "membership:m rj:standing standing:rejected .") == ""


def test_only_persons_hold_posts() -> None:
    assert applied("holding", DATED.replace("person:p a rj:Person", "person:p a rj:Body")) == set()


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2011-03-05/2016-02-01", "2011-03-05", "2016-02-01"),
        ("2011/2016", "2011-12-31", "2016-01-01"),
        ("2011/2011", None, None),
        ("2011~/2016", None, None),
        ("2011/..", None, None),
        ("2011-03-05/..", "2011-03-05", "2011-03-05"),
        ("../2016-02-01", "2016-02-01", "2016-02-01"),
        ("2011-03-05", "2011-03-05", "2011-03-05"),
        ("2011-03-05?", None, None),
        ("2011", None, None),
        ("XXXX-03-05", None, None),
    ],
)
def test_the_core_of_a_date_holds_however_the_date_is_read(
    edtf: str, first: str | None, last: str | None
) -> None:
    found: Bounds = core(edtf)
    assert (str(found.earliest) if found.earliest else None) == first
    assert (str(found.latest) if found.latest else None) == last


def membership(edtf: str, earliest: str = "", latest: str = "") -> str:
    text = f'membership:m org:member person:p ; rj:date "{edtf}"^^edtf:EDTF .'
    for name, day in (("earliest", earliest), ("latest", latest)):
        text += f'membership:m rj:{name} "{day}"^^xsd:date .' if day else ""
    return text


def test_a_post_is_found_by_each_year_that_its_dates_touch() -> None:
    assert coded(keys, membership("2014/2016", "2014-01-01", "2016-12-31")) == {
        "membership:m rj:heldInYear 2014",
        "membership:m rj:heldInYear 2015",
        "membership:m rj:heldInYear 2016",
        f"membership:m rj:certainFromDay {day_number(date(2014, 12, 31))}",
        f"membership:m rj:certainToDay {day_number(date(2016, 1, 1))}",
    }


def test_an_open_end_gives_the_year_of_the_other_and_too_long_a_time_none() -> None:
    assert coded(keys, membership("2014/..", "2014-01-01")) == {"membership:m rj:heldInYear 2014"}
    assert coded(keys, membership("1500~/2000", "1500-01-01", "2000-12-31")) == set()
    assert coded(keys, membership("no date")) == set()


def test_a_post_that_is_not_held_is_found_by_no_year() -> None:
    former = "membership:m rj:membershipStatus membership-status:former ."
    assert coded(keys, membership("2014/2016", "2014-01-01", "2016-12-31") + former) == set()


def said(first: str, last: str) -> str:
    text = (
        "act:a rj:speaker person:p ; rj:target state:s ; rj:affirms claim:c . claim:c rj:claimAbout state:t ."
    )
    text += f'act:a rj:earliest "{first}"^^xsd:date .' if first else ""
    return text + (f'act:a rj:latest "{last}"^^xsd:date .' if last else "")


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2016-12-31", "2017-01-01", {"2016", "2017"}),
        ("", "", {"any"}),
        ("2016-12-31", "", {"any"}),
        ("1900-01-01", "2000-01-01", {"any"}),
    ],
)
def test_an_act_is_found_by_state_and_year_or_by_any(first: str, last: str, years: set[str]) -> None:
    expected = {f"act:a rj:stateYear {state} {year}" for state in "st" for year in years}
    assert coded(keys, said(first, last)) == expected
