#!/usr/bin/env bash
# Starts a database of the cluster with its passwords, which are in files.
set -euo pipefail
name=$(hostname)
PATRONI_SUPERUSER_PASSWORD=$(cat /secrets/superuser)
PATRONI_REPLICATION_PASSWORD=$(cat /secrets/replication)
export PATRONI_SUPERUSER_PASSWORD PATRONI_REPLICATION_PASSWORD \
  PATRONI_SUPERUSER_USERNAME=postgres PATRONI_REPLICATION_USERNAME=replicator \
  PATRONI_NAME="$name" PATRONI_RESTAPI_CONNECT_ADDRESS="$name:8008" PATRONI_POSTGRESQL_CONNECT_ADDRESS="$name:5432"
exec patroni /etc/patroni.yml
