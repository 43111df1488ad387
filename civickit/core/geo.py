"""Distances, bearings and winds on the WGS84 ellipsoid, and coordinates as people write them.

Everything takes and gives (lat, lon) in decimal degrees, metres, and bearings in degrees
clockwise from north, 0 <= bearing < 360.
"""

from __future__ import annotations

from math import atan, atan2, cos, degrees, hypot, pi, radians, sin, sqrt, tan

from civickit.core.earth import EQUATOR_RADIUS_M, FLATTENING, check_point

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_POLAR_RADIUS_M = EQUATOR_RADIUS_M * (1 - FLATTENING)

_SECOND_ECCENTRICITY = (EQUATOR_RADIUS_M / _POLAR_RADIUS_M) ** 2 - 1
_QUARTER_M = 10_000_000.0
_GOLDEN = (sqrt(5) - 1) / 2

_WINDS_JA = (
    "北,北北東,北東,東北東,東,東南東,南東,南南東,南,南南西,南西,西南西,西,西北西,北西,北北西"
)
_WINDS_EN = "N,NNE,NE,ENE,E,ESE,SE,SSE,S,SSW,SW,WSW,W,WNW,NW,NNW"
_WINDS = {"ja": _WINDS_JA, "ja_easy": _WINDS_JA, "en": _WINDS_EN}


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The length of the shortest way over the ellipsoid, right to 0.1 mm.

    Raises ValueError for a coordinate outside the globe.
    """
    return inverse(lat1, lon1, lat2, lon2)[0]


def bearing_deg(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The direction in which one sets out from the first point; 0.0 when both are the same.

    Right to 0.0001 degrees for points more than a metre apart. Raises ValueError.
    """
    return inverse(lat1, lon1, lat2, lon2)[1]


def inverse(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float]:
    """Distance and first bearing at once, for about the price of one.

    Vincenty's inverse formula (Survey Review 176, 1975). Where it does not converge
    (points nearly opposite each other on the globe) the bearing is searched for.
    """
    check_point(lat1, lon1)
    check_point(lat2, lon2)
    if (lat1, lon1) == (lat2, lon2):
        return 0.0, 0.0
    found = _vincenty(lat1, lon1, lat2, lon2)
    return found or _nearly_opposite(lat1, lon1, lat2, lon2)


def destination(
    lat: float, lon: float, bearing_deg: float, distance_m: float
) -> tuple[float, float]:
    """The (lat, lon) reached by setting out in that direction and going straight on.

    Vincenty's direct formula, right to 0.1 mm. Raises ValueError for a point outside the globe.
    """
    check_point(lat, lon)
    azimuth = radians(bearing_deg)
    sin_az, cos_az = sin(azimuth), cos(azimuth)
    reduced = atan((1 - FLATTENING) * tan(radians(lat)))
    sin_u, cos_u = sin(reduced), cos(reduced)
    sin_alpha = cos_u * sin_az
    start = atan2(tan(reduced), cos_az)
    scale, big_b = _series(1 - sin_alpha * sin_alpha)
    sigma = first = distance_m / (_POLAR_RADIUS_M * scale)
    for _ in range(100):
        before = sigma
        sigma = first + _correction(big_b, sin(sigma), cos(sigma), cos(2 * start + sigma))
        if abs(sigma - before) < 1e-13:
            break
    return _arrive(lon, sin_u, cos_u, sin_az, cos_az, sigma, start)


def _arrive(
    lon: float, sin_u: float, cos_u: float, sin_az: float, cos_az: float, sigma: float, start: float
) -> tuple[float, float]:
    sin_s, cos_s = sin(sigma), cos(sigma)
    sin_alpha = cos_u * sin_az
    across = sin_u * sin_s - cos_u * cos_s * cos_az
    lat = atan2(
        sin_u * cos_s + cos_u * sin_s * cos_az,
        (1 - FLATTENING) * hypot(sin_alpha, across),
    )
    turn = atan2(sin_s * sin_az, cos_u * cos_s - sin_u * sin_s * cos_az)
    turn -= _lag(sin_alpha, sigma, sin_s, cos_s, cos(2 * start + sigma))
    return degrees(lat), (lon + degrees(turn) + 180) % 360 - 180


def _vincenty(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float] | None:
    """Distance and bearing, or None where the iteration does not converge."""
    reduced1 = atan((1 - FLATTENING) * tan(radians(lat1)))
    reduced2 = atan((1 - FLATTENING) * tan(radians(lat2)))
    sin_u1, cos_u1 = sin(reduced1), cos(reduced1)
    sin_u2, cos_u2 = sin(reduced2), cos(reduced2)
    turn = lam = radians((lon2 - lon1 + 180) % 360 - 180)
    for _ in range(60):
        sin_lam, cos_lam = sin(lam), cos(lam)
        east = cos_u2 * sin_lam
        north = cos_u1 * sin_u2 - sin_u1 * cos_u2 * cos_lam
        sin_s = hypot(east, north)
        if sin_s == 0:
            return (0.0, 0.0) if cos_lam > 0 else None
        cos_s = sin_u1 * sin_u2 + cos_u1 * cos_u2 * cos_lam
        sigma = atan2(sin_s, cos_s)
        sin_alpha = cos_u1 * east / sin_s
        cos2_alpha = 1 - sin_alpha * sin_alpha
        middle = cos_s - 2 * sin_u1 * sin_u2 / cos2_alpha if cos2_alpha > 1e-15 else 0.0
        before = lam
        lam = turn + _lag(sin_alpha, sigma, sin_s, cos_s, middle)
        if abs(lam) > pi:
            return None
        if abs(lam - before) < 1e-13:
            scale, big_b = _series(cos2_alpha)
            sigma -= _correction(big_b, sin_s, cos_s, middle)
            return _POLAR_RADIUS_M * scale * sigma, degrees(atan2(east, north)) % 360 % 360
    return None


def _series(cos2_alpha: float) -> tuple[float, float]:
    """Vincenty's A and B, in Helmert's short form."""
    root = sqrt(1 + cos2_alpha * _SECOND_ECCENTRICITY)
    k = (root - 1) / (root + 1)
    return (1 + k * k / 4) / (1 - k), k * (1 - 3 / 8 * k * k)


def _correction(big_b: float, sin_s: float, cos_s: float, middle: float) -> float:
    square = 2 * middle * middle - 1
    last = big_b / 6 * middle * (4 * sin_s * sin_s - 3) * (4 * middle * middle - 3)
    return big_b * sin_s * (middle + big_b / 4 * (cos_s * square - last))


def _lag(sin_alpha: float, sigma: float, sin_s: float, cos_s: float, middle: float) -> float:
    """How much longer the turn in longitude is on the helping sphere than on the ellipsoid."""
    cos2_alpha = 1 - sin_alpha * sin_alpha
    c = FLATTENING / 16 * cos2_alpha * (4 + FLATTENING * (4 - 3 * cos2_alpha))
    inner = middle + c * cos_s * (2 * middle * middle - 1)
    return (1 - c) * FLATTENING * sin_alpha * (sigma + c * sin_s * inner)


def _nearly_opposite(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float]:
    """The shortest way starts in one of the directions: go a quarter of the globe in each.

    From there the formula converges again, and the sum is least in the right direction.
    """

    def length(bearing: float) -> float:
        lat, lon = destination(lat1, lon1, bearing, _QUARTER_M)
        rest = _vincenty(lat, lon, lat2, lon2)
        return _QUARTER_M + (rest[0] if rest else 2 * _QUARTER_M)

    around = [length(bearing) for bearing in range(0, 360, 5)]
    valleys = [5.0 * i for i in range(72) if around[i - 1] >= around[i] <= around[(i + 1) % 72]]
    best = min((_lowest(length, valley - 5, valley + 5) for valley in valleys), key=length)
    return length(best), best % 360


def _lowest(length: Callable[[float], float], low: float, high: float) -> float:
    """Golden section search."""
    for _ in range(45):
        step = (high - low) * _GOLDEN
        if length(high - step) < length(low + step):
            high = low + step
        else:
            low = high - step
    return (low + high) / 2


def wind(bearing_deg: float, lang: str = "ja", points: int = 16) -> str:
    """The compass point nearest to a bearing: '北北東' (ja, ja_easy) or 'NNE' (en); 8 or 16 points.

    Raises UnknownName for another language, ValueError for another number of points or NaN.
    """
    if lang not in _WINDS:
        from civickit.core.errors import UnknownName

        raise UnknownName("language of the winds", lang, _WINDS)
    if points not in (8, 16):
        raise ValueError(f"a compass has 8 or 16 points here, not {points}")
    if not abs(bearing_deg) < float("inf"):
        raise ValueError(f"{bearing_deg} is not a bearing")
    step = round(bearing_deg % 360 / 360 * points) % points
    return _WINDS[lang].split(",")[step * (16 // points)]


def parse_coordinate(text: str) -> float:
    """Decimal degrees from a cell: decimal, degrees-minutes-seconds, or packed DMS.

    Reads `39.313`, `N39.313`, `39°18'46.8"`, `北緯39度18分46.8秒`, `39:18:46.8`, full-width
    forms, and numbers too big for degrees as DDDMMSS.s (`391846.78`, `1403337.5`). South
    and west are negative. Whether it is a latitude is not known here, so up to 180 passes.
    Raises ValueError.
    """
    try:
        value = float(text)
    except ValueError:
        from civickit.core.coordinates import read_written

        return read_written(text)
    if -180 <= value <= 180 and "_" not in text:
        return value
    from civickit.core.coordinates import unpack_dms

    return unpack_dms(text)


def tokyo_to_jgd2011(lat: float, lon: float) -> tuple[float, float]:
    """The (lat, lon) on today's datum of a point given on the old Tokyo Datum.

    The usual linear approximation for Japan. Against the three-parameter transformation it errs
    by 5 m or less from Aomori to Kagoshima, 7 m at Sapporo, 17 m at Naha; the old network itself
    is bent, and the ground moved by up to 5 m in 2011, so expect 10 m. Good enough to bring a map
    back from 450 m off, not for surveying. Raises ValueError.
    """
    check_point(lat, lon)
    return (
        lat - 0.00010695 * lat + 0.000017464 * lon + 0.0046017,
        lon - 0.000046038 * lat - 0.000083043 * lon + 0.010040,
    )
