"""Addresses shown to be somebody's who is no user."""

from alembic import op

from chassis.database import row_level_security

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE address_proofs (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            practice_name text NOT NULL,
            email text NOT NULL,
            token_hash varchar(64) UNIQUE,
            created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            forget_at timestamptz NOT NULL
        );
        CREATE INDEX address_proofs_by_end ON address_proofs (forget_at);
        """
    )
    row_level_security.add_policy(op, "address_proofs", row_level_security.is_tenant("practice_id"))
