"""What the list is searched and filtered by.

`words` is null where the previous release added a client; a task fills it in.
"""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE clients
            ADD COLUMN words text[],
            ADD COLUMN connection_state text
                GENERATED ALWAYS AS (coalesce(connection ->> 'state', 'none')) STORED,
            ADD COLUMN invitation_state text
                GENERATED ALWAYS AS (coalesce(invitation ->> 'state', 'none')) STORED;
        CREATE TABLE client_words (
            practice_id varchar(40) NOT NULL,
            word text COLLATE "C" NOT NULL,
            client_id varchar(40) NOT NULL,
            PRIMARY KEY (practice_id, word, client_id)
        );
        CREATE INDEX clients_without_words ON clients (id) WHERE words IS NULL;
        CREATE INDEX clients_archived ON clients (practice_id, name_sort, id) WHERE status = 'archived';
        CREATE INDEX clients_self_employed ON clients (practice_id, name_sort, id)
            WHERE type = 'self_employed';
        CREATE INDEX clients_by_connection ON clients (practice_id, connection_state, name_sort, id)
            WHERE connection_state <> 'none';
        CREATE INDEX clients_by_invitation ON clients (practice_id, invitation_state, name_sort, id)
            WHERE invitation_state <> 'none';
        CREATE INDEX clients_by_manager ON clients (practice_id, account_manager_id, name_sort, id)
            WHERE account_manager_id IS NOT NULL;
        """
    )
