"""Reviews of who reaches what, with the colleagues that they are of and their lines."""

from alembic import op

from chassis.database import row_level_security

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE access_reviews (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            scope varchar(20) NOT NULL,
            team_id varchar(40),
            user_id varchar(40),
            subject_name text,
            reviewer_id varchar(40),
            state varchar(20) NOT NULL,
            started_by varchar(40) NOT NULL,
            started_at timestamptz NOT NULL,
            ended_by varchar(40),
            ended_at timestamptz,
            digest varchar(64)
        );
        CREATE INDEX access_reviews_of_practice ON access_reviews (practice_id, id);
        CREATE TABLE access_review_colleagues (
            review_id varchar(40) NOT NULL REFERENCES access_reviews ON DELETE CASCADE,
            user_id varchar(40) NOT NULL,
            practice_id varchar(40) NOT NULL,
            name text NOT NULL,
            role varchar(20) NOT NULL,
            last_signed_in_at timestamptz,
            number integer NOT NULL,
            ready boolean NOT NULL,
            lines integer NOT NULL DEFAULT 0,
            kept integer NOT NULL DEFAULT 0,
            changed integer NOT NULL DEFAULT 0,
            ended integer NOT NULL DEFAULT 0,
            PRIMARY KEY (review_id, user_id)
        );
        CREATE INDEX access_review_colleagues_to_take_down ON access_review_colleagues (review_id, number)
            WHERE NOT ready;
        CREATE TABLE access_review_lines (
            id varchar(40) PRIMARY KEY,
            review_id varchar(40) NOT NULL REFERENCES access_reviews ON DELETE CASCADE,
            practice_id varchar(40) NOT NULL,
            place bigint NOT NULL,
            user_id varchar(40) NOT NULL,
            client_id varchar(40),
            client_name text,
            clients integer NOT NULL,
            reasons jsonb NOT NULL,
            level varchar(10) NOT NULL,
            last_change_at timestamptz,
            decision varchar(10),
            new_level varchar(10),
            new_until timestamptz,
            decided_by varchar(40),
            decided_by_name text,
            decided_at timestamptz,
            left_reasons jsonb,
            taken jsonb,
            written text
        );
        CREATE UNIQUE INDEX access_review_lines_in_order ON access_review_lines (review_id, place);
        CREATE INDEX access_review_lines_of_colleague ON access_review_lines (review_id, user_id, place);
        CREATE INDEX access_review_lines_undecided ON access_review_lines (review_id, place)
            WHERE decision IS NULL;
        """
    )
    for table in ("access_reviews", "access_review_colleagues", "access_review_lines"):
        row_level_security.add_policy(op, table, row_level_security.is_tenant("practice_id"))
