"""What resending, texts and limits need. Safe beside the previous release: it only adds."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE invitations
            ADD COLUMN claimed_with varchar(64),
            ADD COLUMN reminded_at timestamptz;
        ALTER TABLE deliveries ADD COLUMN round integer NOT NULL DEFAULT 1;
        CREATE TABLE sendings (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            recipient varchar(64) NOT NULL,
            at timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX sendings_of_practice ON sendings (practice_id, at);
        CREATE INDEX sendings_to_recipient ON sendings (recipient, at);
        """
    )
