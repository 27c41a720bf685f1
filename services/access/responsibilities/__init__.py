"""What somebody may be responsible for at a client, beside its account manager (docs/adr/0073).

responsibility_decision  what a practice's responsibilities become: decided from those there are
responsibility_rows      a practice's, as they are read, locked and published
responsibility_changes   one made, renamed, moved and ended
responsibility_views     a practice's, and who has one
"""
