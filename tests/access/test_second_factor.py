"""Authenticator apps (TOTP) and recovery codes."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pyotp
import pytest
import time_machine
from sqlalchemy import text

from chassis import context
from contracts import access
from contracts.errors import InvalidInput, TooManyRequests
from deploy.allinone.product import Product
from tests.builders import PASSWORD, Person, a_practice, unique


@dataclass
class App:
    """Somebody's authenticator app, at a moment."""

    owner: Person
    secret: str
    recovery_codes: list[str]
    clock: time_machine.Traveller

    def code(self) -> str:
        return pyotp.TOTP(self.secret).now()

    def next_step(self) -> None:
        self.clock.shift(30)

    def sign_in(self, totp: str | None, password: str = PASSWORD) -> str:
        return str(
            access.sign_in(self.owner.rpc, email=self.owner.email, password=password, totp=totp)["token"]
        )


@pytest.fixture
def app(owner: Person) -> Iterator[App]:
    with owner.acting():
        secret = access.begin_totp(owner.rpc, password=PASSWORD)["secret"]
    with time_machine.travel(time.time(), tick=False) as clock:
        with owner.acting():
            codes = access.confirm_totp(owner.rpc, code=pyotp.TOTP(secret).now())
        clock.shift(30)
        yield App(owner, secret, codes, clock)


def test_who_gave_the_right_password_is_asked_for_a_code(app: App) -> None:
    with pytest.raises(access.TotpRequired):
        app.sign_in(None)
    assert app.sign_in(app.code())


def test_who_gave_a_wrong_password_learns_nothing_of_it(app: App) -> None:
    for code in (None, app.code()):
        with pytest.raises(access.InvalidCredentials):
            app.sign_in(code, password="wrong password")


def test_a_code_is_good_once_and_an_older_one_not_any_more(app: App) -> None:
    code = app.code()
    app.sign_in(code)
    for again in (code, pyotp.TOTP(app.secret).at(time.time() - 30)):
        with pytest.raises(access.InvalidCredentials):
            app.sign_in(again)
    app.next_step()
    assert app.sign_in(app.code())


@pytest.mark.parametrize(("late", "good"), [(0, True), (30, True), (60, False), (-30, True), (-60, False)])
def test_a_clock_may_be_one_step_off(app: App, late: int, good: bool) -> None:
    app.clock.shift(120)
    code = app.code()
    app.clock.shift(late)
    if good:
        assert app.sign_in(code)
    else:
        with pytest.raises(access.InvalidCredentials):
            app.sign_in(code)


def test_the_code_that_turned_it_on_is_used_up(owner: Person) -> None:
    with owner.acting():
        secret = access.begin_totp(owner.rpc, password=PASSWORD)["secret"]
        code = pyotp.TOTP(secret).now()
        access.confirm_totp(owner.rpc, code=code)
    with pytest.raises(access.InvalidCredentials):
        access.sign_in(owner.rpc, email=owner.email, password=PASSWORD, totp=code)


def test_a_recovery_code_lets_in_once_however_it_is_typed(app: App) -> None:
    first, second, *_ = app.recovery_codes
    assert len(set(app.recovery_codes)) == 10
    assert app.sign_in(first)
    with pytest.raises(access.InvalidCredentials):
        app.sign_in(first)
    assert app.sign_in(f" {second.lower().replace('-', ' ')} ")
    with app.owner.acting():
        assert access.get_totp(app.owner.rpc) == {"enabled": True, "recovery_codes_left": 8}


def test_new_recovery_codes_void_the_old_ones(app: App) -> None:
    with app.owner.acting():
        new = access.renew_recovery_codes(app.owner.rpc, password=PASSWORD)
    with pytest.raises(access.InvalidCredentials):
        app.sign_in(app.recovery_codes[0])
    assert app.sign_in(new[0])


def test_codes_are_not_guessed(app: App) -> None:
    for _ in range(10):
        with pytest.raises(access.InvalidCredentials):
            app.sign_in("000000")
    with pytest.raises(TooManyRequests):
        app.sign_in(app.code())


@pytest.mark.parametrize("wrong", ["000000", "٠٠٠٠٠٠", "sei\u0300"])
def test_it_counts_only_when_a_code_has_shown_that_the_app_works(owner: Person, wrong: str) -> None:
    with owner.acting():
        access.begin_totp(owner.rpc, password=PASSWORD)
        with pytest.raises(InvalidInput) as refused:
            access.confirm_totp(owner.rpc, code=wrong)
        assert refused.value.errors[0]["code"] == "wrong_code"
        assert not access.get_totp(owner.rpc)["enabled"]
    assert access.sign_in(owner.rpc, email=owner.email, password=PASSWORD)


def test_turning_it_off_takes_the_password(app: App) -> None:
    with app.owner.acting():
        with pytest.raises(InvalidInput):
            access.disable_totp(app.owner.rpc, password="wrong password")
        with pytest.raises(access.TotpEnabled):
            access.begin_totp(app.owner.rpc, password=PASSWORD)
        access.disable_totp(app.owner.rpc, password=PASSWORD)
        with pytest.raises(access.TotpNotEnabled):
            access.disable_totp(app.owner.rpc, password=PASSWORD)
    assert app.sign_in(None)


def test_the_link_and_the_drawing_are_for_an_app(owner: Person) -> None:
    with owner.acting():
        begun = access.begin_totp(owner.rpc, password=PASSWORD)
    parsed = pyotp.parse_uri(begun["otpauth_uri"])
    assert (parsed.name, parsed.issuer, parsed.secret) == (owner.email, "Clientele", begun["secret"])
    assert begun["qr_svg"].startswith("<svg")


def test_the_secret_and_the_codes_are_not_stored_as_they_are(app: App, product: Product) -> None:
    with product.hosted["access"].database.read(everywhere=True) as connection:
        for table in ("second_factors", "recovery_codes", "commands", "outbox", "activity"):
            for row in connection.execute(text(f"SELECT * FROM {table}")):  # noqa: S608  written above
                assert app.secret not in str(row)
                assert app.recovery_codes[0] not in str(row)


def test_a_replayed_sign_in_is_the_same_one(app: App) -> None:
    key, code = unique("sign-in"), app.code()
    tokens = set()
    for _ in range(2):
        with context.enter(context.Context("test", idempotency_key=key, fingerprint="one")):
            tokens.add(app.sign_in(code))
    assert len(tokens) == 1


def test_who_has_the_factor_is_told_of_their_own_codes_alone(app: App) -> None:
    other = a_practice(app.owner.rpc)
    with other.acting():
        secret = access.begin_totp(other.rpc, password=PASSWORD)["secret"]
        access.confirm_totp(other.rpc, code=pyotp.TOTP(secret).now())
    app.sign_in(app.recovery_codes[0])
    for person, left in ((app.owner, len(app.recovery_codes) - 1), (other, len(app.recovery_codes))):
        with person.acting():
            assert access.get_totp(person.rpc)["recovery_codes_left"] == left
