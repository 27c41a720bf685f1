"""What a practice's messages say: in our words, or in the practice's own with placeholders filled in.

The greeting, the link, the code, the end and what to do if it was not meant for one stand in each mail
whatever its words are: only the subject and the opening are the practice's to choose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from contracts.errors import FieldError, InvalidInput
from services.invitations.messages import gsm

#: What may stand in braces, and is filled in for each person.
PLACEHOLDERS = ("practice", "account", "inviter", "name")

_CLIENT = "{inviter} at {practice} has set up an account for {account} and invites you to use it."
_COLLEAGUE = "{inviter} invites you to join {practice} on Clientele."
_AGAIN = "A reminder: you have not answered this invitation yet."
#: Our own words by kind of message; a text has no subject.
DEFAULTS: dict[str, dict[str, str]] = {
    "client_invitation": {"subject": "{practice} invites you to {account}", "opening": _CLIENT},
    "client_reminder": {
        "subject": "Reminder: {practice} invites you to {account}",
        "opening": f"{_AGAIN}\n\n{_CLIENT}",
    },
    "colleague_invitation": {"subject": "{inviter} invites you to join {practice}", "opening": _COLLEAGUE},
    "colleague_reminder": {
        "subject": "Reminder: {inviter} invites you to join {practice}",
        "opening": f"{_AGAIN}\n\n{_COLLEAGUE}",
    },
    "client_text": {"opening": "{practice} invites you to {account}"},
}
#: Characters of a text's own words: the link, the end and the names need the rest of the segment.
LONGEST_TEXT = 60

_BRACES = re.compile(r"\{([^{}]*)\}")
#: Also without http: mail programs make links of bare domains. Not an address of mail, nor "e.g.".
_ADDRESS = re.compile(r"://|https?:|www\.|(?<![@\w.-])[\w-]{2,}\.[^\W\d_]{2,}(?![\w.-]*@)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Logo:
    """A PNG, and the pixels that it is shown in."""

    png: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Letterhead:
    """How a practice's messages look. What is None, or a kind that is missing, is ours."""

    sender_name: str | None
    reply_to: str | None
    from_address: str | None
    wording: Mapping[str, Mapping[str, str]]
    colour: str | None = None
    logo: Logo | None = None

    def words(self, kind: str, part: str, values: Mapping[str, str]) -> str:
        """The subject or the opening of a message of this kind, filled in."""
        words = self.wording.get(kind, {}).get(part) or DEFAULTS[kind][part]
        return _BRACES.sub(lambda found: values.get(found[1].strip(), found[0]), words)

    def worded(self, wording: Mapping[str, Mapping[str, str]]) -> Letterhead:
        """The same with other words."""
        return replace(self, wording=wording)


OURS = Letterhead(None, None, None, {})


def kind_of(*, for_client: bool, reminder: bool) -> str:
    """Which kind of mail an invitation is."""
    return f"{'client' if for_client else 'colleague'}_{'reminder' if reminder else 'invitation'}"


def check(kind: str, parts: Mapping[str, str | None], pointer: str) -> None:
    """Whether a practice may have these words. `pointer` is to their object. Raises `InvalidInput`."""
    errors: list[FieldError] = [
        {"pointer": f"{pointer}/{part}", "code": code, "message": message}
        for part, words in parts.items()
        if words is not None
        for code, message in _wrong(kind, part, words)
    ]
    if errors:
        raise InvalidInput(errors)


def _wrong(kind: str, part: str, words: str) -> list[tuple[str, str]]:
    if part not in DEFAULTS[kind]:
        return [("no_subject", "A text message has no subject. Leave it out.")]
    wrong = [_unknown(each) for each in _BRACES.findall(words) if each.strip() not in PLACEHOLDERS]
    if _ADDRESS.search(words):
        message = "Leave web addresses out: the message has its own link, and others make it look like spam."
        wrong.append(("link_not_allowed", message))
    if part == "subject" and len(words.splitlines()) > 1:
        wrong.append(("one_line", "Write the subject in one line."))
    return wrong + (_wrong_in_text(words) if kind == "client_text" else [])


def _unknown(name: str) -> tuple[str, str]:
    known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
    return "unknown_placeholder", f"{{{name}}} is not known here. Use {known}."


def _wrong_in_text(words: str) -> list[tuple[str, str]]:
    own = _BRACES.sub("", words)
    foreign = gsm.foreign(gsm.likeness(own))
    if len(words.splitlines()) == 1 and foreign:
        which = " ".join(foreign)
        return [("not_in_a_text", f"A text message cannot carry {which} in one segment. Leave it out.")]
    if len(own) > LONGEST_TEXT or len(words.splitlines()) > 1:
        message = f"Use at most {LONGEST_TEXT} characters beside the placeholders, in one line."
        return [("too_long", message)]
    return []


def changed(
    before: Mapping[str, Mapping[str, str]], kind: str, parts: Mapping[str, str | None] | None
) -> dict[str, dict[str, str]]:
    """The stored words of all kinds after a change of one: None, and what is ours anyway, is ours."""
    others = {name: dict(words) for name, words in before.items() if name != kind}
    mine = {**before.get(kind, {}), **parts} if parts is not None else {}
    written = {part: words.replace("\r\n", "\n") for part, words in mine.items() if words}
    kept = {part: words for part, words in written.items() if words != DEFAULTS[kind][part]}
    return {**others, kind: kept} if kept else others
