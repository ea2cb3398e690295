"""Signing at the desk: on a pad, or with the recipient's password or code (Q10)."""

from typing import Any

from wtforms import Field

from models.words.lending import SignedBy
from models.words.text import N_
from portal.errors import Invalid
from portal.lending import signature_rules
from portal.lending.signatures import Signed
from portal.people import password_hashes, step_up_verbs
from views.shell.context import reading, working
from views.shell.forms.base import Form
from views.shell.forms.fields import LongTextField, SecretField
from views.shell.forms.validators import MaxLength, Starred
from views.shell.i18n import gettext as _
from views.shell.markup import Markup, built, quoted


class Pad:
    """A pad to sign on; needs the script, else the recipient uses a password."""

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        wide, high = signature_rules.WIDTH, signature_rules.HEIGHT
        about = f' aria-describedby="{attributes["aria-describedby"]}"' if field.errors else ""
        return built(
            f'<div class="sign-pad" data-sign hidden><canvas width="{wide}" height="{high}"'
            f' role="img" aria-label="{quoted(_("Signature pad"))}"></canvas>'
            f'<button type="button" class="btn btn-sm btn-light" data-sign-clear>'
            f"{quoted(_('Sign again'))}</button></div>"
            f'<textarea hidden id="{field.id}" name="{field.name}"{about}>'
            f"{quoted(field.data or '')}</textarea>"
        )


class SignatureField(LongTextField):
    """Strokes as numbers, checked by ``portal.lending.signature_rules``."""

    widget = Pad()


class SignForm(Form):
    """The recipient's signature or password; call ``sign`` before the act."""

    wide = frozenset({"signature", "word"})
    signature = SignatureField(
        N_("Recipient's signature"),
        [Starred()],
        description=N_("Use a pen, a finger or the mouse; or the password below"),
    )
    word = SecretField(
        N_("Or the recipient's own password or one-time code"),
        [MaxLength(128)],
        render_kw={"autocomplete": "off"},
    )
    signed: Signed | None = None

    def sign(self, user_id: int) -> None:
        """Check the signature. Raises ``Invalid``; a wrong password is counted in any case."""
        if not self.word.data:
            strokes = signature_rules.read_strokes(self.signature.data or "")
            self.signed = Signed(SignedBy.DRAWN, strokes)
            return
        good = password_hashes.verify_password(
            step_up_verbs.password_hash_of(reading(), user_id), self.word.data
        )
        with working("requests.sign") as work:
            way = step_up_verbs.prove_recipient(work, user_id, good=good, typed=self.word.data)
        if isinstance(way, Invalid):
            raise way
        self.signed = Signed(way)

    def values(self) -> dict[str, Any]:
        values = super().values()
        del values["signature"], values["word"]
        return values | {"signed": self.signed}
