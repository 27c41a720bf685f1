"""A practice's logo and colour: on its messages, and on the pages that its clients see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.colours import Colour
from contracts.fields import Pattern, Text
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import Described, RequestShape
from contracts.values import Count, PracticeId, Version

#: Bytes of a picture that is sent; it is drawn anew, and much smaller then.
LARGEST_LOGO = 512 * 1024
LOGO_MEDIA = ("image/png", "image/jpeg", "image/webp")
#: Pixels that it is shown in at most.
LOGO_WIDTH, LOGO_HEIGHT = 240, 80
_DIGEST = Pattern("[0-9a-f]{32}", "Use the address of a logo as it was given.", label="a logo", longest=32)


class Logo(TypedDict):
    """`width` and `height` are those it is shown in."""

    path: Annotated[str, Described("Where it is under the site's address; another picture has another")]
    width: Count
    height: Count


class Branding(TypedDict):
    colour: Annotated[str, Colour()] | None
    logo: Logo | None


class KeptBranding(Branding):
    version: Version


@dataclass(frozen=True, kw_only=True, slots=True)
class PutLogo(RequestShape):
    """`data` is the picture, base64."""

    data: Annotated[str, Text("the picture", longest=LARGEST_LOGO * 4 // 3 + 4)]


@dataclass(frozen=True, kw_only=True, slots=True)
class GetBranding(RequestShape):
    practice_id: PracticeId


@dataclass(frozen=True, kw_only=True, slots=True)
class GetLogo(RequestShape):
    digest: Annotated[str, _DIGEST]


class LogoFile(TypedDict):
    """A PNG, base64."""

    data: str


PUT_LOGO = Call("invitations", "put_logo", PutLogo, KeptBranding, "write")
REMOVE_LOGO = Call("invitations", "remove_logo", NoArguments, KeptBranding, "write")
GET_BRANDING = Call("invitations", "get_branding", GetBranding, Branding, "read", caller="anyone")
GET_LOGO = Call("invitations", "get_logo", GetLogo, LogoFile, "read", caller="anyone")


def put_logo(rpc: Rpc, *, data: str) -> KeptBranding:
    """Have this picture, drawn anew, as the practice's. Raises `RoleRequired`, `InvalidInput`."""
    return rpc.call(PUT_LOGO, PutLogo(data=data))


def remove_logo(rpc: Rpc) -> KeptBranding:
    """Have none. Raises `RoleRequired`."""
    return rpc.call(REMOVE_LOGO, NoArguments())


def get_branding(rpc: Rpc, *, practice_id: str) -> Branding:
    """What anybody sees of a practice; nothing of one that there is not."""
    return rpc.call(GET_BRANDING, GetBranding(practice_id=practice_id))


def get_logo(rpc: Rpc, *, digest: str) -> LogoFile:
    """The picture of this digest, while a practice has it. Raises `NotFound`."""
    return rpc.call(GET_LOGO, GetLogo(digest=digest))
