"""What all pages are made with; `kit.html` has the forms and lists, `shell.html` the frame.

rendering          templates, and what each of them knows
static_files       style sheets, scripts and the icon
forms              what a page's form sends
undo_offers        how what was done is taken back
visits             who looks at a page, for those who are signed in
navigation         where one can go
appearance         light or dark, as somebody chose
people             who works in the practice, to choose among
company_search     Companies House in a form
known_addresses    the warning that an address is a user's already
refusal_words      refusals as a page says them
checklists         lists that tick themselves
wording            states in words
moments            times, in the reader's zone and one form
end_dates          days until which something is given
past_days          days that are looked back at
usual_zones        each country's usual zone
"""
