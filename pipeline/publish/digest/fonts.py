"""A font with Chinese characters for the charts: one that the system has; none is shipped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

NO_FONT = (
    "没有找到中文字体，综述（digest.docx）未附图表，文字和表格不受影响。"
    "安装“思源黑体”（Noto Sans CJK SC）或“微软雅黑”后重新运行即可。"
)

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.fonts").expanduser(),
    Path("~/.local/share/fonts").expanduser(),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("~/Library/Fonts").expanduser(),
    Path("C:/Windows/Fonts"),
)
"""Where Linux, macOS and Windows keep fonts."""

FILES = {
    "notosanscjk-regular.ttc": 2,  # the face of simplified Chinese in the collection
    "notosanscjksc-regular.otf": 0,
    "notosanssc-regular.otf": 0,
    "notosanssc-regular.ttf": 0,
    "sourcehansanssc-regular.otf": 0,
    "sourcehansanscn-regular.otf": 0,
    "sourcehansans-regular.ttc": 2,
    "msyh.ttc": 0,
    "msyh.ttf": 0,
    "deng.ttf": 0,
    "simhei.ttf": 0,
    "pingfang.ttc": 0,
    "hiragino sans gb.ttc": 0,
    "stheiti light.ttc": 0,
    "wqy-microhei.ttc": 0,
    "wqy-zenhei.ttc": 0,
    "notoserifcjk-regular.ttc": 2,
    "simsun.ttc": 0,
    "droidsansfallbackfull.ttf": 0,
    "droidsansfallback.ttf": 0,
}
"""Files of common fonts with all characters of GB 2312, the best first, and the face within the file."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font file and the number of the face within it."""

    path: Path
    face: int


@cache
def chart_font(folders: tuple[Path, ...] = FOLDERS) -> FontFile | None:
    """The best font of :data:`FILES` that lies in one of ``folders``; None where there is none."""
    found: dict[str, Path] = {}
    for folder in folders:
        if folder.is_dir():
            for path in sorted(folder.rglob("*.[otOT][tT][cfCF]")):
                found.setdefault(path.name.lower(), path)
    return next((FontFile(found[name], face) for name, face in FILES.items() if name in found), None)
