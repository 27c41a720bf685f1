"""The practice's logo and colour: chosen, looked at, and taken away again."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from contracts import colours, invitations
from contracts.errors import InvalidInput, Refusal, StaleVersion
from contracts.invitations import PracticeMessages
from gateway.http.responses import Response
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_HERE = "/settings/branding"
#: Ours, where a colour has to begin.
OURS = "#1b5e5a"
#: A picture that is not much too large is told so by the page itself.
_READ = 4 * invitations.LARGEST_LOGO
#: The surfaces of our style sheet that the preview draws, each with its text.
SURFACES = (("On a light page", "#fdfdfc", "#1d1d1b"), ("On a dark page", "#161716", "#e9e9e6"))


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows(_HERE, show),
        visiting.takes(_HERE, choose_colour),
        visiting.receives(f"{_HERE}/logo", put_logo, _READ),
        visiting.shows(f"{_HERE}/remove", ask_to_remove),
        visiting.takes(f"{_HERE}/remove", remove_logo),
    ]


def show(visit: Visit) -> Response:
    return _page(visit, invitations.get_practice_messages(visit.rpc))


def choose_colour(visit: Visit, form: Form) -> Response:
    """Save the colour, look at it first, or go back to ours, as the button says."""
    action, colour = form.text("action"), form.text("colour")
    try:
        if action == "preview":
            return _page(visit, invitations.get_practice_messages(visit.rpc), trying=_checked(colour))
        wanted = {"colour": None if action == "default" else colour}
        visit.rpc.forward(invitations.CHANGE_PRACTICE_MESSAGES, {**wanted, **form.if_version()})
    except (InvalidInput, StaleVersion) as problem:
        return _page(visit, invitations.get_practice_messages(visit.rpc), problem=problem)
    return visit.go(_HERE, done="saved")


def put_logo(visit: Visit, form: Form) -> Response:
    try:
        if not form.file:
            raise InvalidInput.at("", "required", "Choose a picture.")
        if len(form.file) > invitations.LARGEST_LOGO:
            raise InvalidInput.at("", "too_large", "Choose a picture of at most 512 kB.")
        invitations.put_logo(visit.rpc, data=base64.b64encode(form.file).decode())
    except InvalidInput as problem:
        at_field = InvalidInput([{**each, "pointer": "/file"} for each in problem.errors])
        return _page(visit, invitations.get_practice_messages(visit.rpc), problem=at_field)
    return visit.go(_HERE, done="logo")


def ask_to_remove(visit: Visit) -> Response:
    messages = invitations.get_practice_messages(visit.rpc)
    return visit.page("branding/remove_logo.html", logo=messages.get("logo"))


def remove_logo(visit: Visit, _form: Form) -> Response:
    invitations.remove_logo(visit.rpc)
    return visit.go(_HERE, done="removed")


def _checked(colour: str) -> str:
    """A colour that is only looked at. Raises `InvalidInput`."""
    found: str = colours.Colour().deserialize(colour) if len(colour) == len(OURS) else ""
    if not found:
        raise InvalidInput.at("/colour", "invalid_format", "Use a colour such as #1b5e5a.")
    return found


def _page(
    visit: Visit, messages: PracticeMessages, *, trying: str | None = None, problem: Refusal | None = None
) -> Response:
    colour = trying or messages.get("colour")
    shades = colours.shades(colour or OURS)
    shown: Mapping[str, Any] = {
        "messages": messages,
        "logo": messages.get("logo"),
        "own": colour is not None,
        "trying": trying,
        "shades": shades,
        "contrast": colours.contrast(shades.text, shades.colour),
        "words": {colours.WHITE: "white", colours.BLACK: "black"},
        "surfaces": [
            (*SURFACES[0], shades.light, shades.text_on_light),
            (*SURFACES[1], shades.dark, shades.text_on_dark),
        ],
        "values": {"colour": shades.colour},
    }
    if problem is not None:
        return visit.refused("branding/branding_settings.html", problem, **shown)
    return visit.page("branding/branding_settings.html", **shown)
