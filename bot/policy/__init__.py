"""Policies in Slack: files that people send, what is checked and compared, and putting one in force."""
