"""Refusals: what a service may answer instead of a result.

A refusal crosses every boundary as its stable `code` with the `context` that fills its sentence,
never as a class path. Anything that is not a `Refusal` is logged where it happened and becomes
`internal_error` for the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypedDict


class FieldError(TypedDict):
    """One thing wrong with the input. `pointer` is a JSON pointer (RFC 6901) into what was sent."""

    pointer: str
    code: str
    message: str


class WireError(TypedDict, total=False):
    """A refusal as it travels. The first four keys are what stock Nameko callers read."""

    exc_type: str
    exc_path: str
    exc_args: list[str]
    value: str
    code: str
    context: dict[str, Any]
    errors: list[FieldError]


class Refusal(Exception):
    """Base of every refusal. `detail` is a sentence for a person; `status` its HTTP status."""

    code: ClassVar[str]
    status: ClassVar[int]
    title: ClassVar[str]
    template: ClassVar[str]
    #: Seconds after which trying again may help, for `Retry-After`.
    retry_after: int | None = None

    catalogue: ClassVar[dict[str, type[Refusal]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Refusal.catalogue[cls.code] = cls

    def __init__(self, **context: Any) -> None:
        self.context = context
        self.detail = self.template.format(**context)
        if "retry_after" in context:
            self.retry_after = int(context["retry_after"])
        super().__init__(self.detail)

    @property
    def errors(self) -> Sequence[FieldError]:
        return ()


class InvalidInput(Refusal):
    """The input breaks its schema or a rule about one of its fields."""

    code = "invalid_input"
    status = 422
    title = "The input is not valid"
    template = "{summary}"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self._errors = list(errors)
        count = len(self._errors)
        first = self._errors[0]["message"] if self._errors else "The input is not valid."
        super().__init__(summary=first if count == 1 else f"{count} fields need attention. {first}")

    @property
    def errors(self) -> Sequence[FieldError]:
        return self._errors

    @classmethod
    def at(cls, pointer: str, code: str, message: str) -> InvalidInput:
        """One field's error."""
        return cls([{"pointer": pointer, "code": code, "message": message}])


class Unauthenticated(Refusal):
    code = "unauthenticated"
    status = 401
    title = "Not signed in"
    template = "Sign in to continue. Your session may have ended."


class RoleRequired(Refusal):
    """product.md 1.3"""

    code = "role_required"
    status = 403
    title = "Your role does not allow this"
    template = "This needs the role {role}. Ask a practice admin to change your role or to do it for you."


class LevelRequired(Refusal):
    """docs/adr/0064"""

    code = "level_required"
    status = 403
    title = "Your level of access to this client does not allow this"
    template = (
        "This needs the level {level} of access to this client; yours is {held}. Ask a practice admin or "
        "client admin to give you more, or to do it for you."
    )


class PracticeAccountRequired(Refusal):
    """product.md 1.3"""

    code = "practice_account_required"
    status = 403
    title = "Only practices can do this"
    template = "You are acting for a client account. Switch to a practice account to continue."


class ScopeRequired(Refusal):
    code = "scope_required"
    status = 403
    title = "The API token may only read"
    template = "This API token may only read. Use one with the scope write, or sign in."


class NotFound(Refusal):
    """Also the answer for what exists but is not visible to the caller."""

    code = "not_found"
    status = 404
    title = "Not found"
    template = "There is no {what} here that you can see."


class StaleVersion(Refusal):
    code = "stale_version"
    status = 412
    title = "Somebody changed this meanwhile"
    template = "This was changed since you loaded it. Load it again and repeat your change."


class IdempotencyKeyReused(Refusal):
    code = "idempotency_key_reused"
    status = 422
    title = "The Idempotency-Key was used for another request"
    template = "This Idempotency-Key came with a different request before. Use a new key for a new request."


class IdempotencyKeyInUse(Refusal):
    code = "idempotency_key_in_use"
    status = 409
    title = "The first request with this key is still being worked on"
    template = "A request with this Idempotency-Key is still being worked on. Ask again in a moment."
    retry_after = 1


class TooManyRequests(Refusal):
    code = "too_many_requests"
    status = 429
    title = "Too many requests"
    template = "Too many requests. Try again in {retry_after} seconds."


class ServiceUnavailable(Refusal):
    """A part is down or too slow: the caller may try again."""

    code = "service_unavailable"
    status = 503
    title = "A part of the system is not available"
    template = "The {service} service did not answer in time. Nothing is lost; try again in a moment."
    retry_after = 2


class InternalError(Refusal):
    code = "internal_error"
    status = 500
    title = "Something went wrong on our side"
    template = "Something went wrong on our side. It has been logged under the correlation id."


def dump_refusal(refusal: Refusal) -> WireError:
    """The refusal as plain JSON values."""
    return {
        "exc_type": refusal.code,
        "exc_path": f"clientele.{refusal.code}",
        "exc_args": [refusal.detail],
        "value": refusal.detail,
        "code": refusal.code,
        "context": {
            k: v for k, v in refusal.context.items() if isinstance(v, str | int | float | bool | None)
        },
        "errors": list(refusal.errors),
    }


def load_refusal(error: Mapping[str, Any]) -> Refusal:
    """The refusal a service answered with; codes we do not know become `InternalError`."""
    kind = Refusal.catalogue.get(str(error.get("code")))
    if kind is None:
        return InternalError()
    if kind is InvalidInput:
        return InvalidInput(error.get("errors") or [])
    try:
        return kind(**dict(error.get("context") or {}))
    except (KeyError, TypeError):
        return InternalError()
