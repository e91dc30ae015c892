"""What things cost, measured side by side; each file is a program."""
