// A file dropped on its form is uploaded at once.
for (const form of document.querySelectorAll("form[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  const hint = form.querySelector("[data-drop-hint]");
  if (hint) hint.hidden = false;
  const over = (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("over", event.type !== "dragleave");
  };
  for (const type of ["dragenter", "dragover", "dragleave"]) form.addEventListener(type, over);
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    form.classList.remove("over");
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}
