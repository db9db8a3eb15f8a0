"""What can be asked: one file an operator, each with its node, its proposals, its query and its words."""
