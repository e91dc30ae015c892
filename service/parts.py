"""The body of a request that brings RDF, cut into parts: one, or those of multipart/form-data."""

from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import HTTP

from service import negotiate
from service.problems import BadRequest, Unsupported
from service.uploads import FORMATS, Part

_MULTIPART = "multipart/form-data"
_MOST = 100  # parts
_FORMATS = {
    media: format_.engine
    for format_ in negotiate.offers("graph")
    if format_.engine in FORMATS
    for media in format_.media_types
    if media not in {"text/plain", "application/json"}  # which say nothing of RDF
}
MEDIA_TYPES = (*_FORMATS, _MULTIPART)


def read(content_type: str, body: bytes, base: str | None) -> list[Part]:
    """Cut a body into parts; Unsupported for media types of no RDF, BadRequest for a broken multipart."""
    media = content_type.partition(";")[0].strip().lower()
    if media != _MULTIPART:
        return [Part(_format(media), base, body)]
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    message = BytesParser(_class=EmailMessage, policy=HTTP).parsebytes(head + body)
    if not message.is_multipart() or message.defects:
        raise BadRequest("The multipart body is not whole: its boundary does not stand where it should.")
    found = list(message.iter_parts())
    if len(found) > _MOST:
        raise BadRequest(f"The multipart body has {len(found)} parts, at most {_MOST} are read; join them.")
    return [_part(part, base) for part in found]


def _part(part: Message, base: str | None) -> Part:
    if part.is_multipart():
        raise BadRequest("A part of the multipart body is a multipart itself; send each piece as one part.")
    payload = part.get_payload(decode=True)
    return Part(_format(part.get_content_type()), base, payload if isinstance(payload, bytes) else b"")


def _format(media: str) -> str:
    if media not in _FORMATS:
        told = f"as {media}" if media else "without a Content-Type"
        raise Unsupported(f"RDF came {told}; send one of {', '.join(MEDIA_TYPES)}.", offers=list(MEDIA_TYPES))
    return _FORMATS[media]
