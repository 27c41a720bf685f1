"""Who acts in which account, and as what.

member_facts     what is known of somebody who acts, or whom somebody acts on, when it is decided
roles            what a role lets its holder do
unknown_choices  refusals of people and teams that are not the practice's
memberships      the caller's membership, a colleague's, and how they are written and published
users            people with one login email each
"""
