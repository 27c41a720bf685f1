"""Where a client stands in the list, beside its words: a search reads the index alone until it has a page."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE client_words ADD COLUMN name_sort text COLLATE "C", ADD COLUMN created_at timestamptz;
        UPDATE client_words SET name_sort = clients.name_sort, created_at = clients.created_at
            FROM clients WHERE clients.id = client_words.client_id;
        ALTER TABLE client_words DROP CONSTRAINT client_words_pkey,
            ADD PRIMARY KEY (practice_id, word, client_id) INCLUDE (name_sort, created_at);
        """
    )
