// Which message a row speaks of, and how to follow it.

const ids = ["network_message_id", "message_id"];

/** Columns that tell it. */
export const followColumns = [...ids, "queue_id", "host", "sender", "recipients"];

const hour = 3_600_000;

/**
 * What the trace page is to be asked for a row.
 * @param {(name: string) => any} find the row's value of a column; null or undefined where it has none
 * @param {string} time the row's time, ISO 8601
 * @returns {object | null} parameters of the trace page
 */
export function follow(find, time) {
  const id = ids.map(find).find(Boolean);
  if (id)
    return { key: id };
  const at = Date.parse(time);
  const around = (span) => ({ from: new Date(at - span).toISOString(), to: new Date(at + span).toISOString() });
  // Queue ids are used again, and people write to each other more than once.
  if (find("queue_id") && find("host"))
    return { key: `${find("host")}/${find("queue_id")}`, ...around(24 * hour) };
  const recipient = [find("recipients") ?? []].flat().find((address) => String(address).includes("@"));
  return find("sender")?.includes("@") && recipient ? { key: `${find("sender")} ${recipient}`, ...around(hour) } : null;
}
