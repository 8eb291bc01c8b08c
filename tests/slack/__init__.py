"""What people do in Slack, from typing a command to a card in the channel, over HTTP and over Socket Mode."""
