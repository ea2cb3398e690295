"""All functions of formulas by name: of choices, texts, numbers, lines, days and the office."""
