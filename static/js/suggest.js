// Suggestions under every search field, as an editable combobox with a list (WAI-ARIA 1.2). Without
// this file a field is a plain form. Texts and addresses come from the page's [data-suggest].
const source = document.querySelector("[data-suggest]");
const PAUSE = 120; // ms without typing before asking
const kinds = source ? JSON.parse(source.dataset.suggestKinds) : {};
const known = new Map(); // what was typed → answer

for (const field of source ? document.querySelectorAll("input[type=search][name=q]") : []) {
  assist(field);
}

function assist(field) {
  const list = Object.assign(document.createElement("ul"), { id: `${field.id}-list`, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", source.dataset.suggestLabel);
  const status = Object.assign(document.createElement("p"), { className: "hidden-visually" });
  status.setAttribute("role", "status");
  field.form.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) field.setAttribute(name, value);

  let shown = []; // the suggestions in the list
  let active = -1;
  let timer = 0;
  let asking = null; // the question on its way: the last one wins
  let composing = false;

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  field.addEventListener("compositionstart", () => { composing = true; clearTimeout(timer); });
  field.addEventListener("compositionend", () => { composing = false; later(); });
  field.addEventListener("input", (event) => { if (!composing && !event.isComposing) later(); });
  field.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) follow([...list.children].indexOf(option));
  });
  field.addEventListener("keydown", (event) => {
    if (composing || event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") return move(event);
    if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      return follow(active);
    }
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation(); // the menu around the field stays open
      close();
    }
  });

  async function ask() {
    const typed = field.value.trim();
    asking?.abort();
    if (!typed) return close();
    const mine = asking = new AbortController();
    try {
      const answer = known.get(typed) ?? await fetched(typed, mine.signal);
      if (asking === mine && document.activeElement === field) show(answer);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function show(suggestions) {
    shown = suggestions;
    active = -1;
    list.replaceChildren(...shown.map(option));
    list.hidden = !shown.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
    const { suggestNone, suggestOne, suggestMany } = source.dataset;
    const words = [suggestNone, suggestOne][shown.length] ?? suggestMany;
    status.textContent = words.replace("{n}", shown.length);
  }

  function option({ text, type }, place) {
    const entry = Object.assign(document.createElement("li"), { id: `${list.id}-${place}`, className: "suggestion" });
    entry.setAttribute("role", "option");
    entry.setAttribute("aria-selected", "false");
    entry.append(
      Object.assign(document.createElement("span"), { className: "suggestion__text", textContent: text }),
      Object.assign(document.createElement("span"), { className: "suggestion__kind", textContent: kinds[type] ?? "" }),
    );
    return entry;
  }

  // From the field down the list and back into the field.
  function move(event) {
    event.preventDefault();
    if (list.hidden) return void ask();
    const places = shown.length + 1;
    const step = event.key === "ArrowDown" ? 1 : -1;
    active = (active + 1 + step + places) % places - 1;
    [...list.children].forEach((entry, place) => entry.setAttribute("aria-selected", String(place === active)));
    const entry = list.children[active];
    entry?.scrollIntoView({ block: "nearest" });
    if (entry) field.setAttribute("aria-activedescendant", entry.id);
    else field.removeAttribute("aria-activedescendant");
  }

  // The answer names the portal's public address; the reader stays on the one in use.
  function follow(place) {
    const { pathname, search } = new URL(shown[place].url);
    location.assign(pathname + search);
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
    active = -1;
    list.hidden = true;
    status.textContent = "";
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }
}

async function fetched(typed, signal) {
  const query = new URLSearchParams({ q: typed, locale: document.documentElement.lang });
  const answer = await fetch(`${source.dataset.suggest}?${query}`, { signal });
  if (!answer.ok) return [];
  const { suggestions } = await answer.json();
  if (known.size > 200) known.clear();
  known.set(typed, suggestions);
  return suggestions;
}
