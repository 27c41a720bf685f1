"""Events sent to addresses that practices name (docs/adr/0046).

webhook_endpoints    endpoints made, changed, removed; their secrets
endpoint_facts       an endpoint as it is stored and shown
disabled_endpoints   an endpoint to which nothing more is sent
delivery_log         what was sent, as it is shown
resent_deliveries    sending again, and a test
due_lanes            jobs: each client's events to an endpoint, one after another
next_deliveries      the next of them: seen by its owner, then sent
delivery_slots       how many of them at once, so that nobody waits for who hangs
delivery_decision    what follows from an answer, or from none
delivery_results     what came of a request is written down
client_certificates  what a receiver is shown that demands one
signed_requests      what a request says, signed as Standard Webhooks does
guarded_posts        a request that leads nowhere it must not
allowed_addresses    where that is
"""
