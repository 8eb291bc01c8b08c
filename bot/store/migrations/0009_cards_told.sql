-- From here on the chain tells of cards: `bot/store/cards.py` tells of those from before, once, after the migrations.
-- A card that was posted in private never becomes public, and where it is does not change.

CREATE TRIGGER posts_are_not_made_public
BEFORE UPDATE ON posts
WHEN new.private < old.private
    OR new.channel <> old.channel
    OR new.ts <> old.ts
    OR new.decision_id <> old.decision_id
BEGIN SELECT RAISE(ABORT, 'posts are not made public'); END;
