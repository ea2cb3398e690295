"""A signature as tests need one, and what the pad would send."""

import json

from models.words.lending import SignedBy
from portal.lending.signatures import Signed

STROKES = [[40, 60, 120, 90, 200, 60], [220, 120, 320, 60]]
BY_HAND = Signed(SignedBy.DRAWN, STROKES)
DRAWN = json.dumps(STROKES)
