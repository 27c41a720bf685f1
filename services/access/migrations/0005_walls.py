"""Row-level security by account."""

from alembic import op

from chassis import walls

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    walls.around(op, "client_access", walls.names("practice_id"), walls.names("client_id"))
    # A practice sees and manages the users of its clients.
    of_clients = walls.belongs("memberships.account_id", "client_access.client_id")
    walls.around(op, "memberships", walls.names("account_id"), of_clients)
    for table in ("client_colleagues", "client_teams", "teams", "team_members"):
        walls.around(op, table, walls.names("practice_id"))
    # What a client's own users do is written on the trail of their practice.
    walls.around(op, "activity", walls.names("practice_id"), walls.names("client_id"))
    of_client = walls.belongs("activity_heads.practice_id", "client_access.practice_id")
    walls.around(op, "activity_heads", walls.names("practice_id"), of_client)
    # Beside the trigger, the role that the service works as is not given the right.
    op.execute("COMMENT ON TABLE activity IS 'append-only'")
