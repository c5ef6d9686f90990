// The lease runs out along the lower edge of the task's head and in its clock. Whoever works has it renewed, silently;
// whoever is away loses it. The time left comes from the server, so the clock of this machine does not matter.

const LOW_S = 120;
const AWAY_MS = 4 * 60 * 1000;
let began = performance.now();
let used = performance.now();
let asked = 0;

["keydown", "pointerdown", "input", "wheel"].forEach((kind) => {
  document.addEventListener(kind, () => { used = performance.now(); }, { passive: true });
});

document.addEventListener("htmx:after:swap", () => {
  const bar = document.querySelector("[data-lease-s]");
  if (bar && !bar.dataset.begun) start(bar);
});

setInterval(tick, 1000);
const first = document.querySelector("[data-lease-s]");
if (first) start(first);

function start(bar) {
  began = performance.now();
  bar.dataset.begun = "1";
  tick();
}

function tick() {
  const bar = document.querySelector("[data-lease-s]");
  const clock = document.querySelector("[data-lease-clock]");
  if (!bar) return;
  const left = Math.max(0, Number(bar.dataset.leaseS) - (performance.now() - began) / 1000);
  bar.value = left;
  bar.toggleAttribute("data-low", left < LOW_S);
  if (clock) {
    clock.textContent = written(Math.floor(left));
    clock.classList.toggle("warn", left < LOW_S);
  }
  const works = performance.now() - used < AWAY_MS;
  const rested = performance.now() - asked > 10000;
  if (works && rested && left < Number(bar.max) / 2) {
    asked = performance.now();
    document.querySelector("[data-renew]")?.dispatchEvent(new CustomEvent("bpo:renew"));
  }
}

function written(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, nth) => (nth ? String(part).padStart(2, "0") : part)).join(":");
}
