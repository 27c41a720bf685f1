"""What is sent in the matrix of rights, with the ids that are meant, and what an answer says."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from werkzeug.test import TestResponse

from tests.gateway.review_document.documents import in_one_line


def said_in(answer: TestResponse) -> str:
    """What an answer says; of a workbook, which is a zip, what is in it, and of a PDF what can be copied."""
    if answer.headers.get("Content-Disposition", "").endswith('review.pdf"'):
        return in_one_line(answer.data)
    if not answer.data.startswith(b"PK\x03\x04"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


def filled(body: Any, ids: dict[str, str]) -> Any:
    if isinstance(body, str):
        return body.format(**ids)
    if isinstance(body, dict):
        return {name: filled(value, ids) for name, value in body.items()}
    return [filled(each, ids) for each in body] if isinstance(body, list) else body
