"""How values are shown to people."""

import pytest

from service.wording import dated, days, shown, worded


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2017-01-26", "26 January 2017"),
        ("2017-02", "February 2017"),
        ("2017", "2017"),
        ("2017-02~", "about February 2017"),
        ("2014?", "perhaps 2014"),
        ("2014%", "perhaps about 2014"),
        ("199X", "1990s"),
        ("2021-01-01/2021-01-05", "1–5 January 2021"),
        ("2022-06-17/2022-06", "17–30 June 2022"),
        ("2020-12-17/2021-01-05", "17 December 2020 – 5 January 2021"),
        ("1991/..", "from 1991 on"),
        ("../1991", "until 1991"),
        (None, "undated"),
        ("", "undated"),
        ("2017-21", "2017-21"),
        ("Y170000002", "Y170000002"),
    ],
)
def test_a_date_is_written_as_people_read_it_and_no_more_exactly(edtf: str | None, words: str) -> None:
    assert dated(edtf) == words


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (0, 0, "the same day"),
        (1, 1, "1 day"),
        (6, 6, "6 days"),
        (0, 11, "within 11 days"),
        (1, 35, "1–35 days"),
        (0, 10957, "time not known"),
        (3, None, "time not known"),
        (None, None, ""),
        (None, 3, ""),
    ],
)
def test_days_are_told_as_their_bounds_allow(least: int | None, most: int | None, words: str) -> None:
    assert days(least, most) == words


def test_values_are_shown_short() -> None:
    assert shown("https://w3id.org/rejoinder/id/act/x") == "act:x"
    assert shown(None) == ""
    assert shown(True) == "true"
    assert shown(44253) == "44\N{NARROW NO-BREAK SPACE}253"
    assert worded("https://w3id.org/rejoinder/concept/response-type/out-of-context") == "out of context"
    assert worded(None) == ""
