"""What citizens propose on a Decidim site, as points for a map."""

from civickit.clients.decidim import Decidim
from civickit.core.fetch import Fetcher


def proposals_with_a_place(site: str) -> list[tuple[str, float, float]]:
    """(title, lat, lon) of every proposal on the site that says where."""
    decidim = Decidim(site, Fetcher(), locale="ja")
    components = [one for process in decidim.processes() for one in process.components]
    return [
        (proposal.title, proposal.lat, proposal.lon)
        for component in components
        if component.kind == "Proposals"
        for proposal in decidim.proposals(component.id)
        if proposal.lat is not None and proposal.lon is not None
    ]
