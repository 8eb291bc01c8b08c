"""A small, strict Slack workspace on this machine: what the tests drive the bot with, and what the playground shows.

`SlackStandIn` (server.py) is the workspace's server: Web API, `response_url`s, Socket Mode. `Person` (person.py)
is somebody at a keyboard in it. Everything that Slack would refuse is recorded as a fault.
"""
