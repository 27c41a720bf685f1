"""Row-level security by account."""

from alembic import op

from chassis import walls

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    walls.around(op, "invitations", walls.names("practice_id"))
    walls.around(op, "deliveries", walls.belongs("deliveries.invitation_id", "invitations.id"))
