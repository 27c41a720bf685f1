// Moments in the reader's own zone, in one form for all: 3 May 2026, 19:50. The server writes the same form in UTC.
const DAY = { day: "numeric", month: "short", year: "numeric" };
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const written = (at, options) => at.toLocaleString("en-GB", options);
const NEAR = { "-1": "tomorrow", 0: "today", 1: "yesterday" };

// Calendar days of the reader's from then to now.
const daysAgo = (at) => {
  const day = (moment) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return (day(new Date()) - day(at)) / 86_400_000;
};
const FORMS = {
  day: (at) => written(at, DAY),
  clock: (at) => written(at, CLOCK),
  moment: (at) => {
    const near = NEAR[daysAgo(at)];
    return near ? `${near} ${written(at, CLOCK)}` : `${written(at, DAY)}, ${written(at, CLOCK)}`;
  },
};
const tell = (root) => {
  for (const time of root.querySelectorAll("time[data-when]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    time.title = written(at, { dateStyle: "full", timeStyle: "long" });
    time.textContent = FORMS[time.dataset.when](at);
  }
};
tell(document);
addEventListener("shown", (event) => tell(event.target));
