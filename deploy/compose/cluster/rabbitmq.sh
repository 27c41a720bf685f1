#!/usr/bin/env bash
# Starts a node of the broker's cluster with the word by which they know each other.
set -euo pipefail
umask 077
rm -f /var/lib/rabbitmq/.erlang.cookie
cp /secrets/erlang-cookie /var/lib/rabbitmq/.erlang.cookie
chmod 400 /var/lib/rabbitmq/.erlang.cookie
exec docker-entrypoint.sh rabbitmq-server
