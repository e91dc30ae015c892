// Who denied which claim, asked by Comunica.
//   npm ci && node claims.js [http://127.0.0.1:8000]
import { QueryEngine } from "@comunica/query-sparql";

const address = process.argv[2] ?? process.env.REJOINDER_URL ?? "http://127.0.0.1:8000";

const query = `
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rj: <https://w3id.org/rejoinder/ontology#>
SELECT DISTINCT ?who ?claim ?date ?standing WHERE {
  ?act rj:denies/rdfs:label ?claim ; rj:speaker/rdfs:label ?who ; rj:standing/rdfs:label ?standing .
  OPTIONAL { ?act rj:date ?date }
} ORDER BY ?who ?claim ?date`;

// The type is told, so that Comunica sends the query as a whole and does not look first what lies at the address.
const source = { type: "sparql", value: `${address}/sparql` };
const found = await new QueryEngine().queryBindings(query, { sources: [source] });
for (const row of await found.toArray()) {
  const [who, claim, date, standing] = ["who", "claim", "date", "standing"].map((name) => row.get(name)?.value);
  console.log([who, claim, date ?? "undated", standing].join("\t"));
}
