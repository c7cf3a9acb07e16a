"""Charts drawn on the server: pure specifications of one look, rendered once, kept, and the addresses that serve them."""
