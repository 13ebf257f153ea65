// The enquiry form and the private page work without this file. It keeps a nervous finger from
// sending twice, tells about too large files before they are sent, and prints.
const MOST_FILES = 5;
const MOST_BYTES = 10 * 1024 * 1024;

for (const form of document.querySelectorAll("form[data-enquiry]")) {
  const files = form.querySelector("input[type=file]");
  files?.addEventListener("change", () => {
    const chosen = [...files.files];
    const fits = chosen.length <= MOST_FILES && chosen.every((file) => file.size <= MOST_BYTES);
    const hint = form.querySelector(`#${files.id}-hint`);
    hint?.classList.toggle("field__error", !fits);
    hint?.setAttribute("role", fits ? "note" : "alert");
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    // Only after the browser has taken the form; and free again when the reader comes back.
    setTimeout(() => { button.disabled = true; }, 0);
    window.addEventListener("pageshow", () => { button.disabled = false; }, { once: true });
  });
}

document.querySelector("#errors")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
