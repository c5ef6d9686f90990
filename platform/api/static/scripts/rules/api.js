// Asks the API about this page's ruleset with the session and the token of the page.

import { read, write } from "./json.js";

const { slug, keyOf: key, csrf } = document.getElementById("main").dataset;

// `status` 0: no answer came. `isExact`: numbers of the answer keep their digits.
export async function ask(method, path, { body, headers = {}, isExact = false } = {}) {
  const [place, query] = path.split("?");
  const address = `${place}?${new URLSearchParams([...new URLSearchParams(query), ["tenant", slug]])}`;
  const sent = { "X-CSRF-Token": csrf, accept: "application/json", ...headers };
  if (body !== undefined) sent["content-type"] = "application/json";
  try {
    const answer = await fetch(address, { method, headers: sent, body: body === undefined ? undefined : write(body) });
    const text = await answer.text();
    return { status: answer.status, etag: answer.headers.get("etag"), body: text ? (isExact ? read(text) : JSON.parse(text)) : null };
  } catch {
    return { status: 0, etag: null, body: null };
  }
}

export const ruleset = (part) => `/v1/rulesets/${key}${part}`;
