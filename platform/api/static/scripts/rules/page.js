// The page on which a ruleset's draft is edited: reads it, and joins its parts.

import { ask, ruleset } from "./api.js";
import { listenToClipboard } from "./clipboard.js";
import { commandsOf } from "./commands.js";
import { Desk } from "./desk.js";
import { Editor } from "./editor.js";
import { Grid } from "./grid.js";
import { joined } from "./joining.js";
import { Keeper } from "./keeper.js";
import { listen } from "./keys.js";
import { saveBeforeLeaving } from "./leaving.js";
import { Marks } from "./marks.js";
import { watchOvertaken } from "./overtaken.js";
import { Mends } from "./mends.js";
import { Patterns } from "./patterns.js";
import { placeOf } from "./pointers.js";
import { Problems } from "./problems.js";
import { helpOf, suggest } from "./suggestions.js";
import { showTables } from "./tables.js";
import { listenToTools } from "./tools.js";
import { Trial } from "./trying.js";
import { View } from "./view.js";
import { word } from "./words.js";

const { slug, keyOf: key, published, hasDraft } = document.getElementById("main").dataset;

async function begin() {
  const [draft, version] = await Promise.all([
    hasDraft ? ask("GET", ruleset("/draft"), { isExact: true }) : null,
    published ? ask("GET", ruleset(`/versions/${published}`), { isExact: true }) : null,
  ]);
  if ((draft && draft.status !== 200) || (version && version.status !== 200)) {
    document.getElementById("saved").textContent = word("no-answer");
    return;
  }
  const inForce = version && { version: published, content: version.body.content };
  const content = draft?.body ?? inForce?.content ?? { tables: [] };
  join(content, draft?.etag ?? null, inForce);
}

function join(content, etag, inForce) {
  const desk = new Desk(content);
  const view = new View(desk);
  const marks = new Marks(inForce);
  const keeper = new Keeper(desk, marks, { etag, place: `bpo.rules.${slug}.${key}` });
  const grid = new Grid(document.getElementById("grid"), view, marks);
  const problems = new Problems(view, marks, keeper);
  const mends = new Mends(view, marks);
  const editor = new Editor(grid, view, mends, suggest);
  const commands = commandsOf(view, { editor, problems, mends });
  new Trial(desk, keeper, marks);
  listen(grid, view, commands);
  listenToClipboard(grid, view);
  listenToTools(view, commands, mends);
  showTables(desk);
  new Patterns(desk, marks);
  watchOvertaken(desk, keeper);
  saveBeforeLeaving(keeper);
  view.addEventListener("move", () => note(view, marks));
  marks.addEventListener("change", () => note(view, marks));
  desk.addEventListener("change", () => note(view, marks));
  takeUp(desk, keeper);
  if (etag && keeper.state === "unchanged") keeper.check();
  document.getElementById("main").dataset.ready = "yes";
  grid.table.focus({ preventScroll: true });
  const pointer = new URLSearchParams(location.search).get("at");
  if (pointer) problems.goTo(placeOf(pointer));
}

// What an earlier visit could not save is on the screen again, one step before it what is saved.
function takeUp(desk, keeper) {
  const kept = keeper.stored();
  if (!kept) return;
  keeper.etag = kept.etag;
  desk.change(kept.content);
}

function note(view, marks) {
  const faults = view.row < 0 ? marks.ofRow(view.desk.table, -1) : marks.ofCell(view.desk.table, view.place, view.at?.key);
  document.getElementById("cell-note").textContent = faults.map((each) => each.detail).join(" ") || helpOf(view.at);
  const isNextSeen = view.rows[view.row + 1] === view.place + 1;
  document.querySelector("[data-command=join]").hidden = !isNextSeen || !joined(view.desk.shown, view.place);
}

begin();
