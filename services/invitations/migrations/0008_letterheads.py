"""How each practice's messages look."""

from alembic import op

from chassis import walls

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE letterheads (
            practice_id varchar(40) PRIMARY KEY,
            sender_name text,
            reply_to text,
            from_address text,
            wording jsonb NOT NULL,
            version integer NOT NULL,
            changed_at timestamptz NOT NULL
        )
        """
    )
    walls.around(op, "letterheads", walls.names("practice_id"))
