// Saved answers without a round trip. Choosing one fills an answer nobody has typed in; the button
// puts it where the caret stands. Without this file the button asks the server for the same.
const form = document.querySelector("[data-answer]");
const choice = form?.querySelector("[data-saved]");

if (choice) {
  const text = form.querySelector("textarea");
  const note = form.querySelector("[data-saved-note]");
  const button = form.querySelector("button[value=insert]");
  let filled = "";

  const chosen = () => choice.selectedOptions[0]?.dataset ?? {};
  const tell = () => { note.textContent = chosen().note ?? ""; };

  choice.addEventListener("change", () => {
    if (!chosen().text || (text.value.trim() && text.value !== filled)) return;
    filled = text.value = chosen().text;
    tell();
  });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (chosen().text && text.value !== chosen().text) {
      text.setRangeText(chosen().text, text.selectionStart, text.selectionEnd, "end");
    }
    tell();
    text.focus();
  });
}
