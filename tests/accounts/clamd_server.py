"""clamd for tests: Debian's own with one signature, or one that speaks its protocol over TCP."""

from __future__ import annotations

import os
import shutil
import socketserver
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from tests.builders import eventually
from tests.ports import free_port

#: What every scanner knows, and harms nobody; in two pieces, so that none finds it here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Eicar-Test.UNOFFICIAL"


class _Session(socketserver.StreamRequestHandler):
    """`zINSTREAM`, sizes and parts, and a size of nothing at the end."""

    def handle(self) -> None:
        command = self.rfile.read(len(b"zINSTREAM\0"))
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        answer = self.server.answer  # type: ignore[attr-defined]
        found = f"stream: {NAME} FOUND" if EICAR in content else "stream: OK"
        self.wfile.write((answer or found).encode() + b"\0")


@contextmanager
def speaking(answer: str = "") -> Iterator[str]:
    """The URL of one that answers as clamd does, or always this."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.daemon_threads = True
        server.answer = answer  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@contextmanager
def real(folder: Path) -> Iterator[str]:
    """The URL of Debian's clamd, which knows EICAR and nothing else."""
    program = shutil.which("clamd", path=os.environ["PATH"] + ":/usr/sbin")
    assert program is not None
    port = free_port()
    (folder / "signatures").mkdir(exist_ok=True)
    (folder / "signatures" / "eicar.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}/signatures\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        "StreamMaxLength 26M\n"
    )
    command = [program, "--config-file", str(folder / "clamd.conf")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: _answers(port), within=60)
        yield f"tcp://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def is_installed() -> bool:
    return shutil.which("clamd", path=os.environ["PATH"] + ":/usr/sbin") is not None


def _answers(port: int) -> bool:
    import socket

    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0
