// Where somebody waits for something, the server says when to look; a page that nobody sees does not listen.
// Without it, what waits is looked at again at intervals all the same (lists.js).
let source;
let refused = false;
const look = () => dispatchEvent(new Event("look"));
// What happened is told before every service has heard of it.
const moved = () => { setTimeout(look, 150); setTimeout(look, 2000); };
// What it waits for is all said: nothing is looked at at short intervals meanwhile (lists.js).
const saysAll = (all) => { document.documentElement.toggleAttribute("data-says-all", all); };
const leave = () => {
  saysAll(false);
  source?.close();
  source = undefined;
};
const listen = () => {
  const waits = document.querySelector("[data-watch], [data-listen]");
  if (!waits || document.visibilityState !== "visible" || refused || !window.EventSource) return leave();
  if (source) return;
  const about = waits.closest("[data-about]")?.dataset.about;
  source = new EventSource(about ? `/live?${about}` : "/live");
  source.onopen = look;
  source.addEventListener("moved", moved);
  source.addEventListener("says_all", () => saysAll(true));
  source.onerror = () => {
    saysAll(false);
    refused = source?.readyState === EventSource.CLOSED;
  };
};
addEventListener("shown", listen);
addEventListener("visibilitychange", listen);
addEventListener("pagehide", leave);
addEventListener("pageshow", () => setTimeout(listen, 500));
