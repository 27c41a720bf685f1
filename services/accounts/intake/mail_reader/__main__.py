"""Reads one mail from its input; answers each file as a line of JSON and its bytes.

It may use so much memory and time of the processor and no more: what a mail makes of that is its own affair.
"""

from __future__ import annotations

import resource
import sys

import orjson

from services.accounts.intake.mail_reader import mail_files

#: Bytes of address space, which has Python and its libraries in it too, and seconds of the processor.
MEMORY = 768 * 1024 * 1024
SECONDS = 20


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for file in mail_files.of(sys.stdin.buffer.read()):
        name = file.name.encode(errors="replace").decode()
        sys.stdout.buffer.write(orjson.dumps({"name": name, "size": len(file.content)}) + b"\n")
        sys.stdout.buffer.write(file.content)
    sys.stdout.buffer.write(b"\n")


if __name__ == "__main__":
    main()
