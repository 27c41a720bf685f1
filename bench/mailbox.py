"""Postfix in a container, which delivers what it takes to a mailbox in a folder of this machine."""

from __future__ import annotations

import smtplib
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.containers import ContainerFailed, free_port

_IMAGE = "clientele-tests/postfix"
_BUILT_FROM = Path(__file__).parents[1] / "tests" / "integration" / "postfix"
DOMAIN = "bench.example"
_OWNER = 5000
_SETTINGS = {
    "inet_interfaces": "127.0.0.1",
    "inet_protocols": "ipv4",
    "myhostname": "mx.bench.example",
    "mydestination": "",
    "virtual_mailbox_domains": DOMAIN,
    "virtual_mailbox_base": "/mail",
    "virtual_mailbox_maps": "static:box/",
    "virtual_uid_maps": f"static:{_OWNER}",
    "virtual_gid_maps": f"static:{_OWNER}",
    "smtpd_client_connection_count_limit": "0",
    "smtpd_recipient_restrictions": "reject_unauth_destination",
    "maillog_file": "/dev/stdout",
}


@contextmanager
def postfix(folder: Path) -> Iterator[int]:
    """Its port on loopback; its queue and its mailbox are both in the folder. Raises `ContainerFailed`."""
    _docker("build", "--quiet", "--tag", _IMAGE, str(_BUILT_FROM))
    port = free_port()
    at = f"127.0.0.1:{port}"
    settings = " ".join(f"'{name}={value}'" for name, value in _SETTINGS.items())
    script = (
        f"chown {_OWNER}:{_OWNER} /mail && cp -a /var/spool/postfix/. /queue/ && postconf -e {settings}"
        f" queue_directory=/queue && postconf -MX smtp/inet && postconf -F '*/*/chroot=n'"
        f" && postconf -M '{at}/inet={at} inet n - n - - smtpd' && exec postfix start-fg"
    )
    for name in ("box", "queue"):
        (folder / name).mkdir()
    volumes = (f"--volume={folder / 'box'}:/mail", f"--volume={folder / 'queue'}:/queue")
    container = _docker("run", "--detach", "--rm", "--network=host", *volumes, _IMAGE, "bash", "-ec", script)
    try:
        _wait_for_greeting(port, 60)
        yield port
    finally:
        # What it wrote is another user's, whom this one may not be able to remove files of.
        _docker("exec", container, "bash", "-c", "rm -rf /mail/* /queue/*")
        _docker("rm", "--force", container)


def _wait_for_greeting(port: int, within: float) -> None:
    give_up = time.monotonic() + within
    while True:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=5).close()
        except (OSError, smtplib.SMTPException):
            if time.monotonic() > give_up:
                raise ContainerFailed("Postfix does not answer") from None
            time.sleep(0.2)
        else:
            return


def delivered(folder: Path) -> int:
    """Mails that are in the mailbox."""
    return sum(1 for _ in (folder / "box" / "box" / "new").glob("*"))


def wait_for(folder: Path, count: int, within: float) -> None:
    """Until so many mails are in the mailbox. Raises `ContainerFailed`."""
    give_up = time.monotonic() + within
    while delivered(folder) < count:
        if time.monotonic() > give_up:
            raise ContainerFailed(f"{count - delivered(folder)} mails were not delivered")
        time.sleep(0.02)


def _docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        raise ContainerFailed(f"docker {arguments[0]}: {done.stderr}")
    return done.stdout.strip()
