"""The invitation as a text, in one segment where it can be."""

from __future__ import annotations

from contracts.invitations import TextEncoding
from services.invitations.messages import gsm


def invitation(*, begin: str, link: str, app_url: str | None) -> str:
    """The text: one segment where its words have a likeness in GSM-7, else whole in as many as it takes.

    In one segment, without room, its beginning is cut and the app's address is left out.
    """
    begin = gsm.likeness(begin)
    end = f": {link} Valid for 7 days."
    with_app = f"{end} App: {app_url}" if app_url else end
    if gsm.encoding(begin) is TextEncoding.UCS_2:
        return begin + with_app
    if gsm.size(with_app) + min(gsm.size(begin), 40) <= gsm.SEGMENT:
        end = with_app
    return gsm.cut(begin, gsm.SEGMENT - gsm.size(end)) + end


def leaves_room_for(public_url: str) -> bool:
    """Whether a link at this address leaves room for something that says what it is."""
    return len(public_url) + len("/invitation#") + 22 + len(": Valid for 7 days.") + 20 <= gsm.SEGMENT
