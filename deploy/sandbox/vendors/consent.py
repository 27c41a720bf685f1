"""The page of a vendor where a person says yes or no."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from deploy.sandbox.vendors.book import ORGANISATIONS
from deploy.sandbox.vendors.vendor import Vendor

REQUIRED = (
    "response_type",
    "client_id",
    "redirect_uri",
    "state",
    "code_challenge",
    "code_challenge_method",
)
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#eef1f4;color:#16202a}
main{max-width:30rem;margin:3rem auto;background:#fff;padding:2rem;border-radius:8px;border:1px solid #d5dbe1}
h1{font-size:1.4rem;margin:0 0 .5rem}label{display:block;padding:.35rem 0}
input[type=email]{width:100%;padding:.5rem;font:inherit;box-sizing:border-box}
button{font:inherit;padding:.6rem 1.2rem;margin:1rem .5rem 0 0;border-radius:6px;border:1px solid #8a97a3}
button[value=allow]{background:#0b5cad;color:#fff;border-color:#0b5cad}
.note{background:#fff6d8;padding:.5rem .75rem;border-radius:6px;font-size:.9rem}
"""


def page(vendor: Vendor, request: dict[str, str]) -> str:
    """Asks which organisations the app may reach."""
    kind = "checkbox" if vendor.several else "radio"
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in request.items()
    )
    choices = "".join(
        f'<label><input type="{kind}" name="organisation" value="{number}"'
        f"{' checked' if number == 0 else ''}> {escape(name)}</label>"
        for number, (name, *_) in enumerate(ORGANISATIONS)
    )
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(vendor.name)} (sandbox)</title><style>{_STYLE}</style></head><body><main>
<p class="note">A sandbox that stands in for {escape(vendor.name)}. Nothing here leaves this machine.</p>
<h1>Allow Clientele to reach your data in {escape(vendor.name)}?</h1>
<form method="post">{hidden}
<label>Sign in as <input type="email" name="login" value="demo@sandbox.example" required></label>
<fieldset><legend>Organisations</legend>{choices}</fieldset>
<button name="decision" value="allow">Allow access</button>
<button name="decision" value="deny">Cancel</button>
</form></main></body></html>"""


def problem(vendor: Vendor, request: dict[str, str], redirect_uris: frozenset[str]) -> str | None:
    """Why a request for authorisation is refused outright, without going back; None where it is good."""
    missing = [name for name in REQUIRED if not request.get(name)]
    if missing:
        return f"missing: {', '.join(missing)}"
    if request["client_id"] != vendor.client_id:
        return "unknown client"
    if redirect_uris and request["redirect_uri"] not in redirect_uris:
        return "unregistered redirect_uri"
    if request["response_type"] != "code" or request["code_challenge_method"] != "S256":
        return "a code with PKCE by S256 is wanted"
    return None


def decided(vendor: Vendor, form: dict[str, list[str]]) -> str:
    """Where the browser goes with a person's answer."""
    request = {name: values[-1] for name, values in form.items()}
    back, state = request["redirect_uri"], request["state"]
    numbers = [int(number) for number in form.get("organisation", []) if number.isdigit()]
    numbers = [number for number in numbers if number < len(ORGANISATIONS)]
    if request.get("decision") != "allow" or not numbers:
        denied = {"error": "access_denied", "error_description": "The user said no", "state": state}
        return f"{back}?{urlencode(denied)}"
    login = request.get("login", "demo@sandbox.example")
    numbers = numbers if vendor.several else numbers[:1]
    vendor.consented(login, numbers)
    code = vendor.book.code(
        provider=vendor.id,
        redirect_uri=back,
        challenge=request["code_challenge"],
        login=login,
        numbers=numbers,
    )
    return f"{back}?{urlencode({'code': code, 'state': state, **vendor.callback_extra(login, numbers)})}"
