"""What the bot is put through: kills, power cuts, outages, abuse, seeded faults. Tests try a little, benches a lot."""
