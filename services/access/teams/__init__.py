"""Teams: colleagues who are given access together (product.md 2.5). A colleague may be in several.

team_views    a practice's teams, as api.md shows them
team_changes  a team made, renamed, filled and deleted
team_members  colleagues who join teams and leave them
team_rows     a team as it is read, locked and published
"""
