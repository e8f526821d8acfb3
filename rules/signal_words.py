"""The closed lists of a signal's life beside its states: whom it is about, which rights, who is told, why declined."""

from rules.vocabulary import Word


class SpecialGroup(Word):
    """A group of youths for whom measures are often said to be needed; a ground it is not (IGJ & AKJ, 2022)."""

    TRAFFICKING_VICTIM = "trafficking_victim", "slachtoffer van mensenhandel"
    HONOUR_VIOLENCE_VICTIM = "honour_violence_victim", "slachtoffer van eergerelateerd geweld"
    FROM_CLOSED_CARE = "from_closed_care", "komt uit gesloten jeugdhulp"
    FROM_YOUTH_PRISON = "from_youth_prison", "komt uit een justitiële jeugdinrichting"


class Right(Word):
    """A fundamental right that a measure touches (IGJ & AKJ, 2022)."""

    ECHR_5 = "echr_5", "EVRM art. 5"
    ECHR_8 = "echr_8", "EVRM art. 8"
    CRC_3 = "crc_3", "IVRK art. 3"
    CRC_19 = "crc_19", "IVRK art. 19"
    CRC_37 = "crc_37", "IVRK art. 37"
    CONSTITUTION_15 = "constitution_15", "Grondwet art. 15"


class DeclineReason(Word):
    """Why a proposed escalation does not go to the inspectorate."""

    IMPROVING = "improving", "verbetering is zichtbaar"
    TOO_LITTLE_SEEN = "too_little_seen", "nog te weinig gezien"
    ALREADY_KNOWN = "already_known", "de inspectie weet dit al"
    OTHER = "other", "anders"


class TextState(Word):
    """What became of a text that somebody changed."""

    CHANGED = "changed", "De tekst is gewijzigd."
    APPROVAL_LAPSED = "approval_lapsed", "De tekst is gewijzigd; de goedkeuring is vervallen."
