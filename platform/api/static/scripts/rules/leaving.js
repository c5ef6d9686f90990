// Whoever goes on to another page has saved first, so that what is published or tested is what was written.

export function saveBeforeLeaving(keeper) {
  let isTold = false;
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href^='/']");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.shiftKey && !event.metaKey;
    if (!link || !isPlain || keeper.desk.content === keeper.saved) return;
    event.preventDefault();
    if (await keeper.flush() || isTold) location.assign(link.href);
    else isTold = true; // the state says why; the next press leaves, and this browser keeps the text
  });
}
