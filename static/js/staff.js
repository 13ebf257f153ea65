// The desk works without this: it brings the reader to what is wrong, and moves through lists.

document.querySelector(".error-summary")?.focus();

// Arrow keys lead from the entry of one row to that of the next.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const row = step && event.target.closest?.(".table tbody tr");
  const entry = row && event.target.matches("a") && row[step]?.querySelector("a");
  if (!entry) return;
  event.preventDefault();
  entry.focus();
});

// The phone's menu closes when the reader goes on elsewhere or presses Escape.
const menu = document.querySelector(".desk-menu");
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
