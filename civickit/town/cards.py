"""Small drawings that stand where a town would keep a photo of its water point."""

from __future__ import annotations

_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120" role="img" aria-label="{label}">'
    '<rect width="160" height="120" fill="#dfeaf2"/>'
    '<path d="M0 78q40-14 80-4t80-6v52H0z" fill="#fff" stroke="#b8c7d3"/>'
    '<path d="M118 18v70" stroke="#c22" stroke-width="4"/>'
    '<circle cx="118" cy="20" r="12" fill="#c22" stroke="#fff" stroke-width="2"/>'
    '{drawing}<text x="6" y="114" font-size="9" fill="#333">架空の町の絵 / fictional</text></svg>\n'
)
_PILLAR = (
    '<path d="M58 90V48q0-10 12-10t12 10v42z" fill="#c22"/>'
    '<path d="M52 60h36" stroke="#821" stroke-width="7"/>'
    '<path d="M50 92h40" stroke="#821" stroke-width="5"/>'
)
_LID = (
    '<ellipse cx="70" cy="92" rx="40" ry="14" fill="#cfdbe4"/>'
    '<ellipse cx="70" cy="92" rx="24" ry="9" fill="#e8b400" stroke="#333" stroke-width="2"/>'
    '<path d="M94 90l18-4" stroke="#333" stroke-dasharray="3 3"/>'
)
_CISTERN = (
    '<rect x="34" y="82" width="62" height="22" fill="#9aa5ad" stroke="#333" stroke-width="2"/>'
    '<path d="M42 86h20v14h-20zm26 0h20v14h-20z" fill="#555"/>'
)
_DRAWINGS = {
    "card_above.svg": ("雪の中の地上式消火栓の絵", _PILLAR),
    "card_below.svg": ("雪を掘って出した地下式消火栓のふたの絵", _LID),
    "card_cistern.svg": ("防火水槽のふたと標識の絵", _CISTERN),
}
CARDS = tuple(_DRAWINGS)


def card_files() -> dict[str, bytes]:
    """The drawings by file name."""
    return {
        name: _FRAME.format(label=label, drawing=drawing).encode()
        for name, (label, drawing) in _DRAWINGS.items()
    }
