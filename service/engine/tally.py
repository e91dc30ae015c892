"""Rows of an answer, counted in the bytes that the engine writes, while they pass."""

# What stands once between two rows, or once a row, and nowhere else: in JSON, a quotation mark inside a text
# is escaped, so that `},{"` can only end a text there, and then a comma or a brace follows. Rows of which
# nothing is bound are not counted in JSON.
_BETWEEN, _ENDING = b'},{"', (b'},{",', b'},{"}')
_TAIL = 8  # bytes, no mark is longer; none begins in the last bytes of a whole answer


class Tally:
    """Counts the rows of one answer in json, xml, csv or tsv."""

    def __init__(self, name: str) -> None:
        """Start at none; name is the format."""
        self._name = name
        self._tail = b""
        self._quoted = False
        # In JSON marks stand between rows, in CSV and TSV the line of names is no row.
        self.rows = {"json": 1, "xml": 0}.get(name, -1)

    def see(self, data: bytes) -> None:
        """Count on in the next piece."""
        match self._name:
            case "json":
                self._count(data, _BETWEEN, _ENDING)
            case "xml":
                self._count(data, b"<result>")
            case "tsv":
                self.rows += data.count(b"\n")
            case _:
                self._lines(data)

    def _count(self, data: bytes, mark: bytes, but: tuple[bytes, ...] = ()) -> None:
        # A mark counts with the piece in which it begins; one that begins in the tail is left to the next.
        joined = self._tail + data
        cut = max(0, len(joined) - _TAIL)
        found, other = (
            sum(joined[: cut + len(one) - 1].count(one) for one in marks) if cut else 0
            for marks in ((mark,), but)
        )
        self.rows += found - other
        self._tail = joined[cut:]

    def _lines(self, data: bytes) -> None:
        """Count the line ends outside of quotation marks."""
        parts = data.split(b'"')
        self.rows += sum(part.count(b"\n") for part in parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0
