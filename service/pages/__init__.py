"""Pages for people: each is made of answers of canned queries, which stand behind every part."""
