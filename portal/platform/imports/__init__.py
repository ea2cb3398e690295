"""Reading what people upload as a table, and running a batch of its rows."""
