"""What access knows of practices.

practice_accounts  their names, and that they exist, as accounts tells
practice_admins    who their admins are, for colleagues and other services
"""
