"""Passwords: NIST's rules, changed by who knows them, reset by who reads the mail."""

import pytest
from sqlalchemy import text

from chassis import context
from contracts import access, accounts
from contracts.errors import InvalidInput, TooManyRequests, Unauthenticated
from deploy.allinone.product import Product
from services.access.passwords import password_hashes
from tests.access.test_signing_in import authenticate
from tests.builders import PASSWORD, Mailbox, Person, by_token, caught_up, sign_in, text_of, unique

NEW = "four other words here"


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "QWERTYUIOP",
        "iloveyou12",
        "password123",
        "Ann@Smith.Example",
        "ann.smith99",
        "Dragon123456",
        "!!monkey2024",
        "sunshine!!!1",
        "dragondragon",
        "Soccersoccer9",
        "１２３４５６７８９０",
    ],
)
def test_the_first_guesses_are_refused_in_any_case(password: str) -> None:
    email = "ann.smith99@x.example" if password == "ann.smith99" else "ann@smith.example"
    with pytest.raises(InvalidInput) as refused:
        password_hashes.check(password, "/password", email=email)
    assert refused.value.errors[0]["code"] == "password_too_common"


@pytest.mark.parametrize(
    "password",
    [
        "no rules of letters",
        "dragon eats 84 soups",
        "dragon1234567890",
        "ｕｎｕｓｕａｌ ｗｉｄｔｈ",
        "          .",
        "x" * 200,
    ],
)
def test_nothing_else_is_asked_of_a_password(password: str) -> None:
    password_hashes.check(password, "/password", email="ann@smith.example")


def test_many_thousands_of_first_guesses_are_known() -> None:
    """Each word of the list stands for many passwords: with digits and signs around it, or twice."""
    whole, stems = password_hashes._commonest(), password_hashes._listed("commonest_stems.txt")
    assert len(whole) > 2500
    assert len(stems) > 10_000
    assert all(len(each) >= 10 for each in whole)


def test_a_password_is_the_same_from_every_keyboard() -> None:
    """NIST SP 800-63B-4: é may come as one character or as two."""
    assert password_hashes.verify("cafe\u0301 au lait", password_hashes.hash_password("caf\u00e9 au lait"))


class TestChanging:
    def test_the_new_password_counts_and_other_sessions_end(self, owner: Person) -> None:
        elsewhere = sign_in(owner.rpc, owner.email)
        with owner.acting():
            token = access.create_api_token(owner.rpc, name="export", scopes=["read"])["token"]
            caught_up(owner, access.change_password(owner.rpc, current_password=PASSWORD, password=NEW))
        assert authenticate(owner)
        with elsewhere.acting(), pytest.raises(Unauthenticated):
            accounts.list_clients(owner.rpc)
        with pytest.raises(Unauthenticated):
            authenticate(elsewhere)
        assert by_token(owner, token).sees() == []
        with pytest.raises(access.InvalidCredentials):
            sign_in(owner.rpc, owner.email)
        assert sign_in(owner.rpc, owner.email, NEW).user_id == owner.user_id

    def test_it_takes_the_present_password_and_wrong_ones_are_counted(self, owner: Person) -> None:
        for _ in range(10):
            with owner.acting(), pytest.raises(InvalidInput, match="This is not your password"):
                access.change_password(owner.rpc, current_password="wrong", password=NEW)
        with owner.acting(), pytest.raises(TooManyRequests):
            access.change_password(owner.rpc, current_password=PASSWORD, password=NEW)

    def test_a_common_one_is_refused(self, owner: Person) -> None:
        with owner.acting(), pytest.raises(InvalidInput) as refused:
            access.change_password(owner.rpc, current_password=PASSWORD, password="1234567890")
        assert refused.value.errors[0]["pointer"] == "/password"


class TestResetting:
    def test_the_link_from_the_mail_sets_a_password_once_and_ends_every_session(
        self, owner: Person, mailbox: Mailbox
    ) -> None:
        with owner.acting():
            api_token = access.create_api_token(owner.rpc, name="export", scopes=["read"])["token"]
        access.request_password_reset(owner.rpc, email=owner.email.upper())
        token = mailbox.reset_token_for(owner.email)
        caught_up(owner, access.complete_password_reset(owner.rpc, token=token, password=NEW))
        with owner.acting(), pytest.raises(Unauthenticated):
            accounts.list_clients(owner.rpc)
        with pytest.raises(Unauthenticated):
            by_token(owner, api_token)
        assert sign_in(owner.rpc, owner.email, NEW).user_id == owner.user_id
        with pytest.raises(access.ResetUnusable):
            access.complete_password_reset(owner.rpc, token=token, password="yet another one")

    def test_it_opens_an_account_that_failures_had_closed(self, owner: Person, mailbox: Mailbox) -> None:
        for _ in range(10):
            with pytest.raises(access.InvalidCredentials):
                sign_in(owner.rpc, owner.email, "wrong password")
        access.request_password_reset(owner.rpc, email=owner.email)
        token = mailbox.reset_token_for(owner.email)
        access.complete_password_reset(owner.rpc, token=token, password=NEW)
        assert sign_in(owner.rpc, owner.email, NEW).user_id == owner.user_id

    def test_the_answer_is_the_same_for_an_unknown_email_and_nothing_is_sent(
        self, owner: Person, mailbox: Mailbox, product: Product
    ) -> None:
        nobody = f"{unique('nobody')}@smith.example"
        access.request_password_reset(owner.rpc, email=nobody)
        access.request_password_reset(owner.rpc, email=owner.email)
        mailbox.reset_token_for(owner.email)
        assert mailbox.to(nobody) == []

    def test_an_hour_later_the_link_is_over(self, owner: Person, mailbox: Mailbox, product: Product) -> None:
        access.request_password_reset(owner.rpc, email=owner.email)
        token = mailbox.reset_token_for(owner.email)
        assert "works once" in text_of(mailbox.to(owner.email)[-1])
        with product.hosted["access"].database.autocommit(everywhere=True) as connection:
            lasts = (
                "SELECT extract(epoch FROM expires_at - created_at) FROM password_resets WHERE user_id = :u"
            )
            assert connection.execute(text(lasts), {"u": owner.user_id}).scalar_one() == 3600
            connection.execute(
                text("UPDATE password_resets SET expires_at = now() WHERE user_id = :u"), {"u": owner.user_id}
            )
        with pytest.raises(access.ResetUnusable):
            access.complete_password_reset(owner.rpc, token=token, password=NEW)

    def test_a_newer_password_voids_older_links(self, owner: Person, mailbox: Mailbox) -> None:
        access.request_password_reset(owner.rpc, email=owner.email)
        first = mailbox.reset_token_for(owner.email)
        access.request_password_reset(owner.rpc, email=owner.email)
        second = mailbox.reset_token_for(owner.email, after=1)
        access.complete_password_reset(owner.rpc, token=second, password=NEW)
        with pytest.raises(access.ResetUnusable):
            access.complete_password_reset(owner.rpc, token=first, password="yet another one")

    def test_a_refused_password_leaves_the_link_usable(self, owner: Person, mailbox: Mailbox) -> None:
        access.request_password_reset(owner.rpc, email=owner.email)
        token = mailbox.reset_token_for(owner.email)
        with pytest.raises(InvalidInput):
            access.complete_password_reset(owner.rpc, token=token, password="1234567890")
        access.complete_password_reset(owner.rpc, token=token, password=NEW)

    def test_five_links_an_hour_are_enough_for_one_email(self, owner: Person, mailbox: Mailbox) -> None:
        for _ in range(7):
            access.request_password_reset(owner.rpc, email=owner.email)
        mailbox.reset_token_for(owner.email, after=4)
        assert len(mailbox.to(owner.email)) == 5

    def test_an_address_that_asks_for_many_has_to_wait(self, owner: Person) -> None:
        address = unique("address")
        for number in range(30):
            access.request_password_reset(owner.rpc, email=f"x{number}@smith.example", address=address)
        with pytest.raises(TooManyRequests):
            access.request_password_reset(owner.rpc, email=owner.email, address=address)

    def test_the_token_is_nowhere_but_in_the_mail(
        self, owner: Person, mailbox: Mailbox, product: Product
    ) -> None:
        access.request_password_reset(owner.rpc, email=owner.email)
        token = mailbox.reset_token_for(owner.email)
        key = unique("reset")
        with context.enter(context.Context("test", idempotency_key=key, fingerprint="one")):
            access.complete_password_reset(owner.rpc, token=token, password=NEW)
        for service in ("access", "invitations"):
            with product.hosted[service].database.read(everywhere=True) as connection:
                tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                for table in connection.execute(text(tables)).scalars().all():
                    rows = connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608  from the catalogue
                    assert not any(token in str(row) or NEW in str(row) for row in rows), table
