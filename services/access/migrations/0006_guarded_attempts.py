"""Attempts by whom they are about, addresses that are not proven, names of memberships.

Added only: who runs without them meanwhile counts as before, and makes users whose address counts as proven.
"""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE throttles ADD COLUMN about varchar(64);
        CREATE INDEX throttles_about ON throttles (about);
        CREATE INDEX sessions_of_device ON sessions (user_id, address);
        ALTER TABLE users ADD COLUMN claimed_key text;
        CREATE INDEX users_claiming ON users (claimed_key) WHERE claimed_key IS NOT NULL;
        ALTER TABLE memberships ADD COLUMN name text;
        ALTER TABLE password_resets ADD COLUMN purpose varchar(20) NOT NULL DEFAULT 'password';
        """
    )
