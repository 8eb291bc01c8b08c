-- Which requests are written, even in part, without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, Chinese,
-- Japanese, Korean and Yi. In these, what is sought is looked for in the text itself, since an index of words has none.
-- The index holds their numbers only, and nothing for any other request.

CREATE INDEX decisions_without_spaces ON decisions (id) WHERE text GLOB '*['
    || char(0x0E00, 0x2D, 0x109F)
    || char(0x1100, 0x2D, 0x11FF)
    || char(0x1780, 0x2D, 0x17FF)
    || char(0x3005, 0x2D, 0x3007)
    || char(0x3040, 0x2D, 0x9FFF)
    || char(0xA000, 0x2D, 0xA4CF)
    || char(0xAC00, 0x2D, 0xD7A3)
    || char(0xF900, 0x2D, 0xFAFF)
    || char(0xFF66, 0x2D, 0xFF9F)
    || char(0x20000, 0x2D, 0x3FFFD)
    || ']*';
