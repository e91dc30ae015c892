"""Addresses: one form of each, and a list that nothing climbs out of."""

import pytest

from service.federation.addresses import Address, Allowed
from service.federation.errors import FederationError

LIST = Allowed.read(["https://a.example/sparql", "http://b.example:8080/open/", "https://c.example"])


@pytest.mark.parametrize(
    "iri",
    [
        "https://a.example/sparql",
        "HTTPS://A.Example:443/sparql",
        "http://b.example:8080/open/",
        "http://b.example:8080/open/deep/er?query=x",
        "http://b.example:8080/open/a..b/...",
        "https://c.example",
        "https://c.example/",
    ],
)
def test_what_is_on_the_list_or_below_an_entry_is_permitted(iri: str) -> None:
    assert LIST.permits(iri)


@pytest.mark.parametrize(
    "iri",
    [
        "http://a.example/sparql",
        "https://a.example:444/sparql",
        "https://a.example/sparql/",
        "https://a.example/sparql/more",
        "https://a.example/sparql?more",
        "https://a.example/SPARQL",
        "https://a.example.evil.example/sparql",
        "https://a.example@evil.example/sparql",
        "https://evil.example#a.example/sparql",
        "https://user:pass@a.example/sparql",
        "https://a.example/sparql#part",
        "http://b.example:8080/open",
        "http://b.example:8080/opener",
        "http://b.example:8080/open/../closed",
        "http://b.example:8080/open/%2e%2E/closed",
        "http://b.example:8080/open/%252e%252e/closed",
        "http://b.example:8080/open/x%2f..%2f..%2fclosed",
        "http://b.example:8080/open/..;a=b/closed",
        "http://b.example:8080/open/..\\closed",
        "http://b.example:8080/open/%5c..%5cclosed",
        "http://b.example:8080/open/./x",
        "http://b.example:80800/open/",
        "http://b.example:8080/open/" + "%25" * 700,
        "https://c.example/x",
        "ftp://c.example/",
        "file:///etc/passwd",
        "urn:c.example",
        "https:///sparql",
        "https://ç.example/",
    ],
)
def test_what_is_beside_the_list_is_not_permitted(iri: str) -> None:
    assert not LIST.permits(iri)


def test_an_empty_list_permits_nothing() -> None:
    assert not Allowed().permits("https://a.example/sparql")


@pytest.mark.parametrize(
    "entry", ["a.example/sparql", "ftp://a.example/", "https://me@a.example/", "https://a.example/x#y", ""]
)
def test_an_entry_that_is_no_address_is_named(entry: str) -> None:
    with pytest.raises(FederationError, match=f"<{entry}>"):
        Allowed.read([entry])


def test_an_address_is_asked_in_ascii_and_with_its_port_only_where_it_must() -> None:
    assert Address.read("HTTP://A.Example:80/é?q=ü%20").url == "http://a.example/%C3%A9?q=%C3%BC%20"
    assert Address.read("https://[2001:DB8::1]:80/").url == "https://[2001:db8::1]:80/"
