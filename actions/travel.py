"""Which travel times hold in this installation."""

from actions.house import House
from channels.routing import RoutedTravel
from planner.travel import EstimatedTravel, MatrixProvider


def travel_provider(house: House) -> MatrixProvider:
    """Return the routing service that the settings name, or the estimate when they name none."""
    settings = house.settings
    if not settings.routing_url:
        return EstimatedTravel()
    return RoutedTravel(settings.routing_url, settings.routing_kind, settings.routing_timeout_seconds)
