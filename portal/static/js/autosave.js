// Drafts save themselves: twenty seconds after the last key, and when the page is left or hidden.
// What cannot be saved stays on the page and in this browser until it has been saved.

const PAUSE = 20000;

function states(form) {
  return form.querySelector("[data-save-state]");
}

function say(form, text, bad = false) {
  const line = states(form);
  if (!line) return;
  line.textContent = text;
  line.classList.toggle("save-failed", bad);
}

const key = (form) => `draft:${form.dataset.autosave}`;

/** Keep what is typed in this browser; the token and the version belong to the page and stay out. */
function keep(form) {
  const held = Array.from(new FormData(form)).filter(
    ([name, value]) => typeof value === "string" && name !== "csrf_token" && name !== "version_id",
  );
  try {
    sessionStorage.setItem(key(form), JSON.stringify(held));
  } catch (error) {
    // A full or forbidden store loses nothing: the content is still on the page.
  }
}

/** Fill in what was typed before the login ended. Cells are found by name; rows that are gone are left out. */
function restore(form) {
  let held = null;
  try {
    held = JSON.parse(sessionStorage.getItem(key(form)) || "null");
    sessionStorage.removeItem(key(form));
  } catch (error) {
    return;
  }
  if (!Array.isArray(held)) return;
  let changed = false;
  held.forEach(([name, value]) => {
    const cell = form.elements[name];
    if (!cell || cell.type === "hidden" || !("value" in cell) || cell.value === value) return;
    if (cell.type === "checkbox") cell.checked = true;
    else cell.value = value;
    changed = true;
  });
  if (!changed) return;
  form.dataset.changed = "1";
  say(form, form.dataset.textRestored);
}

function watch(form) {
  let timer = 0;
  let running = false;
  let stopped = false;
  const version = form.elements.version_id;

  const save = async () => {
    clearTimeout(timer);
    if (running || stopped || !form.dataset.changed || form.dataset.sent) return;
    running = true;
    delete form.dataset.changed;
    say(form, form.dataset.textSaving);
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch", Accept: "application/json" },
        credentials: "same-origin",
        redirect: "error",
      });
      await take(answer);
    } catch (error) {
      form.dataset.changed = "1";
      say(form, form.dataset.textFailed, true);
      timer = setTimeout(save, PAUSE);
    }
    running = false;
  };

  const take = async (answer) => {
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.ok && json) {
      const said = await answer.json();
      if (version && said.version_id) version.value = said.version_id;
      say(form, `${form.dataset.textSaved} ${said.saved || ""}`);
      return;
    }
    form.dataset.changed = "1";
    if (answer.status === 401 || answer.status === 400) {
      keep(form);
      say(form, form.dataset.textLogin, true);
    } else {
      // Another person saved, or a cell cannot be read: the next pressing of the button shows which.
      stopped = answer.status === 409;
      say(form, form.dataset.textFailed, true);
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(form);
  });
  form.addEventListener("portal:save", save);
}

document.querySelectorAll("form[data-autosave]").forEach((form) => {
  if (document.querySelector(".conflict, .diff, .alert-danger")) sessionStorage.removeItem(key(form));
  else if (new URLSearchParams(location.search).has("restore") || document.referrer.includes("/login")) restore(form);
  else sessionStorage.removeItem(key(form));
  watch(form);
});
