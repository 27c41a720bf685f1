// A table to write in: cells are saved as they are left, and what is wrong with them is said beside them.
for (const form of document.querySelectorAll("form[data-table]")) {
  const part = (name) => document.querySelector(`[data-part="table-${name}"]`);
  const most = Number(form.dataset.most ?? 0);
  const cells = () => [...part("rows").querySelectorAll("input[name]")];
  const dirty = () => cells().filter((cell) => cell.value !== cell.defaultValue);
  const rowOf = (cell) => cell.closest("tr");
  const fieldOf = (cell) => cell.name.split(".")[1];
  let saving = null;
  let waiting;

  const say = (words, wrong = false) => {
    const said = part("sum").querySelector("[data-said]");
    said.textContent = words;
    said.classList.toggle("bad", wrong);
  };
  const clock = () => new Date().toTimeString().slice(0, 5);

  // Each save is another, though the same may be typed twice.
  const body = (more) => {
    const given = new URLSearchParams();
    for (const hidden of form.querySelectorAll("input[type=hidden]")) given.append(hidden.name, hidden.value);
    given.set("key", [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
    for (const [name, value] of more) given.append(name, value);
    return given;
  };
  const ask = async (address, options) => {
    const answer = await fetch(address, { ...options, headers: { Accept: "text/html" } });
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { answer, shown };
  };
  const isTable = (shown) => shown.querySelector("[data-part=table-rows]");

  // Errors and checks as they are now; what somebody is typing stays as it is.
  const show = (shown, rows) => {
    for (const name of ["sum", "alike", "ways"]) {
      const [old, fresh] = [part(name), shown.querySelector(`[data-part=table-${name}]`)];
      if (name === "sum" && fresh) {
        // The button may have the focus, and somebody may be ticking the box.
        old.querySelector("[data-add]").textContent = fresh.querySelector("[data-add]").textContent;
        old.querySelector("[data-said]").replaceChildren(...fresh.querySelector("[data-said]").childNodes);
      } else if (fresh && !old.contains(document.activeElement)) old.replaceWith(fresh);
    }
    for (const row of part("rows").querySelectorAll("tr[data-row]")) {
      const fresh = shown.querySelector(`tr[data-row="${row.dataset.row}"]`);
      for (const cell of row.querySelectorAll("input")) {
        const now = fresh?.querySelector(`[name="${cell.name}"]`);
        cell.nextElementSibling?.remove();
        cell.removeAttribute("aria-invalid");
        cell.removeAttribute("aria-describedby");
        if (!now) continue;
        if (cell.value === cell.defaultValue && cell !== document.activeElement) {
          cell.defaultValue = now.defaultValue;
          cell.value = now.defaultValue;
        }
        if (!now.hasAttribute("aria-invalid")) continue;
        cell.setAttribute("aria-invalid", "true");
        cell.setAttribute("aria-describedby", now.getAttribute("aria-describedby"));
        cell.after(now.nextElementSibling);
      }
      const state = row.querySelector(".state");
      if (fresh) state.replaceChildren(...fresh.querySelector(".state").childNodes);
      else if (rows.has(row.dataset.row)) state.textContent = row.querySelector("input:not([value=''])") ? "Good" : "";
    }
  };
  const adopt = (address) => {
    const here = new URL(address);
    for (const each of [form, ...document.querySelectorAll("[data-paste-form] form")]) each.setAttribute("action", here.pathname);
    here.searchParams.delete("done");
    if (here.href !== location.href) history.replaceState(null, "", here);
  };

  // Verdicts come a moment after a save of many rows.
  const until = async (found, address) => {
    for (let turn = 0; turn < 40 && found.querySelector("[data-checking]"); turn += 1) {
      await new Promise((done) => setTimeout(done, 500));
      ({ shown: found } = await ask(address));
    }
    return found;
  };

  const send = async (more, changed) => {
    say("Saving…");
    const { answer, shown } = await ask(form.getAttribute("action"), { method: "POST", body: body(more) });
    if (new URL(answer.url).pathname === "/sign-in" || answer.status === 401) throw new Error("Your session has ended. Sign in in another tab, and it is saved then.");
    if (!isTable(shown)) {
      if (answer.redirected && answer.ok) location.assign(answer.url);
      throw new Error(shown.querySelector("main p")?.textContent ?? "It could not be saved.");
    }
    if (!answer.ok) {
      const why = new Error(shown.querySelector(".summary li")?.textContent ?? "It could not be saved.");
      why.refused = true;
      throw why;
    }
    for (const [cell, value] of changed) cell.defaultValue = value;
    adopt(answer.url);
    return await until(shown, answer.url);
  };

  const save = async () => {
    clearTimeout(waiting);
    while (saving) await saving;
    const changed = dirty().slice(0, 1500).map((cell) => [cell, cell.value]);
    if (!changed.length) return true;
    const rows = new Set(changed.map(([cell]) => rowOf(cell).dataset.row));
    let held;
    saving = new Promise((done) => { held = done; });
    try {
      const shown = await send(changed.map(([cell, value]) => [cell.name, value]), changed);
      show(shown, rows);
      const wrong = [...part("rows").querySelectorAll("tr")].filter((row) => rows.has(row.dataset.row))
        .flatMap((row) => [...row.querySelectorAll(".error")].map((error) => `Row ${row.dataset.row}: ${error.textContent}`));
      const said = part("sum").querySelector("[data-said]");
      // Who sees the table sees it beside the cells.
      const heard = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: wrong.slice(0, 3).join(" ") });
      said.append(` ${clock()} `, heard);
      return true;
    } catch (problem) {
      if (!problem.refused) waiting = setTimeout(save, 5000);
      say(problem instanceof TypeError ? "Not saved: Clientele cannot be reached. It is tried again." : `Not saved: ${problem.message}`, true);
      return false;
    } finally {
      saving = null;
      held();
    }
  };
  const soon = (wait) => {
    clearTimeout(waiting);
    waiting = setTimeout(save, wait);
  };

  // Rows grow and save themselves.
  for (const button of part("sum").querySelectorAll("[data-plain]")) button.hidden = true;

  // Another empty row under the last, as long as there is room.
  const rows = () => [...part("rows").querySelectorAll("tbody tr")];
  const grow = () => {
    const last = rows().at(-1);
    if (!most || part("rows").querySelector("[data-full]") || rows().length >= most) return;
    const number = String(Number(last.dataset.row) + 1);
    const row = last.cloneNode(true);
    row.dataset.row = number;
    row.querySelector("th").lastChild.textContent = number;
    row.querySelectorAll(".error").forEach((error) => error.remove());
    row.querySelector(".state").replaceChildren();
    for (const cell of row.querySelectorAll("input")) {
      cell.name = cell.id = `${number}.${fieldOf(cell)}`;
      cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/\d+$/, number));
      cell.removeAttribute("aria-invalid");
      cell.removeAttribute("aria-describedby");
      cell.setAttribute("value", "");
      cell.value = "";
    }
    last.after(row);
  };
  const go = (cell, down, right = 0) => {
    const all = rows();
    const row = all.indexOf(rowOf(cell)) + down;
    if (row === all.length) grow();
    const columns = [...(rows()[row]?.querySelectorAll("input") ?? [])];
    const next = columns[[...rowOf(cell).querySelectorAll("input")].indexOf(cell) + right];
    next?.focus();
    next?.select();
    return Boolean(next);
  };

  form.addEventListener("input", (event) => {
    if (!event.target.closest(".cells")) return;
    if (rowOf(event.target) === rows().at(-1)) grow();
    soon(2000);
  });
  form.addEventListener("change", (event) => { if (event.target.closest(".cells")) soon(250); });
  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.closest(".cells") || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const [at, end] = [cell.selectionStart, cell.selectionEnd];
    const moved = {
      Enter: () => go(cell, event.shiftKey ? -1 : 1) || true,
      ArrowDown: () => go(cell, 1),
      ArrowUp: () => go(cell, -1),
      ArrowLeft: () => end === 0 && go(cell, 0, -1),
      ArrowRight: () => at === cell.value.length && go(cell, 0, 1),
      Escape: () => part("sum").querySelector("[data-add]").focus() ?? true,
    }[event.key];
    if (!moved || (event.shiftKey && event.key !== "Enter")) return;
    if (moved()) event.preventDefault();
  });

  // Several cells from a spreadsheet, from this one on.
  form.addEventListener("paste", async (event) => {
    const cell = event.target;
    const text = event.clipboardData.getData("text/plain");
    if (!cell.closest?.(".cells") || !/[\t\n]/.test(text.replace(/[\r\n]+$/, ""))) return;
    event.preventDefault();
    const [name, filtered] = [cell.name, form.querySelector("[name=verdict]")];
    const below = rows().slice(rows().indexOf(rowOf(cell))).map((row) => row.dataset.row);
    if (!await save()) return;
    say("Pasting…");
    try {
      const where = [["action", "paste"], ["field", fieldOf(cell)], ["rows", filtered ? below.join(",") : below[0]], ["text", text]];
      const shown = await send(where, []);
      const told = shown.querySelector("[data-toast]")?.textContent.trim() ?? "";
      part("rows").replaceWith(shown.querySelector("[data-part=table-rows]"));
      show(shown, new Set());
      part("sum").querySelector("[data-said]").prepend(`${told} `);
      (document.getElementById(name) ?? cells()[0])?.focus();
    } catch (problem) {
      say(problem instanceof TypeError ? "Not pasted: Clientele cannot be reached." : `Not pasted: ${problem.message}`, true);
    }
  });

  // All is saved before another form of the page is sent, which then has no cells to send.
  let sure = false;
  addEventListener("submit", async (event) => {
    const sent = event.target;
    if (sent.getAttribute("method") !== "post" || "appearance" in sent.dataset || sure) return;
    const leave = () => {
      sure = true;
      if (sent === form) for (const cell of cells()) cell.disabled = true;
    };
    if (!saving && !dirty().length) return leave();
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    if (!await save()) return;
    leave();
    sent.requestSubmit(button);
  }, { capture: true });
  addEventListener("pageshow", () => {
    sure = false;
    for (const cell of cells()) cell.disabled = false;
  });
  addEventListener("beforeunload", (event) => { if (!sure && dirty().length) event.preventDefault(); });
}
