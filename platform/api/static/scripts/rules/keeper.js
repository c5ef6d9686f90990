// Keeps the draft: what was changed is sent when the hand rests, by the ETag of what it began with, and then checked. What
// could not be saved stays in this browser until it is. Tells "state": unchanged, waiting, saving, saved, faulty, overtaken,
// refused.

import { ask, ruleset } from "./api.js";
import { read, write } from "./json.js";

const REST_MS = 700;

export class Keeper extends EventTarget {
  constructor(desk, marks, { etag, place }) {
    super();
    this.desk = desk;
    this.marks = marks;
    this.etag = etag;
    this.place = place;
    this.state = "unchanged";
    this.detail = "";
    this.saved = desk.content;
    desk.addEventListener("change", () => this.changed());
    window.addEventListener("pagehide", () => this.#store());
  }

  changed() {
    clearTimeout(this.timer);
    if (this.state === "overtaken") return;
    if (this.desk.content === this.saved) {
      this.#rest();
      return;
    }
    this.#tell("waiting");
    this.timer = setTimeout(() => this.save(), REST_MS);
  }

  // One after another; whoever asks meanwhile has what is there then saved after it.
  save() {
    clearTimeout(this.timer);
    this.running = (this.running ?? Promise.resolve()).then(() => this.#send());
    return this.running;
  }

  // Whether the draft is what is on the screen.
  async flush() {
    if (this.desk.content !== this.saved && this.state !== "overtaken") await this.save();
    else await this.running;
    return this.desk.content === this.saved;
  }

  async check() {
    const asked = this.saved;
    const answer = await ask("POST", ruleset("/check"), { body: { draft: true } });
    if (answer.status === 200 && asked === this.desk.content) this.marks.report(answer.body, asked);
  }

  // Goes on from somebody else's draft: its ETag is the one that the next save overwrites.
  goOnFrom(etag, saved) {
    this.etag = etag;
    this.saved = saved;
    this.state = "saved";
    return this.desk.content === saved ? this.#rest() : this.save();
  }

  // What an earlier visit could not save, with the ETag of what it was made from.
  stored() {
    const kept = localStorage.getItem(this.place);
    return kept && read(kept);
  }

  async #send() {
    const content = this.desk.content;
    if (content === this.saved) return;
    this.#tell("saving");
    const headers = this.etag ? { "If-Match": this.etag } : { "If-None-Match": "*" };
    const answer = await ask("PUT", ruleset("/draft"), { body: content, headers });
    if (answer.status === 200) {
      this.etag = answer.etag;
      this.saved = content;
      this.at = new Date();
      if (this.desk.content === content) await this.#rest();
      else this.changed();
      return;
    }
    this.#store();
    if (answer.status === 412) this.#tell("overtaken");
    else if (answer.status !== 422) this.#tell("refused", answer.body?.detail);
    else if (this.desk.content !== content) this.changed();
    else {
      this.marks.report({ errors: answer.body.errors ?? [] }, content);
      this.#tell("faulty");
    }
  }

  // What is on the screen is what was saved, or what the visit began with.
  async #rest() {
    localStorage.removeItem(this.place);
    this.#tell(this.at ? "saved" : "unchanged");
    if (this.etag) await this.check();
    else this.marks.report({ errors: [] }, this.saved);
  }

  #store() {
    if (this.desk.content !== this.saved) localStorage.setItem(this.place, write({ etag: this.etag, content: this.desk.content }));
  }

  #tell(state, detail = "") {
    this.state = state;
    this.detail = detail;
    this.dispatchEvent(new Event("state"));
  }
}
