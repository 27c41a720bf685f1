#!/usr/bin/env bash
# A database for each service, a role that owns its tables and migrates them, and one that the service works as,
# which row-level security binds. Their passwords are in /secrets. A role can connect to its own database only.
# Run again it changes nothing but passwords that are new.
set -euo pipefail
PGPASSWORD=$(cat /secrets/superuser)
export PGPASSWORD PGHOST=${PGHOST:-postgres} PGUSER=postgres PGDATABASE=postgres PGOPTIONS='-c client_min_messages=warning'
sql() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$@"; }

sql <<'SQL'
REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;
SQL
for service in "$@"; do
  for role in "${service}_owner" "$service"; do
    # The password goes in by standard input: arguments are for every process to see.
    sql --set role="$role" <<SQL
\set password '$(cat "/secrets/$role")'
SELECT format('CREATE ROLE %I LOGIN', :'role')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" PASSWORD :'password';
SQL
  done
  sql --set service="$service" --set owner="${service}_owner" <<'SQL'
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' LOCALE_PROVIDER builtin '
              'LOCALE ''C.UTF-8''', :'service', :'owner')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'service') \gexec
REVOKE CONNECT, TEMPORARY ON DATABASE :"service" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"service" TO :"service";
SQL
  echo "database $service is there"
done
