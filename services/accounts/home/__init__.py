"""What a colleague begins with, of what they may see.

practice_home    all of it
waiting_things   requests, drafts, imports and connections that wait for somebody
onboarded_weeks  how far the clients are that were added in a week
"""
