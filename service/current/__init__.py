"""What the running service holds now: the open revision, results kept, jobs that make the next one."""
