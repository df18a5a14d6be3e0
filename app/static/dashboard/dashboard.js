/* Renews the figures every ten seconds while somebody looks. Without it the link "Refresh" does the same by hand. */

const EVERY_MS = 10_000;
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

/** Put new figures in place of old ones. What somebody is reading with the keyboard stays as it is until the next time. */
function renew(fresh) {
  const old = parts(board);
  const now = parts(fresh);
  const news = [];
  // Something came or went: a notice, an open matter, a chart. Then the whole is new.
  const same = old.size === now.size && [...now.keys()].every((name) => old.has(name));
  for (const [name, part] of now) {
    const before = old.get(name);
    if (before && part.dataset.state && before.dataset.state !== part.dataset.state) {
      news.push(name === "banner" ? part.dataset.name : `${part.dataset.name}: ${WORDS[part.dataset.state]}`);
    }
    if (same && !before.contains(document.activeElement) && before.outerHTML !== part.outerHTML) {
      before.replaceWith(document.adoptNode(part));
    }
  }
  if (!same && !board.contains(document.activeElement)) {
    const open = new Set([...board.querySelectorAll("details[open]")].map((one) => one.parentElement.getAttribute("aria-labelledby")));
    board.replaceChildren(...[...fresh.children].map((child) => document.adoptNode(child)));
    for (const one of board.querySelectorAll("details")) one.open = open.has(one.parentElement.getAttribute("aria-labelledby"));
  }
  if (news.length) announce.textContent = news.join(". ");
}

async function ask() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(window.location.href, { cache: "no-store", redirect: "error" });
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
