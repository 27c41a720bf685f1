"""Every check of a password or a code has one guard: callers who race get no more tries (docs/adr/0018)."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

import eventlet
import pytest

import services.access
from contracts import access, accounts
from contracts.errors import Refusal, TooManyRequests
from tests.access.guesses import WRONG, enrols
from tests.builders import PASSWORD, Mailbox, Person, a_practice, sign_in

_RACERS = 30


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were looked at: what the guard refuses never is."""
    from services.access.passwords import password_hashes
    from services.access.sessions import totp_codes

    seen: list[str] = []
    verify, step_of = password_hashes.verify, totp_codes.step_of

    def noting(password: str, password_hash: str | None) -> bool:
        if password_hash is not None:
            seen.append(password)
        return verify(password, password_hash)

    def noting_code(secret: str, code: str) -> int | None:
        seen.append(code)
        return step_of(secret, code)

    monkeypatch.setattr(password_hashes, "verify", noting)
    monkeypatch.setattr(totp_codes, "step_of", noting_code)
    return seen


Guess = Callable[[Person, Mailbox], Callable[[], Any]]


def signing_in(owner: Person, _mailbox: Mailbox) -> Callable[[], Any]:
    return lambda: access.sign_in(owner.rpc, email=owner.email, password=WRONG, address="192.0.2.1")


def registering(owner: Person, _mailbox: Mailbox) -> Callable[[], Any]:
    person = {"name": "Ann", "email": owner.email, "password": WRONG}
    return lambda: accounts.register_practice(
        owner.rpc, name="Other", country="GB", base_currency="GBP", owner=person
    )


def accepting(owner: Person, mailbox: Mailbox) -> Callable[[], Any]:
    other = a_practice(owner.rpc)
    known = len(mailbox.to(owner.email))
    with other.acting():
        access.invite_colleague(owner.rpc, name="Ann", email=owner.email, role="standard")
    token = mailbox.token_for(owner.email, after=known)
    with owner.acting():
        attempt = {"invitation_id": "inv_01ARZ3NDEKTSV4RRFFQ69G5FAV", "account_id": other.account_id}
    assert token
    return lambda: access.add_invited_member(
        owner.rpc, **attempt, account_kind="practice", account_name="Other", user_id=None, name="Ann",
        email=owner.email, password=WRONG,
    )  # fmt: skip


def changing_the_password(owner: Person, _mailbox: Mailbox) -> Callable[[], Any]:
    return _as(
        owner, lambda: access.change_password(owner.rpc, current_password=WRONG, password="x y z " * 4)
    )


def setting_up_an_authenticator(owner: Person, _mailbox: Mailbox) -> Callable[[], Any]:
    return _as(owner, lambda: access.begin_totp(owner.rpc, password=WRONG))


def confirming_an_authenticator(owner: Person, _mailbox: Mailbox) -> Callable[[], Any]:
    with owner.acting():
        access.begin_totp(owner.rpc, password=PASSWORD)
    return _as(owner, lambda: access.confirm_totp(owner.rpc, code="000000"))


def renewing_recovery_codes(owner: Person, _mailbox: Mailbox) -> Callable[[], Any]:
    return _as(owner, lambda: access.renew_recovery_codes(owner.rpc, password=WRONG))


def turning_an_authenticator_off(owner: Person, _mailbox: Mailbox) -> Callable[[], Any]:
    return _as(owner, lambda: access.disable_totp(owner.rpc, password=WRONG))


def a_code_at_sign_in(owner: Person, _mailbox: Mailbox) -> Callable[[], Any]:
    enrols(owner)
    return lambda: access.sign_in(
        owner.rpc, email=owner.email, password=PASSWORD, totp="000000", address="192.0.2.1"
    )


GUESSES: tuple[Guess, ...] = (
    signing_in,
    registering,
    accepting,
    changing_the_password,
    setting_up_an_authenticator,
    confirming_an_authenticator,
    renewing_recovery_codes,
    turning_an_authenticator_off,
    a_code_at_sign_in,
)


@pytest.mark.parametrize("guess", GUESSES, ids=lambda each: each.__name__)
def test_of_thirty_guesses_at_once_ten_are_looked_at(
    owner: Person, mailbox: Mailbox, checked: list[str], guess: Guess
) -> None:
    ask = guess(owner, mailbox)
    checked.clear()
    pool = eventlet.GreenPool(_RACERS)
    answers = list(pool.imap(lambda _: _outcome(ask), range(_RACERS)))
    wrong = [each for each in checked if each != PASSWORD]
    assert len(wrong) <= 10
    if guess is not registering:  # which tells nobody that it does not look any more
        assert sum(isinstance(each, TooManyRequests) for each in answers) >= _RACERS - 10


def test_whatever_checks_a_password_or_a_code_does_so_in_the_guard() -> None:
    """The places are found by what they call, so that a new one is noticed."""
    guarded = {
        "sessions.sign_ins._who", "sessions.sign_ins._second_factor_fits",
        "passwords.password_confirmation.by_password", "sessions.second_factors.confirm",
        "sessions.second_factors.use", "joining.new_owners._knows_password",
        "joining.invited_members._knows_password",
    }  # fmt: skip
    assert set(_checking()) == guarded
    for name in (
        "sessions.sign_ins.sign_in",
        "passwords.password_confirmation.guarded",
        "joining.new_owners._knows_password",
        "joining.invited_members._knows_password",
    ):
        module, _, function = name.rpartition(".")
        source = inspect.getsource(getattr(import_module(f"services.access.{module}"), function))
        assert "guarded_attempts.guard(" in source, name


def _as(owner: Person, ask: Callable[[], Any]) -> Callable[[], Any]:
    def request() -> Any:
        with owner.acting():
            return ask()

    return request


def _outcome(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except Refusal as refusal:
        return refusal


def _checking() -> list[str]:
    """The functions of access that look at a password or a code."""
    found = []
    prefix = "services.access."
    for module in pkgutil.walk_packages(services.access.__path__, prefix):
        name = module.name.removeprefix(prefix)
        if name in ("passwords.password_hashes", "__main__") or name.startswith("migrations"):
            continue
        source = inspect.getsource(import_module(module.name))
        for function in ast.walk(ast.parse(source)):
            if not isinstance(function, ast.FunctionDef):
                continue
            calls = {ast.unparse(each.func) for each in ast.walk(function) if isinstance(each, ast.Call)}
            if calls & {"password_hashes.verify", "second_factors.use", "totp_codes.step_of"}:
                found.append(f"{name}.{function.name}")
    return found


def test_signing_in_forgets_earlier_mistakes(owner: Person) -> None:
    for _ in range(3):
        for _ in range(8):
            with pytest.raises(access.InvalidCredentials):
                access.sign_in(owner.rpc, email=owner.email, password=WRONG)
        assert sign_in(owner.rpc, owner.email).user_id == owner.user_id
