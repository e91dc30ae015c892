// Lets Neo4j's own parser and semantic analysis, as its tools for editors ship them, read scripts of Cypher 5.
// Prints what it finds wrong in each file named, as JSON, and ends with 1 if there is anything.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { lintCypherQuery } = createRequire(import.meta.url)("@neo4j-cypher/language-support");
let found = 0;
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const { diagnostics } = lintCypherQuery(text, { defaultLanguage: "CYPHER 5" });
  for (const { severity, message, offsets } of diagnostics) {
    found += 1;
    const near = text.slice(offsets.start, offsets.start + 60);
    process.stdout.write(`${JSON.stringify({ file, severity, message, near })}\n`);
  }
}
process.exitCode = found ? 1 : 0;
