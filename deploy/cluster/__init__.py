"""The product on clusters on this machine: brought up, looked at, ended (docs/cluster.md).

compose_project   the containers, by `docker compose`
cluster_status    who leads, who follows, who is away, how far behind
status_lines      the same for people to read
"""
