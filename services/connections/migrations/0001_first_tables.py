"""Authorisations at vendors."""

from alembic import op

from chassis.database.tables import create_messaging_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_messaging_tables(op)
    op.execute(
        """
        CREATE TABLE authorizations (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            user_id varchar(40) NOT NULL,
            provider varchar(20) NOT NULL,
            state varchar(30) NOT NULL,
            created_at timestamptz NOT NULL
        );
        """
    )
