// What is nicer with JavaScript. Every page works without it.

// A form that was refused: begin at what is wrong.
document.querySelector("[data-focus]")?.focus();

// Sent once, however often it is clicked; on coming back to the page it can be sent again.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// `/` begins a search, Escape closes a menu.
addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && !typing && search) {
    event.preventDefault();
    search.focus();
    search.select();
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

// Long lists of things to tick can be searched and ticked all at once.
for (const list of document.querySelectorAll("[data-searchable]")) {
  const choices = [...list.querySelectorAll(".choice")];
  const box = document.createElement("input");
  box.type = "search";
  box.placeholder = "Search";
  box.setAttribute("aria-label", `Search: ${list.querySelector("legend").textContent.trim()}`);
  choices[0].before(box);
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    for (const choice of choices) choice.hidden = !choice.textContent.toLowerCase().includes(wanted);
  });
  box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}

// One box ticks all in its table; a bar says how many are ticked.
const count = (form) => {
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const ticked = boxes.filter((box) => box.checked).length;
  form.querySelector(".bulk").hidden = ticked === 0;
  form.querySelector("[data-count]").textContent = `${ticked} selected`;
  const all = form.querySelector("[data-all]");
  if (all) all.checked = ticked > 0 && ticked === boxes.length;
};
const countAll = () => document.querySelectorAll("[data-bulk]").forEach(count);
addEventListener("change", (event) => {
  const form = event.target.closest("[data-bulk]");
  if (!form) return;
  if (event.target.matches("[data-all]")) {
    for (const box of form.querySelectorAll("tbody input[type=checkbox]")) box.checked = event.target.checked;
  }
  count(form);
});
countAll();

// A filter counts as soon as it is chosen; a search a moment after the last letter.
for (const form of document.querySelectorAll("form[data-live]")) {
  let waiting;
  const show = async () => {
    const address = `${form.getAttribute("action")}?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value))}`;
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return location.assign(address);
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
    history.replaceState(null, "", address);
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = shown.querySelector(`[data-part="${part.dataset.part}"]`);
      if (fresh) part.replaceWith(fresh);
    }
    countAll();
  };
  form.addEventListener("change", (event) => { if (event.target.matches("select")) show(); });
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[type=search]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(show, 200);
  });
}

// A part that is still changing looks again by itself until it says that it is done.
const watch = (part, wait) => setTimeout(async () => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = shown.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!fresh) return;
    part.replaceWith(fresh);
    if ("watch" in fresh.dataset) watch(fresh, Math.min(wait * 1.5, 10000));
  } catch {
    watch(part, Math.min(wait * 2, 30000));
  }
}, wait);
for (const part of document.querySelectorAll("[data-watch]")) watch(part, 1000);
