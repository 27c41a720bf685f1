"""What an address, a header and types of events may be, said where they are entered."""

from __future__ import annotations

import pytest

from contracts.connections import FixedHeader
from contracts.errors import InvalidInput
from tests.builders import Person
from tests.connections.webhook_calls import endpoint


@pytest.mark.parametrize(
    ("given", "pointer", "code"),
    [
        ({"url": "ftp://example.com/x"}, "/url", "invalid_url"),
        ({"url": "https://"}, "/url", "invalid_url"),
        ({"url": "https://ann:secret@example.com/"}, "/url", "credentials_in_url"),
        ({"url": "https://example.com/#x"}, "/url", "invalid_url"),
        ({"url": "http://203.0.113.7/"}, "/url", "address_not_allowed"),
        ({"url": "http://1.1.1.1/"}, "/url", "https_required"),
        ({"url": "https://10.0.0.1/"}, "/url", "address_not_allowed"),
        ({"url": "https://[::ffff:169.254.169.254]/"}, "/url", "address_not_allowed"),
        ({"types": ["Nonsense"]}, "/types/0", "unknown_event_type"),
        ({"types": []}, "/types", "too_few"),
        ({"header": FixedHeader(name="webhook-id", value="x")}, "/header/name", "reserved_header"),
        ({"header": FixedHeader(name="X Y", value="x")}, "/header/name", "invalid_header"),
    ],
)
def test_what_an_endpoint_cannot_be_is_named(
    owner: Person, given: dict[str, object], pointer: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        endpoint(owner, **{"url": "https://example.com/hook", **given})  # type: ignore[arg-type]
    assert [(each["pointer"], each["code"]) for each in refused.value.errors] == [(pointer, code)]
