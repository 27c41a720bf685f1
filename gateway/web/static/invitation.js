// Takes the code from the link's fragment, which no server ever sees, and shows what the form would.
const form = document.querySelector("form[data-code]");
const token = decodeURIComponent(location.hash.slice(1));

if (form && token) {
  form.elements.token.value = token;
  form.closest("main").setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = shown.title;
    document.querySelector("main").replaceWith(shown.querySelector("main"));
    document.querySelector("main h1").setAttribute("tabindex", "-1");
    document.querySelector("main h1").focus();
  } catch {
    form.closest("main").removeAttribute("aria-busy");
    form.submit();
  }
}
