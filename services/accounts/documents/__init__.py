"""Documents of a client: sent to its extract-by-email address, or uploaded (product.md 2.8, docs/adr/0053).

object_store          the port to where contents are kept
folder_store          contents in a folder
s3_store              contents in a bucket of an object store
store_circuit         whether a store that did not answer is called
store_settings        which store the environment names
threaded_store        a store that blocks, beside green threads
sealed_contents       a content as sealed parts
malware_scanner       what looks for malware in them
document_names        names as they are shown, whatever was sent
media_types           what a content is
document_access       whose documents somebody sees
kept_document         a document as its table keeps it
document_records      documents as they are found and shown
sender_rule           whether an email is taken in or held
known_senders         who was accepted before, and the rule in force
sender_settings       who may send, as somebody sees and changes it
held_mails            emails from somebody unknown, until somebody says a word
decided_mails         that word
checked_senders       senders whom access knows
receipt_rule          whether who sent an email is told that it came
document_receipts     who is to be told, until they are
due_receipts          those who are known are told once
received_documents    what is written when documents are whole, and told
uploaded_documents    documents that somebody uploads, in parts
document_pages        documents as they are read
page_drawer           a page of a PDF as a picture, drawn by a process of its own
drawing_process       has it drawn there
drawn_pages           pages as somebody sees them
document_trail        what somebody did with them, for the activity
removed_documents     deleted, restored, and removed for good
"""
