// Checks while typing: the form is sent as it stands, the column beside it is exchanged for the answer.

const DELAY = 700;

function follow(form) {
  let timer = 0;
  let asked = 0;

  const ask = async () => {
    asked += 1;
    const mine = asked;
    try {
      const answer = await fetch(form.dataset.check, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
        credentials: "same-origin",
        redirect: "error",
      });
      if (!answer.ok || mine !== asked) return;
      exchange(await answer.text());
    } catch (error) {
      // Without the line to the server the last checks stay; saving says what is wrong.
    }
  };

  document.addEventListener("input", (event) => {
    if (event.target.form !== form || event.target.closest("#checks")) return;
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
}

/** Put the new column in the place of the old one; a word of reason just being typed is not disturbed. */
function exchange(html) {
  const old = document.getElementById("checks");
  if (!old || old.contains(document.activeElement)) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.querySelector("#checks");
  if (fresh) old.replaceWith(fresh);
}

document.querySelectorAll("form[data-check]").forEach(follow);
