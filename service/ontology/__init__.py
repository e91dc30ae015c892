"""The ontology as documentation: a page with diagrams and real examples, and files for programs."""
