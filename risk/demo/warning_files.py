"""Warning files in the demo's watched folder: one in force on the last day, one lifted, one broken.

All are made up and say so. Snow comes on the evening of the last day: orange where the villages are
highest, as a CAP polygon; for the whole county gale blue, and the day before an icing signal and
its cancelling, as the national centre's JSON; and a CAP file that breaks off.
"""

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import shapely

from risk.demo.facts import Facts
from risk.demo.land import Land
from risk.demo.sizes import MARK, stream
from risk.demo.world import World

CORE_SHARE = 0.3  # of villages inside the polygon
ISSUED = time(15, 20)
ZONE = "+08:00"
SENDER = f"示范县气象台（{MARK}）"
CAP = """<?xml version="1.0" encoding="UTF-8"?>
<!-- {mark} -->
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>SYNTHETIC-{sent:%Y%m%d%H%M}-{name}</identifier>
  <sender>synthetic@example.invalid</sender>
  <sent>{sent:%Y-%m-%dT%H:%M:%S}{zone}</sent>
  <status>Actual</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <note>{mark}</note>
  <info>
    <language>zh-CN</language>
    <category>Met</category>
    <event>暴雪</event>
    <responseType>Prepare</responseType>
    <urgency>Expected</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <effective>{sent:%Y-%m-%dT%H:%M:%S}{zone}</effective>
    <expires>{ends:%Y-%m-%dT%H:%M:%S}{zone}</expires>
    <senderName>{sender}</senderName>
    <headline>{sender}发布暴雪橙色预警信号</headline>
    <description>预计今夜到明天白天，北部和东部高海拔乡镇6小时内降雪量将达10毫米以上（{mark}）。</description>
    <instruction>停课停业，减少外出；检查屋顶和老旧土木房屋，及时除雪。</instruction>
    <parameter><valueName>alert_color</valueName><value>橙色</value></parameter>
    <area>
      <areaDesc>高海拔乡镇（{mark}）</areaDesc>
      <polygon>{polygon}</polygon>
    </area>
  </info>
</alert>
"""


def write_warning_files(world: World, folder: Path) -> list[Path]:
    """Write the files; the same world gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    sent = datetime.combine(world.sizes.as_of, ISSUED)
    cap = CAP.format(
        mark=MARK, zone=ZONE, name="snow", sender=escape(SENDER), sent=sent,
        ends=sent + timedelta(hours=24), polygon=_polygon(world.land, world.seed),
    )  # fmt: skip
    messages = {"note": MARK, "messages": _messages(world.facts, sent)}
    contents = {
        "暴雪橙色_合成.xml": cap,
        "12379_合成.json": json.dumps(messages, ensure_ascii=False, indent=1) + "\n",
        "残缺_合成.xml": cap[: cap.index("<info>")],
    }
    paths = []
    for name, text in contents.items():
        path = folder / name
        path.write_bytes(text.encode("utf-8"))
        paths.append(path)
    return paths


def _polygon(land: Land, seed: int) -> str:
    """Outline around the highest villages near one of them, as CAP writes it: lat,lon pairs."""
    rng = stream(seed, "warning files")
    villages = land.villages
    height = villages["elevation_m"].to_numpy()
    start = int(rng.choice(np.argsort(height)[-max(len(height) // 20, 1) :]))
    east, north = villages["x_km"].to_numpy(), villages["y_km"].to_numpy()
    far = np.hypot(east - east[start], north - north[start])
    core = np.argsort(far)[: max(round(CORE_SHARE * len(far)), 3)]
    hull = shapely.MultiPoint(np.column_stack([east[core], north[core]])).buffer(2.0).convex_hull
    rim = np.array(hull.simplify(0.5).exterior.coords)
    lon, lat = land.degrees(rim[:, 0], rim[:, 1])
    return " ".join(f"{y:.4f},{x:.4f}" for x, y in zip(lon, lat, strict=True))


def _messages(facts: Facts, sent: datetime) -> list[dict[str, object]]:
    """The national centre's form: a signal for the whole county, and one lifted the day before."""
    place = {"province": "青海省", "city": "海东市", "county": facts.county.name}
    before = sent - timedelta(days=1)
    told = (
        ("大风", "蓝色", "Blue", "Alert", sent - timedelta(hours=2)),
        ("道路结冰", "黄色", "Yellow", "Alert", before),
        ("道路结冰", "黄色", "Yellow", "Cancel", before + timedelta(hours=9)),
    )
    return [_message(place, *message) for message in told]


def _message(
    place: dict[str, str], event: str, colour: str, level: str, kind: str, at: datetime
) -> dict[str, object]:
    verb = "解除" if kind == "Cancel" else "发布"
    clock = f"{at.month:02d}月{at.day:02d}日{at.hour:02d}时{at.minute:02d}分"
    return {
        "title": f"{SENDER}{verb}{event}{colour}预警",
        "text": f"{SENDER}{clock}{verb}{place['county']}{event}{colour}预警信号。",
        "public_time": f"{at + timedelta(minutes=6):%Y-%m-%d %H:%M:%S}",
        "sender": SENDER,
        "msg_type": kind,
        "effective": f"{at:%Y-%m-%d %H:%M:%S}",
        "level": level,
        "location": [place],
        "event_type": event,
    }
