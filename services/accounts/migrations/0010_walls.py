"""Row-level security by account."""

from alembic import op

from chassis.database import row_level_security

revision = "0010"
down_revision = "0009"
_OF_PRACTICE = (
    "client_drafts",
    "client_import_parts",
    "client_import_rows",
    "client_imports",
    "client_words",
    "team_members",
    "teams",
)


def upgrade() -> None:
    row_level_security.add_policy(op, "practices", row_level_security.is_tenant("id"))
    row_level_security.add_policy(op, "members", row_level_security.is_tenant("practice_id"))
    row_level_security.add_policy(
        op, "clients", row_level_security.is_tenant("practice_id"), row_level_security.is_tenant("id")
    )
    row_level_security.add_policy(
        op, "onboarding_steps", row_level_security.belongs("onboarding_steps.client_id", "clients.id")
    )
    for table in _OF_PRACTICE:
        row_level_security.add_policy(op, table, row_level_security.is_tenant("practice_id"))
