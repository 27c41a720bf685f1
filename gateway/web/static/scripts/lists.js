// One box ticks all in its table; a bar says how many are ticked.
const count = (table) => {
  const boxes = [...table.querySelectorAll("tbody input[type=checkbox]")];
  const ticked = boxes.filter((box) => box.checked).length;
  table.querySelector(".bulk").hidden = ticked === 0;
  table.querySelector("[data-count]").textContent = `${ticked} selected`;
  const all = table.querySelector("[data-all]");
  if (!all) return;
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
};
const countAll = () => document.querySelectorAll("[data-bulk]").forEach(count);
addEventListener("change", (event) => {
  const table = event.target.closest("[data-bulk]");
  if (!table) return;
  if (event.target.matches("[data-all]")) {
    for (const box of table.querySelectorAll("tbody input[type=checkbox]")) box.checked = event.target.checked;
  }
  count(table);
});
addEventListener("pageshow", countAll);

// A row as it is now, a cell at a time, so that ticks, open menus and the focus stay.
const renewRow = (fresh, row) => {
  for (const [number, cell] of [...fresh.cells].entries()) {
    const old = row.cells[number];
    if (!cell.isEqualNode(old) && !old.querySelector("details[open], :focus")) old.replaceWith(cell);
  }
  for (const wait of ["data-watch", "data-listen"]) row.toggleAttribute(wait, fresh.hasAttribute(wait));
  row.dispatchEvent(new CustomEvent("shown", { bubbles: true }));
};

// A part of the page as it is now.
const renew = (shown, part) => {
  const fresh = shown.querySelector(`[data-part="${part.dataset.part}"]`);
  if (!fresh || fresh.isEqualNode(part)) return;
  part.replaceWith(fresh);
  fresh.dispatchEvent(new CustomEvent("shown", { bubbles: true }));
  return fresh;
};
const look = async (address, signal) => {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { answer, parsed };
};

// A filter counts as soon as it is chosen; a search a moment after the last letter.
for (const form of document.querySelectorAll("form[data-live]")) {
  let waiting;
  let asking;
  const said = Object.assign(document.createElement("p"), {
    className: "small",
    textContent: "Clientele cannot be reached. The list is as it was.",
  });
  said.setAttribute("role", "alert");
  const show = async () => {
    asking?.abort();
    asking = new AbortController();
    const given = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const address = form.getAttribute("action") + (given.size ? `?${given}` : "");
    try {
      const { answer, parsed } = await look(address, asking.signal);
      if (!answer.ok || answer.redirected) return location.assign(address);
      history.replaceState(null, "", address);
      for (const part of document.querySelectorAll("[data-part]")) renew(parsed, part);
      countAll();
      said.remove();
    } catch (problem) {
      if (problem.name !== "AbortError") form.append(said);
    }
  };
  form.addEventListener("change", (event) => { if (event.target.matches("select")) show(); });
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[type=search]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(show, 200);
  });
}

// A part that is still changing looks again by itself until it says that it is done; and whenever something
// happened. However often that is, one look is under way at a time.
let again = false;
let looking = false;
const lookAgain = async () => {
  again = true;
  if (looking) return;
  looking = true;
  try {
    while (again) {
      again = false;
      const { answer, parsed } = await look(location.href);
      if (!answer.ok || answer.redirected) continue;
      for (const part of document.querySelectorAll("[data-watch], [data-listen], [data-along]")) {
        const fresh = parsed.querySelector(`[data-part="${part.dataset.part}"]`);
        if (fresh && part.matches("tr")) renewRow(fresh, part);
        else if (fresh) renew(parsed, part);
        // It belongs to this list no more: it stays as it is, so that nothing jumps, and waits for nothing.
        else for (const wait of ["watch", "listen", "along"]) delete part.dataset[wait];
      }
    }
  } finally {
    looking = false;
  }
};
const watch = (wait) => setTimeout(async () => {
  if (!document.querySelector("[data-watch]")) return;
  // All is said when it happens (watching.js): once in a while is enough.
  if (wait < 30000 && document.documentElement.hasAttribute("data-says-all")) return watch(30000);
  try {
    await lookAgain();
    watch(Math.min(wait * 1.5, 10000));
  } catch {
    watch(Math.min(wait * 2, 30000));
  }
}, wait);
if (document.querySelector("[data-watch]")) watch(1000);
addEventListener("look", () => lookAgain().catch(() => {}));
