/* Conveniences on top of pages that work without them: suggestions while searching, and adding to the cart without
   leaving the page. Nothing here is needed, and a failure falls back to what the browser does by itself. */

const SUGGEST_AFTER_MS = 140;
const FEWEST_LETTERS = 2;

/** Suggestions below the search box: a combobox with a list (WAI-ARIA 1.2, list autocomplete with manual selection). */
function suggestions(form) {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("div");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }

  let timer = 0;
  let asked = new AbortController();
  let active = -1;
  const options = () => [...list.children];

  const choose = (index) => {
    active = index;
    options().forEach((option, position) => option.setAttribute("aria-selected", String(position === active)));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options()[active].id);
  };
  const close = () => {
    window.clearTimeout(timer);
    asked.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const show = (found) => {
    list.replaceChildren(...found.map(({ label, url, hint }, position) => {
      const option = document.createElement("a");
      option.id = `${list.id}-${position}`;
      option.href = url;
      option.tabIndex = -1;
      option.setAttribute("role", "option");
      option.textContent = label;
      if (hint) {
        const more = document.createElement("small");
        more.textContent = hint;
        option.append(" ", more);
      }
      return option;
    }));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    choose(-1);
  };
  const ask = async () => {
    asked.abort();
    asked = new AbortController();
    const words = input.value.trim();
    if (words.length < FEWEST_LETTERS) {
      close();
      return;
    }
    try {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: words })}`, { signal: asked.signal });
      // An answer that comes after the visitor has gone on typing, or away, is of no use.
      if (answer.ok && input.value.trim() === words && document.activeElement === input) show(read(await answer.json()));
    } catch {
      // Searching works without suggestions.
    }
  };

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, SUGGEST_AFTER_MS);
  });
  input.addEventListener("keydown", (event) => {
    const last = options().length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" && !list.hidden) {
      event.preventDefault();
      choose(active >= last ? -1 : active + 1);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault();
      choose(active < 0 ? last : active - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      options()[active].click();
    }
  });
  // A press keeps the focus in the box until the click has followed the link.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  input.addEventListener("blur", close);
}

/** What /search/suggest/ answers, as what the list shows. */
function read(answer) {
  return answer.suggestions;
}

/** Put a product into the cart and stay: the cart page that comes back brings the new number and the message. */
function addToCart(form) {
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    } catch {
      // Not sent: the browser tries in its own way, and says why it cannot.
      form.submit();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const link = page.querySelector("[data-cart-link]");
    const told = page.querySelector(".flash");
    if (answer.ok && link && told) {
      document.querySelector("[data-cart-link]").replaceWith(document.adoptNode(link));
      document.querySelector("[data-announcements]").replaceChildren(document.adoptNode(told));
      busy = false;
    } else {
      // It was sent, so it is not sent again: the cart shows what became of it.
      window.location.assign(form.dataset.stays);
    }
  });
}

document.querySelectorAll("form[data-suggest]").forEach(suggestions);
document.querySelectorAll("form[data-stays]").forEach(addToCart);
