"""The whole product in one process: services, relays, gateway, PostgreSQL, and a sandbox mailbox."""
