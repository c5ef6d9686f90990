// Two rules, one below the other, that differ in one cell and do the same: one in their place decides as both did, since
// a cell holds where any of its tests does. So only where the first that holds is taken, or all that hold agree.

import { same } from "./json.js";
import { ANY, inputsOf, textOf, withoutRules, withTexts } from "./table.js";

const POLICIES = ["FIRST", "ANY"];

// The table with the rule at `place` and the next as one; null where they are not to be joined.
export function joined(table, place) {
  const [one, next] = table?.rules.slice(place, place + 2) ?? [];
  if (!next || !POLICIES.includes(table.hit_policy) || !same(one.then, next.then) || one.if !== next.if) return null;
  const columns = inputsOf(table).map((input) => ({ kind: "when", input }));
  const [column, ...others] = columns.filter((each) => textOf(one, each) !== textOf(next, each));
  if (!column || others.length) return null;
  const texts = [one, next].map((rule) => textOf(rule, column));
  if (texts.some((text) => text === ANY || /^not\b/.test(text))) return null;
  return withoutRules(withTexts(table, [{ place, column, text: texts.join(", ") }]), [place + 1]);
}
