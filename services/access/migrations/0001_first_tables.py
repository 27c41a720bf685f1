"""Users, memberships, sessions and client access."""

from alembic import op

from chassis.database.tables import create_messaging_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_messaging_tables(op)
    op.execute(
        """
        CREATE TABLE users (
            id varchar(40) PRIMARY KEY,
            email text NOT NULL,
            email_key text NOT NULL CONSTRAINT users_email UNIQUE,
            name text NOT NULL,
            password_hash text,
            created_at timestamptz NOT NULL
        );
        CREATE TABLE accounts (
            id varchar(40) PRIMARY KEY,
            kind varchar(10) NOT NULL,
            name text NOT NULL,
            version integer NOT NULL,
            confirmed boolean NOT NULL,
            created_at timestamptz NOT NULL
        );
        CREATE INDEX accounts_unconfirmed ON accounts (created_at) WHERE NOT confirmed;
        CREATE TABLE memberships (
            account_id varchar(40) NOT NULL REFERENCES accounts ON DELETE CASCADE,
            user_id varchar(40) NOT NULL REFERENCES users,
            role varchar(20) NOT NULL,
            permissions text[] NOT NULL,
            status varchar(20) NOT NULL,
            owner boolean NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL,
            PRIMARY KEY (account_id, user_id)
        );
        CREATE INDEX memberships_of_user ON memberships (user_id);
        CREATE TABLE sessions (
            token_hash varchar(64) PRIMARY KEY,
            id varchar(40) NOT NULL UNIQUE,
            user_id varchar(40) NOT NULL REFERENCES users,
            account_id varchar(40) NOT NULL,
            created_at timestamptz NOT NULL,
            seen_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            ended_at timestamptz
        );
        CREATE INDEX sessions_of_user ON sessions (user_id);
        CREATE TABLE throttles (
            key varchar(64) PRIMARY KEY,
            count integer NOT NULL,
            window_ends_at timestamptz NOT NULL
        );
        CREATE TABLE client_access (
            client_id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            everyone boolean NOT NULL,
            account_manager_id varchar(40),
            version integer NOT NULL
        );
        CREATE INDEX client_access_of_practice ON client_access (practice_id);
        CREATE TABLE client_colleagues (
            client_id varchar(40) NOT NULL REFERENCES client_access ON DELETE CASCADE,
            user_id varchar(40) NOT NULL,
            PRIMARY KEY (client_id, user_id)
        );
        CREATE INDEX client_colleagues_of_user ON client_colleagues (user_id);
        """
    )
