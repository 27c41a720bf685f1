"""Reads mails from its input, one after the other, each after its length; answers the files in each: a line
of JSON and the bytes of every file, then an empty line.

Each mail is read by a process that is forked for it, with so much memory and time and no more: nothing of a
mail is there when the next is read. Where that one does not end well, this one ends too, in the middle of its
answer.
"""

from __future__ import annotations

import gc
import os
import resource
import sys

import orjson

from services.accounts.intake.mail_reader import mail_files

#: Bytes of address space, which has Python and its libraries in it too, and seconds of the processor.
MEMORY = 768 * 1024 * 1024
SECONDS = 20
#: Bytes of a length: the most significant first.
LENGTH = 8
_INPUT = 0


def main() -> int:
    # What is there by now stays, so that forked processes write to none of its pages.
    gc.freeze()
    while length := _read(LENGTH):
        child = os.fork()
        if child == 0:
            _answer_and_end(int.from_bytes(length))
        if os.waitpid(child, 0)[1] != 0:
            return 1
    return 0


def _answer_and_end(length: int) -> None:
    """Read one mail and end, whatever comes of it."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        for file in mail_files.of(_read(length)):
            name = file.name.encode(errors="replace").decode()
            sys.stdout.buffer.write(orjson.dumps({"name": name, "size": len(file.content)}) + b"\n")
            sys.stdout.buffer.write(file.content)
        sys.stdout.buffer.write(b"\n")
        sys.stdout.buffer.flush()
        status = 0
    finally:
        os._exit(status)


def _read(length: int) -> bytes:
    """So many bytes of the input and none beyond them, which are another process's; none at its end."""
    found = bytearray(length)
    left = memoryview(found)
    while left:
        count = os.readv(_INPUT, [left])
        if count == 0:
            return b""
        left = left[count:]
    return bytes(found)


if __name__ == "__main__":
    sys.exit(main())
