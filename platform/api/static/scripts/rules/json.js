// JSON in which numbers keep the digits that they were sent with: each is what JSON.rawJSON makes of its text.

const KEEPS_DIGITS = typeof JSON.rawJSON === "function";

export function read(text) {
  return JSON.parse(text, (_, value, context) =>
    typeof value === "number" && KEEPS_DIGITS && context ? JSON.rawJSON(context.source) : value);
}

export function write(value, indent) {
  return JSON.stringify(value, null, indent);
}

export function isNumber(value) {
  return typeof value === "number" || (KEEPS_DIGITS && JSON.isRawJSON(value));
}

export function numberOf(text) {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? read(text) : null;
}

export function same(one, other) {
  return one === other || write(one) === write(other);
}
