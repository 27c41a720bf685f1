"""Row-level security by account."""

from alembic import op

from chassis import walls

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    walls.around(op, "authorizations", walls.names("practice_id"))
    for table in ("organisations", "grants", "departures", "clients", "members", "teams"):
        walls.around(op, table, walls.names("practice_id"))
    walls.around(op, "connections", walls.names("practice_id"), walls.names("client_id"))
