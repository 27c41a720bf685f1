"""Who asks, and whom a service believes.

identity      passports: who is signed in
merkle        many texts under one that is signed
service_keys  one key pair for each service
trust         what a service seals for another, and whose messages it takes
vault         what is stored encrypted
"""
