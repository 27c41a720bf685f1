"""Drafts of clients: a creation that can be left and resumed (product.md 2).

kept_drafts          drafts, begun, changed, listed, thrown away
draft_answers        what has been answered, and what is wrong with it as things are now
draft_steps          how far a draft is
clients_from_drafts  making a client of a draft, once
"""
