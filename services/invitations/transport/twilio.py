"""Texts on their way to a phone, by Twilio's library."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from services.invitations.transport import twilio_codes
from services.invitations.transport.delivery_problems import NotNow

NOT_SET_UP = "Text messages are not set up on this server. The invitation went by email."
TWILIO = "https://api.twilio.com"
_TIMEOUT = 15.0


class _Http(TwilioHttpClient):
    """Twilio's own client at another address, where one is set; redirects are never followed."""

    def __init__(self, api_url: str) -> None:
        quiet = logging.getLogger("clientele.twilio")
        quiet.setLevel(logging.WARNING)
        super().__init__(timeout=_TIMEOUT, logger=quiet, max_retries=0)
        self._api_url = api_url.rstrip("/")
        if self.session is not None and urlsplit(api_url).hostname == "127.0.0.1":
            self.session.trust_env = False  # a proxy would look for the stand-in elsewhere

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        kwargs["allow_redirects"] = False
        return super().request(method, self._api_url + url.removeprefix(TWILIO), *args, **kwargs)


class Texting:
    """A Twilio account. `callback_url` is where it tells what became of a text."""

    def __init__(
        self, *, account_sid: str, auth_token: str, sender: str, api_url: str, callback_url: str
    ) -> None:
        self._client = Client(account_sid, auth_token, http_client=_Http(api_url))
        self._validator = RequestValidator(auth_token)
        self._sender, self._callback_url = sender, callback_url

    def send(self, to: str, text: str, invitation_id: str, round_: int) -> None:
        """Hand the text over; the vendor is not to keep it. Raises `Refused`, `NotNow`."""
        try:
            self._client.messages.create(
                to=to,
                from_=self._sender,
                body=text,
                status_callback=self._callback(invitation_id, round_),
                content_retention="discard",
                address_retention="obfuscate",
            )
        except TwilioRestException as error:
            raise twilio_codes.problem_of(error.status, error.code) from None
        except (TwilioException, requests.RequestException, json.JSONDecodeError):
            raise NotNow("The text service could not be reached.") from None

    def signed(self, invitation_id: str, round_: int, form: dict[str, str], signature: str) -> bool:
        """Whether Twilio made this report: it signs our public address, whatever the Host header says."""
        return bool(self._validator.validate(self._callback(invitation_id, round_), form, signature))

    def _callback(self, invitation_id: str, round_: int) -> str:
        return f"{self._callback_url}?invitation_id={invitation_id}&round={round_}"
