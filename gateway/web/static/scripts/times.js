// Moments in the reader's own time. The pages are in English, so the dates are too, the way the reader's English has it.
const language = navigator.languages.find((each) => each.startsWith("en")) ?? "en-GB";
const FORMS = {
  day: { dateStyle: "medium" },
  clock: { timeStyle: "short" },
  moment: { dateStyle: "medium", timeStyle: "short" },
};
const tell = (root) => {
  for (const time of root.querySelectorAll("time[data-when]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    time.title = at.toLocaleString(language, { dateStyle: "full", timeStyle: "long" });
    time.textContent = at.toLocaleString(language, FORMS[time.dataset.when]);
  }
};
tell(document);
addEventListener("shown", (event) => tell(event.target));
