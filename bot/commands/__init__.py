"""What an operator can have done: each command is a function of the desk, so that it runs in the server or alone."""
