"""Files of an import: one handed to accounts in parts, and the rows of one that are to be mended."""

from __future__ import annotations

import base64
import time
from hashlib import sha256

from contracts import accounts
from contracts.accounts import imports
from contracts.accounts.import_states import FileFormat
from gateway.calls.services import Services
from gateway.http.idempotency_keys import further_write
from gateway.http.requests import Request
from gateway.http.responses import Response

#: Seconds for the parts of a file to reach accounts, once it is here.
_PATIENCE = 20.0


def take(request: Request, services: Services, form: str, file: bytes) -> imports.Import:
    """Hand a file to accounts in parts, as messages are small; the same file under the same key once."""
    here = request.context
    here.deadline = time.time() + _PATIENCE
    if here.fingerprint is not None:
        here.fingerprint = sha256(here.fingerprint.encode() + file).hexdigest()
    answer = services.rpc.forward(accounts.RECEIVE_FILE, {**request.arguments, "format": form})
    replayed = here.replayed
    parts = [file[at : at + imports.PART] for at in range(0, len(file), imports.PART)] or [b""]
    for number, part in enumerate(parts):
        with further_write(request, f"part {number}"):
            answer = accounts.receive_file_part(
                services.rpc,
                import_id=answer["id"],
                number=number,
                data=base64.b64encode(part).decode(),
                last=number == len(parts) - 1,
            )
    here.replayed = replayed
    return answer


def template(services: Services, form: FileFormat) -> Response:
    """A file to fill in."""
    media = {each: name for name, each in imports.MEDIA.items()}[form]
    headers = [
        ("Content-Type", f"{media}; charset=utf-8" if form == FileFormat.CSV else media),
        ("Content-Disposition", f'attachment; filename="clients-to-import.{form}"'),
    ]
    return Response(accounts.get_import_template(services.rpc, form), headers=headers)


def failures(request: Request, services: Services) -> Response:
    """The rows that are wrong or failed, as a CSV to mend and import again."""
    text = accounts.export_import_failures(services.rpc, request.arguments["import_id"])
    headers = [
        ("Content-Type", "text/csv; charset=utf-8"),
        ("Content-Disposition", 'attachment; filename="to-mend.csv"'),
    ]
    return Response(text.encode("utf-8-sig"), headers=headers)
