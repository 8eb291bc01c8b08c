"""Why a result came out, what would change it, what guarantees it, and what is worth asking next."""
