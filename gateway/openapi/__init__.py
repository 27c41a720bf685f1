"""The OpenAPI 3.1 document, made of the operations and the schemas that check their requests.

python -m gateway.openapi            writes gateway/openapi.json
python -m gateway.openapi --check    fails where that file is stale

document        the whole
descriptions    what it says of the API and of its groups
headers         what requests and answers bear
operations      one method on one path
refusals        what each may be refused with
schema_names    schemas, by names that no two share
"""
