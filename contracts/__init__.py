"""The language the services speak: calls, events, commands, errors, and nothing of how they are carried.

accounts, access, invitations, connections  each service's calls, results and events, by resource
messages                                    what a call, an event and a command are
subscriptions, callers                      who takes in what, and who calls what
envelope                                    CloudEvents' attributes
transitions                                 how closed sets of states move
shapes                                      schemas, made of annotations
fields, values                              kinds of fields, and values that several contexts have
moments, weeks                              times as they are written; the weeks of pictures of onboarding
errors                                      refusals, with codes that stay
addresses, telephone, links, characters     what is an address, a number, a link, a sign that is seen
spreadsheet_cells                           cells that no spreadsheet takes for a formula
colours                                     colours, and how well text in one is read upon another
generate                                    writes the JSON Schemas and the AsyncAPI document
"""
