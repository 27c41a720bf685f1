"""Sending what is queued, and what is reported of it.

due_deliveries      the job of sending one channel of an invitation
held_deliveries     what waits until a practice has confirmed an address
text_reports        what Twilio reports of a text
mail_bounces        mail that came back
delivery_decision   what becomes of a delivery: sent, put off, given up
"""
