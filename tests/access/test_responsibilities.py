"""What somebody may be responsible for at a client, as a practice has it (docs/adr/0073)."""

import pytest

from contracts import access
from contracts.access import AccessLevel
from contracts.errors import NotFound, RoleRequired, StaleVersion
from tests.builders import Mailbox, Person, a_colleague, a_practice, caught_up, eventually


def made(owner: Person, name: str, level: AccessLevel = AccessLevel.MANAGE) -> str:
    with owner.acting():
        return str(caught_up(owner, access.create_responsibility(owner.rpc, name=name, level=level))["id"])


def names(person: Person) -> list[str]:
    with person.acting():
        return [each["name"] for each in access.list_responsibilities(person.rpc)]


def test_an_admin_names_them_and_every_colleague_reads_them(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    made(owner, "Tax"), made(owner, "Payroll", AccessLevel.WORK)
    with bob.acting():
        kept = access.list_responsibilities(bob.rpc)
        assert [(each["name"], each["level"], each["place"]) for each in kept] == [
            ("Tax", AccessLevel.MANAGE, 1),
            ("Payroll", AccessLevel.WORK, 2),
        ]
        with pytest.raises(RoleRequired):
            access.create_responsibility(bob.rpc, name="VAT", level=AccessLevel.VIEW)
        with pytest.raises(RoleRequired):
            access.change_responsibility(bob.rpc, responsibility_id=kept[0]["id"], name="VAT")
        with pytest.raises(RoleRequired):
            access.end_responsibility(bob.rpc, responsibility_id=kept[0]["id"])
        with pytest.raises(RoleRequired):
            access.get_responsibility(bob.rpc, responsibility_id=kept[0]["id"])
    assert names(owner) == ["Tax", "Payroll"]


def test_one_is_renamed_and_moved_and_the_others_make_room(owner: Person) -> None:
    for name in ("Tax", "Payroll", "Audit"):
        made(owner, name)
    with owner.acting():
        audit = access.list_responsibilities(owner.rpc)[2]
        changed = access.change_responsibility(
            owner.rpc, responsibility_id=audit["id"], name="Audits", place=1, if_version=audit["version"]
        )
        assert (changed["name"], changed["place"], changed["version"]) == ("Audits", 1, 2)
        with pytest.raises(StaleVersion):
            access.change_responsibility(owner.rpc, responsibility_id=audit["id"], name="X", if_version=1)
    assert names(owner) == ["Audits", "Tax", "Payroll"]


def test_two_are_not_called_alike_also_in_other_letters(owner: Person) -> None:
    tax, payroll = made(owner, "Tax"), made(owner, "Payroll")
    with owner.acting():
        with pytest.raises(access.ResponsibilityNameTaken):
            access.create_responsibility(owner.rpc, name="TAX", level=AccessLevel.VIEW)
        with pytest.raises(access.ResponsibilityNameTaken):
            access.change_responsibility(owner.rpc, responsibility_id=payroll, name="tax")
        access.change_responsibility(owner.rpc, responsibility_id=tax, name="TAX")
    assert names(owner) == ["TAX", "Payroll"]


def test_there_are_eight_at_most(owner: Person) -> None:
    for number in range(access.MOST_RESPONSIBILITIES):
        made(owner, f"R{number}")
    with owner.acting(), pytest.raises(access.ResponsibilityLimit):
        access.create_responsibility(owner.rpc, name="One more", level=AccessLevel.VIEW)


def test_one_that_is_ended_is_gone_and_the_others_move_up(owner: Person) -> None:
    tax = made(owner, "Tax")
    made(owner, "Payroll")
    with owner.acting():
        caught_up(owner, access.end_responsibility(owner.rpc, responsibility_id=tax))
        (left,) = access.list_responsibilities(owner.rpc)
        assert (left["name"], left["place"]) == ("Payroll", 1)
        with pytest.raises(NotFound):
            access.end_responsibility(owner.rpc, responsibility_id=tax)


def test_another_practice_sees_and_changes_none_of_them(owner: Person) -> None:
    tax, other = made(owner, "Tax"), a_practice(owner.rpc)
    assert names(other) == []
    with other.acting():
        for refused in (
            lambda: access.get_responsibility(other.rpc, responsibility_id=tax),
            lambda: access.change_responsibility(other.rpc, responsibility_id=tax, name="Ours"),
            lambda: access.end_responsibility(other.rpc, responsibility_id=tax),
        ):
            with pytest.raises(NotFound):
                refused()
    assert names(owner) == ["Tax"]


def test_the_audit_trail_says_who_did_what(owner: Person) -> None:
    """product.md 8.5"""
    tax = made(owner, "Tax", AccessLevel.WORK)
    with owner.acting():
        access.change_responsibility(owner.rpc, responsibility_id=tax, name="Taxes")
        access.end_responsibility(owner.rpc, responsibility_id=tax)

        def lines() -> list[access.ActivityLine]:
            found = access.list_activity(owner.rpc)["items"]
            return [each for each in found if each["kind"].startswith("responsibility.")]

        eventually(lambda: len(lines()) == 3)
        ended, changed, created = lines()
    what = {"responsibility_id": tax, "name": "Tax", "level": "work", "place": 1}
    assert (created["before"], created["after"]) == (None, what)
    assert (changed["before"], changed["after"]) == (what, {**what, "name": "Taxes"})
    assert (ended["before"], ended["after"]) == ({**what, "name": "Taxes"}, None)
