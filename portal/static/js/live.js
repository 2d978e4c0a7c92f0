// Checks, totals and scores while typing: the form is sent as it stands, each part of the answer takes the place of
// the part of the page with the same id.

const DELAY = 700;

function follow(form) {
  let timer = 0;
  let asked = 0;

  const ask = async () => {
    const mine = asked += 1;
    try {
      const answer = await fetch(form.dataset.check, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
        redirect: "error",
      });
      if (!answer.ok) return;
      const html = await answer.text();
      if (mine === asked) exchange(html);
    } catch (error) {
      // Without the line to the server the last findings stay; saving says what is wrong.
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  };

  document.addEventListener("input", ({ target }) => { if (target.form === form) later(); });
  // The column is left alone while a word of reason is typed in it, and brought up to date afterwards.
  document.addEventListener("focusout", ({ target }) => { if (target.form === form && target.closest("#checks")) later(); });
  mark();
}

function exchange(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  Array.from(holder.content.children).forEach((fresh) => {
    const old = fresh.id && document.getElementById(fresh.id);
    if (!old || old.contains(document.activeElement)) return;
    old.replaceWith(fresh);
  });
  // Rows that are not stored yet have no key: the answer names their cells by the place of the row.
  document.querySelectorAll("tr[data-row] [name$='-key'][value='']").forEach((key) => {
    const named = `-new${/\d+/.exec(key.name)[0]}-`;
    key.closest("tr").querySelectorAll("[id]").forEach((one) => { one.id = one.id.replace(/-new\w*-/, named); });
  });
  mark();
}

/** Cells that a finding stands against are marked, so that the eye finds them without the column. */
function mark() {
  const wrong = new Set(
    Array.from(document.querySelectorAll(".problem-hard a[data-goto]"), (link) => decodeURIComponent(link.hash.slice(1))),
  );
  document.querySelectorAll("main .form-control, main .form-select").forEach((cell) => {
    cell.classList.toggle("has-problem", wrong.has(cell.id));
  });
}

document.querySelectorAll("form[data-check]").forEach(follow);
