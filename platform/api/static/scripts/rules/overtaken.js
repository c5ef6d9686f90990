// Two who edit one draft: the second is told whose change came first and when, keeps their own, looks at the other,
// writes over it, or goes on from it. What gives way is one step back, so nothing is lost.

import { ask, ruleset } from "./api.js";
import { differences } from "./differences.js";
import { same } from "./json.js";
import { element, word } from "./words.js";

export function watchOvertaken(desk, keeper) {
  const place = document.getElementById("overtaken");
  const dialog = document.getElementById("theirs");
  let theirs = null;

  async function tell() {
    if (keeper.state !== "overtaken" || theirs) return;
    theirs = { etag: null };
    const [draft, head] = await Promise.all([ask("GET", ruleset("/draft"), { isExact: true }), ask("GET", ruleset(""))]);
    if (draft.status !== 200) {
      theirs = null;
      return;
    }
    theirs = { etag: draft.etag, content: draft.body };
    if (same(draft.body, desk.content)) { // an answer that this browser did not wait for
      keeper.goOnFrom(draft.etag, desk.content);
      end();
      return;
    }
    place.querySelector("[data-who]").textContent = word("overtaken", whoAndWhen(head.body));
    place.hidden = false;
  }

  function end() {
    theirs = null;
    place.hidden = true;
  }

  function overwrite() {
    const { etag, content } = theirs;
    desk.keep(content);
    end();
    keeper.goOnFrom(etag, content);
  }

  function take() {
    const { etag, content } = theirs;
    end();
    keeper.saved = content;
    desk.change(content);
    keeper.goOnFrom(etag, content);
  }

  function look() {
    const lines = differences(desk.content, theirs.content);
    dialog.querySelector("tbody").replaceChildren(...lines.map(({ where, mine, other }) =>
      element("tr", {}, element("td", {}, where), element("td", {}, element("code", {}, mine)), element("td", {}, element("code", {}, other)))));
    dialog.showModal();
  }

  keeper.addEventListener("state", tell);
  place.querySelector("[data-do=look]").addEventListener("click", look);
  place.querySelector("[data-do=overwrite]").addEventListener("click", overwrite);
  place.querySelector("[data-do=take]").addEventListener("click", take);
}

function whoAndWhen(head) {
  const at = head?.saved_at ? new Date(head.saved_at) : null;
  const locale = document.documentElement.lang;
  return {
    name: head?.saved_by?.name ?? head?.saved_by?.role ?? word("somebody"),
    at: at ? at.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) : "–",
  };
}
