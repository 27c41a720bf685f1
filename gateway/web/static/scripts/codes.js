// Takes the code from a link's fragment, which no server ever sees, and shows what the form would.
const form = document.querySelector("form[data-code]");
// A scanner may have encoded the link's #, so that the code came with the path: then it stands in the form.
const token = location.hash.slice(1) || form?.dataset.code;

if (form && token) {
  form.elements.token.value = token;
  if (!location.hash) history.replaceState(null, "", form.action);
  const main = form.closest("main");
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = shown.querySelector("main");
    document.title = shown.title;
    main.replaceWith(fresh);
    // Whose invitation it is shows above it, and in its colour.
    document.querySelector(".masthead").replaceWith(shown.querySelector(".masthead"));
    document.head.append(...shown.querySelectorAll('link[href^="/branding/"]'));
    fresh.dispatchEvent(new CustomEvent("shown", { bubbles: true }));
    fresh.querySelector("h1").setAttribute("tabindex", "-1");
    fresh.querySelector("h1").focus();
  } catch {
    main.removeAttribute("aria-busy");
    form.submit();
  }
}
