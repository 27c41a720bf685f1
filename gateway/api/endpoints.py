"""Carries an operation out: who asks, how often, with which arguments; then the call and its answer."""

from __future__ import annotations

import re
from typing import Any

import orjson

from contracts import fields
from contracts.access import InsufficientScope
from contracts.errors import InvalidInput, NotFound, StaleVersion, Unauthenticated
from gateway.api.operations import Operation
from gateway.calls import projection_lag, read_your_writes
from gateway.calls.services import Services
from gateway.http import bodies, conditional_requests, csrf, idempotency_keys
from gateway.http.identity import Credential, Identity, credential_of
from gateway.http.problems import CsrfFailed
from gateway.http.rate_limits import Throttle
from gateway.http.requests import Request
from gateway.http.responses import JSON, Response, no_content
from gateway.http.wsgi import Header

_FLAGS = {"true": True, "false": False}


class Endpoint:
    """An operation, with what can be known before the first request worked out."""

    def __init__(
        self,
        operation: Operation,
        services: Services,
        throttle: Throttle,
        cookie_name: str,
        read: Operation | None = None,
    ) -> None:
        """`read` is the operation that reads what this one changes."""
        self._read_before = read
        self.name = operation.name
        self._operation = operation
        self._services = services
        self._throttle = throttle
        self._cookie_name = cookie_name
        declared = fields.instance(operation.request_schema).load_fields
        internal = {name for name, field in declared.items() if field.metadata.get("internal")}
        # What a caller must not give in a body: the service could not tell it from what the gateway adds.
        self._ours = frozenset(internal | set(operation.parameters))
        self._query = frozenset(declared) - self._ours if operation.takes == "query" else frozenset()
        self._flags = frozenset(name for name in self._query if isinstance(declared[name], fields.Flag))
        self._forms = {
            name: re.compile(declared[name].metadata.get("pattern", "^[!-~]+$") if name in declared else "")
            for name in operation.parameters
        }

    def __call__(self, request: Request) -> Response:
        """Raises a `Refusal` for whatever is not to be done."""
        credential = self._admit(request)
        self._read(request)
        if credential is None:
            return self._answer(request)
        return projection_lag.outwait(
            self._services.identities, credential, lambda: self._answer_to(credential, request)
        )

    def _admit(self, request: Request) -> Credential | None:
        operation = self._operation
        if operation.limit is not None:
            self._throttle.count_address(operation.limit, request.address)
        if operation.signed_in == "no":
            return None
        credential = credential_of(request.environ, self._cookie_name)
        if credential is None:
            if operation.signed_in == "required":
                raise Unauthenticated()
            return None
        identity = self._services.identities.of(credential)
        self._check_program(identity, request.address)
        request.act_as(identity)
        self._throttle.count_session(identity.session_id)
        by_cookie = operation.writes and credential.by == "cookie"
        if by_cookie and not csrf.matches(credential.token, request.header("X_CSRF_TOKEN")):
            raise CsrfFailed()
        return credential

    def _check_program(self, identity: Identity, address: str) -> None:
        """Raises `InsufficientScope`, `Unauthenticated` for one that comes from elsewhere."""
        if identity.scopes is None:
            return
        if not identity.comes_from(address):
            raise Unauthenticated()
        scope = self._operation.scope
        if scope is None or (scope and not identity.may(scope)):
            raise InsufficientScope(scope=scope or "that people have alone")

    def _read(self, request: Request) -> None:
        for name, value in request.parameters.items():
            if not self._forms[name].match(value):
                raise NotFound(what="page or resource")
        given = bodies.read_query(request.environ.get("QUERY_STRING", ""), self._query)
        # A query has words only; what is neither is refused by who is called.
        arguments: dict[str, Any] = {
            name: _FLAGS.get(value, value) if name in self._flags else value for name, value in given.items()
        }
        if self._operation.takes in ("body", "optional_body"):
            arguments = bodies.read_object(request.environ, optional=self._operation.takes != "body")
            self._refuse_ours(arguments)
        if self._operation.writes:
            idempotency_keys.begin_write(request, arguments)
        if self._operation.versioned and request.method in ("PATCH", "PUT"):
            versions = conditional_requests.expected_versions(request.header("IF_MATCH"))
            if versions is not None:
                arguments["if_version"] = self._one_of(versions, request)
        arguments.update(request.parameters)
        request.arguments = arguments

    def _one_of(self, versions: frozenset[int], request: Request) -> int:
        """The version of those that the edit is to be made on: the one there is. Raises `StaleVersion`."""
        if len(versions) == 1 or self._read_before is None:
            return max(versions)
        current = self._services.rpc.forward(self._read_before.call, request.parameters)["version"]
        if current not in versions:
            raise StaleVersion()
        return int(current)

    def _refuse_ours(self, arguments: dict[str, Any]) -> None:
        foreign = self._ours.intersection(arguments)
        if foreign:
            raise InvalidInput(
                [
                    {
                        "pointer": f"/{name}",
                        "code": "unknown_field",
                        "message": "This field is not known here.",
                    }
                    for name in sorted(foreign)
                ]
            )

    def _answer_to(self, credential: Credential, request: Request) -> Response:
        request.act_as(self._services.identities.of(credential))
        return self._answer(request)

    def _answer(self, request: Request) -> Response:
        operation = self._operation
        if operation.answer is not None:
            response = operation.answer(request, self._services)
        else:
            response = self._pass_on(request)
        if request.context.replayed:
            response.headers.append(("Idempotent-Replayed", "true"))
        return response

    def _pass_on(self, request: Request) -> Response:
        operation = self._operation
        if operation.reads_its_writes:
            body = self._after_its_writes(request)
        else:
            body = self._services.rpc.forward_raw(operation.call, request.arguments)
        if operation.status == 204:
            return no_content()
        headers: list[Header] = [JSON]
        if operation.versioned or operation.location is not None:
            answer = orjson.loads(body)
            if operation.location is not None:
                headers.append(("Location", operation.location.format_map(answer)))
            if operation.versioned:
                tag = conditional_requests.etag(answer["version"], body)
                headers.append(("ETag", tag))
                if not operation.writes and conditional_requests.is_known(
                    request.header("IF_NONE_MATCH"), tag
                ):
                    return Response(b"", 304, headers[1:])
        return Response(body, operation.status, headers)

    def _after_its_writes(self, request: Request) -> bytes:
        answer = self._services.rpc.forward(self._operation.call, request.arguments)
        read_your_writes.wait(request, self._services, answer.pop("message_ids"))
        return orjson.dumps(answer)
