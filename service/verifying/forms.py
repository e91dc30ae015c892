"""What a form sends, taken apart in memory: nothing of it touches a disk."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from service.problems import BadRequest

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_FIELDS = ("file", "text", "document")
_PARTS = 100


@dataclass
class Part:
    """One field of a form: its name, the name of the file it was, its type, its bytes."""

    headers: dict[str, bytes] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    @property
    def name(self) -> str:
        """Name the field."""
        return self._option(b"name") or ""

    @property
    def filename(self) -> str | None:
        """Name the file, None of what was typed."""
        return self._option(b"filename")

    @property
    def content_type(self) -> str | None:
        """Give the media type that was declared, with its parameters."""
        told = self.headers.get("content-type")
        return None if told is None else told.decode("latin-1")

    def _option(self, name: bytes) -> str | None:
        found = parse_options_header(self.headers.get("content-disposition", b""))[1].get(name)
        return None if found is None else found.decode("utf-8", "replace")


def options(header: str) -> tuple[str, dict[str, str]]:
    """Split a Content-Type into the media type and its parameters."""
    kind, found = parse_options_header(header)
    return kind.decode("latin-1").strip().lower(), {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in found.items()
    }


def parts(body: bytes, content_type: str) -> list[Part]:
    """Take a form apart; BadRequest if it cannot be, or has fields that none of ours has."""
    boundary = parse_options_header(content_type)[1].get(b"boundary")
    if not boundary:
        raise BadRequest("The form names no boundary; send it as browsers and `curl -F` do.")
    reader = _Reader()
    parser = MultipartParser(boundary, reader.callbacks())
    try:
        parser.write(body)
        parser.finalize()
    except MultipartParseError:
        raise BadRequest("The form cannot be taken apart; send it as browsers and `curl -F` do.") from None
    if not reader.ended:
        raise BadRequest("The form is cut short; send all of it.")
    for part in reader.parts:
        if part.name not in _FIELDS:
            raise BadRequest(f"The form has a field that is none of {', '.join(_FIELDS)}; leave it out.")
    return reader.parts


class _Reader:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.ended = False
        self._name, self._value = b"", b""

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._named,
            "on_header_value": self._valued,
            "on_header_end": self._headed,
            "on_part_data": self._data,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.parts) >= _PARTS:
            raise BadRequest(f"The form has more than {_PARTS} fields; send one copy.")
        self.parts.append(Part())

    def _named(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _valued(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _headed(self) -> None:
        self.parts[-1].headers[self._name.decode("latin-1").lower()] = self._value
        self._name, self._value = b"", b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].body += data[start:end]

    def _end(self) -> None:
        self.ended = True
