"""What the graph says of one IRI: asked, written as RDF, and made ready for a page."""
