"""First invitations of many clients at once, each client with what became of it."""

from alembic import op

from chassis.database import row_level_security

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE bulk_invitations (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL REFERENCES practices,
            import_id varchar(40),
            fields jsonb NOT NULL,
            state text NOT NULL,
            problem text,
            acknowledges boolean NOT NULL,
            row_count integer NOT NULL,
            created_by text NOT NULL,
            acting text NOT NULL,
            created_at timestamptz NOT NULL,
            finished_at timestamptz,
            due_at timestamptz NOT NULL,
            not_before timestamptz,
            attempts integer NOT NULL,
            version integer NOT NULL
        );
        CREATE INDEX bulk_invitations_of_practice ON bulk_invitations (practice_id, id);
        CREATE INDEX bulk_invitations_of_import ON bulk_invitations (import_id, id);
        CREATE INDEX bulk_invitations_due ON bulk_invitations (due_at) WHERE state = 'sending';
        CREATE TABLE bulk_invitation_rows (
            bulk_id varchar(40) NOT NULL REFERENCES bulk_invitations ON DELETE CASCADE,
            practice_id varchar(40) NOT NULL,
            number integer NOT NULL,
            client_id varchar(40) NOT NULL,
            client_name text NOT NULL,
            sealed text NOT NULL,
            existing_user boolean,
            result text NOT NULL,
            code text,
            detail text,
            invitation_id varchar(40),
            PRIMARY KEY (bulk_id, number)
        );
        CREATE INDEX bulk_invitation_rows_waiting ON bulk_invitation_rows (bulk_id, number)
            WHERE result = 'waiting';
        CREATE INDEX bulk_invitation_rows_of_client ON bulk_invitation_rows (client_id)
            WHERE result = 'waiting';
        CREATE UNIQUE INDEX bulk_invitation_rows_invitation ON bulk_invitation_rows (invitation_id)
            WHERE invitation_id IS NOT NULL;
        """
    )
    for table in ("bulk_invitations", "bulk_invitation_rows"):
        row_level_security.add_policy(op, table, row_level_security.is_tenant("practice_id"))
