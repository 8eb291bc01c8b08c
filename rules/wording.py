"""How a policy's words stand inside a sentence."""


def in_a_sentence(label: str) -> str:
    """A label inside a sentence: "Payroll" becomes "payroll", "IT helpdesk" stays."""
    first, _, rest = label.partition(" ")
    lowered = first if first[1:] != first[1:].lower() else first.lower()
    return f"{lowered} {rest}".strip().rstrip(".")
