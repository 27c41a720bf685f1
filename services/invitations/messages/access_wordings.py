"""What mails about who may see a client say (docs/adr/0052, 0056)."""

from __future__ import annotations

#: Subject, sentence and button, why somebody gets it, and who wrote the words in it: by what became of a
#: request to see a client, or to do more with it.
MAILS = {
    "pending": (
        "{requester} asks to see {client}",
        "{requester} asks to see {client}, which they cannot see. You are its account manager: you can give "
        "access, or decline.",
        "Answer",
        "You get this as the client’s account manager.",
        "They write",
    ),
    "more_work": (
        "{requester} asks to work with {client}",
        "{requester} may view {client}, and asks to work with it. You are its account manager: you can give "
        "them this, or decline.",
        "Answer",
        "You get this as the client’s account manager.",
        "They write",
    ),
    "more_manage": (
        "{requester} asks to manage {client}",
        "{requester} sees {client}, and asks to manage it. You are its account manager: you can give them "
        "this, or decline.",
        "Answer",
        "You get this as the client’s account manager.",
        "They write",
    ),
    "given_work": (
        "You can work with {client} now",
        "You asked to do more with {client}. You can work with it now.",
        "See your requests",
        "You get this because you asked.",
        "They write",
    ),
    "given_manage": (
        "You can manage {client} now",
        "You asked to do more with {client}. You can manage it now.",
        "See your requests",
        "You get this because you asked.",
        "They write",
    ),
    "approved": (
        "You can see {client} now",
        "You asked to see {client}. You have been given access.",
        "See your requests",
        "You get this because you asked.",
        "They write",
    ),
    "declined": (
        "Your request for access to {client} was declined",
        "You asked for access to {client}. Your request was declined.",
        "See your requests",
        "You get this because you asked.",
        "Whoever declined writes",
    ),
    "expired": (
        "Nobody answered your request for access to {client}",
        "You asked for access to {client} two weeks ago. Nobody has answered, so your request has ended. You "
        "can ask again.",
        "See your requests",
        "You get this because you asked.",
        "They write",
    ),
    "sees_until": (
        "Your access to {client} ends soon",
        "You have been given access to {client} for a while.",
        "See your clients",
        "You get this two days before it ends. If you need it for longer, ask an admin of your practice or "
        "the client’s account manager.",
        "",
    ),
    "manages_until": (
        "You manage {client} for two more days",
        "You are the account manager of {client} for a while.",
        "See your clients",
        "You get this two days before it ends. If it is to go on, ask an admin of your practice.",
        "",
    ),
    "others_see_until": (
        "Access to {client} ends soon",
        "You are the account manager of {client}. {requester} sees it for a while.",
        "See your clients",
        "You get this as the client’s account manager, two days before it ends.",
        "",
    ),
}
#: Where the button leads, where that is not to the requests.
TO_CLIENTS = ("sees_until", "manages_until", "others_see_until")


#: What is said of an end, where it has one.
UNTIL = dict.fromkeys(("pending", "more_work", "more_manage"), " They ask for it until {}.")
UNTIL |= dict.fromkeys(("approved", "given_work", "given_manage"), " It ends by itself on {}.")
UNTIL |= dict.fromkeys(TO_CLIENTS, " This ends by itself on {}.")
