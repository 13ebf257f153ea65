// Small conveniences; every page works without them.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done;
  });
}

// A ticked filter answers at once; empty entries stay out of the address.
for (const form of document.querySelectorAll("form[data-autosubmit]")) {
  const send = () => {
    for (const entry of form.elements) {
      if (entry.name && !entry.value) entry.disabled = true;
    }
    form.submit();
  };
  form.addEventListener("change", (event) => {
    const sheet = window.matchMedia("(max-width: 59.99rem)").matches;
    if (event.target.type === "checkbox" && !sheet) send();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}

// One share box or menu at a time, and Escape closes it.
const boxes = document.querySelectorAll("details.share, details.orders, details.head__menu");
for (const box of boxes) {
  box.addEventListener("toggle", () => {
    if (!box.open) return;
    for (const other of boxes) if (other !== box) other.open = false;
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const box of boxes) {
    if (box.open) {
      box.open = false;
      box.querySelector("summary").focus();
    }
  }
});
window.addEventListener("pageshow", () => {
  for (const entry of document.querySelectorAll("form[data-autosubmit] :disabled")) entry.disabled = false;
});
