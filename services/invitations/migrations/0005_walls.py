"""Row-level security by account."""

from alembic import op

from chassis.database import row_level_security

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    row_level_security.add_policy(op, "invitations", row_level_security.is_tenant("practice_id"))
    row_level_security.add_policy(
        op, "deliveries", row_level_security.belongs("deliveries.invitation_id", "invitations.id")
    )
