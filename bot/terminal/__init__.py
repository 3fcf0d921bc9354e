"""The command line: its commands, and what people see there."""
