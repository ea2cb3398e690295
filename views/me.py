"""What is one's own: profile, password, signed-in browsers."""

from flask_admin import BaseView, expose


class MeView(BaseView):
    def is_visible(self) -> bool:
        return False

    @expose("/")
    def index_view(self) -> str:
        return "me"
