"""What is found in a mail and in the files of it, before any of them is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.accounts.documents import PART
from services.accounts.documents.malware_scanner import Scanner
from services.accounts.intake.mail_reader.mail_files import MailFile


@dataclass(frozen=True, slots=True)
class Infections:
    """What was found in the mail itself, and in each of its files, in their order."""

    mail: str | None
    files: Sequence[str | None]

    @property
    def elsewhere(self) -> bool:
        """Whether something is in the mail and in none of its files."""
        return self.mail is not None and not any(self.files)


def of(scanner: Scanner, mail: bytes, files: Sequence[MailFile]) -> Infections:
    """What is in a file is in its mail too. Raises `NotScanned`."""
    found = [scanner.infection_in(_parts(file.content)) for file in files]
    inside = next((each for each in found if each is not None), None)
    return Infections(inside or scanner.infection_in(_parts(mail)), found)


def _parts(content: bytes) -> list[bytes]:
    return [content[at : at + PART] for at in range(0, len(content), PART)]
