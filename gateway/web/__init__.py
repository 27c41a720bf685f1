"""The pages: server-rendered, with our own style sheet, and working without JavaScript.

pages                    which there are
kit                      what all pages are made with
sign_in, profile         getting in, and one's own password, authenticator and tokens
home                     what this is; a client's own page
palette                  going anywhere by a few letters
notices                  what concerns whoever looks: behind the bell
live                     what is looked at while it happens
clients, add_client      the list of clients and each of them; adding one, a step a page
documents                what clients send
imports                  clients from files
invitations              the practice's board of them, and the invited person's page
connections              accounting software
integrations             programs of the practice's: where events are sent
team, practice           colleagues and teams; the practice's settings, messages and requests
branding                 a practice's logo and colour
practice_link            what strangers see at a practice's link
access_reviews           looking through who reaches what, line by line
activity                 who changed what
documentation, sandbox   the API for people; the sandbox's mail and texts
"""
