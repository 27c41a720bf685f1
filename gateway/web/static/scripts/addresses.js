// An address may be a user's already: on leaving its field the warning comes beside it.
for (const place of document.querySelectorAll("[data-known]")) {
  const field = document.getElementById(place.dataset.known);
  let looked = field.value.trim();
  field.addEventListener("change", async () => {
    const email = field.value.trim();
    if (email === looked) return;
    looked = email;
    place.replaceChildren();
    if (!email || !field.validity.valid) return;
    const body = new URLSearchParams({ csrf: field.form.elements.csrf.value, email });
    try {
      const answer = await fetch("/clients/known-address", { method: "POST", body, headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected || field.value.trim() !== email) return;
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...parsed.body.children);
    } catch {
      // Nobody can be reached: Continue asks again.
    }
  });
}
