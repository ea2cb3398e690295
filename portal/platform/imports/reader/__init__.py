"""The program that opens an uploaded sheet, in its own process with bounded memory and time."""
