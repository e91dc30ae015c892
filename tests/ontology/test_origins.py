"""Reports that share an upstream count as one origin."""

from graph.origins import origins
from tests.rules import coded

DOCUMENTS = """
passage:a rj:document document:a . passage:b rj:document document:b .
document:a rj:author person:ann . document:b rj:author person:bob .
"""


def report(name: str, document: str, *relays: str, stance: str = "asserts", mode: str = "paraphrase") -> str:
    hops = "".join(f"; rj:hop hop:{name}-{place}" for place, _ in enumerate(relays, 1))
    text = f"report:{name} rj:reports act:x ; rj:evidence passage:{document} ; rj:stance stance:{stance} ; rj:mode mode:{mode} {hops} .\n"  # noqa: E501
    return text + "".join(
        f"hop:{name}-{place} rj:position {place} ; rj:by {relay} .\n" for place, relay in enumerate(relays, 1)
    )


def counted(*reports: str, also: str = "") -> int:
    (line,) = coded(origins, DOCUMENTS + also + "".join(reports))
    act, _, number = line.split()
    assert act == "act:x"
    return int(number)


def test_a_document_that_says_so_itself_is_one_origin() -> None:
    assert counted(report("one", "a")) == 1
    assert counted(report("one", "a"), report("two", "a")) == 1


def test_two_documents_that_say_so_themselves_are_two() -> None:
    assert counted(report("one", "a"), report("two", "b")) == 2


def test_two_documents_of_one_author_are_one() -> None:
    assert counted(report("one", "a"), report("two", "b"), also="document:b rj:author person:ann .") == 1


def test_two_documents_that_rest_on_one_relay_are_one() -> None:
    assert counted(report("one", "a", "body:agency"), report("two", "b", "body:agency")) == 1
    # wherever in the chain it stands
    chain = report("two", "b", "body:paper", "body:agency")
    assert counted(report("one", "a", "body:agency", "person:eve"), chain) == 1


def test_one_document_that_rests_on_two_relays_is_two() -> None:
    assert counted(report("one", "a", "body:agency"), report("two", "a", "body:radio")) == 2


def test_sharing_passes_on_from_one_report_to_the_next() -> None:
    joined = report("three", "b", "body:agency", "body:radio")
    assert counted(report("one", "a", "body:agency"), report("two", "a", "body:radio"), joined) == 1


def test_a_document_that_names_its_relay_is_no_origin_beside_it() -> None:
    assert counted(report("one", "a"), report("two", "a", "body:agency")) == 1
    assert counted(report("one", "b"), report("two", "a", "body:agency")) == 2


def test_a_document_and_a_relay_through_its_author_are_one() -> None:
    assert counted(report("one", "a"), report("two", "b", "person:ann")) == 1


def test_works_of_one_maker_or_one_news_outlet_are_one_and_books_of_one_publisher_are_two() -> None:
    relayed = (report("one", "a", "work:first"), report("two", "b", "work:second"))
    assert counted(*relayed) == 2
    assert counted(*relayed, also="work:first rj:creator person:c . work:second rj:creator person:c .") == 1
    outlet = "work:first rj:outlet body:o . work:second rj:outlet body:o . body:o rj:bodyKind body-kind:"
    assert counted(*relayed, also=outlet + "outlet .") == 1
    assert counted(*relayed, also=outlet + "publisher .") == 2


def test_what_doubts_or_rejects_and_what_the_curator_infers_is_no_origin() -> None:
    assert counted(report("one", "a", stance="doubts")) == 0
    assert counted(report("one", "a", stance="rejects"), report("two", "b", stance="hedges")) == 1
    assert counted(report("one", "a", mode="curator-inference")) == 0
