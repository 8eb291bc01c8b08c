"""The weekly digest of a channel: what it says, and when it is due."""
