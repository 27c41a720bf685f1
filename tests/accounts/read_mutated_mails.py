"""Reads so many mutated mails as the intake does: `python -m tests.accounts.read_mutated_mails 1000`.

For `test_mutated_mails.py`: no green process, as the intake is none. Its last line is what came of them.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
from pathlib import Path

from services.accounts.documents import document_names, media_types
from services.accounts.intake import mail_headers
from services.accounts.intake.mail_readers import MailReaders
from tests.accounts.mutated_mails import mutated


def most_megabytes(process: int | str) -> int:
    """The most that a process has had. `ru_maxrss` is no less than what whoever started it had then."""
    [found] = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(found) // 1024


def read(readers: MailReaders, mail: bytes) -> int:
    """How many files a mail has; what it and they are called can be written, and is no path."""
    headers = mail_headers.read(mail)
    found = readers.files_in(mail)
    for text in (headers.subject, headers.sender, headers.address or "", *headers.thread):
        text.encode()
        assert not set(text) & set("\r\n"), text
    for named in (headers.subject, *(each.name for each in found)):
        name = document_names.safe(named, "Email.eml")
        name.encode()
        assert name.strip(".")
        assert not set(name) & set("\\/\0\r\n"), name
        assert not name.startswith("."), name
    for each in found:
        media_types.of(each.content, each.name)
    return len(found)


def main(count: int) -> None:
    readers, files, ended = MailReaders(1), 0, []
    readers.files_in(b"")
    process = readers.running()
    for number in range(count):
        try:
            files += read(readers, mutated(number))
        except BaseException:
            sys.stderr.write(f"the mail of number {number}\n")
            raise
        if (after := readers.running()) != process:
            ended.append(number)
            process = after
    readers.end()
    found = {
        "files": files,
        # Those whose reader did not live to read the next, by their numbers.
        "ended": ended,
        "megabytes": most_megabytes("self"),
        "megabytes of a reader": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
    os._exit(0)
