"""What a new policy would change: two policies, and every request that both can judge."""
