"""Sign-ins at vendors, from the first page to the organisations they reach.

begun_authorizations    beginning a sign-in, and taking in the vendor's answer
vendor_answers          the jobs: tokens for the code, then organisations
organisation_choices    how far a sign-in is, and the choice of organisation
sign_in_failures        the ways in which a sign-in fails, in words
unused_authorizations   what nobody used within a day
authorization_facts     what is known of a sign-in and of what it reaches
"""
