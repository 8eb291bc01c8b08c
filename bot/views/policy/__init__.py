"""What is shown of policies."""
