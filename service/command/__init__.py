"""The ``keikaku`` command: its arguments, what each command does, and the service put together."""
