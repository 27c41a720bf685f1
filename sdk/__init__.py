"""Libraries for programs that work with Clientele, made of the OpenAPI document.

generate   writes what is made of it for Python
python     the library for Python, and `clientele` on the command line
typescript types for TypeScript, made by openapi-typescript (`make typescript`)
"""
