"""Lists that a screen declares as sheets, entered when the screen is made."""

from models.words.permissions import Permission
from portal.platform.lists.listing import Listing

# Name → the list, and what one needs to export it: more than to see it.
DECLARED: dict[str, tuple[Listing, Permission]] = {}
