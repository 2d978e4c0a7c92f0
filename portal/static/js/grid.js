// Grids: arrows move between cells, a block from a spreadsheet fills them, rows are added and taken away on the spot.
// Without this file the same buttons send the form, and the server changes the rows.

const CELLS = "input:not([type=hidden]), select, textarea";

const rowsOf = (grid) => Array.from(grid.querySelectorAll("tbody > tr")).filter((row) => row.querySelector(CELLS));
const cellsOf = (row) => Array.from(row.querySelectorAll(CELLS)).filter((cell) => !cell.closest(".grid-buttons"));
const templateOf = (grid) => document.querySelector(`template[data-grid-row="${grid.dataset.grid}"]`);

function tell(cell) {
  cell.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Numbers, names and spoken names follow the order of the rows. */
function renumber(grid) {
  const prefix = grid.dataset.grid;
  rowsOf(grid).filter((row) => row.hasAttribute("data-row")).forEach((row, index) => {
    row.querySelectorAll("[name]").forEach((cell) => {
      cell.name = cell.name.replace(new RegExp(`^${prefix}-(\\d+|__index__)-`), `${prefix}-${index}-`);
    });
    row.querySelectorAll("button[name=grid]").forEach((button) => {
      const [act] = button.value.split(":");
      button.value = `${act}:${prefix}:${index}`;
      button.setAttribute("aria-label", button.getAttribute("aria-label").replace(/\d+|__number__/, String(index + 1)));
    });
    cellsOf(row).forEach((cell) => {
      const spoken = cell.getAttribute("aria-label");
      if (spoken) cell.setAttribute("aria-label", spoken.replace(/\s*\d*\s*$/, ` ${index + 1}`));
    });
    const number = row.querySelector(".grid-number bdi");
    if (number) number.textContent = String(index + 1);
  });
}

let added = 0;

/** A new row at the end of the grid; null where the grid has a fixed number of rows. */
function addRow(grid) {
  const template = templateOf(grid);
  if (!template) return null;
  added += 1;
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replace(/__index__/g, `added${added}`);
  const row = holder.content.querySelector("tr");
  row.querySelectorAll("[name]").forEach((cell) => {
    cell.name = cell.name.replace(`-added${added}-`, "-__index__-");
  });
  grid.querySelector("tbody").append(row);
  renumber(grid);
  return row;
}

function buttons() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.hasAttribute("data-grid-add")) {
      const grid = document.querySelector(`[data-grid="${button.dataset.gridAdd}"]`);
      const row = grid && addRow(grid);
      if (!row) return;
      event.preventDefault();
      const cell = cellsOf(row)[0];
      cell.focus();
      tell(cell);
    } else if (button.hasAttribute("data-grid-remove")) {
      const grid = button.closest("[data-grid]");
      const row = button.closest("tr");
      event.preventDefault();
      const other = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      renumber(grid);
      tell(grid.querySelector(CELLS) || grid.closest("form").elements[0]);
      const next = other && other.querySelector(CELLS);
      if (next) next.focus();
    } else if (button.hasAttribute("data-grid-up") || button.hasAttribute("data-grid-down")) {
      move(event, button);
    }
  });
}

/** Neighbours in one group change places here; a move into another group is the server's. */
function move(event, button) {
  const row = button.closest("tr");
  const up = button.hasAttribute("data-grid-up");
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other || !other.hasAttribute("data-row")) return;
  event.preventDefault();
  if (up) other.before(row); else other.after(row);
  renumber(row.closest("[data-grid]"));
  tell(cellsOf(row)[0]);
  button.focus();
}

function write(cell, text) {
  const value = text.trim();
  if (cell.tagName !== "SELECT") {
    cell.value = value;
    return;
  }
  const option = Array.from(cell.options).find((one) => one.text.trim() === value || one.value === value);
  if (option) cell.value = option.value;
}

let lastPaste = null;

function say(grid, text) {
  const card = grid.closest("form") || document;
  const line = Array.from(card.querySelectorAll("[data-grid-state]")).find(
    (one) => grid.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  if (line) line.textContent = text;
}

/** Rows and columns of a copied block; a spreadsheet puts quotes around a cell with a line break in it. */
function block(text) {
  const rows = [[""]];
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < source.length; at += 1) {
    const letter = source[at];
    const row = rows[rows.length - 1];
    const fresh = row[row.length - 1] === "";
    if (quoted && letter === '"' && source[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
    else if (quoted && letter === '"') quoted = false;
    else if (!quoted && letter === '"' && fresh) quoted = true;
    else if (!quoted && letter === "\t") row.push("");
    else if (!quoted && letter === "\n") rows.push([""]);
    else row[row.length - 1] += quoted && letter === "\n" ? " " : letter;
  }
  return rows;
}

function paste() {
  document.addEventListener("paste", (event) => {
    const cell = event.target.closest && event.target.closest(CELLS);
    const grid = cell && cell.closest("[data-grid]");
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!grid || !/[\t\n]/.test(text.replace(/\n$/, ""))) return;
    event.preventDefault();
    const before = rowsOf(grid).map((row) => cellsOf(row).map((one) => one.value));
    const column = cellsOf(cell.closest("tr")).indexOf(cell);
    let row = cell.closest("tr");
    block(text).forEach((line, number) => {
      if (number > 0) {
        const rows = rowsOf(grid);
        row = rows[rows.indexOf(row) + 1] || addRow(grid);
      }
      if (!row) return;
      const cells = cellsOf(row);
      line.forEach((value, offset) => { if (cells[column + offset]) write(cells[column + offset], value); });
    });
    lastPaste = { grid, before };
    say(grid, grid.dataset.textPasted);
    tell(cell);
  });
  document.addEventListener("input", (event) => {
    if (event.isTrusted) lastPaste = null;
  });
  document.addEventListener("keydown", (event) => {
    const undo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (!undo || !lastPaste || !lastPaste.grid.contains(event.target)) return;
    event.preventDefault();
    const { grid, before } = lastPaste;
    lastPaste = null;
    rowsOf(grid).forEach((row, index) => {
      if (!before[index]) row.remove();
      else cellsOf(row).forEach((one, place) => { one.value = before[index][place]; });
    });
    renumber(grid);
    say(grid, grid.dataset.textUndone);
    const cell = grid.querySelector(CELLS);
    cell.focus();
    tell(cell);
  });
}

/** Whether an arrow would leave the text of a cell: only then it goes to the next cell. */
function atEdge(cell, forward) {
  if (cell.tagName === "SELECT" || cell.selectionStart === null || cell.selectionStart === undefined) return true;
  if (cell.selectionStart !== cell.selectionEnd) return false;
  return forward ? cell.selectionEnd === cell.value.length : cell.selectionStart === 0;
}

function arrows() {
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest && event.target.closest(CELLS);
    const grid = cell && cell.closest("[data-grid]");
    if (!grid || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const rows = rowsOf(grid);
    const row = cell.closest("tr");
    const cells = cellsOf(row);
    const place = cells.indexOf(cell);
    const mirrored = getComputedStyle(cell).direction === "rtl";
    let next = null;
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const down = event.key === "ArrowDown";
      if (cell.tagName === "SELECT" || cell.type === "date") return;
      if (cell.tagName === "TEXTAREA" && !atEdge(cell, down)) return;
      const other = rows[rows.indexOf(row) + (down ? 1 : -1)];
      next = other && (cellsOf(other)[place] || cellsOf(other)[0]);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const forward = (event.key === "ArrowRight") !== mirrored;
      if (cell.type === "date" || !atEdge(cell, forward)) return;
      const pageMirrored = document.documentElement.dir === "rtl";
      next = cells[place + ((event.key === "ArrowRight") !== pageMirrored ? 1 : -1)];
    }
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (next.select) next.select();
  });
}

buttons();
paste();
arrows();
