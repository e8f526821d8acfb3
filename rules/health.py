"""What can go wrong with the house if nobody acts: each worry by its name."""

from rules.vocabulary import Word


class HealthWorry(Word):
    """A worry about the house (gezondheid): something is missing, broken, or about to end."""

    RECORD_BROKEN = "record_broken", "het logboek klopt niet"
    CALENDAR_ENDING = "calendar_ending", "de kalender met feestdagen loopt af"
    CERTIFICATE_ENDING = "certificate_ending", "een certificaat of VOG loopt af"
    GROUP_WITHOUT_ADVISER = "group_without_adviser", "groep zonder vertrouwenspersoon"
    ROTA_GAP = "rota_gap", "gat in de piketlijst"
    AGENCY_WITHOUT_CONTACT = "agency_without_contact", "instantie zonder werkend contact"


class HousePart(Word):
    """A part of the house that can be well or not (onderdeel)."""

    SWEEP = "sweep", "bewaking van termijnen"
    MAIL = "mail", "verzending van mail"
    OUTBOX = "outbox", "postvak uit"
    ANCHOR = "anchor", "anker van het logboek"
    BACKUP = "backup", "back-up"
    PLAN = "plan", "planning van rondes"
    CERTIFICATES = "certificates", "certificaten"
    HOLIDAYS = "holidays", "kalender met feestdagen"
    QUARANTINE = "quarantine", "teruggezette database"
    DISK = "disk", "schijfruimte"
