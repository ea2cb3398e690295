"""From the request to the return: asking, viewing, copying, loans and what goes wrong with them."""
