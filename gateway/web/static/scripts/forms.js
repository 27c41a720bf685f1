// A form that was refused: begin at what is wrong.
document.querySelector("[data-focus]")?.focus();

// Sent once, however often it is clicked; on coming back to the page it can be sent again.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  if ("kept" in form.dataset && event.submitter?.name !== "more") send(event, form);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.inert = false;
  }
});

// Where losing the answers would hurt: when nobody can be reached the page stays as it is and says so. What
// is sent again bears the same key, so that it is done once.
const send = async (event, form) => {
  event.preventDefault();
  const button = event.submitter;
  const action = button?.getAttribute("formaction") ?? form.getAttribute("action");
  const body = new URLSearchParams(new FormData(form, button));
  form.inert = true; // What is typed from here on would not be sent.
  try {
    const answer = await fetch(action, { method: "POST", body, headers: { Accept: "text/html" } });
    if (answer.redirected) return location.assign(answer.url);
  } catch {
    delete form.dataset.sent;
    form.inert = false;
    return tell(form);
  }
  // Refused, or the session has ended: the page that says so is the browser's to show.
  if (button?.name) {
    const pressed = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    form.append(pressed);
  }
  form.submit();
};

const tell = (form) => {
  document.querySelector("[data-cut]")?.remove();
  const words = document.createElement("div");
  words.className = "summary";
  words.tabIndex = -1;
  words.dataset.cut = "";
  words.setAttribute("role", "alert");
  words.append(Object.assign(document.createElement("h2"), { textContent: "Clientele cannot be reached" }));
  words.append(Object.assign(document.createElement("p"), {
    textContent: "Your answers are still here. Check your connection and press the button again: nothing is done twice.",
  }));
  form.before(words);
  words.focus();
};

// The currency follows the country until somebody chooses one.
const country = document.querySelector("[data-sets-currency]");
const currency = document.getElementById(country?.dataset.setsCurrency);
currency?.addEventListener("change", () => { currency.dataset.chosen = ""; });
country?.addEventListener("change", () => {
  const usual = country.selectedOptions[0].dataset.currency;
  if (usual && !("chosen" in currency.dataset)) currency.value = usual;
});
