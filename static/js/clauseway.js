/* What pages do beyond HTML and htmx. Everything here is an enhancement: without it each form still
   posts, each link still leads somewhere. Hooks are data attributes; no markup is made here. */

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const isTyping = (element) =>
  element.isContentEditable ||
  (element.matches("input, textarea, select") && !element.matches("[type=radio], [type=checkbox], [type=submit]"));

/* One polite voice. Clearing first makes the same sentence heard twice. */
function say(text) {
  const live = $("#live");
  if (!live || !text) return;
  live.textContent = "";
  setTimeout(() => { live.textContent = text; }, 50);
}

function warn(text) {
  const alert = $("#alert");
  if (alert) alert.textContent = text;
}

/* ---- Keys: "/" searches; inside the focused question 1 to 9 choose and Enter goes on ---- */

function focusSearch(event) {
  const field = $$("[data-search]").find((input) => input.checkVisibility());
  if (!field || document.documentElement.dataset.shortcuts === "off") return;
  event.preventDefault();
  field.focus();
  field.select();
}

function choose(question, digit) {
  const input = $$("input[type=radio]:not([name=certainty]), input[type=checkbox]", $(".choices", question) ?? question)[digit - 1];
  if (!input || input.disabled) return;
  input.focus();
  if (input.type === "radio" ? !input.checked : true) input.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target;
  if (event.key === "Escape") $("details.menu[open]")?.removeAttribute("open");
  if (isTyping(at)) return;
  const question = at.closest("[data-question]");
  if (event.key === "/") focusSearch(event);
  else if (question && /^[1-9]$/.test(event.key)) choose(question, Number(event.key));
  else if (question && event.key === "Enter" && !at.closest("a, button, summary")) {
    event.preventDefault();
    $("[data-next]", question)?.click();
  }
});

/* ---- The clock: counts down from what the server said, speaks only at thresholds ---- */

const THRESHOLDS = [[600, "10 minutes left"], [300, "5 minutes left"], [60, "1 minute left"], [30, "30 seconds left"]];
const pad = (number) => String(number).padStart(2, "0");

function clockText(seconds) {
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

function startClock(timer) {
  const end = Date.now() + Number(timer.dataset.secondsLeft) * 1000;
  const toggle = $("[data-timer-toggle]");
  let before = Infinity;
  const hidden = () => sessionStorage.getItem("clock") === "hidden";
  const tick = () => {
    if (!timer.isConnected) return clearInterval(running);
    const left = Math.max(0, Math.round((end - Date.now()) / 1000));
    timer.textContent = hidden() ? "" : clockText(left);
    timer.classList.toggle("is-short", left <= 60);
    if (toggle) toggle.textContent = hidden() ? "Show time left" : "Hide";
    const passed = THRESHOLDS.findLast(([at]) => left <= at && before > at);
    if (passed && before !== Infinity) say(passed[1]);
    before = left;
    if (left === 0) {
      clearInterval(running);
      say(timer.dataset.over ?? "Time is up");
      setTimeout(() => location.reload(), 1500);
    }
  };
  const running = setInterval(tick, 1000);
  if (toggle) {
    toggle.hidden = false;
    toggle.onclick = () => {
      sessionStorage.setItem("clock", hidden() ? "shown" : "hidden");
      tick();
    };
  }
  tick();
}

/* ---- Ordering: number fields without JavaScript, moves and dragging with it ---- */

function renumber(list) {
  const rows = $$(":scope > li", list);
  rows.forEach((row, at) => {
    $("input", row).value = at + 1;
    $('[data-move="-1"]', row).disabled = at === 0;
    $('[data-move="1"]', row).disabled = at === rows.length - 1;
  });
  $("input", list).dispatchEvent(new Event("change", { bubbles: true }));
}

function move(list, row, step) {
  if (step < 0) row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  renumber(list);
  const button = $(`[data-move="${step}"]`, row);
  (button.disabled ? $(`[data-move="${-step}"]`, row) : button).focus();
  const rows = [...list.children];
  say(`${$("[data-text]", row).textContent.trim()}: ${rows.indexOf(row) + 1} of ${rows.length}`);
}

function drag(list) {
  let moving = null;
  list.addEventListener("dragstart", (event) => {
    moving = event.target.closest("li");
    moving.classList.add("is-moving");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!moving || !over || over.parentNode !== list) return;
    event.preventDefault();
    const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
    if (over !== moving) over[event.clientY < middle ? "before" : "after"](moving);
  });
  list.addEventListener("dragend", () => {
    moving?.classList.remove("is-moving");
    if (moving) renumber(list);
    moving = null;
  });
}

function startOrdering(list) {
  for (const row of $$(":scope > li", list)) {
    $("input", row).type = "hidden";
    row.draggable = true;
    for (const button of $$("[data-move]", row)) {
      button.hidden = false;
      button.addEventListener("click", () => move(list, row, Number(button.dataset.move)));
    }
  }
  const rows = $$(":scope > li", list);
  if (rows.length) {
    $('[data-move="-1"]', rows[0]).disabled = true;
    $('[data-move="1"]', rows.at(-1)).disabled = true;
  }
  drag(list);
}

/* ---- Saving as one goes: the form carries hx-post and hx-trigger="autosave". One save after the other:
   of what comes while htmx waits for an answer, it keeps the first, as it stood then, and drops the rest. ---- */

function startAutosave(form) {
  let waiting = 0, underway = false, again = false;
  const unsaved = () => { form.dataset.dirty = ""; };
  const sent = () => { clearTimeout(waiting); delete form.dataset.dirty; };
  const save = () => {
    again = underway;
    if (underway || !form.isConnected) return;
    sent();
    form.dispatchEvent(new Event("autosave"));
  };
  const later = (delay) => {
    unsaved();
    clearTimeout(waiting);
    waiting = setTimeout(save, delay);
  };
  form.addEventListener("change", () => later(600));
  form.addEventListener("input", (event) => { if (isTyping(event.target)) later(1500); });
  form.addEventListener("submit", sent);
  form.addEventListener("htmx:before:request", () => { underway = true; });
  form.addEventListener("htmx:finally:request", () => { underway = false; if (again) later(0); });
  form.addEventListener("htmx:error", unsaved);
  form.addEventListener("htmx:response:error", unsaved);
  form.addEventListener("online", save);
}

/* Whoever leaves within the delay loses nothing. */
addEventListener("pagehide", () => {
  for (const form of $$("form[data-autosave][data-dirty]")) {
    const url = form.getAttribute("hx-post") ?? form.action;
    navigator.sendBeacon(url, new URLSearchParams(new FormData(form)));
    delete form.dataset.dirty;
  }
});
addEventListener("online", () => {
  for (const form of $$("form[data-autosave][data-dirty]")) form.dispatchEvent(new Event("online"));
});

/* ---- Exams: what the server cannot see is told to it, and stands on the record as the browser's word.
   An outage is remembered over a reload, and told once the server can be reached again. ---- */

const CLOCK_OFF = 120;
const OUTAGE = 5;

function startReports(header) {
  const tell = async (kind, seconds) => {
    const answer = await fetch(header.dataset.reports, { method: "POST", body: new URLSearchParams({ kind, seconds }) });
    if (answer.status >= 500) throw new Error("not told");
  };
  const timer = $("[data-deadline]", header);
  if (timer) {
    const left = Number(timer.dataset.secondsLeft);
    const off = Math.round(Date.now() / 1000 + left - Number(timer.dataset.deadline));
    if (left && Math.abs(off) > CLOCK_OFF) tell("device-clock", off).catch(() => {});
  }
  const lost = () => { sessionStorage.lost ??= Date.now(); };
  const back = () => {
    const since = sessionStorage.lost;
    delete sessionStorage.lost;
    const seconds = Math.round((Date.now() - Number(since)) / 1000);
    if (seconds >= OUTAGE) tell("offline", seconds).catch(() => { sessionStorage.lost ??= since; });
  };
  if ("reportsOver" in header.dataset) {
    if (sessionStorage.lost) back();
    return;
  }
  addEventListener("offline", lost);
  document.addEventListener("htmx:error", lost);
  addEventListener("online", back);
  document.addEventListener("htmx:after:request", back);
  if (sessionStorage.lost) back();
}

/* ---- The contents of a page follow the reader ---- */

function startContents(list) {
  const links = new Map($$("a[href^='#']", list).map((link) => [link.hash.slice(1), link]));
  const parts = [...links.keys()].map((id) => document.getElementById(decodeURIComponent(id))).filter(Boolean);
  const mark = () => {
    const here = parts.findLast((part) => part.getBoundingClientRect().top < innerHeight / 3) ?? parts[0];
    links.forEach((link, id) => {
      if (id === here?.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  const watcher = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px", threshold: [0, 1] });
  parts.forEach((part) => watcher.observe(part));
}

/* ---- Start, and start again in what htmx brings ---- */

function each(selector, start, root) {
  for (const element of [...(root.matches?.(selector) ? [root] : []), ...$$(selector, root)]) {
    if (element.dataset.started === undefined) {
      element.dataset.started = "";
      start(element);
    }
  }
}

function start(root) {
  each("[data-seconds-left]", startClock, root);
  each("[data-ordering]", startOrdering, root);
  each("form[data-autosave]", startAutosave, root);
  each("[data-reports]", startReports, root);
  each(".toc", startContents, root);
  each("[data-print]", (button) => { button.hidden = false; button.onclick = () => print(); }, root);
}

function focusOn(element) {
  if (!element.matches("a, button, input, select, textarea, [tabindex]")) element.tabIndex = -1;
  element.focus({ preventScroll: element.getBoundingClientRect().top >= 0 });
}

/* Focus is never lost: the new part says where it goes ([data-focus]), else it goes to the part. */
let focusWasHere = false;
document.addEventListener("htmx:before:swap", () => { focusWasHere = document.activeElement !== document.body; });
document.addEventListener("htmx:after:settle", (event) => {
  const parts = event.detail.newContent.filter((node) => node.nodeType === Node.ELEMENT_NODE);
  for (const part of parts) {
    start(part);
    const wanted = part.matches("[data-focus]") ? part : $("[data-focus]", part);
    if (wanted) focusOn(wanted);
    say((part.matches("[data-say]") ? part : $("[data-say]", part))?.dataset.say);
  }
  if (parts.length && focusWasHere && document.activeElement === document.body) focusOn(parts[0]);
});

/* htmx swaps whatever comes, a proxy's error page too. A refusal of ours is a form that comes back
   (422) or says where it goes; any other is as if nobody had answered, and changes nothing here. */
document.addEventListener("htmx:before:response", (event) => {
  const { response, hx } = event.detail.ctx;
  if (response.status < 400 || response.status === 422 || hx.retarget) return;
  event.preventDefault();
  event.target.dispatchEvent(new Event("htmx:error", { bubbles: true }));
});

document.addEventListener("htmx:before:request", () => warn(""));
document.addEventListener("htmx:error", () => warn(navigator.onLine
  ? "Not available just now. What you typed is still here, but may not be saved; please try again in a minute."
  : "The server could not be reached. What you typed is still here; it is sent again once the connection is back."));

start(document);
const first = $("[data-focus]");
if (first && !location.hash) focusOn(first);
