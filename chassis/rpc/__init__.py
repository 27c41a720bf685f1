"""Calls between services, over Nameko's exchange and in Nameko's form, so that stock callers are served too.

entrypoint    `@rpc`
wire          how a request and a reply look
client        calls, with a deadline and direct reply-to
renewed_link  the connection that calls go over, and the one that takes its place
silence       when a connection over which nothing is heard is given up
server        answers, one worker a request
request       what a service method is given
"""
