// What every page shares: menus, once-only sending, questions before an act, keys of long forms.

/** Elements below `root` that carry a data attribute. */
const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

/** Folding menus close on a click elsewhere and on Escape, and give the focus back to their button. */
function menus() {
  document.addEventListener("click", (event) => {
    all("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const closer = event.target.closest("[data-close]");
    if (closer) shut(closer.closest("details"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest && event.target.closest("details[data-menu][open]");
    if (menu) shut(menu);
  });
  all("[data-close]").forEach((button) => { button.hidden = false; });
}

function shut(menu) {
  if (!menu) return;
  menu.open = false;
  const button = menu.querySelector("summary");
  if (button) button.focus();
}

/** A form is sent once, however often its button is pressed; coming back to the page allows it again. */
function onceOnly() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-once")) return;
    const asked = event.submitter && event.submitter.dataset.confirm;
    if (asked && !window.confirm(asked)) {
      event.preventDefault();
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    all("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    });
  });
}

/** Long forms: Enter in a one-line field does not send them, Ctrl+S saves. */
function keys() {
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    const form = field.form;
    if (event.key === "Enter" && form && form.hasAttribute("data-guard") && field.matches("input:not([type=submit])")) {
      event.preventDefault();
      return;
    }
    if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      const target = (form && form.hasAttribute("data-save") && form) || document.querySelector("form[data-save]");
      if (!target) return;
      event.preventDefault();
      save(target);
    }
  });
}

function save(form) {
  const button = form.querySelector('button[name="action"][value="save"]') || form.querySelector('button[type="submit"]');
  if (button) button.click();
}

/** Leaving with typed but unsaved content asks first; sending the form is no leaving. */
function unsaved() {
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-dirty")) form.dataset.changed = "1";
  });
  window.addEventListener("beforeunload", (event) => {
    const open = all("form[data-changed]").some((form) => !form.dataset.sent);
    if (!open) return;
    event.preventDefault();
    event.returnValue = "";
  });
}

/** The box in the head of a list takes all rows of the page with it. */
function checkAll() {
  all("[data-check-all]").forEach((head) => {
    const boxes = () => all(`input[type=checkbox][name="${head.dataset.checkAll}"]`).filter((box) => !box.disabled);
    head.addEventListener("change", () => {
      boxes().forEach((box) => { box.checked = head.checked; });
    });
    document.addEventListener("change", (event) => {
      if (event.target === head || event.target.name !== head.dataset.checkAll) return;
      const checked = boxes().filter((box) => box.checked).length;
      head.checked = checked > 0 && checked === boxes().length;
      head.indeterminate = checked > 0 && !head.checked;
    });
  });
}

/** A line of the checks leads into the cell itself, not only near it. */
function goto() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-goto], .error-summary a[href^='#']");
    if (!link) return;
    const cell = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!cell) return;
    event.preventDefault();
    const field = cell.matches("input, select, textarea, button, a") ? cell : cell.querySelector("input, select, textarea");
    (field || cell).scrollIntoView({ block: "center" });
    if (field) field.focus({ preventScroll: true });
  });
}

/** How many letters are left in a text with a limit. */
function counters() {
  all("[data-counter]").forEach((field) => {
    const limit = Number(field.dataset.counter);
    const line = document.createElement("p");
    line.className = "hint";
    line.setAttribute("aria-live", "polite");
    const number = document.createElement("bdi");
    field.insertAdjacentElement("afterend", line);
    const show = () => {
      const left = limit - Array.from(field.value).length;
      number.textContent = String(Math.abs(left));
      line.textContent = `${left < 0 ? field.dataset.textOver : field.dataset.textLeft} `;
      line.append(number, ` ${field.dataset.textUnit}`);
      line.classList.toggle("field-error", left < 0);
    };
    field.addEventListener("input", show);
    show();
  });
}

/** Fragments fetched by htmx carry the token of the page. */
function tokens() {
  const token = document.querySelector('meta[name="csrf-token"]');
  document.addEventListener("htmx:configRequest", (event) => {
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });
}

menus();
onceOnly();
keys();
unsaved();
checkAll();
goto();
counters();
tokens();
const first = document.querySelector("[data-focus]");
if (first) first.focus();
