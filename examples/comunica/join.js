// How many acts are about each state, beside its inhabitants as a second endpoint knows them; joined by Comunica.
//   npm ci && node join.js [http://127.0.0.1:8000] [https://query.wikidata.org/sparql]
//
// Rejoinder itself calls no other server, unless its keeper allows one. Comunica asks both, here on your machine.
// Things are joined by Wikidata's items, which Rejoinder holds as skos:exactMatch where they are certain.
// The items are named for the second endpoint: without that, it would be asked for all inhabitants of the world.
import { QueryEngine } from "@comunica/query-sparql";

const address = process.argv[2] ?? process.env.REJOINDER_URL ?? "http://127.0.0.1:8000";
const second = process.argv[3] ?? "https://query.wikidata.org/sparql";

const query = `
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rj: <https://w3id.org/rejoinder/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
SELECT ?state ?acts ?inhabitants WHERE {
  SERVICE <${address}/sparql> {
    SELECT ?item ?state (COUNT(DISTINCT ?act) AS ?acts) WHERE {
      ?act a rj:SpeechAct ; rj:target ?target .
      ?target skos:exactMatch ?item ; rdfs:label ?state .
    } GROUP BY ?item ?state
  }
  SERVICE <${second}> {
    VALUES ?item { wd:Q148 wd:Q159 wd:Q184 wd:Q212 wd:Q230 wd:Q232 }
    ?item wdt:P1082 ?inhabitants .
  }
} ORDER BY DESC(?acts) ?state`;

const sources = [address + "/sparql", second].map((value) => ({ type: "sparql", value }));
const found = await new QueryEngine().queryBindings(query, { sources });
for (const row of await found.toArray()) {
  console.log(["acts", "state", "inhabitants"].map((name) => row.get(name).value).join("\t"));
}
