"""A spreadsheet imports the address of a canned query: whatever its headers, in UTF-8, and nothing runs."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from service.settings import Settings
from tests.service.live import serving
from tests.stored import Stored

PAGE = Path(__file__).parent.parent / "docs/clients.md"
ADDRESS = re.compile(r'(?:Contents|IMPORTDATA)\("https?://[^/"]+(/[^"]+)"')
# The like of what each sends when it fetches an address: none of them asks for CSV.
SENT: dict[str, dict[str, str]] = {
    "Power Query": {"User-Agent": "Microsoft.Data.Mashup", "Accept-Encoding": "gzip, deflate"},
    "LibreOffice": {"User-Agent": "LibreOffice", "Accept": "*/*"},
    "IMPORTDATA": {"User-Agent": "Mozilla/5.0 (compatible; GoogleDocs; apps-spreadsheets)", "Accept": "*/*"},
    "a browser": {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
}


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[str]:
    with serving(Settings(store=store, workers=2), queries=None) as address:
        yield address


@pytest.fixture(scope="module")
def stored(store: Path) -> Stored:
    return Stored(store)


def addresses() -> list[str]:
    return ADDRESS.findall(PAGE.read_text(encoding="utf-8"))


def fetched(address: str, headers: dict[str, str]) -> httpx.Response:
    """Fetch with these headers and no other."""
    with httpx.Client(trust_env=False) as client:
        client.headers.clear()
        answer = client.get(address, headers=headers)
    assert set(answer.request.headers) <= {"host", *map(str.lower, headers)}
    assert answer.status_code == 200, answer.text
    return answer


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    """Read as Excel reads, in UTF-8."""
    return list(csv.DictReader(answer.content.decode("utf-8").splitlines(keepends=True), dialect="excel"))


def test_the_page_names_an_address_for_each_program_that_takes_one() -> None:
    assert len(addresses()) == 2
    assert all("format=csv" in address for address in addresses())


@pytest.mark.parametrize("program", SENT)
def test_an_import_gets_the_table_whatever_its_headers(program: str, server: str) -> None:
    plain = fetched(server + addresses()[0], SENT["LibreOffice"])
    for address in addresses():
        answer = fetched(server + address, SENT[program])
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.content == plain.content
        assert b"\x00" not in answer.content


def test_a_program_that_looks_first_finds_the_type(server: str) -> None:
    answer = httpx.head(server + addresses()[0], trust_env=False)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")


def test_every_row_has_every_column_and_the_first_is_named(server: str) -> None:
    table = rows(fetched(server + addresses()[0], SENT["Power Query"]))
    assert table
    assert next(iter(table[0])) == "act"
    assert all(None not in row and None not in row.values() for row in table)


def test_cyrillic_arrives(server: str) -> None:
    table = rows(fetched(server + addresses()[0], SENT["Power Query"]))
    assert {"Казахстан", "Китай"} <= {row["target_label"] for row in table}
    assert {"Николай Логутов", "Владимир Путин"} <= {row["speaker_label"] for row in table}


def test_dates_are_dates_and_edtf_is_as_the_graph_has_it(server: str, stored: Stored) -> None:
    table = rows(fetched(server + addresses()[0], SENT["Power Query"]))
    for row in table:
        act = row["act"].partition("/id/")[2]
        for word in ("earliest", "latest"):
            assert [row[word]] == (stored.of(act, word) or [""])
            assert not row[word] or date.fromisoformat(row[word]).isoformat() == row[word]
        assert [row["date"]] == (stored.of(act, "date") or [""])
    assert any(re.fullmatch(r"\d{4}-\d{2}", row["date"]) for row in table)


def test_no_cell_is_a_formula(server: str) -> None:
    for question in (
        "acts_in_time?target=kazakhstan",
        "notes_of_document?document=004",
        "evidence?fact=act:shperov-temporary",
    ):
        table = rows(fetched(f"{server}/queries/{question}&format=csv", SENT["LibreOffice"]))
        cells = {cell for row in table for cell in row.values()}
        assert len(cells) > 5
        assert [c for c in cells if re.match(r"[=+@\t\r]|-(?!\d+(\.\d+)?$)", c)] == []
