"""The playground: the whole bot in a small Slack workspace in the browser."""
