"""The graph in the forms that other tools read: one table of formats, one writer each."""
