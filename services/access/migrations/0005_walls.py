"""Row-level security by account."""

from alembic import op

from chassis.database import row_level_security

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    row_level_security.add_policy(
        op,
        "client_access",
        row_level_security.is_tenant("practice_id"),
        row_level_security.is_tenant("client_id"),
    )
    # A practice sees and manages the users of its clients.
    of_clients = row_level_security.belongs("memberships.account_id", "client_access.client_id")
    row_level_security.add_policy(op, "memberships", row_level_security.is_tenant("account_id"), of_clients)
    for table in ("client_colleagues", "client_teams", "teams", "team_members"):
        row_level_security.add_policy(op, table, row_level_security.is_tenant("practice_id"))
    # What a client's own users do is written on the trail of their practice.
    row_level_security.add_policy(
        op, "activity", row_level_security.is_tenant("practice_id"), row_level_security.is_tenant("client_id")
    )
    of_client = row_level_security.belongs("activity_heads.practice_id", "client_access.practice_id")
    row_level_security.add_policy(
        op, "activity_heads", row_level_security.is_tenant("practice_id"), of_client
    )
    # Beside the trigger, the role that the service works as is not given the right.
    op.execute("COMMENT ON TABLE activity IS 'append-only'")
