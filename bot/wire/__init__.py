"""The JSON that other programs rely on. The schemas under docs/schema are made from these types; see `schemas`."""
