"""XML that is written as it comes: tags and texts, which hold no character that XML 1.0 cannot hold."""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INSTEAD = "\ufffd"


def tag(name: str, attributes: Mapping[str, str], *, empty: bool = False) -> str:
    """Open an element, or write an empty one; line breaks and tabs in attributes survive."""
    told = "".join(f" {key}={quoteattr(clean(value))}" for key, value in attributes.items())
    return f"<{name}{told}{'/' if empty else ''}>"


def text(value: str) -> str:
    """Write text between tags; carriage returns survive."""
    return escape(clean(value), {"\r": "&#13;"})


def clean(value: str) -> str:
    """Put the replacement character in the place of what XML 1.0 cannot hold, such as control characters."""
    return _FORBIDDEN.sub(_INSTEAD, value)
