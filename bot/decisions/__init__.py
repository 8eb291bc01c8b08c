"""Deciding: accept, override, ask, undo, reopen, withdraw, bring back. Who may, and who is told of it."""
