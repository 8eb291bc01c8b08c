"""What is shown: pure functions from typed values to words and, for Slack, to blocks."""
