"""The whole product in one process: services, relays, gateway, PostgreSQL, and a sandbox mailbox.

product          starts and stops the parts, in order
data_folder      whether the folder can be used
secrets          the installation's keys
unfinished       what was under way when the process ended
intake           mail to extract-by-email addresses, in a process beside the product
sandbox_process  a stand-in as a process beside the product
phone, vendors   which stand-ins there are
welcome          what is said when it is ready
seed             `make seed`: a sample practice
"""
