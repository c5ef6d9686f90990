// A pointer into a ruleset (RFC 6901) as a place in the grid: the table, the rule, and the key of the column. What is of
// the table itself has the place -1, what is in no table the table -1.

export function placeOf(pointer) {
  const [part, table, member, rule, field, name, ...rest] = pointer.split("/").slice(1).map(unescaped);
  if (part !== "tables" || table === undefined) return { table: -1, place: -1, key: part ?? "", where: part ?? "" };
  if (member !== "rules" || rule === undefined) return { table: Number(table), place: -1, key: member ?? "", where: member ?? "" };
  const key = field === "when" && name !== undefined ? `when ${name}` : field ?? "name";
  const where = field === "then" ? rest.join(".") || field : name ?? field ?? "";
  return { table: Number(table), place: Number(rule), key: key === "when" ? "name" : key, where };
}

function unescaped(step) {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
