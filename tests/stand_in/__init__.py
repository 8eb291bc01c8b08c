"""What the stand-in for Slack promises to those who test with it."""
