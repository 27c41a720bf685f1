"""What the accounts context is asked and what it answers."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, missing

from contracts.accounts.identifiers import AnyPostcode, NationalInsuranceNumber, Postcode
from contracts.addresses import Email
from contracts.characters import without_ignorable
from contracts.fields import (
    Choice,
    Contract,
    Flag,
    Id,
    ListOf,
    Moment,
    Name,
    NewPassword,
    Part,
    Pattern,
    Result,
    Text,
    Variants,
    Whole,
    coded,
    fields,
)

PLANS = ("essentials", "advanced")
SOLUTIONS = ("bookkeeping", "insights")
CLIENT_TYPES = ("business", "self_employed")
INCOME_SOURCE_TYPES = ("self_employment", "uk_property")
REFERENCES = ("industries", "solutions", "countries", "currencies", "income-source-types")
STEP_STATES = ("pending", "done", "needs_attention")
ONBOARDING_STATES = ("complete", "pending", "needs_attention")
VIEWS = ("all", "mine")
CLIENT_STATUSES = ("active", "archived")
CONNECTION_STATES = ("none", "connected", "needs_reconnect")
INVITATION_STATES = (
    *("none", "pending", "sent", "delivered", "needs_attention"),
    *("accepted", "expired", "revoked"),
)
SORTS = ("name", "-name", "created_at", "-created_at")


class Country(Pattern):
    """ISO 3166-1 alpha-2."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "[A-Z]{2}",
            "Use a country's two letters, like GB.",
            upper=True,
            label="a country",
            longest=2,
            **kwargs,
        )


class Currency(Pattern):
    """ISO 4217."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "[A-Z]{3}",
            "Use a currency's three letters, like GBP.",
            upper=True,
            label="a currency",
            longest=3,
            **kwargs,
        )


class Solutions(ListOf):
    """One or more of the catalogue (product.md 2.2)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Choice(SOLUTIONS, "a solution"), longest=len(SOLUTIONS), shortest=1, **kwargs)


class ClientType(Choice):
    """Which type of client a form is for; documented as the only one of that form."""

    def __init__(self, only: str, **kwargs: Any) -> None:
        super().__init__(CLIENT_TYPES, "the type of client", **kwargs)
        self.metadata = {"enum": [only]}


class PracticeCode(Text):
    """The practice's own reference for a client (product.md 2.10)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("a practice code", longest=40, **kwargs)

    def clean(self, text: str) -> str:
        return without_ignorable(text)


class Industry(Pattern):
    """A UK SIC 2007 code (product.md 2.4)."""

    def __init__(self, **kwargs: Any) -> None:
        mend = "Use the five digits of a UK SIC 2007 code, like 62012."
        super().__init__("[0-9]{5}", mend, longest=5, **kwargs)


class ExtractEmail(Pattern):
    """An extract-by-email address, or the part of it before the @ (product.md 2.11)."""

    def __init__(self, **kwargs: Any) -> None:
        mend = "Use 3 to 48 letters, digits, hyphens and dots, like acme-widgets."
        form = r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*(@[A-Za-z0-9.-]+)?"
        super().__init__(form, mend, label="an address", longest=200, shortest=3, **kwargs)


class IncomeSource(Contract):
    """Where a self-employed person's income is from (product.md 3.2)."""

    name = Name("a name for this income source", longest=100, required=True)
    type = Choice(INCOME_SOURCE_TYPES, "a type", required=True)


class IncomeSources(ListOf):
    """One or more, each with a name of its own, whatever its case (product.md 3.2)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": coded("too_few", "Add at least one income source.")})
        super().__init__(Part(IncomeSource, "an income source"), longest=50, shortest=1, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        sources: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        known: set[str] = set()
        repeated: dict[int, Any] = {}
        for place, source in enumerate(sources):
            name = str(source.get("name", "")).casefold()
            if name in known:
                message = coded("repeated_name", "Another income source has this name. Choose another.")
                repeated[place] = {"name": [message]}
            known.add(name)
        if repeated:
            raise ValidationError(repeated)
        return sources


class GetReference(Contract):
    kind = Pattern(
        f"({'|'.join(REFERENCES)})", "Choose one of the lists there are.", longest=30, required=True
    )
    q = Text(
        "a word or code",
        longest=100,
        metadata={"description": "Beginnings of words of the name, or of the code"},
    )


class ReferenceItem(Result):
    """One choice. What follows the name is of countries."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    currency = fields.String(allow_none=True)
    dialling_code = fields.String(allow_none=True)
    client_types = fields.List(fields.String())
    asks = fields.List(
        fields.String(), metadata={"description": "What a client there is asked for beside what everybody is"}
    )
    postcode_name = fields.String()


class Reference(Result):
    items = fields.List(fields.Nested(ReferenceItem), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    source = fields.String(required=True)
    as_of = fields.Date(required=True)


class Owner(Contract):
    """The first user of an account (product.md 1.1)."""

    name = Name("your name", required=True)
    email = Email("your email address", required=True)
    password = NewPassword(required=True)


class RegisterPractice(Contract):
    name = Name("the practice's name", required=True)
    country = Country(required=True)
    base_currency = Currency(required=True)
    plan = Choice(PLANS, "a plan", load_default="essentials")
    owner = Part(Owner, "the owner", required=True)


class Defaults(Result):
    base_currency = Currency(required=True)
    country = Country(required=True)
    solutions = Solutions(required=True)


class DefaultsChange(Contract):
    base_currency = Currency()
    country = Country()
    solutions = Solutions()


class Practice(Result):
    id = Id("prac", required=True)
    name = Text(required=True)
    plan = Choice(PLANS, required=True)
    defaults = Part(Defaults, required=True)
    version = Whole(1, 2**53, required=True)


class PracticeChange(Contract):
    """Only what is given is changed. `if_version` refuses a stale edit."""

    name = Name("the practice's name")
    plan = Choice(PLANS, "a plan")
    defaults = Part(DefaultsChange, "the defaults")
    if_version = Whole(1, 2**53, metadata={"internal": True})


class RegisteredUser(Result):
    id = Id("user", required=True)
    name = Text(required=True)
    email = Email(required=True)


class Registered(Result):
    practice = Part(Practice, required=True)
    user = Part(RegisteredUser, required=True)


class Access(Contract):
    """Who sees a client, beside the admins, who see every one (product.md 2.5)."""

    everyone = Flag(load_default=False)
    colleague_ids = ListOf(Id("user"), longest=500, load_default=list)
    team_ids = ListOf(Id("team"), longest=100, load_default=list)
    account_manager_id = Id("user", allow_none=True, load_default=None)


class Invitee(Contract):
    """Whom to invite (product.md 2.6). `mobile` in any usual form; with its country code."""

    name = Name("the person's name", required=True)
    email = Email("the person's email address", required=True)
    mobile = Text("a mobile number", longest=30, allow_none=True, load_default=None)


class InviteToClient(Invitee):
    """Somebody to invite to a client that is there already (product.md 2.8)."""

    client_id = Id("client", required=True)
    acknowledge_existing_user = Flag(load_default=False)


class CreateBusiness(Contract):
    """A business client (product.md 2)."""

    type = ClientType("business", required=True)
    name = Name("the business name", required=True)
    solutions = Solutions(load_default=None, allow_none=True)
    practice_code = PracticeCode(allow_none=True, load_default=None)
    industry = Industry(allow_none=True, load_default=None)
    email = Email("the business's email address", allow_none=True, load_default=None)
    postcode = AnyPostcode(allow_none=True, load_default=None)
    authorization_id = Id("auth", allow_none=True, load_default=None)
    access = Part(Access, "who has access", load_default=lambda: dict(_NO_ACCESS))
    invitation = Part(Invitee, "the invitation", allow_none=True, load_default=None)
    acknowledge_existing_user = Flag(load_default=False)


class InviteeThemself(Invitee):
    """Whom to invite; by default at the client's own email address (product.md 3)."""

    email = Email("the person's email address", load_default=None)


class CreateSelfEmployed(Contract):
    """A sole trader or landlord (product.md 3)."""

    type = ClientType("self_employed", required=True)
    name = Name("the client's name", required=True)
    email = Email("the client's email address", required=True)
    national_insurance_number = NationalInsuranceNumber(allow_none=True, load_default=None)
    postcode = Postcode(allow_none=True, load_default=None)
    income_sources = IncomeSources(required=True)
    solutions = Solutions(load_default=None, allow_none=True)
    practice_code = PracticeCode(allow_none=True, load_default=None)
    authorization_id = Id("auth", allow_none=True, load_default=None)
    access = Part(Access, "who has access", load_default=lambda: dict(_NO_ACCESS))
    invitation = Part(InviteeThemself, "the invitation", allow_none=True, load_default=None)
    acknowledge_existing_user = Flag(load_default=False)


class CreateClient(Variants):
    """A client of either type (product.md 2.1)."""

    forms = {"business": CreateBusiness, "self_employed": CreateSelfEmployed}


_NO_ACCESS: dict[str, Any] = {
    "everyone": False,
    "colleague_ids": [],
    "team_ids": [],
    "account_manager_id": None,
}


class Connection(Result):
    """A client's accounting software; `changed_at` is since when it is in its state."""

    id = Id("conn")
    provider = fields.String(required=True)
    state = fields.String(required=True)
    organisation_name = fields.String(allow_none=True)
    changed_at = Moment()


class Channel(Result):
    channel = Choice(("email", "sms"), required=True)
    state = fields.String(required=True)
    detail = fields.String(allow_none=True)


class InvitationState(Result):
    id = Id("inv", required=True)
    state = fields.String(required=True)
    channels = fields.List(fields.Nested(Channel), required=True)


class Step(Result):
    step = Choice(("access", "invitation", "connection"), required=True)
    state = Choice(STEP_STATES, required=True)
    detail = fields.String(required=True, allow_none=True)


class Onboarding(Result):
    state = Choice(ONBOARDING_STATES, required=True)
    steps = fields.List(fields.Nested(Step), required=True)


class ClientAccess(Result):
    everyone = Flag(required=True)
    colleague_ids = fields.List(Id("user"), required=True)
    team_ids = fields.List(Id("team"), required=True)
    account_manager_id = Id("user", required=True, allow_none=True)


class ToldIncomeSource(Result):
    name = fields.String(required=True)
    type = Choice(INCOME_SOURCE_TYPES, required=True)


class Client(Result):
    """A client account as everybody who may see it sees it."""

    id = Id("client", required=True)
    crn = fields.String(required=True)
    type = fields.String(required=True)
    name = Text(required=True)
    status = Choice(("active", "archived"), required=True)
    practice_code = fields.String(required=True, allow_none=True)
    industry = fields.String(required=True, allow_none=True)
    solutions = fields.List(fields.String(), required=True)
    base_currency = fields.String(required=True)
    country = fields.String(required=True)
    extract_email = fields.String(required=True)
    national_insurance_number = fields.String(required=True, allow_none=True)
    postcode = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    income_sources = fields.List(fields.Nested(ToldIncomeSource), required=True)
    account_manager_id = fields.String(required=True, allow_none=True)
    access = Part(ClientAccess, required=True)
    connection = Part(Connection, required=True, allow_none=True)
    invitation = Part(InvitationState, required=True, allow_none=True)
    onboarding = Part(Onboarding, required=True)
    version = Whole(1, 2**53, required=True)
    created_at = Moment(required=True)


class SyncClients(Contract):
    """Organisations of a sign-in, each to become a client that `access` says who sees."""

    authorization_id = Id("auth", required=True)
    organisation_ids = ListOf(Text("an organisation", longest=200), shortest=1, longest=50, required=True)
    access = Part(Access, "who has access", load_default=lambda: dict(_NO_ACCESS))


class SyncedClient(Result):
    """What became of one organisation; `detail` says why it was skipped."""

    organisation_id = fields.String(required=True)
    name = fields.String(required=True)
    result = Choice(("created", "skipped"), required=True)
    detail = fields.String(required=True, allow_none=True)
    client_id = fields.String(required=True, allow_none=True)


class SyncedClients(Result):
    items = fields.List(fields.Nested(SyncedClient), required=True)


class GetClient(Contract):
    client_id = Id("client", required=True)


class GuideStep(Result):
    """Something that is worth doing next. `page` is where, under the client's own page."""

    step = fields.String(required=True)
    title = fields.String(required=True)
    hint = fields.String(required=True)
    page = fields.String(required=True)
    done = Flag(required=True)


class Guide(Result):
    items = fields.List(fields.Nested(GuideStep), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ReadOnly(fields.Raw):
    """What the system assigns (product.md 2.9): naming it is refused, whatever is said of it."""

    def __init__(self, what: str) -> None:
        self._message = coded(
            "read_only", f"{what} is assigned by the system and never changes. Leave it out."
        )
        super().__init__(allow_none=True, metadata={"readOnly": True})

    def deserialize(self, value: Any, *_args: Any, **_more: Any) -> Any:
        if value is missing:
            return missing
        raise ValidationError(self._message)


class ChangeClient(Contract):
    """Only what is given is changed. `if_version` refuses a stale edit (product.md 8.1)."""

    client_id = Id("client", required=True)
    crn = ReadOnly("The CRN")
    name = Name("the client's name")
    practice_code = PracticeCode(allow_none=True)
    industry = Industry(allow_none=True)
    base_currency = Currency()
    country = Country()
    solutions = Solutions()
    extract_email = ExtractEmail()
    email = Email("the client's email address", allow_none=True)
    national_insurance_number = NationalInsuranceNumber(allow_none=True)
    postcode = AnyPostcode(allow_none=True)
    income_sources = IncomeSources()
    if_version = Whole(1, 2**53, metadata={"internal": True})


class DeleteClient(Contract):
    client_id = Id("client", required=True)
    confirm_name = Text("the client's name", required=True)


class ResolveExtractEmail(Contract):
    address = Text("an address", longest=320, required=True)


class ExtractEmailResolved(Result):
    """Whose mail it is. `state` is `retired` where the client has another address now (product.md 2.11)."""

    client_id = Id("client", required=True)
    practice_id = Id("prac", required=True)
    state = Choice(("current", "retired"), required=True)
    client_status = Choice(("active", "archived"), required=True)


class ClientFilters(Contract):
    """Which clients of those the caller can see (product.md 8.2)."""

    view = Choice(VIEWS, "a view", load_default="all")
    q = Text(
        "something to search for",
        longest=100,
        load_default=None,
        metadata={"description": "Beginnings of words of the name, the CRN or the practice code"},
    )
    type = Choice(CLIENT_TYPES, "a type of client", load_default=None)
    status = Choice(CLIENT_STATUSES, "a status", load_default=None)
    connection = Choice(CONNECTION_STATES, "a state", load_default=None)
    invitation = Choice(INVITATION_STATES, "a state", load_default=None)
    colleague_id = Id("user", load_default=None)
    sort = Choice(SORTS, "a sort order", load_default="name")


class ListClients(ClientFilters):
    """One page of the clients the caller can see."""

    limit = Whole(1, 200, load_default=50)
    cursor = Text(
        "a cursor", longest=900, load_default=None, metadata={"description": "next_cursor of the page before"}
    )
    include = Choice(("names",), "what to include", load_default=None)


class ExportClients(ClientFilters):
    """The next part of the list as CSV."""

    cursor = Text("a cursor", longest=900, load_default=None, metadata={"internal": True})


class Exported(Result):
    csv = fields.String(required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class CountClients(Contract):
    status = Choice(CLIENT_STATUSES, "a status", load_default=None)


class ClientCounts(Result):
    """How many of the clients the caller can see; by state, those that occur."""

    all = Whole(0, 2**53, required=True)
    mine = Whole(0, 2**53, required=True)
    status = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    type = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    connection = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    invitation = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class Named(Result):
    id = fields.String(required=True)
    name = fields.String(required=True)


class ClientPage(Result):
    """`people` and `teams` are those that the items mention, with `include=names`."""

    items = fields.List(fields.Nested(Client), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    people = fields.List(fields.Nested(Named))
    teams = fields.List(fields.Nested(Named))


class CatchUp(Contract):
    message_ids = ListOf(Text(longest=64), longest=500, required=True)


class CaughtUp(Result):
    caught_up = Flag(required=True)


class Nothing(Contract):
    """No arguments."""
