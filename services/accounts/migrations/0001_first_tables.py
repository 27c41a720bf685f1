"""Practices, members, clients and their onboarding."""

from alembic import op

from chassis.database.tables import create_messaging_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_messaging_tables(op)
    op.execute(
        """
        CREATE TABLE practices (
            id varchar(40) PRIMARY KEY,
            name text NOT NULL,
            plan text NOT NULL,
            base_currency text NOT NULL,
            country text NOT NULL,
            solutions text[] NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL
        );
        CREATE TABLE members (
            practice_id varchar(40) NOT NULL,
            user_id varchar(40) NOT NULL,
            name text NOT NULL,
            role text NOT NULL,
            permissions text[] NOT NULL,
            status text NOT NULL,
            version integer NOT NULL,
            PRIMARY KEY (practice_id, user_id)
        );
        CREATE TABLE ended_sessions (
            session_id varchar(64) PRIMARY KEY,
            forget_after timestamptz NOT NULL
        );
        CREATE TABLE clients (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL REFERENCES practices,
            crn varchar(20) NOT NULL CONSTRAINT clients_crn UNIQUE,
            type text NOT NULL,
            name text NOT NULL,
            name_sort text COLLATE "C" NOT NULL,
            status text NOT NULL,
            practice_code text,
            industry text,
            solutions text[] NOT NULL,
            base_currency text NOT NULL,
            country text NOT NULL,
            extract_local_part text NOT NULL,
            account_manager_id text,
            access_everyone boolean NOT NULL,
            access_colleague_ids text[] NOT NULL,
            access_team_ids text[] NOT NULL,
            access_version integer NOT NULL,
            connection jsonb,
            invitation jsonb,
            invitation_version integer NOT NULL,
            onboarding jsonb NOT NULL,
            version integer NOT NULL,
            created_by text NOT NULL,
            created_at timestamptz NOT NULL
        );
        CREATE UNIQUE INDEX clients_practice_code ON clients (practice_id, lower(practice_code))
            WHERE practice_code IS NOT NULL;
        CREATE INDEX clients_by_name ON clients (practice_id, name_sort, id);
        CREATE INDEX clients_by_age ON clients (practice_id, created_at, id);
        CREATE TABLE extract_addresses (
            local_part varchar(64) PRIMARY KEY,
            client_id varchar(40) NOT NULL
        );
        CREATE INDEX extract_addresses_client ON extract_addresses (client_id);
        CREATE TABLE extract_counters (
            base varchar(64) PRIMARY KEY,
            last integer NOT NULL
        );
        CREATE TABLE onboarding_steps (
            client_id varchar(40) NOT NULL REFERENCES clients ON DELETE CASCADE,
            step varchar(20) NOT NULL,
            state varchar(20) NOT NULL,
            detail text,
            command jsonb NOT NULL,
            attempts integer NOT NULL,
            look_again_at timestamptz NOT NULL,
            PRIMARY KEY (client_id, step)
        );
        CREATE INDEX onboarding_steps_due ON onboarding_steps (look_again_at) WHERE state = 'pending';
        """
    )
