"""Looking through who reaches what, and deciding line by line (docs/adr/0074).

new_reviews      one that is started
review_snapshot  the lines as they are taken down when it starts
review_rows      reviews as they are found, locked and changed
review_views     reviews as they are listed, with whom they are of
line_rows        lines as they are found and locked
line_views       lines as they are shown, beside what is so now
reached_now      how colleagues reach clients at the moment
line_decision    what can be decided of a line, and what its client's access is then: the decision
review_decision  whose a review is to decide, and until when: the decision
decided_lines    a line that is decided, and undone
ended_reviews    a review that is signed off or given up
review_line      a line of a review's file, written when it is decided
review_file      the lines as CSV, and the digest of that
"""
