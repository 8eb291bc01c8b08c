"""What the software promises."""
