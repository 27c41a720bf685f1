"""Stand-ins for accounting software: their real protocols, on one port, by path.

server                               their HTTP
vendor                               what all have: whom one knows, how long what lives, OAuth
xero, sage, quickbooks, freeagent    what each has of its own
companies_house    the register of companies, with invented ones
consent                              the page where a person says yes or no
book                                 what they remember
faults                               what tests switch on
"""
