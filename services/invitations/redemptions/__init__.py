"""Using invitations up, one person at a time.

redeeming_invitations   looking a link up, and accepting an invitation by it
claims                  who is redeeming an invitation, and what came of it
redemption_decision     what becomes of an attempt to redeem one
"""
