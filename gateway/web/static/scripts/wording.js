// What is written shows how it looks a moment after the last letter.
for (const form of document.querySelectorAll("form[data-preview]")) {
  let waiting;
  const show = async () => {
    const fields = [...form.querySelectorAll("input:not([type=hidden]), textarea")];
    const words = new URLSearchParams(fields.filter((field) => field.value.trim()).map((field) => [field.name, field.value]));
    const answer = await fetch(`${form.getAttribute("action")}?${words}`, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-part=preview]");
    if (shown) document.querySelector("[data-part=preview]").replaceWith(shown);
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 300);
  });
}
