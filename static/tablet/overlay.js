// Marks as their judge sees them: what the server has, and over it what he has given since. Pure: neither disk nor network.

// `known` and `rev` are the server's; `op_id` is the last operation of this device, which the next one comes after.
export function recordsOf(panels) {
  return panels.flatMap(({ sheets }) => sheets.flatMap(marksOf));
}

function marksOf({ id, state, marks }) {
  if (state !== "open") return []; // what is sealed does not stay on the device
  const given = Object.entries(marks ?? {});
  return given.map(([criterion, [value, rev]]) => ({ sheet: id, criterion: Number(criterion), value, known: value, rev, op_id: "" }));
}

export const keyOf = ({ sheet, criterion }) => `${sheet}/${criterion}`;

// A map of records by sheet and criterion, with the operations that the server has not accepted yet laid over them.
export function overlaid(records, operations) {
  const marks = new Map(records.map((record) => [keyOf(record), record]));
  for (const { op_id, payload } of operations) {
    if (payload.kind !== "mark") continue;
    const before = marks.get(keyOf(payload)) ?? blank(payload);
    marks.set(keyOf(payload), { ...before, value: payload.value, op_id });
  }
  return marks;
}

// A mark that nobody has given: missing, which is not 0.
export function blank({ sheet, criterion }) {
  return { sheet, criterion, value: null, known: null, rev: 0, op_id: "" };
}

// The sheets by their ids, each with its panel; what the judge signed or declared and the server has not got shows.
export function sheetsShown(panels, pending) {
  const words = { seal: "sealing", declare: "declaring" };
  const steps = new Map(pending.filter(({ payload }) => payload.kind !== "mark").map(({ payload }) => [payload.sheet, words[payload.kind]]));
  const all = panels.flatMap((panel) => panel.sheets.map((sheet) => ({ ...sheet, panel, state: steps.get(sheet.id) ?? sheet.state })));
  return new Map(all.map((sheet) => [sheet.id, sheet]));
}

// The marks that are not settled with the server, by sheet and criterion: "kept", or "held" if the judge must decide.
export function marksWaiting({ pending, held }) {
  const marks = (operations, state) => operations.map(({ payload }) => [keyOf(payload), state]);
  return new Map([...marks(pending, "kept"), ...marks(held, "held")]);
}
