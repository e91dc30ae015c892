import csv
from datetime import date

import pytest

from graph.dates import Bounds, bounds, day_number
from graph.errors import DateError
from tests.graph.tiny import DATA

READ = list(csv.reader((DATA / "dates.csv").read_text(encoding="utf-8").splitlines()[1:]))
UNREAD = (DATA / "no_dates.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("edtf", "earliest", "latest"), READ)
def test_a_date_has_the_bounds_of_its_precision(edtf: str, earliest: str, latest: str) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in (earliest, latest))
    assert bounds(edtf) == Bounds(first, last)


@pytest.mark.parametrize("edtf", ["", "X" * 100_000, *UNREAD])
def test_what_is_not_read_is_refused_with_the_forms_that_are(edtf: str) -> None:
    with pytest.raises(DateError) as caught:
        bounds(edtf)
    assert ";" in str(caught.value)
    assert len(str(caught.value)) < 300


def test_an_interval_that_ends_before_it_begins_says_so() -> None:
    with pytest.raises(DateError, match="ends before it begins"):
        bounds("2018/2017")


def test_days_are_counted_from_1970() -> None:
    assert [day_number(date(1970, 1, 1)), day_number(date(1969, 12, 31)), day_number(date(2017, 2, 1))] == [
        0,
        -1,
        17198,
    ]
