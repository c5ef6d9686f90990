// A pointer into a ruleset (RFC 6901) as a place on the page: the table, the rule, and the key of the column. What is of the
// table itself has the place -1; a pattern is a place of the sheet PATTERNS; what is elsewhere has the table NOWHERE.

export const PATTERNS = -1;
const NOWHERE = -2;

export function stepsOf(pointer) {
  return pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

// For people, who count from one.
export function whereOf(steps) {
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) + 1 : step)).join(" ");
}

export function placeOf(pointer) {
  const [part, nth, ...steps] = stepsOf(pointer);
  if (part === "patterns") return { table: PATTERNS, place: Number(nth ?? -1), key: steps.join("/"), where: whereOf(steps) };
  if (part !== "tables" || nth === undefined) return { table: NOWHERE, place: -1, key: part ?? "", where: part ?? "" };
  const [member, rule, field, name, ...rest] = steps;
  if (member !== "rules" || rule === undefined) return { table: Number(nth), place: -1, key: member ?? "", where: member ?? "" };
  const key = field === "when" && name !== undefined ? `when ${name}` : field ?? "name";
  const where = field === "then" ? rest.join(".") || field : name ?? field ?? "";
  return { table: Number(nth), place: Number(rule), key: key === "when" ? "name" : key, where };
}
