"""Another SPARQL 1.1 store in the place of the embedded one: what it holds, how it is filled."""
