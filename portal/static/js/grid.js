// Grids: arrows move between cells, a block from a spreadsheet fills them, rows are added and taken away on the spot.
// Without this file the same buttons send the form, and the server changes the rows.

const CONTROL = "input:not([type=hidden]), select, textarea";
const MOST_ROWS = 200;

const list = (root, selector) => Array.from(root.querySelectorAll(selector));
const rowsOf = (grid) => list(grid, "tbody > tr").filter((row) => row.querySelector(CONTROL));
const ownRows = (grid) => list(grid, "tr[data-row]");
/** Cells in which something can be typed; each may hold several controls. */
const cellsOf = (row) => Array.from(row.children).filter((cell) => cell.querySelector(CONTROL));
const ticks = (one) => one.type === "checkbox" || one.type === "radio";
const state = (one) => (ticks(one) ? "checked" : "value");
const tell = (one) => one.dispatchEvent(new Event("input", { bubbles: true }));
const place = (event) => {
  const control = event.target.closest(CONTROL);
  const grid = control && control.closest("[data-grid]");
  return grid && { control, grid, row: control.closest("tr"), cell: control.closest("td, th") };
};

/** Numbers, names and spoken names follow the order of the rows. */
function renumber(grid) {
  const prefix = grid.dataset.grid;
  const named = new RegExp(`^${prefix}-[^-]+-`);
  ownRows(grid).forEach((row, index) => {
    const number = String(index + 1);
    list(row, "[name]").forEach((one) => { one.name = one.name.replace(named, `${prefix}-${index}-`); });
    list(row, "[aria-label]").forEach((one) => {
      const spoken = one.getAttribute("aria-label");
      if (one.name === "grid") one.value = `${one.value.split(":")[0]}:${prefix}:${index}`;
      one.setAttribute("aria-label", one.name === "grid" ? spoken.replace(/\d+|__number__/, number) : spoken.replace(/\s*\d*\s*$/, ` ${number}`));
    });
    const shown = row.querySelector(".grid-number bdi");
    if (shown) shown.textContent = number;
  });
}

let added = 0;

/** A new row at the end of the grid; null where the number of rows is fixed or the grid is full. */
function addRow(grid) {
  const template = document.querySelector(`template[data-grid-row="${grid.dataset.grid}"]`);
  const last = ownRows(grid).pop();
  if (!template || ownRows(grid).length >= MOST_ROWS) return null;
  added += 1;
  // Ids keep a word of their own; the names of the fields are numbered.
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replace(/__index__/g, `added${added}`);
  const row = holder.content.querySelector("tr");
  // It goes on in the group in which the last one stands.
  const group = row.querySelector("select:not([data-own])");
  if (last && group) group.value = last.querySelector("select").value;
  grid.querySelector("tbody").append(row);
  renumber(grid);
  return row;
}

let lastPaste = null;

function press(event) {
  const button = event.target.closest("button[name=grid]");
  if (!button) return;
  const { gridAdd, gridRemove, gridUp, gridDown } = button.dataset;
  lastPaste = null;
  if (gridAdd) add(event, document.querySelector(`[data-grid="${gridAdd}"]`));
  else if (gridRemove === "") remove(event, button.closest("tr"));
  else if (gridUp === "" || gridDown === "") move(event, button, gridUp === "");
}

function add(event, grid) {
  const row = grid && addRow(grid);
  if (!row) return;
  event.preventDefault();
  const control = row.querySelector("input:not([type=hidden])") || row.querySelector(CONTROL);
  control.focus();
  tell(control);
}

function remove(event, row) {
  const grid = row.closest("[data-grid]");
  const rows = ownRows(grid);
  const other = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
  event.preventDefault();
  row.remove();
  renumber(grid);
  const next = (other || document).querySelector(other ? "[data-grid-remove]" : `[data-grid-add="${grid.dataset.grid}"]`);
  next.focus();
  tell(next);
}

/** Neighbours in one group change places here; a move into another group is the server's. */
function move(event, button, up) {
  const row = button.closest("tr");
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other || !other.hasAttribute("data-row")) return;
  event.preventDefault();
  if (up) other.before(row); else other.after(row);
  renumber(row.closest("[data-grid]"));
  button.focus();
  tell(button);
}

/** Rows and columns of a copied block; a spreadsheet puts quotes around a cell with a line break in it. */
function block(text) {
  const rows = [[""]];
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < source.length; at += 1) {
    const letter = source[at];
    const row = rows[rows.length - 1];
    const end = row.length - 1;
    if (letter === '"' && quoted && source[at + 1] === '"') { row[end] += '"'; at += 1; }
    else if (letter === '"' && (quoted || row[end] === "")) quoted = !quoted;
    else if (letter === "\t" && !quoted) row.push("");
    else if (letter === "\n" && !quoted) rows.push([""]);
    else row[end] += letter;
  }
  return rows;
}

/** Write a pasted text into a cell: boxes are ticked by their words, a list takes the choice of that name. */
function write(cell, text) {
  const value = text.trim();
  const controls = list(cell, CONTROL);
  controls.filter(ticks).forEach((box) => { box.checked = value.includes(box.closest("label").textContent.trim()); });
  const choice = controls.find((one) => one.tagName === "SELECT");
  const option = choice && Array.from(choice.options).find((one) => one.text.trim() === value);
  const field = controls.find((one) => one !== choice && !ticks(one) && !one.readOnly);
  if (option) choice.value = option.value;
  else if (field && field.type === "date") field.value = isoDate(value);
  else if (field) field.value = field.tagName === "TEXTAREA" ? value : value.replace(/\s*\n\s*/g, " ");
}

/** 2020/7/20, 2020.7.20 and 2020年7月20日 as a date field takes them. */
function isoDate(text) {
  const found = /^(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?$/.exec(text);
  return found ? `${found[1]}-${found[2].padStart(2, "0")}-${found[3].padStart(2, "0")}` : "";
}

/** The next line of state after the grid says it. */
function say(grid, text) {
  const line = list(document, "[data-grid-state]").find((one) => grid.compareDocumentPosition(one) & 4);
  if (line) line.textContent = text;
}

function paste(event) {
  const here = place(event);
  const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
  if (!here || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
  const { control, grid } = here;
  const lines = block(text);
  // Lines without columns stay together in a text that may hold them.
  if (control.tagName === "TEXTAREA" && lines.every((line) => line.length === 1)) return;
  event.preventDefault();
  lastPaste = { grid, before: rowsOf(grid).map((row) => list(row, CONTROL).map((one) => one[state(one)])) };
  const column = cellsOf(here.row).indexOf(here.cell);
  let row = here.row;
  lines.forEach((line, number) => {
    if (number > 0 && row) row = rowsOf(grid)[rowsOf(grid).indexOf(row) + 1] || addRow(grid);
    const cells = row ? cellsOf(row).slice(column) : [];
    line.slice(0, cells.length).forEach((value, offset) => write(cells[offset], value));
  });
  say(grid, grid.dataset.textPasted);
  tell(control);
}

function takeBack(event) {
  if (!event.ctrlKey || event.key !== "z" || !lastPaste || !lastPaste.grid.contains(event.target)) return;
  event.preventDefault();
  const { grid, before } = lastPaste;
  rowsOf(grid).forEach((row, index) => {
    if (before[index]) list(row, CONTROL).forEach((one, at) => { one[state(one)] = before[index][at]; });
    else row.remove();
  });
  renumber(grid);
  lastPaste = null;
  say(grid, grid.dataset.textUndone);
  tell(grid.querySelector(CONTROL));
}

/** Whether an arrow would leave the text of a control: only then it goes to the next cell. */
function atEdge(control, forward) {
  const { selectionStart: start, selectionEnd: end, value } = control;
  if (ticks(control) || typeof start !== "number") return true;
  return (start === 0 && end === value.length) || (start === end && end === (forward ? value.length : 0));
}

const controlIn = (cell) => cell && cell.querySelector(CONTROL);

function enter(event, next) {
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (next.select) next.select();
}

function step(event) {
  const here = place(event);
  if (!here || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
  const { control, grid, row, cell } = here;
  const cells = cellsOf(row);
  const plain = control.tagName === "INPUT" && control.type !== "date";
  if (/^Arrow(Up|Down)$/.test(event.key) || (event.key === "Enter" && plain)) {
    const down = event.key !== "ArrowUp";
    if (!plain && !(control.tagName === "TEXTAREA" && atEdge(control, down))) return;
    const by = down ? 1 : -1;
    const boxes = list(cell, CONTROL);
    const other = rowsOf(grid)[rowsOf(grid).indexOf(row) + by];
    enter(event, (ticks(control) && boxes[boxes.indexOf(control) + by]) || (other && controlIn(cellsOf(other)[cells.indexOf(cell)])));
  } else if (/^Arrow(Left|Right)$/.test(event.key) && control.type !== "date") {
    const right = event.key === "ArrowRight";
    if (!atEdge(control, right !== (getComputedStyle(control).direction === "rtl"))) return;
    enter(event, controlIn(cells[cells.indexOf(cell) + (right !== (document.dir === "rtl") ? 1 : -1)]));
  }
}

document.addEventListener("click", press);
document.addEventListener("paste", paste);
document.addEventListener("input", (event) => { if (event.isTrusted) lastPaste = null; });
document.addEventListener("keydown", takeBack);
document.addEventListener("keydown", step);
// A kept form that is filled in again may have more or fewer rows than the page.
document.addEventListener("portal:rows", ({ target, detail }) => {
  while (ownRows(target).length > detail) ownRows(target).pop().remove();
  while (ownRows(target).length < detail && addRow(target));
});
