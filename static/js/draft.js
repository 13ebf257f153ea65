// What somebody typed into a form survives a closed tab: it is kept on this device alone, from the
// first letter on, and forgotten on sending, after two weeks, or at the reader's word. Files, the
// agreement and hidden values are never kept. Where the browser keeps nothing, nothing happens.
const KEPT_FOR = 14 * 24 * 60 * 60 * 1000;
const PREFIX = "enquiry draft ";

function storage() {
  try {
    const found = window.localStorage;
    found.getItem(PREFIX);
    return found;
  } catch {
    return null;
  }
}

function entries(form) {
  const typed = "input[type=text], input[type=tel], input[type=email], input[type=date], textarea, select";
  return [...form.querySelectorAll(typed)].filter((entry) => entry.name && entry.name !== "website");
}

function read(kept, name) {
  try {
    const found = JSON.parse(kept.getItem(name));
    return found && Date.now() - found.at < KEPT_FOR ? found.values : null;
  } catch {
    return null;
  }
}

function restore(form, values) {
  let back = false;
  for (const entry of entries(form)) {
    const value = values[entry.name];
    // What the server sent back after an error is newer than the draft.
    if (typeof value !== "string" || !value || entry.value) continue;
    entry.value = value;
    back = back || entry.value === value;
  }
  return back;
}

function write(kept, name, form) {
  const values = Object.fromEntries(entries(form).map((entry) => [entry.name, entry.value]));
  try {
    if (Object.values(values).some(Boolean)) {
      kept.setItem(name, JSON.stringify({ at: Date.now(), values }));
    } else {
      kept.removeItem(name);
    }
  } catch {
    // The device is full: the form works without a draft.
  }
}

function keepDraft(form) {
  const kept = storage();
  if (!kept) return;
  const name = PREFIX + form.dataset.draft;
  const notice = form.querySelector("[data-draft-notice]");
  const draft = read(kept, name);
  if (!draft) kept.removeItem(name);
  notice.hidden = !(draft && restore(form, draft));
  form.addEventListener("input", () => write(kept, name, form));
  form.addEventListener("submit", () => kept.removeItem(name));
  notice.querySelector("[data-draft-forget]").addEventListener("click", () => {
    kept.removeItem(name);
    for (const entry of entries(form)) entry.value = "";
    notice.hidden = true;
    form.querySelector("textarea").focus();
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) keepDraft(form);
