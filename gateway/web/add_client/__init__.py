"""Adding a client, a step a page.

drafts        those that are being added, and the pages of their steps
draft_steps   what each of those steps offers and reads
"""
