"""What Twilio's codes mean: in plain words, and as final or not (`Refused`, `NotNow`)."""

from __future__ import annotations

from services.invitations.transport.delivery_problems import NotNow, Refused

#: Twilio's codes that another try does not mend.
_FINAL = {
    21211: "This is not a telephone number. Correct the mobile number and resend the invitation.",
    21217: "This is not a telephone number. Correct the mobile number and resend the invitation.",
    21408: "Texts to this country are not switched on for this server. The invitation can go by email alone.",
    21610: "This person has asked for no more texts from us. They can text START to allow them again.",
    21612: "Texts cannot reach this number from ours. Use another mobile number, or email alone.",
    21614: "This is not a mobile number. Correct it and resend the invitation.",
    21635: "This is a landline, which takes no texts. Use a mobile number and resend the invitation.",
    30004: "The phone's network blocks our texts. Use another mobile number, or email alone.",
    30005: "Nobody has this mobile number any more. Correct it and resend the invitation.",
    30006: "This is a landline, which takes no texts. Use a mobile number and resend the invitation.",
    30007: "The phone's network took our text for advertising. Use another mobile number, or email alone.",
}
#: What was taken, did not arrive, and may when it is sent again.
AGAIN = {
    30001: "The text service had too many texts at once.",
    30003: "The phone could not be reached; it may be switched off.",
    30008: "The phone's network did not deliver the text and did not say why.",
    # The sender's allowance for now is used up, which time mends.
    14107: "The text service had too many texts from this server at once.",
    30022: "The text service had too many texts from this server at once.",
    30023: "This server has sent as many texts as the networks allow it in a day.",
    30027: "This server has sent as many texts as the network allows it in a day.",
    63038: "This server has sent as many texts as its account allows in a day.",
}
#: What concerns our number or account: another try may find it mended, another mobile number not.
_SENDERS = {
    20003: "The text service does not accept this server's sign-in.",
    20005: "This server's account at the text service is not active.",
    21603: "This server has no number to send texts from.",
    21606: "The number that this server sends texts from cannot send to this country.",
    21659: "The number that this server sends texts from is not one of its account.",
    21660: "The number that this server sends texts from is not one of its account.",
    21701: "This server's messaging service at the text service does not exist.",
    21703: "This server's messaging service has no number to send texts from.",
    21704: "This server's messaging service has no number for this country.",
    30002: "This server's account at the text service is suspended.",
    30010: "This text costs more than this server's account allows.",
    30024: "The number that this server sends texts from is not set up for this network.",
    30032: "The freephone number that this server sends texts from is not verified.",
    30034: "The number that this server sends texts from is not registered with the phone networks.",
    30035: "The number that this server sends texts from is not registered with the phone networks.",
    30037: "The text service has blocked texts from this server's account.",
    30039: "The text service has stopped texts from this server, as they went round in circles.",
    30040: "The registration of the number that this server sends texts from was refused by the networks.",
    90010: "This server's account at the text service is not active.",
}
_ASK = "The number is not at fault: tell whoever runs this server, and resend when it is mended."


def problem_of(status: int, code: int | None) -> Refused | NotNow:
    """How Twilio's refusal of a text ends, by the status of HTTP and its own code."""
    if code in _FINAL:
        return Refused(_FINAL[code])
    if code in _SENDERS or code in AGAIN:
        return NotNow(_SENDERS.get(code) or AGAIN[code])
    if status == 429 or status >= 500 or status in (401, 403):
        return NotNow("The text service does not take texts at the moment.")
    return Refused("The text service refused this text. Check the mobile number and resend the invitation.")


def reason(code: int | None) -> str:
    """Plain words for why a text that was taken did not arrive, which tell whose the mending is."""
    if code in _SENDERS:
        return f"{_SENDERS[code]} {_ASK}"
    known = {**_FINAL, **AGAIN}
    return known.get(code or 0, "The text could not be delivered. Check the mobile number and resend.")
