"""What the screen on the operations room's wall shows: one state, told from frames, in words.

    WallDesk(context).state(lang, now)       # → Told(body: JSON bytes, etag)

Nothing personal is in it: villages, crews by number, counts.
"""

from dashboards.story.wall.desk import Told, WallDesk

__all__ = ["Told", "WallDesk"]
