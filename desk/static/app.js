// The little that pages do beyond plain links and forms. Without it everything still works.
"use strict";

// Move the reader to what the last action has to tell, and show where they are in a menu that is wider than a phone.
function tell() {
  const places = document.querySelector(".places ul");
  const here = places && places.querySelector("[aria-current]");
  if (here) places.scrollLeft = here.offsetLeft - places.offsetLeft - 32;
  const told = document.querySelector("[data-focus]");
  if (told) told.focus();
}

// A filter that changes (form[data-live]) renews what it filters at once: the reader stays where they are.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form || !window.htmx) return;
  const chosen = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...chosen]) if (!value) chosen.delete(name);
  const address = `${location.pathname}?${chosen}`;
  window.htmx.ajax("GET", address, { target: "main", select: "main", swap: "outerMorph", replace: "true" });
});

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// A page that was left open and comes back from the browser's memory may be old.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

document.addEventListener("DOMContentLoaded", tell);
document.addEventListener("htmx:after:swap", tell);
