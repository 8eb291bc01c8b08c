"""What people do in Slack: each payload is read once, handed to the desk, and answered with a view."""
