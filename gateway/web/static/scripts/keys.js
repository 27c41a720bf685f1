// `/` begins a search, Escape closes a menu, arrows walk through it.
const walk = (menu, step) => {
  const entries = [...menu.querySelectorAll(".entry, .menu-body > :is(a, button)")];
  const next = entries.indexOf(document.activeElement) + step;
  entries[(next + entries.length) % entries.length]?.focus();
};
addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  const search = document.querySelector("[data-search]");
  const open = event.target.closest("details.menu[open]");
  if (event.key === "/" && !typing && search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (open && !typing && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    walk(open, event.key === "ArrowDown" ? 1 : -1);
  }
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});
addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Where the reader is stands in sight, also in a bar that is wider than the screen.
for (const here of document.querySelectorAll(":is(.rail, .tabs) [aria-current]")) {
  here.parentElement.scrollLeft = here.offsetLeft - (here.parentElement.clientWidth - here.offsetWidth) / 2;
}

// Copy what stands beside the button.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const words = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}

// The colours change at once; the cookie is for the next page.
addEventListener("submit", (event) => {
  const form = event.target;
  if (!("appearance" in form.dataset)) return;
  event.preventDefault();
  delete form.dataset.sent;
  const wanted = event.submitter;
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, wanted)), redirect: "manual" });
  document.documentElement.dataset.scheme = wanted.value;
  for (const button of document.querySelectorAll("[data-appearance] button")) {
    button.setAttribute("aria-pressed", String(button.value === wanted.value));
  }
});
