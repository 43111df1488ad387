"""What a fire brigade wants to know of the weather before it goes out."""

from civickit.clients import amedas, jma_warnings
from civickit.core.errors import SourceChanged, SourceUnavailable
from civickit.core.fetch import Fetcher


def warnings_in_force(municipality_code: str, url: str = jma_warnings.HOST) -> list[str]:
    """A line for each warning, or one that says why nobody can tell."""
    try:
        found = jma_warnings.JmaWarnings(url, Fetcher()).warnings(municipality_code)
    except (SourceUnavailable, SourceChanged) as error:
        return [f"警報・注意報は確認できません: {error}"]
    return [
        f"{one.area_name} {one.name}（{one.reported_at:%H:%M} {one.status}）"
        for one in found.warnings
    ]


def snow_nearby(lat: float, lon: float, url: str = amedas.HOST) -> str:
    near = amedas.Amedas(url, Fetcher()).nearest_snow_depth(lat, lon, within_m=30_000)
    if near is None:
        return "30km以内に積雪の観測はありません"
    seen = near.observation
    doubt = "" if seen.snow_cm.sure else "（参考値）"
    return f"{seen.station.name} {seen.snow_cm.value:.0f}cm{doubt} {seen.time:%H:%M}"
