// What can be undone is offered for ten seconds, and longer to whoever points at it or stands in it. Ctrl+Z
// (⌘Z) takes it back. The address forgets the offer, so that nobody meets it again.
const lasting = 10_000;
for (const toast of document.querySelectorAll(".toast:has([data-undo])")) {
  const address = new URL(location.href);
  address.searchParams.delete("undo");
  history.replaceState(null, "", address);
  let going;
  const leave = () => { going = setTimeout(() => toast.hidden = true, lasting); };
  const stay = () => clearTimeout(going);
  for (const type of ["pointerenter", "focusin"]) toast.addEventListener(type, stay);
  for (const type of ["pointerleave", "focusout"]) toast.addEventListener(type, () => { stay(); leave(); });
  leave();
}
addEventListener("keydown", (event) => {
  const form = document.querySelector("form[data-undo]");
  if (!form || form.closest("[hidden]") || event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  form.requestSubmit();
});
