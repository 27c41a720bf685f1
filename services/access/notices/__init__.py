"""What concerns somebody: the list behind the bell (docs/adr/0072). Whom it concerns is known elsewhere.

notice_rows  how a notice is written, counted as read, and forgotten
unread       how many somebody has not read
digests      a mail once a day for who wants one
own_notices  one's own, as they are listed and read
"""
