"""Files on their way into the workspace, and those that are in it."""

from dataclasses import dataclass
from urllib.parse import quote

from bot.playground.stand_in.fields import Json

DOWNLOADS = "/files-pri/"
"""Where private files are, as on files.slack.com."""


@dataclass(slots=True)
class Upload:
    """A file that was announced, and its content once it has arrived."""

    id: str
    filename: str
    length: int
    content: bytes | None = None
    channel_id: str | None = None
    """Where somebody shared it."""

    def shared(self, user_id: str, url: str, now: float) -> Json:
        """The file as a message carries it; `url` is where the workspace is."""
        name = quote(self.filename, safe="")
        kind = self.filename.rpartition(".")[2].lower() if "." in self.filename else "text"
        return {
            "id": self.id,
            "created": int(now),
            "timestamp": int(now),
            "name": self.filename,
            "title": self.filename,
            "mimetype": "text/plain",
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": user_id,
            "mode": "hosted",
            "editable": False,
            "is_external": False,
            "is_public": False,
            "public_url_shared": False,
            "size": self.length,
            "url_private": f"{url}{DOWNLOADS}{self.id}/{name}",
            "url_private_download": f"{url}{DOWNLOADS}{self.id}/download/{name}",
            "file_access": "visible",
        }
