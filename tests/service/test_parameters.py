from pathlib import Path

import pyoxigraph
import pytest

from service import catalogue, parameters
from service.catalogue import CannedQuery
from service.problems import BadParameter, NotFound
from service.things import Names
from tests.service.live import QUERIES
from tests.service.named import known

ID = "https://w3id.org/rejoinder/id/"
CONCEPT = "https://w3id.org/rejoinder/concept/"
XSD = "http://www.w3.org/2001/XMLSchema#"
LABEL, OTHER = "label", "other"
NAMED = [
    (f"{ID}act/first-remark", LABEL, "A first remark", "en"),
    (f"{ID}act/first-remark", OTHER, "Первое слово", "ru"),
    (f"{ID}act/second-remark", LABEL, "A second remark", "en"),
    (f"{ID}act/twin", LABEL, "Twins", "en"),
    (f"{ID}claim/twin", LABEL, "Twins", "en"),
    (f"{ID}claim/lands-were-lent", LABEL, "The lands were only lent", "en"),
    (f"{ID}state/first-remark", LABEL, "A state", "en"),
    (f"{CONCEPT}response-type/rejects", LABEL, "rejects", "en"),
    (f"{CONCEPT}response-type/clarifies", LABEL, "clarifies", "en"),
]


@pytest.fixture(scope="module")
def names() -> Names:
    return known([*NAMED, (f"{ID}act/nameless", "thing", "", "")])


@pytest.fixture(scope="module")
def queries() -> dict[str, CannedQuery]:
    return catalogue.load(Path(QUERIES))


def _act(query: CannedQuery, text: str, names: Names) -> str:
    value = parameters.read(query, [("act", text)], names)["act"]
    assert isinstance(value, pyoxigraph.NamedNode)
    return value.value


@pytest.mark.parametrize(
    "text",
    [
        "first-remark",
        "act:first-remark",
        f"{ID}act/first-remark",
        f"<{ID}act/first-remark>",
        "A first remark",
        "a FIRST  remark",
        "первое слово",
        "  first-remark ",
    ],
)
def test_a_thing_is_found_by_slug_prefixed_name_iri_or_any_name(
    queries: dict[str, CannedQuery], names: Names, text: str
) -> None:
    assert _act(queries["replies"], text, names) == f"{ID}act/first-remark"


def test_a_thing_without_a_name_is_found_by_its_slug(queries: dict[str, CannedQuery], names: Names) -> None:
    assert _act(queries["replies"], "nameless", names) == f"{ID}act/nameless"


@pytest.mark.parametrize("text", ["twin", "Twins"])
def test_what_several_things_are_called_is_refused_with_all_of_them(
    queries: dict[str, CannedQuery], names: Names, text: str
) -> None:
    with pytest.raises(BadParameter, match="act:twin, claim:twin") as caught:
        parameters.read(queries["replies"], [("act", text)], names)
    assert caught.value.members["near"] == ["act:twin", "claim:twin"]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("first-remrk", "act:first-remark"),
        ("A secnd remark", "act:second-remark"),
        ("lent", "claim:lands-were-lent"),
        ("claim:lands-were-lost", "claim:lands-were-lent"),
        (f"{ID}act/frist-remark", "act:first-remark"),
    ],
)
def test_what_nothing_is_called_is_not_found_but_near_names_are(
    queries: dict[str, CannedQuery], names: Names, text: str, near: str
) -> None:
    with pytest.raises(NotFound, match=near) as caught:
        parameters.read(queries["replies"], [("act", text)], names)
    assert caught.value.document()["near"] == [near, *caught.value.members["near"][1:]]  # type: ignore[index]


@pytest.mark.parametrize(
    "text", ["state:first-remark", f"{ID}state/first-remark", "https://example.org/act/first-remark"]
)
def test_a_thing_of_another_kind_is_not_found(
    queries: dict[str, CannedQuery], names: Names, text: str
) -> None:
    with pytest.raises(NotFound):
        parameters.read(queries["replies"], [("act", text)], names)


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'; DROP ALL",
        "} } #",
        "x>\n<y",
        "first-remark) (act:second-remark",
        "\u0000",
        "{{7*7}}",
        "<script>",
        "%00",
    ],
)
def test_hostile_text_matches_nothing(queries: dict[str, CannedQuery], names: Names, text: str) -> None:
    with pytest.raises((NotFound, BadParameter)) as caught:
        parameters.read(queries["replies"], [("act", text)], names)
    assert caught.value.members["value"] == text.strip()


def test_a_concept_is_read_in_its_own_scheme_only(queries: dict[str, CannedQuery], names: Names) -> None:
    given = [("act", "first-remark"), ("how", "response-type:rejects")]
    assert parameters.read(queries["replies"], given, names)["how"] == pyoxigraph.NamedNode(
        f"{CONCEPT}response-type/rejects"
    )
    with pytest.raises(NotFound, match="no response-type is known as 'frame:gift'"):
        parameters.read(queries["replies"], [("act", "first-remark"), ("how", "frame:gift")], names)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016", "2016-12-31"),
        ("2016-02", "2016-02-29"),
        ("2017-02-01", "2017-02-01"),
        (" 0987-01-09 ", "0987-01-09"),
    ],
)
def test_a_date_is_read_as_its_last_day_where_it_ends_a_window(
    queries: dict[str, CannedQuery], names: Names, text: str, day: str
) -> None:
    read = parameters.read(queries["replies"], [("act", "first-remark"), ("upto", text)], names)
    assert read["upto"] == pyoxigraph.Literal(day, datatype=pyoxigraph.NamedNode(f"{XSD}date"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("yesterday", "write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("1.2.2017", "write YYYY"),
        ("2017-2-1", "write YYYY"),
        ("2017-13", "no date"),
        ("2017-00", "no date"),
        ("2017-02-29", "no date"),
        ("2017-02-00", "no date"),
        ("0000", "no date"),
        ("20१7", "no date"),
        ("2017-02-01T00:00:00", "no date"),
    ],
)
def test_a_date_that_does_not_parse_is_told_why(
    queries: dict[str, CannedQuery], names: Names, text: str, why: str
) -> None:
    with pytest.raises(BadParameter, match=why) as caught:
        parameters.read(queries["replies"], [("act", "first-remark"), ("upto", text)], names)
    assert (caught.value.members["parameter"], caught.value.members["value"]) == ("upto", text)


def test_a_whole_number_is_read(queries: dict[str, CannedQuery], names: Names) -> None:
    read = parameters.read(queries["long_documents"], [("least", "+0300")], names)
    assert read["least"] == pyoxigraph.Literal("300", datatype=pyoxigraph.NamedNode(f"{XSD}integer"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-1", "it goes from 0 to 1000000"),
        ("1000001", "it goes from 0 to 1000000"),
        ("9" * 400, "no whole number"),
        ("1.5", "no whole number"),
        ("1e3", "no whole number"),
        ("", "no whole number"),
        ("१", "no whole number"),
    ],
)
def test_a_number_out_of_range_or_unreadable_is_told_why(
    queries: dict[str, CannedQuery], names: Names, text: str, why: str
) -> None:
    with pytest.raises(BadParameter, match=why):
        parameters.read(queries["long_documents"], [("least", text)], names)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([], "act: is missing: The act that is replied to"),
        ([("act", "")], "act: '': is empty"),
        ([("act", "a"), ("act", "b")], "act: 'b': given more than once"),
        ([("actor", "a")], "actor: 'a': no such parameter; there are act, how, upto"),
        ([("act", "a" * 501)], "longer than 500 characters"),
    ],
)
def test_parameters_missing_repeated_unknown_or_endless_are_refused(
    queries: dict[str, CannedQuery], names: Names, given: list[tuple[str, str]], why: str
) -> None:
    with pytest.raises(BadParameter, match=why):
        parameters.read(queries["replies"], given, names)


def test_an_optional_parameter_left_empty_is_left_out(queries: dict[str, CannedQuery], names: Names) -> None:
    given = [("act", "first-remark"), ("how", ""), ("upto", " ")]
    read = parameters.read(queries["replies"], given, names)
    assert (read["how"], read["upto"]) == (None, None)


def test_near_names_are_found_for_long_texts_among_many(names: Names) -> None:
    many = known((f"{ID}act/{'some-words-about-' * 3}{n}", "thing", "", "") for n in range(500))
    assert many.near(["act"], "some words about " * 3)
    assert many.near(["act"], "sdrow emos tuoba " * 29) == []


def test_what_exists_as_another_kind_is_said_to(queries: dict[str, CannedQuery], names: Names) -> None:
    with pytest.raises(NotFound, match="response-type:rejects is of another kind"):
        parameters.read(queries["replies"], [("act", "rejects")], names)
