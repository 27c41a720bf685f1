// Lists of people can be searched, and ticked as they are shown.
const element = (name, values, ...children) => {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
};

for (const list of document.querySelectorAll("[data-pick]")) {
  const choices = [...list.querySelectorAll(".choice")];
  const shown = () => choices.filter((choice) => !choice.hidden).map((choice) => choice.querySelector("input"));
  const what = list.querySelector("legend").textContent.trim();
  const box = element("input", { type: "search", placeholder: "Search", autocomplete: "off" });
  box.setAttribute("aria-label", `Search: ${what}`);
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    for (const choice of choices) choice.hidden = !choice.textContent.toLowerCase().includes(wanted);
    none.hidden = shown().length > 0;
  });
  box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  const tick = (words, checked) => {
    const button = element("button", { type: "button", className: "link small", textContent: words });
    button.addEventListener("click", () => {
      for (const input of shown()) input.checked = checked;
      list.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return button;
  };
  const none = element("p", { className: "quiet small", textContent: "Nobody is called like this.", hidden: true });
  none.setAttribute("role", "status");
  if (choices.length > 1) list.querySelector(".options").before(element("div", { className: "pick-tools" }, box, tick("Select all", true), tick("Clear", false)), none);
}

// Lists side by side become tabs, each with how many are ticked in it.
for (const box of document.querySelectorAll("[data-tabs]")) {
  const panels = [...box.querySelectorAll("[data-tab]")];
  if (panels.length < 2) continue;
  const bar = element("div", { className: "tabs" });
  bar.setAttribute("role", "tablist");
  bar.setAttribute("aria-label", box.dataset.tabs);
  const tabs = panels.map((panel, place) => {
    const tab = element("button", { type: "button", id: `tab-${place}` });
    panel.id = `panel-${place}`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    tab.addEventListener("click", () => choose(place));
    return tab;
  });
  const choose = (place) => tabs.forEach((tab, number) => {
    tab.setAttribute("aria-selected", String(number === place));
    tab.tabIndex = number === place ? 0 : -1;
    panels[number].hidden = number !== place;
  });
  const count = () => tabs.forEach((tab, place) => {
    const ticked = panels[place].querySelectorAll("input[type=checkbox]:checked").length;
    tab.textContent = panels[place].dataset.tab + (ticked ? ` (${ticked})` : "");
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const place = (tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length;
    choose(place);
    tabs[place].focus();
  });
  bar.append(...tabs);
  box.before(bar);
  box.classList.add("tabbed");
  box.addEventListener("change", count);
  count();
  choose(Math.max(0, panels.findIndex((panel) => panel.querySelector(".wrong"))));
}
