// Drafts save themselves: a while after the last key, and when the page is hidden.
// What cannot be saved stays on the page and in this browser until it has been saved.

const PAUSE = 20000;

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

function say(form, text, bad = false) {
  const line = form.querySelector("[data-save-state]");
  if (!line) return;
  line.textContent = text;
  line.classList.toggle("save-failed", bad);
}

/** The kept content of a form: with a content it is stored, with null forgotten, without it is read. */
function kept(form, content) {
  const name = `draft:${form.dataset.autosave}`;
  try {
    if (content) sessionStorage.setItem(name, JSON.stringify(content));
    else if (content === null) sessionStorage.removeItem(name);
    else return JSON.parse(sessionStorage.getItem(name));
  } catch (error) {
    // A full or forbidden store loses nothing: the content is still on the page.
  }
  return null;
}

/** Keep what is typed; the token belongs to the login and stays out. */
function keep(form) {
  kept(form, Array.from(new FormData(form)).filter(([name, value]) => typeof value === "string" && name !== "csrf_token"));
}

/**
 * Fill in what was typed before the login ended, with the rows added meanwhile. The version it was typed on comes
 * back with it, so that a change by somebody else still shows as a conflict.
 */
function restore(form) {
  const values = new Map();
  (kept(form) || []).forEach(([name, value]) => values.set(name, (values.get(name) || []).concat(value)));
  const { mode } = form.elements;
  if (!values.size || (mode && values.get("mode")[0] !== mode.value)) return;
  form.querySelectorAll("[data-grid]").forEach((grid) => {
    const numbers = Array.from(values.keys()).map((name) => new RegExp(`^${grid.dataset.grid}-(\\d+)-`).exec(name));
    const rows = Math.max(0, ...numbers.map((found) => (found ? Number(found[1]) + 1 : 0)));
    grid.dispatchEvent(new CustomEvent("portal:rows", { bubbles: true, detail: rows }));
  });
  let changed = false;
  Array.from(form.elements).forEach((cell) => {
    if (!cell.name || cell.name === "csrf_token" || /^(submit|button|file)$/.test(cell.type)) return;
    const typed = values.get(cell.name) || [];
    const ticked = /^(checkbox|radio)$/.test(cell.type);
    const value = ticked ? typed.includes(cell.value) : typed[0];
    const property = ticked ? "checked" : "value";
    if (value === undefined || cell[property] === value) return;
    cell[property] = value;
    changed = true;
  });
  if (!changed) return;
  say(form, form.dataset.textRestored);
  form.elements[0].dispatchEvent(new Event("input", { bubbles: true }));
}

/** After a new login in another window the page needs the token of that login. */
async function renew(form) {
  const answer = await fetch(form.dataset.autosave, { redirect: "error" });
  const { content } = parse(await answer.text()).querySelector("meta[name=csrf-token]");
  document.getElementsByName("csrf_token").forEach((field) => { field.value = content; });
}

/** Both versions above the form, as the page itself shows them after its button; saving again is then deliberate. */
function showConflict(form, html) {
  const page = parse(html);
  const version = page.querySelector("form[data-autosave] input[name=version_id]");
  if (version) form.elements.version_id.value = version.value;
  const box = page.querySelector("[data-conflict], .error-text");
  box.classList.add("alert", "alert-warning");
  form.before(box);
  box.scrollIntoView({ block: "nearest" });
}

function watch(form) {
  let timer = 0;
  let running = null;
  let stopped = false;
  let away = false;
  let pressed = null;

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  const send = async () => {
    delete form.dataset.changed;
    say(form, form.dataset.textSaving);
    try {
      if (away) await renew(form);
      await take(await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
        redirect: "error",
      }));
    } catch (error) {
      form.dataset.changed = "1";
      say(form, away ? form.dataset.textLogin : form.dataset.textFailed, true);
      later();
    }
  };

  const take = async (answer) => {
    if (answer.ok) {
      const said = await answer.json();
      form.elements.version_id.value = said.version_id;
      say(form, `${form.dataset.textSaved} ${said.saved}`);
      away = false;
      kept(form, null);
      return;
    }
    form.dataset.changed = "1";
    keep(form);
    if ((answer.status === 401 || answer.status === 400) && !away) {
      // The login or its token is gone; perhaps somebody is signed in again already, in another window.
      away = true;
      await send();
      return;
    }
    say(form, form.dataset.textFailed, true);
    if (answer.status === 409) {
      // Nothing more is saved by itself over what somebody else has written.
      stopped = true;
      showConflict(form, await answer.text());
    } else if (answer.status >= 500) later();
  };

  const save = async () => {
    clearTimeout(timer);
    if (running || stopped || !form.dataset.changed || form.dataset.sent) return;
    running = send();
    await running;
    running = null;
  };

  document.addEventListener("input", (event) => { if (event.target.form === form) later(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden || away) save(); });
  window.addEventListener("focus", () => { if (away) save(); });
  document.addEventListener("click", ({ target }) => { pressed = target.closest("button"); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    keep(form);
    if (!running) return;
    // A saving under way changes the version: the form is sent after it, not beside it.
    event.preventDefault();
    running.then(() => setTimeout(() => pressed.click()));
  });
}

document.querySelectorAll("form[data-autosave]").forEach((form) => {
  const back = new URLSearchParams(location.search).has("restore") || /\/login(\?|$)/.test(document.referrer);
  if (back) restore(form);
  else kept(form, null);
  watch(form);
});
