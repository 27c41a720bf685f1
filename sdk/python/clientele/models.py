"""The shapes of the API. Made of gateway/openapi.json by `python -m sdk.generate`."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class FieldError(TypedDict):
    pointer: str
    code: str
    message: str


class Problem(TypedDict):
    type: str
    title: str
    status: int
    detail: str
    code: str
    correlation_id: str
    errors: NotRequired[list[FieldError]]


class Owner(TypedDict):
    name: str
    email: str
    password: str


class RegisterPractice(TypedDict):
    name: str
    country: str
    base_currency: str
    plan: NotRequired[Literal['essentials', 'advanced']]
    owner: Owner


class Defaults(TypedDict):
    base_currency: str
    country: str
    solutions: list[Literal['bookkeeping', 'insights']]


class Practice(TypedDict):
    id: str
    name: str
    plan: Literal['essentials', 'advanced']
    hidden_clients: Literal['exact', 'search', 'off']
    document_senders: Literal['anyone', 'known']
    document_receipts: NotRequired[Literal['off', 'known']]
    defaults: Defaults
    version: int


class RegisteredUser(TypedDict):
    id: str
    name: str
    email: str


class Registered(TypedDict):
    practice: Practice
    user: RegisteredUser


class DefaultsChange(TypedDict):
    base_currency: NotRequired[str]
    country: NotRequired[str]
    solutions: NotRequired[list[Literal['bookkeeping', 'insights']]]


class PracticeChange(TypedDict):
    name: NotRequired[str]
    plan: NotRequired[Literal['essentials', 'advanced']]
    hidden_clients: NotRequired[Literal['exact', 'search', 'off']]
    document_senders: NotRequired[Literal['anyone', 'known']]
    document_receipts: NotRequired[Literal['off', 'known']]
    defaults: NotRequired[DefaultsChange]


class PracticeLink(TypedDict):
    handle: str | None
    enabled: bool
    path: str | None
    version: int


class ChangePracticeLink(TypedDict):
    handle: NotRequired[str]
    enabled: NotRequired[bool]


class Wording(TypedDict):
    subject: str | None
    opening: str
    changed: bool


class Logo(TypedDict):
    path: str
    width: int
    height: int


class PracticeMessages(TypedDict):
    sender_name: str | None
    reply_to: str | None
    from_address: str | None
    sender_address: str
    from_domains: list[str]
    wording: dict[str, Wording]
    placeholders: list[str]
    colour: NotRequired[str | None]
    logo: NotRequired[Logo | None]
    version: int


class MailWording(TypedDict):
    subject: NotRequired[str | None]
    opening: NotRequired[str | None]


class TextWording(TypedDict):
    opening: NotRequired[str | None]


class Wordings(TypedDict):
    client_invitation: NotRequired[MailWording | None]
    client_reminder: NotRequired[MailWording | None]
    colleague_invitation: NotRequired[MailWording | None]
    colleague_reminder: NotRequired[MailWording | None]
    client_text: NotRequired[TextWording | None]


class ChangePracticeMessages(TypedDict):
    sender_name: NotRequired[str | None]
    reply_to: NotRequired[str | None]
    from_address: NotRequired[str | None]
    colour: NotRequired[str | None]
    wording: NotRequired[Wordings]


class KeptBranding(TypedDict):
    colour: str | None
    logo: Logo | None
    version: int


class PreviewMessage(TypedDict):
    kind: Literal['client_invitation', 'client_reminder', 'colleague_invitation', 'colleague_reminder', 'client_text']
    subject: NotRequired[str | None]
    opening: NotRequired[str | None]


class MessagePreview(TypedDict):
    kind: str
    sender: str | None
    reply_to: str | None
    subject: str | None
    text: str
    html: str | None
    segments: NotRequired[int | None]


class TextPreview(TypedDict):
    text: str
    encoding: Literal['gsm_7', 'ucs_2']
    segments: int


class SendTestMessage(TypedDict):
    kind: Literal['client_invitation', 'client_reminder', 'colleague_invitation', 'colleague_reminder']


class SignIn(TypedDict):
    email: str
    password: str
    totp: NotRequired[str | None]
    account_id: NotRequired[str | None]


class User(TypedDict):
    id: str
    name: str
    email: str
    email_confirmed: NotRequired[bool]


class Account(TypedDict):
    id: str
    kind: Literal['practice', 'client']
    name: str
    role: str
    permissions: NotRequired[list[str]]


class SignedIn(TypedDict):
    user: User
    account: Account
    accounts: list[Account]
    expires_at: str
    unread_notices: NotRequired[int]
    token: str


class SessionAccount(TypedDict):
    id: str
    kind: Literal['practice', 'client']
    name: str


class OwnSession(TypedDict):
    id: str
    current: bool
    account: SessionAccount
    address: str | None
    user_agent: str | None
    created_at: str
    seen_at: str
    expires_at: str


class OwnSessions(TypedDict):
    items: list[OwnSession]
    next_cursor: str | None


class Session(TypedDict):
    user: User
    account: Account
    accounts: list[Account]
    expires_at: str
    unread_notices: NotRequired[int]


class SwitchAccount(TypedDict):
    account_id: str


class ChangePassword(TypedDict):
    current_password: str
    password: str


class RequestPasswordReset(TypedDict):
    email: str


class CompletePasswordReset(TypedDict):
    token: str
    password: str


class ConfirmEmail(TypedDict):
    token: str


class EmailConfirmed(TypedDict):
    message_ids: list[str]
    signed_out: bool


class Totp(TypedDict):
    enabled: bool
    recovery_codes_left: int


class ByPassword(TypedDict):
    password: str


class TotpBegun(TypedDict):
    secret: str
    otpauth_uri: str
    qr_svg: str


class ConfirmTotp(TypedDict):
    code: str


class RecoveryCodes(TypedDict):
    recovery_codes: list[str]


class ApiToken(TypedDict):
    id: str
    name: str
    scopes: list[Literal['read', 'write']]
    account_id: str
    created_at: str
    last_used_at: str | None
    expires_at: str


class ApiTokens(TypedDict):
    items: list[ApiToken]
    next_cursor: str | None


class CreateApiToken(TypedDict):
    name: str
    scopes: list[Literal['read', 'write']]
    expires_in_days: NotRequired[int]


class ApiTokenCreated(TypedDict):
    id: str
    name: str
    scopes: list[Literal['read', 'write']]
    account_id: str
    created_at: str
    last_used_at: str | None
    expires_at: str
    token: str


class Colleague(TypedDict):
    id: str
    name: str
    email: str
    role: Literal['practice_admin', 'client_admin', 'standard']
    permissions: list[str]
    status: Literal['invited', 'active', 'deactivated']
    owner: bool
    team_ids: list[str]
    manages_clients: int
    version: int


class ColleaguePage(TypedDict):
    items: list[Colleague]
    next_cursor: str | None


TeamId: TypeAlias = str


class InviteColleague(TypedDict):
    name: str
    email: str
    role: Literal['practice_admin', 'client_admin', 'standard']
    permissions: NotRequired[list[Literal['add_clients']]]
    team_ids: NotRequired[list[TeamId]]


class Admin(TypedDict):
    name: str
    email: str


class Admins(TypedDict):
    items: list[Admin]


class ChangeColleague(TypedDict):
    role: NotRequired[Literal['practice_admin', 'client_admin', 'standard']]
    permissions: NotRequired[list[Literal['add_clients']]]


class EndColleague(TypedDict):
    reassign_managed_clients_to: NotRequired[str | None]


class Reason(TypedDict):
    reason: Literal['role', 'everyone', 'account_manager', 'colleague', 'team', 'responsibility']
    role: NotRequired[str]
    team_id: NotRequired[str]
    responsibility_id: NotRequired[str]
    name: NotRequired[str]
    until: NotRequired[str]
    level: NotRequired[Literal['view', 'work', 'manage']]


class ClientReached(TypedDict):
    client_id: str
    name: str | None
    reasons: list[Reason]


class ColleagueAccess(TypedDict):
    user_id: str
    name: str | None
    at: str
    role: Literal['practice_admin', 'client_admin', 'standard'] | None
    status: Literal['invited', 'active', 'deactivated', 'removed'] | None
    items: list[ClientReached]
    next_cursor: str | None


class Team(TypedDict):
    id: str
    name: str
    member_ids: list[str]
    version: int


class TeamPage(TypedDict):
    items: list[Team]
    next_cursor: str | None


MemberId: TypeAlias = str


class CreateTeam(TypedDict):
    name: str
    member_ids: NotRequired[list[MemberId]]


class ChangeTeam(TypedDict):
    name: NotRequired[str]
    member_ids: NotRequired[list[MemberId]]


class Responsibility(TypedDict):
    id: str
    name: str
    level: Literal['view', 'work', 'manage']
    place: int
    version: int


class Responsibilities(TypedDict):
    items: list[Responsibility]
    next_cursor: str | None


class CreateResponsibility(TypedDict):
    name: str
    level: Literal['view', 'work', 'manage']


class Responsible(TypedDict):
    user_id: str
    name: str
    clients: int
    unseen: int
    lowered: int


class ResponsibilityWithPeople(TypedDict):
    id: str
    name: str
    level: Literal['view', 'work', 'manage']
    place: int
    version: int
    people: list[Responsible]


class ChangeResponsibility(TypedDict):
    name: NotRequired[str]
    place: NotRequired[int]


class Named(TypedDict):
    id: str
    name: str


class Waiting(TypedDict):
    count: int
    first: list[Named]


class OnboardedWeek(TypedDict):
    begins: str
    added: int
    invited: int
    accepted: int
    connected: int


class Home(TypedDict):
    requests: Waiting
    drafts: Waiting
    imports: Waiting
    reconnects: Waiting
    active: int
    not_invited: int
    weeks: list[OnboardedWeek]


class RequestToDecide(TypedDict):
    id: str
    name: str
    client_name: str


class RequestsToDecide(TypedDict):
    count: int
    first: list[RequestToDecide]


class EndingClient(TypedDict):
    id: str
    name: str
    until: str
    own: bool


class EndingClients(TypedDict):
    count: int
    first: list[EndingClient]


class AccessSummary(TypedDict):
    requests: RequestsToDecide
    ending: EndingClients


class WaitingInvitation(TypedDict):
    id: str
    name: str
    client_id: str | None
    account_name: str
    expires_at: str | None


class WaitingInvitations(TypedDict):
    count: int
    first: list[WaitingInvitation]


class InviterFigures(TypedDict):
    user_id: str
    name: str
    invited: int
    accepted: int
    median_hours: float | None


class AcceptanceFigures(TypedDict):
    invited: int
    accepted: int
    median_hours: float | None
    colleagues: list[InviterFigures]


class InvitationSummary(TypedDict):
    failed: WaitingInvitations
    ending: WaitingInvitations
    acceptance: AcceptanceFigures | None


class GivenLevel(TypedDict):
    user_id: NotRequired[str | None]
    team_id: NotRequired[str | None]
    level: Literal['view', 'work', 'manage']


ColleagueId: TypeAlias = str


class Access(TypedDict):
    everyone: NotRequired[bool]
    colleague_ids: NotRequired[list[ColleagueId]]
    team_ids: NotRequired[list[TeamId]]
    account_manager_id: NotRequired[str | None]
    levels: NotRequired[list[GivenLevel]]


class GivenResponsibility(TypedDict):
    responsibility_id: str
    user_id: str


class Invitee(TypedDict):
    name: str
    email: str
    mobile: NotRequired[str | None]


class CreateBusiness(TypedDict):
    type: Literal['business']
    name: str
    solutions: NotRequired[list[Literal['bookkeeping', 'insights']] | None]
    practice_code: NotRequired[str | None]
    company_number: NotRequired[str | None]
    industry: NotRequired[str | None]
    email: NotRequired[str | None]
    postcode: NotRequired[str | None]
    software: NotRequired[Literal['xero', 'sage', 'quickbooks', 'freeagent', 'other', 'none'] | None]
    authorization_id: NotRequired[str | None]
    access: NotRequired[Access]
    responsibilities: NotRequired[list[GivenResponsibility]]
    invitation: NotRequired[Invitee | None]
    acknowledge_existing_user: NotRequired[bool]


class IncomeSource(TypedDict):
    name: str
    type: Literal['self_employment', 'uk_property']


class InviteeThemself(TypedDict):
    name: str
    email: NotRequired[str | None]
    mobile: NotRequired[str | None]


class CreateSelfEmployed(TypedDict):
    type: Literal['self_employed']
    name: str
    email: str
    national_insurance_number: NotRequired[str | None]
    postcode: NotRequired[str | None]
    income_sources: list[IncomeSource]
    solutions: NotRequired[list[Literal['bookkeeping', 'insights']] | None]
    practice_code: NotRequired[str | None]
    software: NotRequired[Literal['xero', 'sage', 'quickbooks', 'freeagent', 'other', 'none'] | None]
    authorization_id: NotRequired[str | None]
    access: NotRequired[Access]
    responsibilities: NotRequired[list[GivenResponsibility]]
    invitation: NotRequired[InviteeThemself | None]
    acknowledge_existing_user: NotRequired[bool]


class ToldIncomeSource(TypedDict):
    name: str
    type: Literal['self_employment', 'uk_property']


class NamedLevel(TypedDict):
    user_id: str | None
    team_id: str | None
    level: Literal['view', 'work', 'manage']


class ClientAccess(TypedDict):
    everyone: bool
    colleague_ids: list[str]
    team_ids: list[str]
    account_manager_id: str | None
    levels: NotRequired[list[NamedLevel]]


class Connection(TypedDict):
    id: NotRequired[str]
    provider: str
    state: str
    organisation_name: NotRequired[str | None]
    changed_at: NotRequired[str]


class Channel(TypedDict):
    channel: Literal['email', 'sms']
    state: str
    detail: NotRequired[str | None]


class InvitationState(TypedDict):
    id: str
    state: str
    channels: list[Channel]


class Step(TypedDict):
    step: Literal['access', 'invitation', 'connection']
    state: Literal['pending', 'done', 'needs_attention']
    detail: str | None


class Onboarding(TypedDict):
    state: Literal['complete', 'pending', 'needs_attention']
    steps: list[Step]


class HeldResponsibility(TypedDict):
    responsibility_id: str
    user_id: str


class Client(TypedDict):
    id: str
    crn: str
    type: str
    name: str
    status: Literal['active', 'archived']
    practice_code: str | None
    company_number: str | None
    software: Literal['xero', 'sage', 'quickbooks', 'freeagent', 'other', 'none'] | None
    industry: str | None
    solutions: list[str]
    base_currency: str
    country: str
    extract_email: str
    national_insurance_number: str | None
    postcode: str | None
    email: str | None
    income_sources: list[ToldIncomeSource]
    account_manager_id: str | None
    access: ClientAccess
    connection: Connection | None
    invitation: InvitationState | None
    onboarding: Onboarding
    version: int
    created_at: str
    responsibilities: NotRequired[list[HeldResponsibility]]
    level: NotRequired[Literal['view', 'work', 'manage']]


class HiddenClient(TypedDict):
    id: str
    name: str
    practice_code: str | None
    requested: bool


class SavedView(TypedDict):
    id: str
    name: str
    view: Literal['all', 'mine']
    q: str | None
    type: str | None
    status: str | None
    connection: str | None
    invitation: str | None
    colleague_id: str | None
    responsible: NotRequired[str | None]
    added_from: str | None
    added_until: str | None
    sort: Literal['name', '-name', 'created_at', '-created_at']
    columns: list[Literal['account_manager', 'responsibilities', 'access', 'type', 'company_number', 'solutions', 'invitation', 'connection', 'country', 'base_currency', 'created_at']]
    version: int
    created_at: str


class ClientPage(TypedDict):
    items: list[Client]
    next_cursor: str | None
    people: NotRequired[list[Named]]
    teams: NotRequired[list[Named]]
    colleagues: NotRequired[list[Named]]
    responsibilities: NotRequired[list[Named]]
    waiting_requests: NotRequired[int]
    waiting_access_requests: NotRequired[int]
    hidden: NotRequired[list[HiddenClient]]
    saved_views: NotRequired[list[SavedView]]


class ClientCounts(TypedDict):
    all: int
    mine: int
    status: dict[str, int]
    type: dict[str, int]
    connection: dict[str, int]
    invitation: dict[str, int]


class ChangeClient(TypedDict):
    crn: NotRequired[Any]
    name: NotRequired[str]
    practice_code: NotRequired[str | None]
    company_number: NotRequired[str | None]
    software: NotRequired[Literal['xero', 'sage', 'quickbooks', 'freeagent', 'other', 'none'] | None]
    industry: NotRequired[str | None]
    base_currency: NotRequired[str]
    country: NotRequired[str]
    solutions: NotRequired[list[Literal['bookkeeping', 'insights']]]
    extract_email: NotRequired[str]
    email: NotRequired[str | None]
    national_insurance_number: NotRequired[str | None]
    postcode: NotRequired[str | None]
    income_sources: NotRequired[list[IncomeSource]]


class GuideStep(TypedDict):
    step: str
    title: str
    hint: str
    page: str
    done: bool


class Guide(TypedDict):
    items: list[GuideStep]
    next_cursor: str | None


class CheckDuplicates(TypedDict):
    name: NotRequired[str | None]
    practice_code: NotRequired[str | None]
    company_number: NotRequired[str | None]
    email: NotRequired[str | None]
    national_insurance_number: NotRequired[str | None]


class Resemblance(TypedDict):
    field: str
    match: Literal['exact', 'near']


class Duplicate(TypedDict):
    id: str
    crn: str
    name: str
    practice_code: str | None
    match: Literal['exact', 'near']
    alike: list[Resemblance]


class Duplicates(TypedDict):
    items: list[Duplicate]
    next_cursor: str | None


class LookUpEmail(TypedDict):
    email: str


class EmailLookedUp(TypedDict):
    exists: bool
    colleague: NotRequired[str | None]


class SavedViews(TypedDict):
    items: list[SavedView]
    next_cursor: str | None


class SaveView(TypedDict):
    view: NotRequired[Literal['all', 'mine']]
    q: NotRequired[str | None]
    type: NotRequired[Literal['business', 'self_employed'] | None]
    status: NotRequired[Literal['active', 'archived'] | None]
    connection: NotRequired[Literal['none', 'connected', 'needs_reconnect', 'any'] | None]
    invitation: NotRequired[Literal['none', 'pending', 'sent', 'delivered', 'needs_attention', 'accepted', 'expired', 'revoked', 'any'] | None]
    colleague_id: NotRequired[str | None]
    responsible: NotRequired[str | None]
    added_from: NotRequired[str | None]
    added_until: NotRequired[str | None]
    sort: NotRequired[Literal['name', '-name', 'created_at', '-created_at']]
    name: str
    columns: NotRequired[list[Literal['account_manager', 'responsibilities', 'access', 'type', 'company_number', 'solutions', 'invitation', 'connection', 'country', 'base_currency', 'created_at']]]


class ReplaceView(TypedDict):
    view: NotRequired[Literal['all', 'mine']]
    q: NotRequired[str | None]
    type: NotRequired[Literal['business', 'self_employed'] | None]
    status: NotRequired[Literal['active', 'archived'] | None]
    connection: NotRequired[Literal['none', 'connected', 'needs_reconnect', 'any'] | None]
    invitation: NotRequired[Literal['none', 'pending', 'sent', 'delivered', 'needs_attention', 'accepted', 'expired', 'revoked', 'any'] | None]
    colleague_id: NotRequired[str | None]
    responsible: NotRequired[str | None]
    added_from: NotRequired[str | None]
    added_until: NotRequired[str | None]
    sort: NotRequired[Literal['name', '-name', 'created_at', '-created_at']]
    name: str
    columns: NotRequired[list[Literal['account_manager', 'responsibilities', 'access', 'type', 'company_number', 'solutions', 'invitation', 'connection', 'country', 'base_currency', 'created_at']]]


class DraftInvitee(TypedDict):
    name: NotRequired[str | None]
    email: NotRequired[str | None]
    mobile: NotRequired[str | None]


class DraftAnswers(TypedDict):
    type: NotRequired[Literal['business', 'self_employed'] | None]
    name: NotRequired[str | None]
    email: NotRequired[str | None]
    national_insurance_number: NotRequired[str | None]
    postcode: NotRequired[str | None]
    income_sources: NotRequired[list[IncomeSource] | None]
    solutions: NotRequired[list[Literal['bookkeeping', 'insights']] | None]
    practice_code: NotRequired[str | None]
    company_number: NotRequired[str | None]
    industry: NotRequired[str | None]
    authorization_id: NotRequired[str | None]
    access: NotRequired[Access | None]
    invitation: NotRequired[DraftInvitee | None]
    acknowledge_existing_user: NotRequired[bool]


class ToldAccess(TypedDict):
    everyone: NotRequired[bool]
    colleague_ids: NotRequired[list[str]]
    team_ids: NotRequired[list[str]]
    account_manager_id: NotRequired[str | None]
    levels: NotRequired[list[NamedLevel]]


class ToldInvitee(TypedDict):
    name: NotRequired[str | None]
    email: NotRequired[str | None]
    mobile: NotRequired[str | None]


class DraftError(TypedDict):
    pointer: str
    code: str
    message: str


class DraftStep(TypedDict):
    step: Literal['type', 'solutions', 'software', 'details', 'access', 'invitation']
    state: Literal['open', 'done', 'skipped', 'not_needed', 'needs_attention']
    errors: list[DraftError]


class Author(TypedDict):
    id: str
    name: str | None


class Draft(TypedDict):
    id: str
    type: NotRequired[str | None]
    name: NotRequired[str | None]
    email: NotRequired[str | None]
    national_insurance_number: NotRequired[str | None]
    postcode: NotRequired[str | None]
    income_sources: NotRequired[list[ToldIncomeSource] | None]
    solutions: NotRequired[list[str] | None]
    practice_code: NotRequired[str | None]
    company_number: NotRequired[str | None]
    industry: NotRequired[str | None]
    authorization_id: NotRequired[str | None]
    access: NotRequired[ToldAccess | None]
    invitation: NotRequired[ToldInvitee | None]
    acknowledge_existing_user: NotRequired[bool]
    steps: list[DraftStep]
    possible_duplicates: NotRequired[list[Duplicate]]
    ready: bool
    client_id: str | None
    created_by: Author
    updated_by: Author
    created_at: str
    updated_at: str
    expires_at: str
    notice: str | None
    version: int


class DraftPage(TypedDict):
    items: list[Draft]
    next_cursor: str | None


class ChangeDraft(TypedDict):
    type: NotRequired[Literal['business', 'self_employed'] | None]
    name: NotRequired[str | None]
    email: NotRequired[str | None]
    national_insurance_number: NotRequired[str | None]
    postcode: NotRequired[str | None]
    income_sources: NotRequired[list[IncomeSource] | None]
    solutions: NotRequired[list[Literal['bookkeeping', 'insights']] | None]
    practice_code: NotRequired[str | None]
    company_number: NotRequired[str | None]
    industry: NotRequired[str | None]
    authorization_id: NotRequired[str | None]
    access: NotRequired[Access | None]
    invitation: NotRequired[DraftInvitee | None]
    acknowledge_existing_user: NotRequired[bool]


class Column(TypedDict):
    heading: str
    samples: list[str]
    field: str | None


class PreviewedCell(TypedDict):
    row: int
    text: str


class ImportPlan(TypedDict):
    creates: int
    invites: int
    texts: int
    existing_users: int
    unknown_users: int
    updates: NotRequired[int]


class ToInvite(TypedDict):
    to_send: int
    bulk_invitation_id: str | None


class Import(TypedDict):
    id: str
    kind: Literal['clients', 'practice_codes']
    filename: str
    state: Literal['uploading', 'reading', 'mapping', 'checking', 'ready', 'importing', 'done', 'undoing', 'undone', 'stopped', 'unreadable']
    problem: str | None
    columns: list[Column]
    encoding: NotRequired[str | None]
    sheets: NotRequired[list[str]]
    sheet: NotRequired[str | None]
    heading_row: NotRequired[int | None]
    notices: NotRequired[list[str]]
    preview: NotRequired[list[PreviewedCell]]
    mode: NotRequired[str]
    near: str
    exact: str
    access: ToldAccess
    rows: int
    typed: NotRequired[bool]
    done: int
    counts: dict[str, int]
    plan: NotRequired[ImportPlan | None]
    invitations: NotRequired[ToInvite | None]
    created_by: Author
    created_at: str
    finished_at: str | None
    undo_until: str | None
    version: int


class ImportPage(TypedDict):
    items: list[Import]
    next_cursor: str | None


class MapColumns(TypedDict):
    encoding: NotRequired[Literal['utf-8', 'utf-16', 'windows-1252', 'mac_roman', 'iso-8859-15', 'windows-1250', 'windows-1254', 'cp850']]
    sheet: NotRequired[str]
    heading_row: NotRequired[int]
    columns: NotRequired[list[Literal['type', 'name', 'first_name', 'last_name', 'practice_code', 'company_number', 'industry', 'solutions', 'account_manager', 'colleagues', 'teams', 'access_level', 'email', 'national_insurance_number', 'postcode', 'income_sources', 'invitee_name', 'invitee_email', 'invitee_mobile', 'crn'] | str | None] | None]
    mode: NotRequired[Literal['create', 'create_and_update', 'update']]
    near: NotRequired[Literal['create', 'skip']]
    exact: NotRequired[Literal['create', 'skip']]
    access: NotRequired[Access]


class Resembled(TypedDict):
    id: str
    crn: str
    name: str
    practice_code: str | None


class RowMatch(TypedDict):
    client: Resembled | None
    row: int | None
    match: Literal['exact', 'near']
    alike: list[Resemblance]


class RowError(TypedDict):
    field: str
    code: str
    message: str


class RowNotice(TypedDict):
    field: str
    message: str


class RowInvitee(TypedDict):
    name: str
    email: str
    mobile: str | None


class RowChange(TypedDict):
    field: str
    before: str | None
    after: str | None


class Row(TypedDict):
    number: int
    values: dict[str, str]
    verdict: str | None
    matches: list[RowMatch]
    errors: list[RowError]
    notices: NotRequired[list[RowNotice]]
    result: str | None
    detail: str | None
    client_id: str | None
    invitee: NotRequired[RowInvitee | None]
    existing_user: NotRequired[bool | None]
    updates: NotRequired[Resembled | None]
    changes: NotRequired[list[RowChange]]


class RowPage(TypedDict):
    items: list[Row]
    next_cursor: int | None


class FoundCompany(TypedDict):
    company_number: str
    name: str
    status: str
    dissolved: bool
    address: str | None
    postcode: str | None
    industries: list[str]
    taken: bool
    client: Resembled | None


class FoundCompanies(TypedDict):
    items: list[FoundCompany]
    next_cursor: str | None


class RequestPractice(TypedDict):
    practice_admin_email: NotRequired[str | None]
    handle: NotRequired[str | None]


class RequestingClient(TypedDict):
    id: str
    name: str
    type: str


class Requester(TypedDict):
    id: str
    name: str


class RequestDetails(TypedDict):
    email: str
    mobile: str | None
    company_number: str | None
    postcode: str | None
    income_sources: list[ToldIncomeSource]
    software: Literal['xero', 'sage', 'quickbooks', 'freeagent', 'other', 'none']
    message: str | None


class PracticeRequest(TypedDict):
    id: str
    kind: Literal['existing_account', 'new_client']
    client: RequestingClient
    practice_admin_email: str
    handle: str | None
    requested_by: Requester
    details: RequestDetails | None
    state: Literal['pending', 'accepted', 'declined', 'withdrawn', 'expired']
    reason: str | None
    created_at: str
    expires_at: str | None
    decided_at: str | None


class PracticeRequestPage(TypedDict):
    items: list[PracticeRequest]
    next_cursor: str | None


class ExaminedRequest(TypedDict):
    id: str
    kind: Literal['existing_account', 'new_client']
    client: RequestingClient
    practice_admin_email: str
    handle: str | None
    requested_by: Requester
    details: RequestDetails | None
    state: Literal['pending', 'accepted', 'declined', 'withdrawn', 'expired']
    reason: str | None
    created_at: str
    expires_at: str | None
    decided_at: str | None
    duplicates: list[Duplicate]


class AcceptRequest(TypedDict):
    access: NotRequired[Access | None]
    acknowledge_existing_user: NotRequired[bool]


class DeclineRequest(TypedDict):
    reason: NotRequired[str | None]


class AccessEnd(TypedDict):
    user_id: str
    until: str


class GrantEnd(TypedDict):
    grant: Literal['everyone', 'team', 'account_manager']
    team_id: NotRequired[str]
    until: str


class GrantLevel(TypedDict):
    user_id: NotRequired[str]
    team_id: NotRequired[str]
    level: Literal['view', 'work', 'manage']


class WaitingRequest(TypedDict):
    id: str
    user_id: str
    name: str
    reason: str
    level: NotRequired[Literal['view', 'work', 'manage'] | None]
    held: NotRequired[Literal['view', 'work', 'manage'] | None]
    created_at: str


class PersonWithAccess(TypedDict):
    user_id: str
    name: str
    reasons: list[Reason]


class ShownAccess(TypedDict):
    everyone: bool
    colleague_ids: list[str]
    team_ids: list[str]
    account_manager_id: str | None
    colleague_ends: NotRequired[list[AccessEnd]]
    ends: NotRequired[list[GrantEnd]]
    levels: NotRequired[list[GrantLevel]]
    responsibilities: NotRequired[list[HeldResponsibility]]
    version: int
    requests: NotRequired[list[WaitingRequest]]
    at: NotRequired[str]
    people: NotRequired[list[PersonWithAccess]]


class ColleagueEnd(TypedDict):
    user_id: str
    until: str


class GivenEnd(TypedDict):
    grant: Literal['everyone', 'team', 'account_manager']
    team_id: NotRequired[str | None]
    until: str


class PutClientAccess(TypedDict):
    everyone: NotRequired[bool]
    colleague_ids: NotRequired[list[ColleagueId]]
    team_ids: NotRequired[list[TeamId]]
    account_manager_id: NotRequired[str | None]
    colleague_ends: NotRequired[list[ColleagueEnd] | None]
    ends: NotRequired[list[GivenEnd] | None]
    levels: NotRequired[list[GivenLevel] | None]
    responsibilities: NotRequired[list[GivenResponsibility] | None]


class GrantedAccess(TypedDict):
    everyone: bool
    colleague_ids: list[str]
    team_ids: list[str]
    account_manager_id: str | None
    colleague_ends: NotRequired[list[AccessEnd]]
    ends: NotRequired[list[GrantEnd]]
    levels: NotRequired[list[GrantLevel]]
    responsibilities: NotRequired[list[HeldResponsibility]]
    version: int


class PeopleWithAccess(TypedDict):
    items: list[PersonWithAccess]
    next_cursor: str | None


class GivenAccess(TypedDict):
    everyone: NotRequired[bool]
    colleague_ids: NotRequired[list[ColleagueId]]
    team_ids: NotRequired[list[TeamId]]
    account_manager_id: NotRequired[str | None]
    responsibilities: NotRequired[list[GivenResponsibility]]
    until: NotRequired[str | None]
    level: NotRequired[Literal['view', 'work', 'manage'] | None]


class TakenAccess(TypedDict):
    everyone: NotRequired[bool]
    colleague_ids: NotRequired[list[ColleagueId]]
    team_ids: NotRequired[list[TeamId]]
    account_manager_id: NotRequired[str | None]
    responsibilities: NotRequired[list[GivenResponsibility]]


ClientId: TypeAlias = str


class ChangeAccessOfMany(TypedDict):
    client_ids: list[ClientId]
    give: NotRequired[GivenAccess]
    take: NotRequired[TakenAccess]


class AccessResult(TypedDict):
    client_id: str
    result: Literal['changed', 'unchanged', 'not_found']


class AccessResults(TypedDict):
    items: list[AccessResult]


class RequestAccess(TypedDict):
    client_id: str | None
    reason: str
    until: NotRequired[str | None]
    level: NotRequired[Literal['view', 'work', 'manage'] | None]


class RequestedClient(TypedDict):
    id: str
    name: str


class RequestParty(TypedDict):
    id: str
    name: str


class AccessRequest(TypedDict):
    id: str
    client: RequestedClient
    requested_by: RequestParty
    reason: str
    until: str | None
    level: NotRequired[Literal['view', 'work', 'manage'] | None]
    held: NotRequired[Literal['view', 'work', 'manage'] | None]
    state: Literal['pending', 'approved', 'declined', 'withdrawn', 'expired']
    detail: str | None
    may_decide: bool
    created_at: str
    expires_at: str
    decided_by: RequestParty | None
    decided_at: str | None
    version: int


class AccessRequestPage(TypedDict):
    items: list[AccessRequest]
    next_cursor: str | None


class ApproveAccess(TypedDict):
    until: NotRequired[str | None]
    level: NotRequired[Literal['view', 'work', 'manage'] | None]


class DeclineAccess(TypedDict):
    detail: str


class StartAccessReview(TypedDict):
    scope: Literal['everyone', 'team', 'colleague']
    team_id: NotRequired[str | None]
    user_id: NotRequired[str | None]
    reviewer_id: NotRequired[str | None]


class ReviewedName(TypedDict):
    id: str
    name: str


class AccessReview(TypedDict):
    id: str
    scope: Literal['everyone', 'team', 'colleague']
    team: ReviewedName | None
    colleague: ReviewedName | None
    reviewer: ReviewedName | None
    state: Literal['open', 'signed_off', 'cancelled']
    started_by: ReviewedName
    started_at: str
    ended_by: ReviewedName | None
    ended_at: str | None
    colleagues: int
    ready: bool
    lines: int
    kept: int
    changed: int
    ended: int
    digest: str | None
    may_decide: bool


class AccessReviewPage(TypedDict):
    items: list[AccessReview]
    next_cursor: str | None


class ReviewedColleague(TypedDict):
    user_id: str
    name: str
    role: Literal['practice_admin', 'client_admin', 'standard']
    last_signed_in_at: str | None
    ready: bool
    lines: int
    kept: int
    changed: int
    ended: int


class ReviewedColleaguePage(TypedDict):
    items: list[ReviewedColleague]
    next_cursor: str | None


class ReviewLine(TypedDict):
    id: str
    colleague: ReviewedName
    client: ReviewedName | None
    clients: int
    reasons: list[Reason]
    level: Literal['view', 'work', 'manage']
    last_change_at: str | None
    decision: Literal['keep', 'change', 'end'] | None
    new_level: Literal['view', 'work', 'manage'] | None
    new_until: str | None
    decided_by: ReviewedName | None
    decided_at: str | None
    now: list[Reason]
    changed_since: bool
    access_tag: str
    possible: list[Literal['keep', 'change', 'end']]


class ReviewLinePage(TypedDict):
    items: list[ReviewLine]
    next_cursor: str | None


class DecideReviewLine(TypedDict):
    decision: Literal['keep', 'change', 'end']
    level: NotRequired[Literal['view', 'work', 'manage'] | None]
    until: NotRequired[str | None]
    access_tag: NotRequired[str | None]


class NoticedClient(TypedDict):
    id: str
    name: str | None


class Notice(TypedDict):
    id: str
    kind: Literal['client_given', 'client_to_manage', 'access_requested', 'request_approved', 'request_declined', 'request_expired', 'access_ends', 'connection_broken']
    client: NoticedClient | None
    clients: int
    by: RequestParty | None
    request_id: str | None
    until: str | None
    at: str
    read: bool


class NoticePage(TypedDict):
    items: list[Notice]
    next_cursor: str | None
    unread: int
    digest: Literal['never', 'daily']


class ReadNotices(TypedDict):
    up_to: str


class UnreadNotices(TypedDict):
    unread: int


class ChooseDigest(TypedDict):
    digest: Literal['never', 'daily']


class ChosenDigest(TypedDict):
    digest: Literal['never', 'daily']


class ClientUser(TypedDict):
    id: str
    name: str
    email: str
    role: Literal['business_admin', 'user_admin', 'standard_user']
    status: Literal['invited', 'no_login', 'active']
    owner: bool
    version: int


class ClientUsers(TypedDict):
    items: list[ClientUser]
    next_cursor: str | None


class AddClientUser(TypedDict):
    name: str
    email: str
    role: NotRequired[Literal['business_admin', 'user_admin', 'standard_user']]
    invite: NotRequired[bool]
    acknowledge_existing_user: NotRequired[bool]


class ChangeClientUser(TypedDict):
    role: Literal['business_admin', 'user_admin', 'standard_user']


class Document(TypedDict):
    id: str
    client_id: str
    name: str
    kind: Literal['file', 'message']
    source: Literal['email', 'upload']
    media_type: str
    size: int
    sha256: str
    message_id: str | None
    sender: str | None
    received_at: str
    held: NotRequired[bool]
    state: NotRequired[Literal['uploading', 'held', 'kept', 'infected', 'deleted']]
    infection: NotRequired[str | None]
    deleted_at: str | None


class DocumentPage(TypedDict):
    items: list[Document]
    next_cursor: str | None


class AcceptDocument(TypedDict):
    remember: NotRequired[bool]


class ApprovedSender(TypedDict):
    id: str
    address: str
    approved_at: str


class DocumentSenders(TypedDict):
    policy: Literal['anyone', 'known'] | None
    applies: Literal['anyone', 'known']
    approved: list[ApprovedSender]


class ChangeDocumentSenders(TypedDict):
    policy: Literal['anyone', 'known'] | None


class InvitationsChannel(TypedDict):
    channel: str
    state: str
    detail: str | None


class ListedInvitation(TypedDict):
    id: str
    state: str
    name: str
    email: str
    mobile: str | None
    sent_at: str | None
    expires_at: str | None
    channels: list[InvitationsChannel]
    client_id: str | None
    account_name: str
    level: NotRequired[Literal['view', 'work', 'manage']]


class InvitationPage(TypedDict):
    items: list[ListedInvitation]
    next_cursor: str | None


class InviteToClient(TypedDict):
    name: str
    email: str
    mobile: NotRequired[str | None]
    acknowledge_existing_user: NotRequired[bool]


class Invitation(TypedDict):
    id: str
    state: str
    name: str
    email: str
    mobile: str | None
    sent_at: str | None
    expires_at: str | None
    channels: list[InvitationsChannel]


class ResendInvitation(TypedDict):
    email: NotRequired[str]
    mobile: NotRequired[str | None]


InvitationId: TypeAlias = str


class ManyInvitations(TypedDict):
    invitation_ids: list[InvitationId]


class InvitationResult(TypedDict):
    invitation_id: str
    result: Literal['done', 'refused']
    state: str | None
    code: str | None
    detail: str | None


class InvitationResults(TypedDict):
    items: list[InvitationResult]


class ManyInvitee(TypedDict):
    client_id: str
    name: NotRequired[str | None]
    email: NotRequired[str | None]
    mobile: NotRequired[str | None]


class InviteMany(TypedDict):
    invitations: list[ManyInvitee]
    acknowledge_existing_users: NotRequired[bool]


class BulkInvitation(TypedDict):
    id: str
    import_id: str | None
    state: Literal['sending', 'stopped', 'done']
    problem: str | None
    acknowledge_existing_users: bool
    total: int
    counts: dict[str, int]
    waits_until: str | None
    created_by: Author
    created_at: str
    finished_at: str | None
    version: int


class BulkInvitationPage(TypedDict):
    items: list[BulkInvitation]
    next_cursor: str | None


class InviteImported(TypedDict):
    acknowledge_existing_users: NotRequired[bool]


class BulkRow(TypedDict):
    number: int
    client_id: str
    client_name: str
    name: str
    email: str
    mobile: str | None
    result: Literal['waiting', 'invited', 'refused']
    code: str | None
    detail: str | None
    invitation_id: str | None
    invitation: InvitationState | None


class BulkRowPage(TypedDict):
    items: list[BulkRow]
    next_cursor: int | None


class NoteBounce(TypedDict):
    message_id: str
    status: str


class LookUpInvitation(TypedDict):
    token: str


class Branding(TypedDict):
    colour: str | None
    logo: Logo | None


class InvitationFound(TypedDict):
    account_name: str
    practice_name: str
    invited_name: str
    existing_user: bool
    branding: NotRequired[Branding]


class RedeemInvitation(TypedDict):
    token: str
    password: NotRequired[str | None]


class Provider(TypedDict):
    id: str
    name: str
    during_setup: bool
    configured: bool
    sandbox: bool


class Providers(TypedDict):
    items: list[Provider]
    next_cursor: str | None


class BeginAuthorization(TypedDict):
    provider: Literal['xero', 'sage', 'quickbooks', 'freeagent']
    client_id: NotRequired[str | None]
    draft_id: NotRequired[str | None]


class Begun(TypedDict):
    id: str
    authorization_url: str


class Organisation(TypedDict):
    id: str
    name: str
    country: str | None
    base_currency: str | None
    industry_hint: str | None
    connected_to: str | None


class Failure(TypedDict):
    code: str
    detail: str


class Authorization(TypedDict):
    id: str
    provider: str
    state: Literal['started', 'choose_organisation', 'ready', 'failed', 'used']
    asking: bool
    organisations: list[Organisation]
    organisation_id: str | None
    error: Failure | None
    client_id: str | None
    draft_id: str | None
    expires_at: str


class ChooseOrganisation(TypedDict):
    organisation_id: str


OrganisationId: TypeAlias = str


class SyncClients(TypedDict):
    organisation_ids: list[OrganisationId]
    access: NotRequired[Access]


class SyncedClient(TypedDict):
    organisation_id: str
    name: str
    result: Literal['created', 'skipped']
    detail: str | None
    client_id: str | None


class SyncedClients(TypedDict):
    items: list[SyncedClient]


class ConnectionsConnection(TypedDict):
    id: str
    client_id: str
    client_name: str
    provider: str
    organisation_id: str
    organisation_name: str
    state: Literal['connected', 'needs_reconnect']
    detail: str | None
    warning: str | None
    connected_at: str
    changed_at: str
    checked_at: str | None
    expires_at: str | None
    level: NotRequired[Literal['view', 'work', 'manage']]


class Reconnected(TypedDict):
    items: list[ConnectionsConnection]


class ConnectionPage(TypedDict):
    items: list[ConnectionsConnection]
    next_cursor: str | None


class ConnectClient(TypedDict):
    authorization_id: str
    replace: NotRequired[bool]


class CloudEvent(TypedDict):
    specversion: str
    id: str
    type: str
    source: str
    subject: str
    time: str
    datacontenttype: str
    correlationid: str
    data: dict[str, Any]


class EventFeedPage(TypedDict):
    items: list[CloudEvent]
    cursor: str


class ShownCertificate(TypedDict):
    subject: str
    fingerprint: str
    expires_at: str


class WebhookEndpoint(TypedDict):
    id: str
    url: str
    types: list[str] | None
    description: str
    ordered: bool
    header_name: str | None
    client_certificate: ShownCertificate | None
    state: Literal['enabled', 'disabled']
    disabled_reason: Literal['by_hand', 'failing', 'gone', 'owner_left'] | None
    failing_since: str | None
    owner_id: str
    previous_secret_until: str | None
    created_at: str
    version: int


class WebhookEndpoints(TypedDict):
    items: list[WebhookEndpoint]
    next_cursor: str | None


class FixedHeader(TypedDict):
    name: str
    value: str


class ClientCertificate(TypedDict):
    certificate: str
    private_key: str


Type: TypeAlias = str


class CreateWebhookEndpoint(TypedDict):
    url: str
    types: NotRequired[list[Type] | None]
    description: NotRequired[str]
    ordered: NotRequired[bool]
    header: NotRequired[FixedHeader | None]
    client_certificate: NotRequired[ClientCertificate | None]


class WebhookEndpointWithSecret(TypedDict):
    id: str
    url: str
    types: list[str] | None
    description: str
    ordered: bool
    header_name: str | None
    client_certificate: ShownCertificate | None
    state: Literal['enabled', 'disabled']
    disabled_reason: Literal['by_hand', 'failing', 'gone', 'owner_left'] | None
    failing_since: str | None
    owner_id: str
    previous_secret_until: str | None
    created_at: str
    version: int
    secret: str


class ChangeWebhookEndpoint(TypedDict):
    url: NotRequired[str]
    types: NotRequired[list[Type] | None]
    description: NotRequired[str]
    ordered: NotRequired[bool]
    header: NotRequired[FixedHeader | None]
    client_certificate: NotRequired[ClientCertificate | None]
    enabled: NotRequired[bool]


class RotateWebhookSecret(TypedDict):
    overlap_hours: NotRequired[int]


class WebhookRequest(TypedDict):
    url: str
    webhook_id: str
    body: str | None


class WebhookAttempt(TypedDict):
    at: str
    url: str
    status: int | None
    duration_ms: int
    problem: str | None


class WebhookDelivery(TypedDict):
    id: str
    endpoint_id: str
    event_id: str
    type: str
    client_id: str | None
    state: Literal['pending', 'delivered', 'failed', 'skipped']
    request: WebhookRequest
    attempts: list[WebhookAttempt]
    next_attempt_at: str | None
    created_at: str


class WebhookDeliveries(TypedDict):
    items: list[WebhookDelivery]
    next_cursor: str | None


ResendWebhookDeliveries = TypedDict(
    'ResendWebhookDeliveries',
    {
        'delivery_id': NotRequired[str],
        'from': NotRequired[str],
        'to': NotRequired[str],
        'failed': NotRequired[bool],
    },
)


class Resent(TypedDict):
    resent: int


class Program(TypedDict):
    id: str
    user_id: str
    name: str
    role: Literal['practice_admin', 'client_admin', 'standard']
    scopes: list[Literal['practice:read', 'practice:write', 'team:read', 'team:write', 'clients:read', 'clients:write', 'documents:read', 'documents:write', 'imports:read', 'imports:write', 'invitations:read', 'invitations:write', 'connections:read', 'connections:write', 'events:read', 'activity:read']]
    networks: list[str]
    expires_at: str
    last_used_at: str | None
    secrets: list[str | None]
    created_at: str
    version: int


class Programs(TypedDict):
    items: list[Program]
    next_cursor: str | None


Network: TypeAlias = str


class CreateProgram(TypedDict):
    name: str
    scopes: list[Literal['practice:read', 'practice:write', 'team:read', 'team:write', 'clients:read', 'clients:write', 'documents:read', 'documents:write', 'imports:read', 'imports:write', 'invitations:read', 'invitations:write', 'connections:read', 'connections:write', 'events:read', 'activity:read']]
    role: NotRequired[Literal['client_admin', 'standard']]
    networks: NotRequired[list[Network]]
    expires_in_days: NotRequired[int]


class ProgramWithSecret(TypedDict):
    id: str
    user_id: str
    name: str
    role: Literal['practice_admin', 'client_admin', 'standard']
    scopes: list[Literal['practice:read', 'practice:write', 'team:read', 'team:write', 'clients:read', 'clients:write', 'documents:read', 'documents:write', 'imports:read', 'imports:write', 'invitations:read', 'invitations:write', 'connections:read', 'connections:write', 'events:read', 'activity:read']]
    networks: list[str]
    expires_at: str
    last_used_at: str | None
    secrets: list[str | None]
    created_at: str
    version: int
    client_id: str
    client_secret: str


class ChangeProgram(TypedDict):
    name: NotRequired[str]
    scopes: NotRequired[list[Literal['practice:read', 'practice:write', 'team:read', 'team:write', 'clients:read', 'clients:write', 'documents:read', 'documents:write', 'imports:read', 'imports:write', 'invitations:read', 'invitations:write', 'connections:read', 'connections:write', 'events:read', 'activity:read']]]
    networks: NotRequired[list[Network]]


class RotateProgram(TypedDict):
    overlap_hours: NotRequired[int]


class IssuedToken(TypedDict):
    access_token: str
    token_type: str
    expires_in: int
    scope: str
    message_ids: NotRequired[list[str]]


class AccessNamed(TypedDict):
    id: str
    name: str | None


class ActivityLine(TypedDict):
    place: int
    at: str
    kind: str
    actor: AccessNamed | None
    client: AccessNamed | None
    user: AccessNamed | None
    team: AccessNamed | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    names: dict[str, str]
    correlation_id: str
    hash: str


class ActivityPage(TypedDict):
    items: list[ActivityLine]
    next_cursor: str | None


class ReferenceItem(TypedDict):
    code: str
    name: str
    currency: NotRequired[str | None]
    dialling_code: NotRequired[str | None]
    client_types: NotRequired[list[str]]
    asks: NotRequired[list[str]]
    postcode_name: NotRequired[str]


class Reference(TypedDict):
    items: list[ReferenceItem]
    next_cursor: str | None
    source: str
    as_of: str