"""Tables of lending: requests, loans, signatures."""
