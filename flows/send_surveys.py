"""Ask clients how the help was, once after each finished support case."""

from datetime import datetime

from prefect import flow

from tasks.moments import moment
from tasks.surveys import ask_clients


@flow(name="send-surveys", persist_result=False)
async def send_surveys(as_of: datetime | None = None) -> dict[str, int]:
    """Write the mail that asks how the help was, once after each finished support case."""
    return ask_clients(moment(as_of))
