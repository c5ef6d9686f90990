// Actions as people read them, and as a spreadsheet holds them.

import { element } from "./words.js";
import { isNumber, read, write } from "./json.js";

// As the page of what is published writes it: {type: "order_review", priority: 80}
export function feelText(value) {
  if (Array.isArray(value)) return `[${value.map(feelText).join(", ")}]`;
  if (value === null || isNumber(value) || typeof value !== "object") return write(value);
  return `{${Object.entries(value).map(([name, each]) => `${name}: ${feelText(each)}`).join(", ")}}`;
}

export function actionText(action) {
  return Object.entries(action).map(([kind, payload]) => `${kind} ${feelText(payload)}`).join(", ");
}

export function actionsText(then) {
  return then.map(actionText).join("; ");
}

export function actionNodes(then) {
  return then.flatMap((action, nth) => Object.entries(action).flatMap(([kind, payload]) =>
    [nth ? "; " : "", element("b", {}, kind), ` ${feelText(payload)}`]));
}

export function sheetText(then) {
  return write(then);
}

// What a spreadsheet's cell says; null for what is no list of actions.
export function thenOf(text) {
  try {
    const value = read(text || "[]");
    const actions = Array.isArray(value) ? value : [value];
    return actions.every((each) => each && typeof each === "object" && Object.keys(each).length === 1) ? actions : null;
  } catch {
    return null;
  }
}
