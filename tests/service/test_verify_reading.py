"""The bytes of a copy: in which encoding they are read, and where the text of a web page stands in it."""

import pytest

from service.problems import BadRequest, Problem, Unsupported
from service.verifying.encodings import decode
from service.verifying.forms import parts
from service.verifying.markup import Extract, is_markup

RUSSIAN = "Депутат сказал: «граница» остаётся — 1997"
ENGLISH = "He “denied” it — at a café in 1997"


@pytest.mark.parametrize(
    ("text", "codec", "declared", "told"),
    [
        (RUSSIAN, "utf-8", None, ("UTF-8", False)),
        (RUSSIAN, "utf-8-sig", None, ("UTF-8", False)),
        (RUSSIAN, "utf-16", None, ("UTF-16", False)),
        (RUSSIAN, "utf-32", None, ("UTF-32", False)),
        (RUSSIAN, "utf-16-le", "UTF-16LE", ("UTF-16", False)),
        (RUSSIAN, "utf-16-be", "utf-16be", ("UTF-16", False)),
        (RUSSIAN, "cp1251", "windows-1251", ("windows-1251", False)),
        (RUSSIAN, "cp1251", None, ("windows-1251", True)),
        (
            RUSSIAN.replace("«", '"').replace("»", '"').replace("—", "-"),
            "koi8-r",
            "KOI8-R",
            ("KOI8-R", False),
        ),
        (ENGLISH, "cp1252", "ISO-8859-1", ("windows-1252", False)),
        (ENGLISH, "cp1252", None, ("windows-1252", True)),
        (ENGLISH, "utf-8-sig", "windows-1252", ("UTF-8", False)),
        ('<meta charset="windows-1251">' + RUSSIAN, "cp1251", None, ("windows-1251", False)),
        ('<meta charset="windows-1251">' + RUSSIAN, "utf-8", None, ("UTF-8", False)),
    ],
)
def test_an_encoding_is_known_or_assumed_and_told(
    text: str, codec: str, declared: str | None, told: tuple[str, bool]
) -> None:
    read = decode(text.encode(codec), declared)
    assert read.text == text
    assert (read.encoding, read.assumed) == told


@pytest.mark.parametrize(
    ("raw", "declared", "byte"),
    [
        (b"caf\xe9", "utf-8", 3),
        (b"ab\x81c", None, 2),
        (b"\xff\xfea\x00\x00\xd8", None, 4),
        (b"ab \xed\xb0\x80", None, 3),
        ('<meta charset="utf-8">é'.encode() + b"\xe9 ", None, 24),
    ],
)
def test_a_byte_that_is_none_of_its_encoding_is_named(raw: bytes, declared: str | None, byte: int) -> None:
    with pytest.raises(BadRequest) as caught:
        decode(raw, declared)
    assert caught.value.members["byte"] == byte
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None, "the error of the codec holds the text"


@pytest.mark.parametrize("raw", [b"a\0b", "a\0b".encode("utf-16"), bytes(range(256)) * 9])
def test_bytes_that_hold_nul_are_no_text(raw: bytes) -> None:
    with pytest.raises(Unsupported):
        decode(raw, None)


@pytest.mark.parametrize(
    ("text", "media_type", "name", "is_one"),
    [
        ("<p>x", "text/html", None, True),
        ("<p>x", "text/plain", "a.HTM", True),
        ("\n<!DOCTYPE html><p>", None, None, True),
        ("<?xml version='1.0'?>\n<!-- saved -->\n<html lang='en'>", None, "a", True),
        ("<htmlish>", None, None, False),
        ("It is said < or >", "text/plain", "a.txt", False),
    ],
)
def test_a_web_page_is_known(text: str, media_type: str | None, name: str | None, *, is_one: bool) -> None:
    assert is_markup(text, media_type, name) is is_one


PAGE = """<!doctype html><html><head><title>T</title><style>p { color: "caf" }</style>
<script>var caf = "<p>caf</p>";</script></head><body onload="caf()"><!-- caf -->
<h1>Tale</h1><p>The Caf&eacute;&nbsp;of the m<b>ill</b>er &amp; baker,
&#8220;<i>said</i>&#8221; 1 < 2</p>last"""


def test_the_text_of_a_page_is_what_a_reader_sees_and_each_letter_has_its_place() -> None:
    extract = Extract(PAGE)
    assert extract.text.split() == "T Tale The Café of the miller & baker, “said” 1 < 2 last".split()  # noqa: SIM905
    assert PAGE.count("caf") == 5
    assert "caf" not in extract.text
    for words, written in (
        ("Tale", "Tale"),
        ("é", "&eacute;"),
        ("miller", "m<b>ill</b>er"),
        ("“", "&#8220;"),
    ):
        at = extract.text.index(words)
        assert PAGE[extract.place(at) : extract.end(at + len(words))] == written


def test_what_is_never_closed_hides_nothing() -> None:
    assert "after" in Extract("<p>before<button>in<p>after").text
    assert "after" in Extract("<svg/><p>after").text


@pytest.mark.parametrize(
    "page", ["", "<", "<!", "</", "&", "&#", "&#xZ;", "<a b='", "<![CDATA[x", "<!--", "a<b", "<svg>"]
)
def test_no_markup_is_too_broken_to_be_read(page: str) -> None:
    extract = Extract(page)
    for at in range(len(extract.text)):
        assert 0 <= extract.place(at) <= extract.end(at + 1) <= len(page)


def test_a_form_is_taken_apart_byte_by_byte() -> None:
    body = b"\r\n--b\r\n--b \0\xff\r\n"
    form = (
        b'--b-x\r\nContent-Disposition: form-data; name="file"; filename="a \xc3\xa9.html"\r\n'
        b"Content-Type: text/html; charset=windows-1251\r\n\r\n" + body + b"\r\n--b-x--\r\n"
    )
    (part,) = parts(form, 'multipart/form-data; boundary="b-x"')
    assert (part.name, part.filename, bytes(part.body)) == ("file", "a é.html", body)
    assert part.content_type == "text/html; charset=windows-1251"


def test_a_form_of_many_fields_is_refused() -> None:
    one = b'--b\r\nContent-Disposition: form-data; name="document"\r\n\r\na\r\n'
    with pytest.raises(Problem):
        parts(one * 500 + b"--b--\r\n", "multipart/form-data; boundary=b")
