"""What is generated from the schemas is committed and current."""

from contracts import generate, subscriptions
from contracts.envelope import PREFIX


def test_committed_documents_are_current() -> None:
    assert generate.stale() == [], "run: make contracts"


def test_every_event_has_a_json_schema() -> None:
    names = {path.split("/")[1] for path in generate.documents() if path.startswith("events/")}
    assert names == {f"{event.source}.{event.type}.json" for event in subscriptions.EVENTS}


def test_asyncapi_tells_who_sends_and_who_receives_client_created() -> None:
    document = generate.documents()["asyncapi.json"]
    channel = document["channels"]["accounts.ClientCreated"]
    assert channel["bindings"]["amqp"]["exchange"]["name"] == "accounts.events"
    assert channel["address"] == "ClientCreated"
    assert "accounts.sends.accounts.ClientCreated" in document["operations"]
    headers = document["components"]["messages"]["accounts.ClientCreated"]["headers"]
    assert f"{PREFIX}id" in headers["required"]


def test_asyncapi_refers_only_to_what_it_holds() -> None:
    document = generate.documents()["asyncapi.json"]
    for operation in document["operations"].values():
        assert operation["channel"]["$ref"].removeprefix("#/channels/") in document["channels"]
    for channel in document["channels"].values():
        for message in channel["messages"].values():
            name = message["$ref"].removeprefix("#/components/messages/")
            assert name in document["components"]["messages"]
