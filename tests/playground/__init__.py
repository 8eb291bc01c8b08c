"""The playground as somebody at a browser has it."""
