"""Talking to Slack: what it sends, read once; asking it; and the connections."""
