"""Settings that every test shares."""

from hypothesis import settings

# No deadline: how long one example takes says more about the machine than about the software.
settings.register_profile("promises", deadline=None)
settings.load_profile("promises")
