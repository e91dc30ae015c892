"""From the bytes of a copy to its text: what is no text is refused, and the encoding is told."""

import codecs
import re
from dataclasses import dataclass

from service.problems import BadRequest, Unsupported

_AS_TEXT = "save it as text"
_ARCHIVES = (
    (b"word/", "a Word document (DOCX)"),
    (b"mimetypeapplication/epub+zip", "an e-book (EPUB)"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file (ODT)"),
    (b"xl/", "a workbook (XLSX)"),
)
_SIGNS = (
    (b"%PDF-", "a PDF", "save it as text, or run pdftotext over it"),
    (b"\xd0\xcf\x11\xe0", "a Word document (DOC)", _AS_TEXT),
    (b"{\\rtf", "an RTF file", _AS_TEXT),
    (b"%!PS", "PostScript", _AS_TEXT),
    (b"\x1f\x8b", "a gzip archive", "unpack it"),
    (b"\x89PNG", "a picture (PNG)", "run text recognition over it, and send its text"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "run text recognition over it, and send its text"),
    (b"GIF8", "a picture (GIF)", "run text recognition over it, and send its text"),
    (b"AT&TFORM", "a DjVu file", _AS_TEXT),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What the web calls Latin-1 is windows-1252.
_TAKEN = {
    **dict.fromkeys(("utf-8", "utf8", "us-ascii", "ascii"), "utf-8"),
    **dict.fromkeys(("windows-1252", "cp1252", "iso-8859-1", "latin1", "latin-1"), "cp1252"),
    **dict.fromkeys(("windows-1251", "cp1251", "x-cp1251"), "cp1251"),
    **dict.fromkeys(("utf-16", "utf-16le"), "utf-16-le"),
    "utf-16be": "utf-16-be",
    **dict.fromkeys(("koi8-r", "koi8"), "koi8-r"),
}
_NAMES = {"cp1252": "windows-1252", "cp1251": "windows-1251"}
_META = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_HEAD = 4096  # bytes that may declare an encoding
_CYRILLIC = 1 / 3  # of all letters


@dataclass(frozen=True)
class Decoded:
    """A text, the encoding that it was in, and whether that was assumed."""

    text: str
    encoding: str
    assumed: bool


def decode(raw: bytes, declared: str | None) -> Decoded:
    """Read bytes as text; Unsupported if they are none, BadRequest with the offset of the byte at fault.

    A byte order mark says what the encoding is, then what was declared with the bytes, then UTF-8 if they
    are, then what a web page says of itself; else windows-1252 is assumed or, of mostly Cyrillic letters,
    windows-1251.
    """
    _text_at_all(raw)
    mark = next(((sign, codec) for sign, codec in _MARKS if raw.startswith(sign)), None)
    if mark is not None:
        return _whole(_by(raw[len(mark[0]) :], mark[1], len(mark[0])), mark[1])
    codec = None if declared is None else _codec(declared)
    if b"\0" in raw and not (codec or "").startswith("utf-16"):
        raise _binary(raw)
    if codec is not None:
        return _whole(_by(raw, codec, 0), codec)
    try:
        return _whole(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    stated = _META.search(raw[:_HEAD])
    own = _codec(stated[1].decode("ascii", "replace")) if stated else None
    if (own or "").startswith("utf") or _halves(raw):
        raise _no_text(at, "utf-8")
    if own is not None:
        return _whole(_by(raw, own, 0), own)
    codec = _assumed(raw)
    return _whole(_by(raw, codec, 0), codec, assumed=True)


def _whole(text: str, codec: str, *, assumed: bool = False) -> Decoded:
    if "\0" in text:
        raise Unsupported(f"Character {text.index(chr(0))} is NUL, which no text holds; send the text alone.")
    name = codec.removesuffix("-le").removesuffix("-be") if codec.startswith("utf") else codec
    return Decoded(text, _NAMES.get(codec, name.upper()), assumed)


def _by(raw: bytes, codec: str, skipped: int) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        at = error.start + skipped
    raise _no_text(at, codec)  # without the error, which holds the text


def _no_text(at: int, codec: str) -> BadRequest:
    name = _NAMES.get(codec, codec.upper())
    return BadRequest(
        f"Byte {at} is no {name}, as which the text came; save it as UTF-8, or declare its charset.", byte=at
    )


def _halves(raw: bytes) -> bool:
    """Tell a text that would be UTF-8, were it not for halves of characters."""
    try:
        raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _codec(declared: str) -> str:
    codec = _TAKEN.get(declared.strip().lower())
    if codec is None:
        names = "UTF-8, UTF-16, windows-1251, windows-1252, KOI8-R"
        raise Unsupported(f"The charset that was declared is not read here; take one of {names}.")
    return codec


def _assumed(raw: bytes) -> str:
    """Tell Cyrillic from Latin: of the one most letters lie above 0xC0, of the other a few."""
    high = sum(raw.count(byte) for byte in range(0xC0, 0x100))
    low = sum(raw.count(byte) for byte in (*range(0x41, 0x5B), *range(0x61, 0x7B)))
    return "cp1251" if high > _CYRILLIC * (high + low) else "cp1252"


def _text_at_all(raw: bytes) -> None:
    """Refuse what is recognised as another kind of file, and say what to do with it."""
    if raw.startswith(b"PK\x03\x04"):
        kinds = (told for sign, told in _ARCHIVES if sign in raw[:_HEAD] or sign in raw[-_HEAD:])
        told = next(kinds, "a zip archive")
        raise _refused(told, "unpack it" if told == "a zip archive" else _AS_TEXT)
    for sign, told, mend in _SIGNS:
        if raw.startswith(sign):
            raise _refused(told, mend)
    if b"multipart/related" in raw[:_HEAD] and raw[:_HEAD].lstrip().startswith((b"From:", b"MIME-Version:")):
        raise _refused("a web archive (MHTML)", "save the page as HTML alone, or as text")


def _binary(raw: bytes) -> Unsupported:
    at = raw.index(b"\0")
    halves = raw[:_HEAD:2].count(0), raw[1:_HEAD:2].count(0)
    if max(halves) > len(raw[:_HEAD]) // 4 > 5 * min(halves):
        return _refused("UTF-16 without a byte order mark", "save it as UTF-8")
    return _refused(f"no text: byte {at} is NUL", _AS_TEXT)


def _refused(told: str, mend: str) -> Unsupported:
    return Unsupported(f"This looks like {told}. Only text and HTML are read: {mend}, and send that.")
