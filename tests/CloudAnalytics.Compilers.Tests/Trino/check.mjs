// Reads a JSON array of statements from standard input and writes a JSON array: for each statement null, or what the grammar of
// Trino (of Hive with the argument hive) says against it.
import { readFileSync } from 'node:fs';
import { HiveSQL, TrinoSQL } from 'dt-sql-parser';

const parser = process.argv[2] === 'hive' ? new HiveSQL() : new TrinoSQL();
const statements = JSON.parse(readFileSync(0, 'utf8'));
const faults = statements.map((statement) => {
  const [first] = parser.validate(statement);
  return first ? `line ${first.startLine}, column ${first.startColumn}: ${first.message}` : null;
});
process.stdout.write(JSON.stringify(faults));
