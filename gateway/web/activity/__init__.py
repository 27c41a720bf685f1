"""Who changed what.

activity_log        the audit trail as a page
activity_groups     its lines by day, and by what was done at once
activity_sentences  what each kind of line says happened
document_sentences  the same of documents
responsibility_sentences  the same of responsibilities
review_sentences    the same of reviews of who reaches what
sentence            what one kind of line says
activity_changes    what was so before and is so after, in words
"""
