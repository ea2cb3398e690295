"""Labels of audited acts of the machine itself: letters, workers, disks."""

from collections.abc import Mapping

from models.words.text import N_

ACTS: Mapping[str, str] = {
    "letter_again": N_("Sent a letter again that may have left before"),
}
