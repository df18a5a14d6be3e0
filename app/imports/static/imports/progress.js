/* The figures of an import, kept up to date. Without this script the page comes again by itself. */

const EVERY_MS = 2000;
const section = document.querySelector("[data-progress]");

/** Ask for the figures and show them; when the import is over, the whole page comes again, with its errors. */
async function look() {
  try {
    const answer = await fetch(section.dataset.progress, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const figures = await answer.json();
      if (!figures.open) {
        window.location.reload();
        return;
      }
      for (const part of section.querySelectorAll("[data-part]")) {
        const value = String(figures[part.dataset.part]);
        if (part instanceof HTMLProgressElement) part.value = figures.percent;
        else if (part.textContent !== value) part.textContent = value;
      }
    }
  } catch {
    // A server that is away for a moment is asked again.
  }
  window.setTimeout(look, EVERY_MS);
}

if (section) window.setTimeout(look, EVERY_MS);
