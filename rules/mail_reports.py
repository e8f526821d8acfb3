"""What a mail that comes in can be: a report about a letter of ours, an automatic answer, or for a person to read."""

from rules.vocabulary import Word


class InboundKind(Word):
    """What a mail that came in is. Only the reports say something about a letter; nothing else ever acts by itself."""

    DELIVERED = "delivered", "bezorgd"
    READ = "read", "gelezen"
    RELAYED = "relayed", "verder gestuurd"
    DELAYED = "delayed", "vertraagd"
    FAILED = "failed", "onbestelbaar"
    AUTOMATIC = "automatic", "automatisch antwoord"
    LOOPED = "looped", "eigen mail die terugkwam"
    OTHER = "other", "overige mail"


REPORTS = frozenset(
    {InboundKind.DELIVERED, InboundKind.READ, InboundKind.RELAYED, InboundKind.DELAYED, InboundKind.FAILED}
)
"""Kinds that tell what became of a letter; they need no person once they are matched with it."""
