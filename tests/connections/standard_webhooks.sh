#!/bin/sh
# Verifies a webhook as the Standard Webhooks specification says, with openssl: verify.sh SECRET ID TIMESTAMP
# SIGNATURES, the body on standard input.
set -eu
key=$(printf %s "${1#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
expected=$({ printf '%s.%s.' "$2" "$3"; cat; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
for each in $4; do
  if [ "$each" = "v1,$expected" ]; then echo verified; exit 0; fi
done
echo "no signature is right"
