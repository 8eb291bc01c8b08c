"""What is true: the grid of sourcing models, the policy, the recommendation, and the reading of a request.

Pure functions over typed values. Nothing here knows Slack, a database, a clock or a network:
the same request and the same policy give the same result, byte for byte.
"""
