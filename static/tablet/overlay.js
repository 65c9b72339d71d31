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

// The panels with the marks of `marks`, a map of records, on their sheets; a sheet that is signed or declared here, and
// not yet at the server, is "signed" or "declared".
export function shown(panels, marks, pending) {
  const sent = { seal: "signed", declare: "declared" };
  const steps = new Map(pending.map(({ payload }) => [payload.sheet, sent[payload.kind]]));
  const marksOn = new Map();
  for (const { sheet, criterion, value, rev } of marks.values()) {
    if (!marksOn.has(sheet)) marksOn.set(sheet, {});
    marksOn.get(sheet)[criterion] = [value, rev];
  }
  const sheetShown = (sheet) => ({ ...sheet, state: steps.get(sheet.id) ?? sheet.state, marks: marksOn.get(sheet.id) ?? {} });
  return panels.map((panel) => ({ ...panel, sheets: panel.sheets.map(sheetShown) }));
}
