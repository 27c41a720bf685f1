"""Authorisations in full, tokens, connections, and what is kept of other services' events."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE authorizations
            ADD COLUMN session_id varchar(64),
            ADD COLUMN client_id varchar(40),
            ADD COLUMN draft_id varchar(40),
            ADD COLUMN state_hash varchar(64),
            ADD COLUMN sealed_verifier text,
            ADD COLUMN sealed_code text,
            ADD COLUMN realm_id text,
            ADD COLUMN step varchar(20),
            ADD COLUMN due_at timestamptz,
            ADD COLUMN attempts integer NOT NULL DEFAULT 0,
            ADD COLUMN correlation_id varchar(64),
            ADD COLUMN grant_id varchar(40),
            ADD COLUMN organisation_id text,
            ADD COLUMN error_code varchar(40),
            ADD COLUMN error_detail text,
            ADD COLUMN expires_at timestamptz;
        CREATE UNIQUE INDEX authorizations_state ON authorizations (state_hash) WHERE state_hash IS NOT NULL;
        CREATE INDEX authorizations_due ON authorizations (due_at) WHERE step IS NOT NULL;
        CREATE INDEX authorizations_end ON authorizations (expires_at) WHERE state <> 'used';

        CREATE TABLE organisations (
            authorization_id varchar(40) NOT NULL REFERENCES authorizations (id) ON DELETE CASCADE,
            practice_id varchar(40) NOT NULL,
            id text NOT NULL,
            place integer NOT NULL,
            name text NOT NULL,
            country varchar(2),
            base_currency varchar(3),
            industry_hint text,
            reference text,
            PRIMARY KEY (authorization_id, id)
        );

        CREATE TABLE grants (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            provider varchar(20) NOT NULL,
            state varchar(20) NOT NULL,
            sealed_access text,
            sealed_refresh text,
            access_expires_at timestamptz NOT NULL,
            refresh_expires_at timestamptz NOT NULL,
            version integer NOT NULL,
            refresh_due_at timestamptz NOT NULL,
            used_at timestamptz NOT NULL,
            lease_by varchar(40),
            lease_until timestamptz,
            attempts integer NOT NULL DEFAULT 0,
            failing_since timestamptz,
            problem text,
            created_at timestamptz NOT NULL
        );
        CREATE INDEX grants_due ON grants (refresh_due_at) WHERE state = 'active';
        CREATE INDEX grants_ending ON grants (refresh_due_at) WHERE state = 'ending';

        CREATE TABLE connections (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            client_id varchar(40) NOT NULL,
            provider varchar(20) NOT NULL,
            organisation_id text NOT NULL,
            organisation_name text NOT NULL,
            reference text,
            grant_id varchar(40) NOT NULL REFERENCES grants (id),
            state varchar(20) NOT NULL,
            detail text,
            connected_by varchar(40) NOT NULL,
            connected_at timestamptz NOT NULL,
            changed_at timestamptz NOT NULL
        );
        CREATE UNIQUE INDEX connections_client ON connections (client_id) WHERE state <> 'closed';
        CREATE UNIQUE INDEX connections_organisation
            ON connections (practice_id, provider, organisation_id) WHERE state <> 'closed';
        CREATE INDEX connections_grant ON connections (grant_id) WHERE state <> 'closed';

        CREATE TABLE departures (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            provider varchar(20) NOT NULL,
            grant_id varchar(40) NOT NULL REFERENCES grants (id),
            organisation_id text NOT NULL,
            reference text,
            due_at timestamptz NOT NULL,
            attempts integer NOT NULL DEFAULT 0
        );
        CREATE INDEX departures_due ON departures (due_at);

        CREATE TABLE clients (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            name text,
            version integer NOT NULL DEFAULT 0,
            access_everyone boolean NOT NULL DEFAULT false,
            access_colleague_ids text[] NOT NULL DEFAULT '{}',
            account_manager_id varchar(40),
            access_version integer NOT NULL DEFAULT 0,
            connection_version integer NOT NULL DEFAULT 0
        );
        CREATE TABLE members (
            practice_id varchar(40) NOT NULL,
            user_id varchar(40) NOT NULL,
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

        -- The vendors' limits count for an organisation whoever's client it is, so these name no practice.
        CREATE TABLE paces (
            provider varchar(20) NOT NULL,
            organisation_id text NOT NULL,
            slot integer NOT NULL,
            held_until timestamptz NOT NULL,
            PRIMARY KEY (provider, organisation_id, slot)
        );
        CREATE TABLE pauses (
            provider varchar(20) NOT NULL,
            organisation_id text NOT NULL,
            failures integer NOT NULL,
            until timestamptz NOT NULL,
            PRIMARY KEY (provider, organisation_id)
        );
        CREATE TABLE calls_made (
            provider varchar(20) NOT NULL,
            organisation_id text NOT NULL,
            at timestamptz NOT NULL
        );
        CREATE INDEX calls_made_of ON calls_made (provider, organisation_id, at);
        """
    )
