// Counts which answer was opened, without a cookie and without who: it helps the agency to see
// what is missing. The page works without it.
const rows = document.querySelector("[data-clicked]");

function note(event) {
  const listing = event.target.closest(".row__title a")?.closest("[data-listing]");
  if (!listing || event.button > 1 || !rows.dataset.question) return;
  const told = new URLSearchParams({ q: rows.dataset.question, listing: listing.dataset.listing });
  navigator.sendBeacon(rows.dataset.clicked, told);
}

rows?.addEventListener("click", note);
rows?.addEventListener("auxclick", note);
