"""Row-level security by account."""

from alembic import op

from chassis import walls

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
    walls.around(op, "practices", walls.names("id"))
    walls.around(op, "members", walls.names("practice_id"))
    walls.around(op, "clients", walls.names("practice_id"), walls.names("id"))
    walls.around(op, "onboarding_steps", walls.belongs("onboarding_steps.client_id", "clients.id"))
    for table in _OF_PRACTICE:
        walls.around(op, table, walls.names("practice_id"))
