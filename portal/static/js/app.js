// What every page shares: menus, questions before an act, once-only sending, keys of long forms, the way to a cell.
// Listeners stand on the document, so that parts of a page that are exchanged later need no binding.

const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
const up = (event, selector) => event.target.closest(selector);
const ctrl = (event, key) => (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
  && event.key.toLowerCase() === key;

/** Folding menus close on a click elsewhere and on Escape, and give the focus back to their button. */
function menus() {
  document.addEventListener("click", (event) => {
    all("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const closer = up(event, "[data-close]");
    if (closer) shut(closer.closest("details"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shut(up(event, "details[data-menu][open]"));
  });
  document.addEventListener("toggle", (event) => {
    // What is to be filled in before the act is at hand.
    const field = event.target.open && event.target.querySelector(".confirm-body :not([type=hidden]):not(button)[name]");
    if (field) field.focus();
  }, true);
  all("[data-close]").forEach((button) => { button.hidden = false; });
}

function shut(menu) {
  if (!menu) return;
  menu.open = false;
  const button = menu.querySelector("summary");
  if (button) button.focus();
}

/** A button that carries a question is pressed again once the answer is yes. */
function questions() {
  document.addEventListener("click", (event) => {
    const button = up(event, "button[data-confirm]");
    if (!button || button.dataset.agreed) return;
    event.preventDefault();
    ask(button);
  });
}

function ask(button) {
  const dialog = document.createElement("dialog");
  dialog.className = "question";
  dialog.innerHTML = '<p id="question"></p><form method="dialog" class="confirm-buttons"><button value="yes"></button><button value="no" class="btn btn-quiet"></button></form>';
  dialog.setAttribute("aria-labelledby", "question");
  const [yes, no] = all("button", dialog);
  dialog.firstChild.textContent = button.dataset.confirm;
  yes.className = button.className;
  yes.textContent = button.textContent.trim();
  no.textContent = button.dataset.textCancel;
  dialog.addEventListener("close", () => {
    dialog.remove();
    button.focus();
    if (dialog.returnValue !== "yes") return;
    button.dataset.agreed = "1";
    button.click();
    delete button.dataset.agreed;
  });
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
}

/** A form is sent once, however often its button is pressed; coming back to the page allows it again. */
function onceOnly() {
  const release = (form) => { delete form.dataset.sent; };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.hasAttribute("data-once")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    // An answer that is a file leaves the page as it is; a line that broke must not lock the form for ever.
    setTimeout(release, 15000, form);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach(release));
}

/** Long forms: Enter in a one-line field does not send them, Ctrl+S saves. */
function keys() {
  document.addEventListener("keydown", (event) => {
    const form = event.target.form;
    if (event.key === "Enter" && form && form.hasAttribute("data-guard") && up(event, "input:not([type=submit])")) {
      event.preventDefault();
    } else if (ctrl(event, "s")) {
      const target = form && form.hasAttribute("data-save") ? form : document.querySelector("form[data-save]");
      if (!target) return;
      event.preventDefault();
      (target.querySelector("button[name=action][value=save]") || target.querySelector("button[type=submit]")).click();
    }
  });
}

/** Leaving with typed but unsaved content asks first; sending the form is no leaving. */
function unsaved() {
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-dirty")) form.dataset.changed = "1";
  });
  window.addEventListener("beforeunload", (event) => {
    if (!all("form[data-changed]").some((form) => !form.dataset.sent)) return;
    event.preventDefault();
    event.returnValue = "";
  });
}

/** The box in the head of a list takes all rows of the page with it. */
function checkAll() {
  document.addEventListener("change", ({ target }) => {
    all("[data-check-all]").forEach((head) => {
      const boxes = all(`input[type=checkbox][name="${head.dataset.checkAll}"]`).filter((box) => !box.disabled);
      if (target === head) boxes.forEach((box) => { box.checked = head.checked; });
      const checked = boxes.filter((box) => box.checked).length;
      head.checked = checked > 0 && checked === boxes.length;
      head.indeterminate = checked > 0 && !head.checked;
    });
  });
}

/** A line of the checks, an error in the summary or an address with a name leads into the cell itself. */
function goTo(name) {
  const place = name && document.getElementById(name);
  if (!place) return false;
  const field = place.matches("input, select, textarea, button, a") ? place
    : place.querySelector("input:not([type=hidden]), select, textarea");
  for (let part = place.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  (field || place).scrollIntoView({ block: "center" });
  if (!field && !place.hasAttribute("tabindex")) place.tabIndex = -1;
  (field || place).focus({ preventScroll: true });
  return true;
}

function leads() {
  document.addEventListener("click", (event) => {
    const link = up(event, "a[data-goto], .error-summary a[href^='#']");
    if (link && goTo(decodeURIComponent(link.hash.slice(1)))) event.preventDefault();
  });
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();
  else if (location.hash.length > 1) goTo(decodeURIComponent(location.hash.slice(1)));
}

/** How many letters are left in a text with a limit. */
function counters() {
  all("[data-counter]").forEach((field) => {
    const limit = Number(field.dataset.counter);
    const line = document.createElement("span");
    const number = document.createElement("bdi");
    const hint = document.getElementById(`${field.id}-hint`);
    const show = () => {
      const left = limit - Array.from(field.value).length;
      number.textContent = String(Math.abs(left));
      line.textContent = `${left < 0 ? field.dataset.textOver : field.dataset.textLeft} `;
      line.append(number, ` ${field.dataset.textUnit}`);
      line.className = left < 0 ? "counter-over" : "";
      // Spoken only where it matters.
      line.setAttribute("aria-live", left < 20 ? "polite" : "off");
    };
    if (hint) hint.append(" · ", line);
    field.addEventListener("input", show);
    show();
  });
}

/** Parts of a page that tell how far a job is are asked for anew until they say that it has ended. */
function refreshes() {
  const parts = all("[data-refresh]");
  if (!parts.length) return;
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" }, redirect: "error" });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        parts.forEach((old) => {
          const next = fresh.getElementById(old.id);
          if (next && !old.contains(document.activeElement) && !old.querySelector("details[open]")) old.replaceWith(document.importNode(next, true));
        });
      }
    } catch (error) {
      // Without the line to the server what is known stays; the next look may reach it.
    }
    refreshes();
  }, 1000 * Number(parts[0].dataset.refresh));
}

menus();
questions();
onceOnly();
keys();
unsaved();
checkAll();
leads();
counters();
refreshes();
