"""The vendors of accounting software: a module and a line each (CONTRIBUTING.md, "Add a vendor").

xero, sage, quickbooks, freeagent   what is each vendor's own
companies_house   the register of companies, which gives no access to anybody's books
offered   which there are, in the order in which they are offered
oauth     signing in, refreshing and revoking, as most vendors have it
port      what every vendor gives, and how it refuses
line      HTTP to a vendor, within bounds
answers   the vendors' answers as schemas
trouble   what a status means: wait, come back later, never
"""
