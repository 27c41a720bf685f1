"""What a content is, by its beginning: what it was said to be, and what its name ends with, only decide
between types that its beginning allows.
"""

from __future__ import annotations

import puremagic

UNKNOWN = "application/octet-stream"
MESSAGE = "message/rfc822"
_TEXT = "text/plain"
_ZIP = "application/zip"
_OOXML = "application/vnd.openxmlformats-officedocument"
#: Types that are told apart, with an ending that decides where the beginning is that of several.
_BY_ENDING = {
    "docx": f"{_OOXML}.wordprocessingml.document",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
    "pptx": f"{_OOXML}.presentationml.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
}
_PLAIN = frozenset(
    {
        "application/pdf",
        "application/rtf",
        "application/vnd.ms-tnef",
        "image/gif",
        "image/heic",
        "image/heif",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/webp",
    }
)
_TEXTS = {"csv": "text/csv", "eml": MESSAGE}
_HEAD = 64 * 1024


def of(content: bytes, name: str) -> str:
    """The media type. Markup that a browser would run is plain text here."""
    head = content[:_HEAD]
    ending = name.rpartition(".")[2].lower()
    found = _matches(head)
    if _BY_ENDING.get(ending) in found:
        return _BY_ENDING[ending]
    plain = next((each for each in found if each in _PLAIN), None)
    if plain is not None:
        return plain
    if head.startswith(b"PK\x03\x04"):
        return _ZIP
    return _TEXTS.get(ending, _TEXT) if _is_text(head) else UNKNOWN


def _matches(head: bytes) -> list[str]:
    """The media types with such a beginning, the likeliest first."""
    try:
        return [found.mime_type for found in puremagic.magic_string(head)]
    except (puremagic.PureError, ValueError):
        return []


def _is_text(head: bytes) -> bool:
    if not head or b"\0" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # The last character may have been cut in two.
        return error.start >= len(head) - 3 and len(head) == _HEAD
    return True
