"""What the service says of itself and of its data: SPARQL service description, VoID, DCAT."""
