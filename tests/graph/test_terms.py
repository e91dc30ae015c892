import pytest

from graph.errors import SourceError
from graph.terms import EDTF, KINDS, PREFIXES, SCHEMES, expand, shorten


def test_every_kind_and_scheme_has_a_prefix_of_its_own_name() -> None:
    assert {name: PREFIXES[name] for name in KINDS} == {
        name: f"https://w3id.org/rejoinder/id/{name}/" for name in KINDS
    }
    assert {name: PREFIXES[name] for name in SCHEMES} == {
        name: f"https://w3id.org/rejoinder/concept/{name}/" for name in SCHEMES
    }
    assert len(set(PREFIXES.values())) == len(PREFIXES)


@pytest.mark.parametrize(
    "name", ["act:x", "response-type:not-our-policy", "rj:SpeechAct", "passage:000-1-2", "rj:"]
)
def test_a_prefixed_name_survives_the_way_out_and_back(name: str) -> None:
    assert shorten(expand(name)) == name


@pytest.mark.parametrize(
    "iri",
    [
        "https://w3id.org/rejoinder/id/act/a/b",
        "https://w3id.org/rejoinder/id/act/a.",
        "mailto:x",
        "no iri",
        "",
    ],
)
def test_what_no_prefix_fits_stays_whole(iri: str) -> None:
    assert shorten(iri) == iri


def test_the_datatype_of_dates_has_a_short_name() -> None:
    assert shorten(EDTF) == "edtf:EDTF"


@pytest.mark.parametrize("name", ["acts:x", "act", "https://example.org/x", ""])
def test_an_unknown_prefix_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(SourceError, match="write one of act, "):
        expand(name)
