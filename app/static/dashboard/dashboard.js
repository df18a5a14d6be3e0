/* Renews the figures every ten seconds while somebody looks. Without it the link "Refresh" does the same by hand. */

const EVERY_MS = 10_000;
/** An answer that takes longer is none: what is shown is then said to be old. */
const LIMIT_MS = 9_000;
const board = document.querySelector("[data-board]");
const pause = document.querySelector("[data-pause]");
const announce = document.querySelector("[data-announce]");
const stale = document.querySelector("[data-stale]");
const WORDS = { ok: "good", warn: "warning", bad: "critical", unknown: "no data" };

let timer = 0;
let paused = false;
let asking = false;

/** The parts of a page that change, by name. */
function parts(root) {
  return new Map([...root.querySelectorAll("[data-live]")].map((part) => [part.dataset.live, part]));
}

/** Whether somebody is at it: the keyboard is in it, or text of it is selected. It stays as it is until the next time. */
function inUse(part) {
  const selection = document.getSelection();
  const selected = !selection.isCollapsed && selection.getRangeAt(0).intersectsNode(part);
  return part.contains(document.activeElement) || selected;
}

const within = (part, selector) => [...(part.matches(selector) ? [part] : []), ...part.querySelectorAll(selector)];
const panelOf = (details) => details.closest("[id]").id;

/** Put the new part in the place of the old one. What was opened stays open, what was scrolled stays scrolled. */
function put(old, fresh) {
  const open = new Set(within(old, "details[open]").map(panelOf));
  const scrolled = within(old, ".ops-scroll").map((one) => [one.scrollLeft, one.scrollTop]);
  for (const one of within(fresh, "details")) one.open = open.has(panelOf(one));
  old.replaceWith(document.adoptNode(fresh));
  const now = within(fresh, ".ops-scroll");
  if (now.length === scrolled.length) now.forEach((one, index) => one.scrollTo(...scrolled[index]));
}

/** Renew the parts that are in both, but what somebody is at. */
function renewParts(old, fresh) {
  const now = parts(fresh);
  for (const [name, part] of parts(old)) {
    if (now.has(name) && !inUse(part) && part.outerHTML !== now.get(name).outerHTML) put(part, now.get(name));
  }
}

/** What a section of the page is called: one of the same name is the same section, renewed. */
function keyOf(section) {
  return section.dataset.live || section.id || section.className;
}

/** Something came or went: a notice, an open matter, a chart. Sections come and go with it, but what somebody is at. */
function renewSections(fresh) {
  const wanted = [...fresh.children];
  const keys = new Set(wanted.map(keyOf));
  for (const section of [...board.children]) if (!keys.has(keyOf(section)) && !inUse(section)) section.remove();
  let place = board.firstElementChild;
  for (const section of wanted) {
    const old = [...board.children].find((one) => keyOf(one) === keyOf(section));
    if (!old) {
      board.insertBefore(document.adoptNode(section), place);
      continue;
    }
    place = old.nextElementSibling;
    if (inUse(old)) renewParts(old, section);
    else put(old, section);
  }
}

/** Put new figures in place of old ones, and say what changed its state. */
function renew(fresh) {
  const old = parts(board);
  const now = parts(fresh);
  const news = [];
  for (const [name, part] of now) {
    const before = old.get(name);
    if (before && part.dataset.state && before.dataset.state !== part.dataset.state) {
      news.push(name === "banner" ? part.dataset.name : `${part.dataset.name}: ${WORDS[part.dataset.state]}`);
    }
  }
  const same = old.size === now.size && [...now.keys()].every((name) => old.has(name));
  if (same) renewParts(board, fresh);
  else renewSections(fresh);
  if (news.length) announce.textContent = news.join(". ");
}

async function ask() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(window.location.href, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(LIMIT_MS) });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-board]");
    if (!fresh) throw new Error("another page");
    if (!paused) renew(fresh);
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
  asking = false;
}

/** Start or stop, as is right now. */
function settle() {
  window.clearInterval(timer);
  if (!paused && !document.hidden) timer = window.setInterval(ask, EVERY_MS);
}

pause.hidden = false;
pause.addEventListener("click", () => {
  paused = !paused;
  pause.textContent = paused ? "Go on" : "Pause";
  announce.textContent = paused ? "Paused" : "Renewed every ten seconds";
  if (!paused) ask();
  settle();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !paused) ask();
  settle();
});
settle();
