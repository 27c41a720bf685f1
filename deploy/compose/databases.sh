#!/usr/bin/env bash
# A database and a role for each service, with the passwords in /secrets. A role can connect to its own only.
# Run again it changes nothing but passwords that are new.
set -euo pipefail
PGPASSWORD=$(cat /secrets/superuser)
export PGPASSWORD PGHOST=${PGHOST:-postgres} PGUSER=postgres PGDATABASE=postgres PGOPTIONS='-c client_min_messages=warning'
sql() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$@"; }

sql <<'SQL'
REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;
SQL
for service in "$@"; do
  # The password goes in by standard input: arguments are for every process to see.
  sql --set service="$service" <<SQL
\set password '$(cat "/secrets/$service")'
SELECT format('CREATE ROLE %I LOGIN', :'service')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'service') \gexec
ALTER ROLE :"service" PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' LOCALE_PROVIDER builtin '
              'LOCALE ''C.UTF-8''', :'service', :'service')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'service') \gexec
REVOKE CONNECT, TEMPORARY ON DATABASE :"service" FROM PUBLIC;
SQL
  echo "database $service is there"
done
