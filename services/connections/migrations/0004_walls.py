"""Row-level security by account."""

from alembic import op

from chassis.database import row_level_security

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    row_level_security.add_policy(op, "authorizations", row_level_security.is_tenant("practice_id"))
    for table in ("organisations", "grants", "departures", "clients", "members", "teams"):
        row_level_security.add_policy(op, table, row_level_security.is_tenant("practice_id"))
    row_level_security.add_policy(
        op,
        "connections",
        row_level_security.is_tenant("practice_id"),
        row_level_security.is_tenant("client_id"),
    )
