"""Imports of files: the file's parts until it is read, and its rows with what became of each."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE client_imports (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL REFERENCES practices,
            kind text NOT NULL,
            filename text NOT NULL,
            format text NOT NULL,
            state text NOT NULL,
            problem text,
            columns jsonb NOT NULL,
            options jsonb NOT NULL,
            row_count integer NOT NULL,
            done integer NOT NULL,
            attempts integer NOT NULL,
            created_by text NOT NULL,
            created_at timestamptz NOT NULL,
            moved_at timestamptz NOT NULL,
            finished_at timestamptz,
            version integer NOT NULL
        );
        CREATE INDEX client_imports_of_practice ON client_imports (practice_id, id);
        CREATE INDEX client_imports_at_work ON client_imports (moved_at)
            WHERE state IN ('reading', 'checking', 'importing', 'undoing');
        CREATE TABLE client_import_parts (
            import_id varchar(40) NOT NULL REFERENCES client_imports ON DELETE CASCADE,
            practice_id varchar(40) NOT NULL,
            number integer NOT NULL,
            sealed text NOT NULL,
            PRIMARY KEY (import_id, number)
        );
        CREATE TABLE client_import_rows (
            import_id varchar(40) NOT NULL REFERENCES client_imports ON DELETE CASCADE,
            practice_id varchar(40) NOT NULL,
            number integer NOT NULL,
            sealed text NOT NULL,
            verdict text,
            matches jsonb NOT NULL DEFAULT '[]',
            errors jsonb NOT NULL DEFAULT '[]',
            result text,
            detail text,
            client_id varchar(40),
            PRIMARY KEY (import_id, number)
        );
        """
    )
