"""The rest of the permission matrix: every other signed-in operation of the OpenAPI file."""

from __future__ import annotations

from tests.access import permission_documents, permission_levels, permission_views
from tests.access.permission_action import STALE, Action

_UNUSABLE, _BUSY = (410, "confirmation_unusable"), (409, "import_state")
_INVALID, _NOT_FOUND = (422, "invalid_input"), (404, "not_found")
_SENT_ALREADY = (409, "bulk_invitation_state")
_LEE = {"name": "Lee", "email": "{lee_email}"}
_NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def _there(kind: str, verb: str = "", method: str = "POST", **body: object) -> Action:
    """Something that is nobody's: who may ask at all is told that it is not there."""
    path = f"/v1/{kind}_{_NOBODY}{verb}"
    return Action(method, path, body if method != "GET" else None, done=_NOT_FOUND)


ACTIONS = {
    **permission_documents.ACTIONS,
    **permission_levels.ACTIONS,
    **permission_views.ACTIONS,
    "sessions.sign_out": Action("DELETE", "/v1/session", done=(204, None)),
    "imports.upload": Action("POST", "/v1/client-imports", file=b"Client name\nAcme\n", done=(201, None)),
    "invitations.accept": Action(
        "POST", "/v1/invitation-acceptances", {"token": "x"}, done=(410, "invitation_unusable")
    ),
    "sessions.switch": Action("PATCH", "/v1/session", {"account_id": "prac_nobody"}, done=_NOT_FOUND),
    "password.change": Action("POST", "/v1/password-changes", {}, done=_INVALID),
    "email.confirm": Action("POST", "/v1/email-confirmations", {"token": "x"}, done=_UNUSABLE),
    "email.send": Action("POST", "/v1/email-confirmation-mails", done=(204, None)),
    "totp.begin": Action("POST", "/v1/totp", {}, done=_INVALID),
    "totp.confirm": Action("POST", "/v1/totp/confirm", {}, done=_INVALID),
    "totp.renew_codes": Action("POST", "/v1/totp/recovery-codes", {}, done=_INVALID),
    "totp.disable": Action("POST", "/v1/totp/disable", {}, done=_INVALID),
    "tokens.create": Action("POST", "/v1/api-tokens", {}, done=_INVALID),
    "clients.export": Action("GET", "/v1/clients.csv"),
    "clients.count": Action("GET", "/v1/client-counts"),
    "clients.home": Action("GET", "/v1/home"),
    "access.summary": Action("GET", "/v1/access-summary"),
    "clients.archive_again": Action("POST", "/v1/clients/{shelf}/archive"),
    "clients.restore_seen": Action("POST", "/v1/clients/{seen}/restore"),
    "clients.restore_hidden": Action("POST", "/v1/clients/{hidden}/restore"),
    "clients.delete_seen": Action("DELETE", "/v1/clients/{seen}?confirm_name=x", done=_INVALID),
    "clients.delete_hidden": Action("DELETE", "/v1/clients/{hidden}?confirm_name=x", done=_INVALID),
    "clients.guide_seen": Action("GET", "/v1/clients/{seen}/guide"),
    "clients.guide_hidden": Action("GET", "/v1/clients/{hidden}/guide"),
    "clients.find_companies": Action("GET", "/v1/companies?q=bakery"),
    "clients.check_duplicates": Action("POST", "/v1/client-duplicate-checks", {"name": "Zz"}),
    "drafts.begin": Action("POST", "/v1/client-drafts", {"type": "business"}, done=(201, None)),
    "drafts.list": Action("GET", "/v1/client-drafts"),
    "drafts.read": Action("GET", "/v1/client-drafts/{draft}"),
    "drafts.change": Action(
        "PATCH", "/v1/client-drafts/{draft}", {"name": "X"}, STALE, (412, "stale_version")
    ),
    "drafts.delete": _there("client-drafts/draft", method="DELETE"),
    "drafts.create": Action("POST", "/v1/client-drafts/{draft}/create", done=_INVALID),
    "imports.list": Action("GET", "/v1/client-imports"),
    "imports.template_csv": Action("GET", "/v1/client-import-template.csv"),
    "imports.template_xlsx": Action("GET", "/v1/client-import-template.xlsx"),
    "imports.read": _there("client-imports/import", method="GET"),
    "imports.settle": _there("client-imports/import", method="PATCH"),
    "imports.rows": _there("client-imports/import", "/rows", "GET"),
    "imports.failures": _there("client-imports/import", "/failures.csv", "GET"),
    "imports.start": _there("client-imports/import", "/start"),
    "imports.resume": _there("client-imports/import", "/resume"),
    "imports.undo": _there("client-imports/import", "/undo"),
    "imports.delete": _there("client-imports/import", method="DELETE"),
    **{
        f"imports.{name}_{whose}": Action(method, f"/v1/client-imports/{{import_of_{whose}}}{verb}", *more)
        for whose in ("owner", "adder")
        for name, method, verb, *more in (
            ("read", "GET", ""),
            ("rows", "GET", "/rows"),
            ("failures", "GET", "/failures.csv"),
            ("map", "PATCH", "", {"near": "skip"}, STALE, (412, "stale_version")),
            ("start", "POST", "/start", None, {}, _BUSY),
            ("resume", "POST", "/resume", None, {}, _BUSY),
            ("undo", "POST", "/undo", None, {}, _BUSY),
        )
    },
    "bulk.begin": Action(
        "POST",
        "/v1/bulk-invitations",
        {"invitations": [{**_LEE, "client_id": f"client_{_NOBODY}"}]},
        done=_INVALID,
    ),
    "bulk.list": Action("GET", "/v1/bulk-invitations"),
    "bulk.import": _there("client-imports/import", "/invitations"),
    "bulk.read": _there("bulk-invitations/bulk", method="GET"),
    "bulk.rows": _there("bulk-invitations/bulk", "/rows", "GET"),
    "bulk.stop": _there("bulk-invitations/bulk", "/stop"),
    "bulk.resume": _there("bulk-invitations/bulk", "/resume"),
    **{
        f"bulk.{name}_{whose}": Action("GET", f"/v1/bulk-invitations/{{bulk_of_{whose}}}{path}")
        for whose in ("owner", "adder")
        for name, path in (("read", ""), ("rows", "/rows"))
    },
    **{
        f"bulk.{verb}_{whose}": Action(
            "POST", f"/v1/bulk-invitations/{{bulk_of_{whose}}}/{verb}", done=_SENT_ALREADY
        )
        for whose in ("owner", "adder")
        for verb in ("stop", "resume")
    },
    "practice.put_logo": Action(
        "PUT", "/v1/practice/logo", file=b"none", media_type="image/png", done=_INVALID
    ),
    "practice.remove_logo": Action("DELETE", "/v1/practice/logo"),
    "practice.link": Action("GET", "/v1/practice/link"),
    "practice.change_link": Action(
        "PATCH", "/v1/practice/link", {"handle": "other"}, STALE, (412, "stale_version")
    ),
    "requests.list": Action("GET", "/v1/practice-requests"),
    "requests.ask": Action("POST", "/v1/practice-requests", {"practice_admin_email": "x"}, done=_INVALID),
    "requests.read": _there("practice-requests/request", method="GET"),
    "requests.accept": _there("practice-requests/request", "/accept", access={}),
    "requests.decline": _there("practice-requests/request", "/decline"),
    "invitations.board": Action("GET", "/v1/invitations"),
    "invitations.read": _there("invitations/inv", method="GET"),
    "invitations.resend": _there("invitations/inv", "/resend"),
    "invitations.revoke": _there("invitations/inv", "/revoke"),
    "invitations.resend_many": Action(
        "POST", "/v1/invitation-resends", {"invitation_ids": [f"inv_{_NOBODY}"]}
    ),
    "invitations.summary": Action("GET", "/v1/invitation-summary"),
    "invitations.revoke_many": Action(
        "POST", "/v1/invitation-revocations", {"invitation_ids": [f"inv_{_NOBODY}"]}
    ),
    "programs.list": Action("GET", "/v1/service-accounts"),
    "programs.create": Action("POST", "/v1/service-accounts", {"name": "x", "scopes": []}, done=_INVALID),
    "programs.read": _there("service-accounts/prog", method="GET"),
    "programs.change": _there("service-accounts/prog", method="PATCH"),
    "programs.end": _there("service-accounts/prog", method="DELETE"),
    "programs.rotate": _there("service-accounts/prog", "/rotate"),
    "events.list": Action("GET", "/v1/events"),
    "webhooks.list": Action("GET", "/v1/webhook-endpoints"),
    "webhooks.create": Action("POST", "/v1/webhook-endpoints", {"url": "https://10.0.0.1/"}, done=_INVALID),
    "webhooks.read": _there("webhook-endpoints/hook", method="GET"),
    "webhooks.change": _there("webhook-endpoints/hook", method="PATCH"),
    "webhooks.delete": _there("webhook-endpoints/hook", method="DELETE"),
    "webhooks.rotate": _there("webhook-endpoints/hook", "/rotate"),
    "webhooks.test": _there("webhook-endpoints/hook", "/test"),
    "webhooks.deliveries": _there("webhook-endpoints/hook", "/deliveries", "GET"),
    "webhooks.resend": _there("webhook-endpoints/hook", "/resend", failed=True),
    "connections.providers": Action("GET", "/v1/connection-providers"),
    "connections.authorization": _there("authorizations/auth", method="GET"),
    "connections.choose": _there("authorizations/auth", "/organisation", organisation_id="x"),
    "connections.sync": _there("authorizations/auth", "/clients", organisation_ids=["x"]),
    "connections.reconnect_many": _there("authorizations/auth", "/reconnections"),
    "connections.read_seen": Action("GET", "/v1/clients/{seen}/connection", done=_NOT_FOUND),
    "connections.connect_seen": Action(
        "POST", "/v1/clients/{seen}/connection", {"authorization_id": f"auth_{_NOBODY}"}, done=_NOT_FOUND
    ),
    "connections.check_seen": Action("POST", "/v1/clients/{seen}/connection/check", done=_NOT_FOUND),
    "connections.disconnect_seen": Action("DELETE", "/v1/clients/{seen}/connection", done=_NOT_FOUND),
}

#: As `permission_matrix.TABLE`, with its columns.
TABLE = (
    """
sessions.sign_out             +     +     +       +     +        out  read  +       +      +        +     +    out
documents.list_seen           +     +     +       none  +        out  +     none    none    +        +     +     out
documents.list_hidden         +     +     +       none  none     out  +     none    none    none     none  none  out
documents.read_seen           +     +     +       none  +        out  +     none    none    +        none  none  out
documents.read_hidden         +     +     +       none  none     out  +     none    none    none     none  none  out
documents.save_seen           +     +     +       none  +        out  +     none    none    +        none  none  out
documents.save_hidden         +     +     +       none  none     out  +     none    none    none     none  none  out
documents.restore_seen        +     +     +       none  +        out  read  none    none    +        none  none  out
documents.restore_hidden      +     +     +       none  none     out  read  none    none    none     none  none  out
documents.delete_seen         +     +     +       none  +        out  read  none    none    +        none  none  out
documents.delete_hidden       +     +     +       none  none     out  read  none    none    none     none  none  out
documents.upload_seen         +     +     +       none  +        out  read  none    none    +        +     +     out
documents.upload_hidden       +     +     +       none  none     out  read  none    none    none     none  none  out
documents.senders_seen        +     +     +       none  +        out  +     none    none    +        none  none  out
documents.senders_hidden      +     +     +       none  none     out  +     none    none    none     none  none  out
documents.put_senders_seen    +     +     +       none  +        out  read  none    none    +        none  none  out
documents.put_senders_hidden  +     +     +       none  none     out  read  none    none    none     none  none  out
documents.drop_sender_seen    +     +     +       none  +        out  read  none    none    +        none  none  out
documents.drop_sender_hidden  +     +     +       none  none     out  read  none    none    none     none  none  out
documents.accept_seen         +     +     +       none  +        out  read  none    none    +        none  none  out
documents.accept_hidden       +     +     +       none  none     out  read  none    none    none     none  none  out
documents.refuse_seen         +     +     +       none  +        out  read  none    none    +        none  none  out
documents.refuse_hidden       +     +     +       none  none     out  read  none    none    none     none  none  out
imports.upload                +     +     +       +     role     out  read  +       +      prac     prac  prac out
invitations.accept            +     +     +       +     +        out  read  +       +      +        +     +    +
sessions.switch               +     +     +       +     +        out  read  +       +      +        +     +    out
password.change               +     +     +       +     +        out  read  +       +      +        +     +    out
email.confirm                 +     +     +       +     +        out  read  +       +      +        +     +    out
email.send                    +     +     +       +     +        out  read  +       +      +        +     +    out
totp.begin                    +     +     +       +     +        out  read  +       +      +        +     +    out
totp.confirm                  +     +     +       +     +        out  read  +       +      +        +     +    out
totp.renew_codes              +     +     +       +     +        out  read  +       +      +        +     +    out
totp.disable                  +     +     +       +     +        out  read  +       +      +        +     +    out
tokens.create                 +     +     +       +     +        out  read  +       +      +        +     +    out
clients.export                +     +     +       +     +        out  +     +       +      prac     prac  prac out
clients.count                 +     +     +       +     +        out  +     +       +      prac     prac  prac out
clients.home                  +     +     +       +     +        out  +     +       +      prac     prac  prac out
access.summary                +     +     +       +     +        out  +     +       +      prac     prac  prac out
clients.archive_again         +     +     +       none  role     out  read  none    none   prac     prac  prac out
clients.restore_seen          +     +     +       none  role     out  read  none    none   prac     prac  prac out
clients.restore_hidden        +     +     +       none  none     out  read  none    none   prac     prac  prac out
clients.delete_seen           +     +     +       none  role     out  read  none    none   prac     prac  prac out
clients.delete_hidden         +     +     +       none  none     out  read  none    none   prac     prac  prac out
clients.guide_seen            +     +     +       none  +        out  +     none    none   none     none  none out
clients.guide_hidden          +     +     +       none  none     out  +     none    none   none     none  none out
clients.find_companies        +     +     +       +     role     out  +     +       +      prac     prac  prac out
clients.check_duplicates      +     +     +       +     role     out  +     +       +      prac     prac  prac out
drafts.begin                  +     +     +       +     role     out  read  +       +      prac     prac  prac out
drafts.list                   +     +     +       +     role     out  +     +       +      prac     prac  prac out
drafts.read                   +     +     +       +     role     out  +     none    none   prac     prac  prac out
drafts.change                 +     +     +       +     role     out  read  none    none   prac     prac  prac out
drafts.delete                 +     +     +       +     role     out  read  +       +      prac     prac  prac out
drafts.create                 +     +     +       +     role     out  read  none    none   prac     prac  prac out
imports.list                  +     +     +       +     role     out  +     +       +      prac     prac  prac out
imports.template_csv          +     +     +       +     role     out  +     +       +      prac     prac  prac out
imports.template_xlsx         +     +     +       +     role     out  +     +       +      prac     prac  prac out
imports.read                  +     +     +       +     role     out  +     +       +      prac     prac  prac out
imports.settle                +     +     +       +     role     out  read  +       +      prac     prac  prac out
imports.rows                  +     +     +       +     role     out  +     +       +      prac     prac  prac out
imports.failures              +     +     +       +     role     out  +     +       +      prac     prac  prac out
imports.start                 +     +     +       +     role     out  read  +       +      prac     prac  prac out
imports.resume                +     +     +       +     role     out  read  +       +      prac     prac  prac out
imports.undo                  +     +     +       +     role     out  read  +       +      prac     prac  prac out
imports.delete                +     +     +       +     role     out  read  +       +      prac     prac  prac out
bulk.begin                    +     +     +       +     role     out  read  +       +      prac     prac  prac out
bulk.list                     +     +     +       +     role     out  +     +       +      prac     prac  prac out
bulk.import                   +     +     +       +     role     out  read  +       +      prac     prac  prac out
bulk.read                     +     +     +       +     role     out  +     +       +      prac     prac  prac out
bulk.rows                     +     +     +       +     role     out  +     +       +      prac     prac  prac out
bulk.stop                     +     +     +       +     role     out  read  +       +      prac     prac  prac out
bulk.resume                   +     +     +       +     role     out  read  +       +      prac     prac  prac out
bulk.read_owner               +     +     +       none  role     out  +     none    none   prac     prac  prac out
bulk.rows_owner               +     +     +       none  role     out  +     none    none   prac     prac  prac out
bulk.stop_owner               +     +     +       none  role     out  read  none    none   prac     prac  prac out
bulk.resume_owner             +     +     +       none  role     out  read  none    none   prac     prac  prac out
bulk.read_adder               +     +     +       +     role     out  +     none    none   prac     prac  prac out
bulk.rows_adder               +     +     +       +     role     out  +     none    none   prac     prac  prac out
bulk.stop_adder               +     +     +       +     role     out  read  none    none   prac     prac  prac out
bulk.resume_adder             +     +     +       +     role     out  read  none    none   prac     prac  prac out
imports.read_owner            +     +     +       none  role     out  +     none    none   prac     prac  prac out
imports.rows_owner            +     +     +       none  role     out  +     none    none   prac     prac  prac out
imports.failures_owner        +     +     +       none  role     out  +     none    none   prac     prac  prac out
imports.map_owner             +     +     +       none  role     out  read  none    none   prac     prac  prac out
imports.start_owner           +     +     +       none  role     out  read  none    none   prac     prac  prac out
imports.resume_owner          +     +     +       none  role     out  read  none    none   prac     prac  prac out
imports.undo_owner            +     +     +       none  role     out  read  none    none   prac     prac  prac out
imports.read_adder            +     +     +       +     role     out  +     none    none   prac     prac  prac out
imports.rows_adder            +     +     +       +     role     out  +     none    none   prac     prac  prac out
imports.failures_adder        +     +     +       +     role     out  +     none    none   prac     prac  prac out
imports.map_adder             +     +     +       +     role     out  read  none    none   prac     prac  prac out
imports.start_adder           +     +     +       +     role     out  read  none    none   prac     prac  prac out
imports.resume_adder          +     +     +       +     role     out  read  none    none   prac     prac  prac out
imports.undo_adder            +     +     +       +     role     out  read  none    none   prac     prac  prac out
practice.put_logo             +     +     role    role  role     out  read  +       +      prac     prac  prac out
practice.remove_logo          +     +     role    role  role     out  read  +       +      prac     prac  prac out
practice.link                 +     +     +       +     +        out  +     +       +      prac     prac  prac out
practice.change_link          +     +     +       role  role     out  read  +       +      prac     prac  prac out
requests.list                 +     +     +       role  role     out  +     +       +      +        role  role out
requests.ask                  +     +     +       +     +        out  read  +       +      +        +     +    out
requests.read                 +     +     +       role  role     out  +     +       +      +        role  role out
requests.accept               +     +     +       role  role     out  read  +       +      prac     prac  prac out
requests.decline              +     +     +       role  role     out  read  +       +      prac     prac  prac out
invitations.board             +     +     +       +     +        out  +     +       +      prac     prac  prac out
invitations.read              +     +     +       +     +        out  +     +       +      prac     prac  prac out
invitations.resend            +     +     +       +     +        out  read  +       +      prac     prac  prac out
invitations.revoke            +     +     +       +     +        out  read  +       +      prac     prac  prac out
invitations.resend_many       +     +     +       +     +        out  read  +       +      prac     prac  prac out
invitations.revoke_many       +     +     +       +     +        out  read  +       +      prac     prac  prac out
invitations.summary           +     +     +       +     +        out  +     +       +      prac     prac  prac out
events.list                   +     +     +       +     +        out  +     +       +      prac     prac  prac out
webhooks.list                 +     +     role    role  role     out  +     +       +      prac     prac  prac out
webhooks.create               +     +     role    role  role     out  read  +       +      prac     prac  prac out
webhooks.read                 +     +     role    role  role     out  +     +       +      prac     prac  prac out
webhooks.change               +     +     role    role  role     out  read  +       +      prac     prac  prac out
webhooks.delete               +     +     role    role  role     out  read  +       +      prac     prac  prac out
webhooks.rotate               +     +     role    role  role     out  read  +       +      prac     prac  prac out
webhooks.test                 +     +     role    role  role     out  read  +       +      prac     prac  prac out
webhooks.deliveries           +     +     role    role  role     out  +     +       +      prac     prac  prac out
webhooks.resend               +     +     role    role  role     out  read  +       +      prac     prac  prac out
programs.list                 +     +     role    role  role     out  self  +       +      prac     prac  prac out
programs.create               +     +     +       +     +        out  read  +       +      +        +     +    out
programs.read                 +     +     role    role  role     out  self  +       +      prac     prac  prac out
programs.change               +     +     role    role  role     out  read  +       +      prac     prac  prac out
programs.end                  +     +     role    role  role     out  read  +       +      prac     prac  prac out
programs.rotate               +     +     role    role  role     out  read  +       +      prac     prac  prac out
connections.providers         +     +     +       +     +        out  +     +       +      +        +     +    out
connections.authorization     +     +     +       +     +        out  +     +       +      prac     prac  prac out
connections.choose            +     +     +       +     +        out  read  +       +      prac     prac  prac out
connections.sync              +     +     +       +     role     out  read  +       +      prac     prac  prac out
connections.reconnect_many    +     +     +       +     +        out  read  +       +      prac     prac  prac out
connections.read_seen         +     +     +       +     +        out  +     +       +      prac     prac  prac out
connections.connect_seen      +     +     +       +     +        out  read  +       +      prac     prac  prac out
connections.check_seen        +     +     +       +     +        out  read  +       +      prac     prac  prac out
connections.disconnect_seen   +     +     +       +     +        out  read  +       +      prac     prac  prac out
""".rstrip()
    + permission_levels.TABLE
)
