// What the SQL page knows about statements: where the engine found them wrong, and how many records a file of results has.

/**
 * Where an error is, by the engine's own words: `LINE 2: …` with a caret below.
 * @returns {{line: number, column: number, offset: number}|null} line and column count from 1, the offset is that in the statement
 */
export function positionOf(message, sql) {
  const found = /^(LINE (\d+): )(.*)\n( *)\^/m.exec(message);
  if (!found)
    return null;
  const [, prefix, number, shown, spaces] = found;
  const lines = sql.split("\n");
  const line = lines[number - 1];
  if (line === undefined)
    return null;
  // Of a long line only a part is shown, with dots for what is left out.
  const isCut = shown.startsWith("...");
  const part = shown.slice(isCut ? 3 : 0).replace(/\.\.\.$/, "");
  const start = isCut ? line.indexOf(part) : 0;
  const column = start + spaces.length - prefix.length - (isCut ? 3 : 0);
  if (start < 0 || column < 0 || column > line.length)
    return null;
  const before = lines.slice(0, number - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return { line: Number(number), column: column + 1, offset: before + column };
}

/** What the engine says, without the picture of the place. */
export function sentenceOf(message) {
  return message.replace(/\n*^LINE \d+: [\s\S]*$/m, "").trim();
}

/** Records of comma-separated values, the line of names left out: line ends inside of quotes are none. */
export function recordsOf(bytes) {
  let isQuoted = false;
  let count = 0;
  for (const byte of bytes) {
    if (byte === 34)
      isQuoted = !isQuoted;
    else if (byte === 10 && !isQuoted)
      count++;
  }
  return Math.max(0, count - 1);
}
