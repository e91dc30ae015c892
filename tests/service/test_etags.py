import pytest

from service import etags

TAG = etags.tag("0123456789abcdef", "query", None)


def test_a_tag_is_strong_and_names_its_revision() -> None:
    assert TAG.startswith('"0123456789abcdef.')
    assert TAG.endswith('"')
    assert etags.revisions(TAG) == {"0123456789abcdef"}


def test_other_parts_and_other_borders_between_them_have_other_tags() -> None:
    parts = [("a", "b"), ("ab", ""), ("", "ab"), ("a", "b", ""), ("a", None), ("b", "a"), ("\ud800",)]
    tags = [etags.tag("0123456789abcdef", *part) for part in parts]
    assert len({*tags, etags.tag("1123456789abcdef", "a", "b")}) == len(parts) + 1
    assert etags.tag("0123456789abcdef", "a", "b") == tags[0]


def test_compressed_bytes_have_another_tag_of_the_same_answer() -> None:
    assert etags.encoded(TAG) == TAG[:-1] + '.gzip"'
    assert etags.plain(etags.encoded(TAG)) == etags.plain(TAG)


@pytest.mark.parametrize(
    "header",
    [TAG, f"W/{TAG}", etags.encoded(TAG), f"W/{etags.encoded(TAG)}", f'"x",  {TAG} , W/"y"'],
)
def test_a_client_that_has_the_answer_in_any_form_is_recognised(header: str) -> None:
    assert etags.held(header, TAG)


@pytest.mark.parametrize(
    "header", [None, "", "*", " * ", '"*"', "W/", '"', TAG.strip('"'), TAG.upper(), f'"{TAG[2:]}', '"x", "y"']
)
def test_a_client_that_has_another_answer_or_says_nothing_clear_is_not(header: str | None) -> None:
    assert not etags.held(header, TAG)


def test_a_revision_is_read_from_any_tag_of_it_or_its_bare_name() -> None:
    assert etags.revisions(f'W/"aa.1.gzip", "bb" , "cc.2", {TAG}') == {"bb", "cc", "0123456789abcdef"}
    assert etags.revisions("aa") == set()


def test_weak_tags_name_no_revision_and_a_star_is_no_answer_that_is_known() -> None:
    assert etags.revisions('W/"a.1", "b.2"') == {"b"}
    assert not etags.held("*", '"a.1"')
