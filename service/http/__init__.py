"""What every request passes, whatever it asks for: connections, limits, headers, formats, problems."""
