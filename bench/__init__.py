"""Speed and memory. Prints figures; judges nothing."""
