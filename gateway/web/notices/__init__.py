"""What concerns whoever looks: the page behind the bell (docs/adr/0072).

notice_list    the list, and having it read
notice_groups  notices by day, with those together that came of one thing
"""
