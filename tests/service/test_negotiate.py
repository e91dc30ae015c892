import csv
import time
from typing import cast

import pytest

from service import negotiate
from service.negotiate import Kind
from tests.service.live import DATA


def _cases() -> list[tuple[str, ...]]:
    with (DATA / "negotiation.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [tuple(row) for row in rows[1:]]


@pytest.mark.parametrize(("kind", "accept", "named", "expected"), _cases())
def test_a_client_gets_the_format_it_likes_best(kind: str, accept: str, named: str, expected: str) -> None:
    given = None if accept == "-" else accept
    choice = negotiate.choose(cast("Kind", kind), given, None if named == "-" else named)
    assert (f"{choice.format.name} {choice.media_type}" if choice else "none") == expected


def test_text_formats_say_that_they_are_utf_8() -> None:
    choice = negotiate.choose("solutions", "text/csv")
    assert choice is not None
    assert choice.content_type == "text/csv; charset=utf-8"


def test_no_name_and_no_media_type_stands_for_two_formats_of_a_kind() -> None:
    for kind in ("solutions", "boolean", "graph"):
        media_types = [media for format_ in negotiate.offers(kind) for media in format_.media_types]
        assert len(media_types) == len(set(media_types))


def test_quotes_that_never_close_are_read_in_no_time() -> None:
    began = time.process_time()
    assert negotiate.choose("solutions", '"\\' * 50_000) is None
    assert time.process_time() - began < 1


@pytest.mark.parametrize("piece", ['"\\', '"\\"', '\\"', '",', '"a', ';"'])
def test_no_accept_header_takes_more_than_a_moment(piece: str) -> None:
    began = time.process_time()
    for _ in range(10):
        negotiate.choose("solutions", piece * 2048)
    assert time.process_time() - began < 1
