"""Facts of all documents into things with an identity, and what contradicts itself among them."""
