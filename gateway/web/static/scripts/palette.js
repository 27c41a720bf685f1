// Ctrl+K (⌘K) goes to whatever /go finds, `?` shows the keys that stand there.
const element = (name, values, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(name), values);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};
const apple = /Mac|iP(hone|ad)/.test(navigator.platform);
const name = (place) => { if (apple) for (const key of place.querySelectorAll("[data-modifier]")) key.textContent = "⌘"; };
const read = async (q, signal) => {
  const answer = await fetch(q ? `/go?${new URLSearchParams({ q })}` : "/go", { headers: { Accept: "text/html" }, signal });
  if (answer.redirected) location.reload(); // The session has ended: the page says so.
  if (!answer.ok || answer.redirected) throw new Error("refused");
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};
const opened = (label, ...children) => {
  const box = element("dialog", { className: "palette" }, { "aria-label": label }, element("div", {}, {}, ...children));
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  document.body.append(box);
  box.showModal();
  return box;
};

const go = (entry) => {
  if (entry.matches("a")) return location.assign(entry.getAttribute("href"));
  const form = document.importNode(entry, true);
  form.hidden = true;
  document.body.append(form);
  form.requestSubmit();
};

const palette = () => {
  const input = element("input", { type: "text", maxLength: 100, autocomplete: "off", spellcheck: false, placeholder: "Client, page or action" }, {
    role: "combobox", "aria-label": "Go to a client, a page or an action", "aria-autocomplete": "list",
    "aria-expanded": "false", "aria-controls": "palette-list", autocapitalize: "off", enterkeyhint: "go",
  });
  const list = element("div", { id: "palette-list", className: "palette-list" }, { role: "listbox", "aria-label": "Found" });
  const said = element("p", { className: "small quiet" }, { role: "status" });
  const box = opened("Go to", input, list, said);
  let options = [], at = 0, shown, waiting, search, hurried = false;
  const mark = (place) => {
    at = (place + options.length) % options.length || 0;
    options.forEach(({ option }, number) => option.setAttribute("aria-selected", String(number === at)));
    const here = options[at]?.option;
    if (here) input.setAttribute("aria-activedescendant", here.id);
    else input.removeAttribute("aria-activedescendant");
    here?.scrollIntoView({ block: "nearest" });
  };
  const fill = (found) => {
    options = [];
    list.replaceChildren(...[...found.querySelectorAll("[data-group]")].map((group, place) => {
      const title = element("p", { id: `palette-${place}`, className: "small quiet", textContent: group.dataset.group }, { role: "presentation" });
      return element("div", {}, { role: "group", "aria-labelledby": title.id }, title, ...[...group.querySelectorAll("li")].map((line) => {
        const entry = line.querySelector("[data-entry]");
        const words = element("span", { textContent: entry.textContent.trim() });
        const detail = line.querySelector(".quiet");
        const option = element("div", { id: `palette-option-${options.length}` }, { role: "option" }, words);
        if (detail) option.append(" ", element("span", { className: "small quiet", textContent: detail.textContent }));
        option.addEventListener("click", () => go(entry));
        options.push({ option, entry });
        return option;
      }));
    }));
    input.setAttribute("aria-expanded", String(options.length > 0));
    const lacking = found.querySelector("[data-lacking]")?.textContent;
    said.textContent = lacking ?? (options.length ? `${options.length} found` : "Nothing is called like this.");
    said.classList.toggle("visually-hidden", options.length > 0 && !lacking);
    mark(0);
  };
  const show = async () => {
    search?.abort();
    search = new AbortController();
    const q = input.value.trim();
    try {
      fill(await read(q, search.signal));
      shown = q;
      if (hurried && options.length) go(options[at].entry);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      said.textContent = "Clientele cannot be reached. Type again to try once more.";
      said.classList.remove("visually-hidden");
    }
    hurried = false;
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    hurried = false;
    waiting = setTimeout(show, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(at + step);
    else if (event.key !== "Enter") return;
    else if (input.value.trim() === shown && options.length) go(options[at].entry);
    else {
      // Enter counts for what was typed, also before it is found.
      clearTimeout(waiting);
      hurried = true;
      show();
    }
    event.preventDefault();
  });
  box.addEventListener("close", () => {
    clearTimeout(waiting);
    search?.abort();
  });
  show();
};

const keys = async () => {
  let found;
  try {
    found = (await read("")).querySelector("[data-keys]");
  } catch {
    return;
  }
  found.hidden = false;
  name(found);
  const close = element("button", { type: "button", className: "button secondary small", textContent: "Close" });
  const box = opened("Keys", found, close);
  close.addEventListener("click", () => box.close());
};

const opener = document.querySelector("[data-go]");
if (opener) {
  name(opener);
  for (const part of document.querySelectorAll("[data-keys], [data-go] .keys")) {
    part.hidden = false;
    name(part);
  }
  opener.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    palette();
  });
  addEventListener("keydown", (event) => {
    const open = document.querySelector("dialog[open]");
    const held = apple ? event.metaKey : event.ctrlKey;
    if (held && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (open) open.close();
      else palette();
    } else if (event.key === "?" && !event.ctrlKey && !event.metaKey && !open && !event.target.closest("input, textarea, select")) {
      keys();
    }
  });
}
