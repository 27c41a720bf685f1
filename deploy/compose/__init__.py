"""What `docker compose up` needs besides the images.

secrets   an installation's keys and passwords, a folder for each container
"""
