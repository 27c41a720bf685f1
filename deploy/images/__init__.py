"""What is told of the images beside their Dockerfiles (docs/adr/0079).

sbom              writes which packages each image has
system_packages   those of them that are none of Python's
built_images      images as the Docker engine here has them, and files of theirs
"""
