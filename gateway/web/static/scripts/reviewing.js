// A line of a list is decided by one key: that which one is in, else the first. Its buttons say which keys.
const lineAt = (target) => target.closest("[data-line]") ?? document.querySelector("[data-line]:has([data-key])");
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, textarea, select, dialog, details.menu")) return;
  const button = lineAt(event.target)?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
  button.closest("details[open]")?.querySelector("select")?.focus();
});
for (const words of document.querySelectorAll("[data-keys-said]")) words.hidden = false;
