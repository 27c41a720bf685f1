"""Every check of a password or a code has one guard: callers who race get no more tries (docs/adr/0018)."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

import eventlet
import pyotp
import pytest

import services.access
from chassis import context
from contracts import access, accounts, invitations
from contracts.errors import InvalidInput, Refusal, TooManyRequests
from deploy.allinone.product import Product
from services.access import attempts
from tests.builders import PASSWORD, Mailbox, Person, a_practice, sign_in, unique

_RACERS = 30
WRONG = "not the password at all"


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were looked at: what the guard refuses never is."""
    from services.access import passwords, second_factor

    seen: list[str] = []
    verify, step_of = passwords.verify, second_factor._step_of

    def noting(password: str, password_hash: str | None) -> bool:
        if password_hash is not None:
            seen.append(password)
        return verify(password, password_hash)

    def noting_code(secret: str, code: str) -> int | None:
        seen.append(code)
        return step_of(secret, code)

    monkeypatch.setattr(passwords, "verify", noting)
    monkeypatch.setattr(second_factor, "_step_of", noting_code)
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
    _enrols(owner)
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
        "sessions._who", "sessions._second_factor_fits", "confirming.by_password",
        "second_factor.confirm", "second_factor.use", "joining._existing_owner", "joining._knows_password",
    }  # fmt: skip
    assert set(_checking()) == guarded
    for name in (
        "sessions.sign_in",
        "confirming.guarded",
        "joining._existing_owner",
        "joining._knows_password",
    ):
        module, _, function = name.partition(".")
        source = inspect.getsource(getattr(import_module(f"services.access.{module}"), function))
        assert "attempts.guard(" in source, name


class TestAStrangerLocksNobodyOut:
    def test_a_device_that_was_used_before_stays_free(self, owner: Person) -> None:
        _signs_in(owner, "198.51.100.7", "Firefox")
        _exhaust(owner, attempts.EMAIL.most)
        assert _signs_in(owner, "198.51.100.7", "Firefox")
        with pytest.raises(TooManyRequests):
            _signs_in(owner, "203.0.113.9", "Firefox")

    def test_a_stranger_at_the_same_address_is_another_device(self, owner: Person) -> None:
        _signs_in(owner, "198.51.100.8", "Firefox")
        _guess_ten_times(owner, "198.51.100.8", "curl")
        assert _signs_in(owner, "198.51.100.8", "Firefox")

    def test_a_known_device_has_ten_tries_too(self, owner: Person) -> None:
        _signs_in(owner, "198.51.100.9", "Firefox")
        _guess_ten_times(owner, "198.51.100.9", "Firefox")

    def test_a_mailed_link_works_at_once(self, owner: Person, mailbox: Mailbox) -> None:
        _exhaust(owner, attempts.EMAIL.most)
        with pytest.raises(TooManyRequests):
            _signs_in(owner, "203.0.113.10", "Safari")
        access.request_password_reset(owner.rpc, email=owner.email)
        new = "four other words here"
        access.complete_password_reset(owner.rpc, token=mailbox.reset_token_for(owner.email), password=new)
        assert _signs_in(owner, "203.0.113.10", "Safari", new)

    def test_the_answer_to_an_unknown_address_is_counted_alike(self, owner: Person) -> None:
        nobody = f"{unique('nobody')}@smith.example"
        for _ in range(10):
            with pytest.raises(access.InvalidCredentials):
                access.sign_in(owner.rpc, email=nobody, password=WRONG, address="192.0.2.77")
        with pytest.raises(TooManyRequests):
            access.sign_in(owner.rpc, email=nobody, password=WRONG, address="192.0.2.77")

    def test_one_address_or_network_tries_many_emails_so_often_only(self, product: Product) -> None:
        database = product.hosted["access"].database
        network = [(attempts.NETWORK, unique("network"))]
        for _ in range(attempts.NETWORK.most):
            with (
                context.everywhere(),
                attempts.guard(database, (attempts.PAIR, unique("pair")), *network, about="x"),
            ):
                pass
        with (
            context.everywhere(),
            pytest.raises(TooManyRequests),
            attempts.guard(database, (attempts.PAIR, unique("pair")), *network, about="x"),
        ):
            raise AssertionError("unreachable")


@pytest.mark.parametrize(
    ("address", "own", "network"),
    [
        ("192.0.2.77", "192.0.2.77/32", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("", "", ""),
    ],
)
def test_an_address_is_what_one_customer_has(address: str, own: str, network: str) -> None:
    assert attempts.places(address) == (own, network)


def test_a_password_without_the_code_frees_nobody_to_go_on_guessing_codes(owner: Person) -> None:
    _enrols(owner)
    address = "192.0.2.99"
    for _ in range(10):
        with pytest.raises(access.InvalidCredentials):
            access.sign_in(owner.rpc, email=owner.email, password=PASSWORD, totp="000000", address=address)
    with pytest.raises(TooManyRequests):
        access.sign_in(owner.rpc, email=owner.email, password=PASSWORD, address=address)


def test_who_needs_a_code_is_not_known_by_the_password_alone(owner: Person, mailbox: Mailbox) -> None:
    """Nothing has happened when it is refused (product.md 5.4)."""
    _enrols(owner)
    other = a_practice(owner.rpc)
    with other.acting():
        access.invite_colleague(owner.rpc, name="Ann", email=owner.email, role="standard")
    token = mailbox.token_for(owner.email)
    with pytest.raises(InvalidInput) as refused:
        invitations.redeem_invitation(owner.rpc, token=token, password=PASSWORD)
    assert refused.value.errors[0]["code"] == "sign_in_required"
    with other.acting():
        found = {each["email"]: each["status"] for each in access.list_colleagues(owner.rpc)["items"]}
    assert found[owner.email] == "invited"
    person = {"name": "Ann", "email": owner.email, "password": PASSWORD}
    made = accounts.register_practice(
        owner.rpc, name="Other", country="GB", base_currency="GBP", owner=person
    )
    assert made["user"]["id"] != owner.user_id


def _enrols(owner: Person) -> None:
    with owner.acting():
        begun = access.begin_totp(owner.rpc, password=PASSWORD)
        access.confirm_totp(owner.rpc, code=pyotp.TOTP(begun["secret"]).now())


def _signs_in(owner: Person, address: str, user_agent: str, password: str = PASSWORD) -> Any:
    return access.sign_in(
        owner.rpc, email=owner.email, password=password, address=address, user_agent=user_agent
    )


def _guess_ten_times(owner: Person, address: str, user_agent: str) -> None:
    """Then this device has no more tries, not even with the right password."""
    for _ in range(10):
        with pytest.raises(access.InvalidCredentials):
            _signs_in(owner, address, user_agent, WRONG)
    with pytest.raises(TooManyRequests):
        _signs_in(owner, address, user_agent)


def _exhaust(owner: Person, tries: int) -> None:
    """Somebody with many addresses guesses."""
    base = unique("x")[-3:].strip("-").zfill(3)
    for number in range(tries):
        with pytest.raises(access.InvalidCredentials):
            _signs_in(owner, f"2001:db8:{int(base, 10):x}:{number:x}::1", "curl", WRONG)


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
    for module in pkgutil.iter_modules(services.access.__path__):
        if module.name in ("passwords", "__main__", "migrations"):
            continue
        source = inspect.getsource(import_module(f"services.access.{module.name}"))
        for function in ast.walk(ast.parse(source)):
            if not isinstance(function, ast.FunctionDef):
                continue
            calls = {ast.unparse(each.func) for each in ast.walk(function) if isinstance(each, ast.Call)}
            if calls & {"passwords.verify", "second_factor.use", "_step_of"}:
                found.append(f"{module.name}.{function.name}")
    return found


def test_signing_in_forgets_earlier_mistakes(owner: Person) -> None:
    for _ in range(3):
        for _ in range(8):
            with pytest.raises(access.InvalidCredentials):
                access.sign_in(owner.rpc, email=owner.email, password=WRONG)
        assert sign_in(owner.rpc, owner.email).user_id == owner.user_id
