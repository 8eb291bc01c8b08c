"""The bot: what people meet, what is kept, and the ways to start it."""
