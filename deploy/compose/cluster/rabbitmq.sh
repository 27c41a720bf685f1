#!/usr/bin/env bash
# Starts a node of the broker's cluster with the word by which they know each other.
set -euo pipefail
umask 077
rm -f /var/lib/rabbitmq/.erlang.cookie
cp /secrets/erlang-cookie /var/lib/rabbitmq/.erlang.cookie
chmod 400 /var/lib/rabbitmq/.erlang.cookie
# It has no spaces, as RabbitMQ's own script takes words of it.
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-eval file:eval("/partitions.eval").'
exec docker-entrypoint.sh rabbitmq-server
