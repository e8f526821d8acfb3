"""The closed lists of the legal triage: what goes into the table and what comes out (DOMAIN.md 2f)."""

from rules.vocabulary import Word


class MeasureScope(Word):
    """Whether a measure holds for everybody, or was weighed for one youth."""

    GENERIC = "generic", "voor iedereen"
    INDIVIDUAL = "individual", "voor één jeugdige afgewogen"


class LegalGround(Word):
    """The legal ground (wettelijke grondslag) that is claimed for a measure; there are no others."""

    CLOSED_CARE_AUTHORISATION = "closed_care_authorisation", "machtiging gesloten jeugdhulp"
    WVGGZ = "wvggz", "Wvggz: verplichte zorg"
    WZD = "wzd", "Wzd: onvrijwillige zorg"
    WGBO = "wgbo", "Wgbo: behandeling met toestemming"
    EMERGENCY = "emergency", "noodsituatie"
    NONE = "none", "geen"


class EvidenceKind(Word):
    """What kind of evidence the adviser saw. The kind only: a document that holds a name is never kept."""

    CARE_PLAN = "care_plan", "de maatregel staat in het hulpverleningsplan"
    COURT_AUTHORISATION = "court_authorisation", "machtiging van de rechter"
    STEP_PLAN = "step_plan", "stappenplan"
    CONSENT = "consent", "vrije toestemming, niet ingetrokken"
    DECISION_COPY = "decision_copy", "afschrift van de beslissing"


class Verdict(Word):
    """What the law seems to say about a measure; advice to a person, never more."""

    GROUND_PRESENT = "ground_present", "grondslag aanwezig"
    GROUND_CLAIMED = "ground_claimed", "grondslag genoemd, nog aan te tonen"
    EMERGENCY_POSSIBLE = "emergency_possible", "mogelijk een noodsituatie"
    PEDAGOGICAL_POSSIBLE = "pedagogical_possible", "mogelijk een pedagogische regel"
    NO_GROUND = "no_ground", "geen grondslag"


class Severity(Word):
    """Which kind of signal fits the verdict, or none."""

    ACUTE = "acute", "acuut"
    GENERAL = "general", "algemeen"
    NONE = "none", "geen signaal"


class Ask(Word):
    """What is still to be found out or done. Of evidence the kind is asked, never the document with the name."""

    COURT_AUTHORISATION = (
        "court_authorisation",
        "Is er een machtiging van de rechter? Vraag welke soort, niet het stuk.",
    )
    CARE_PLAN = "care_plan", "Staat de maatregel in het hulpverleningsplan, met gevallen en termijn?"
    STEP_PLAN = "step_plan", "Is het stappenplan van de Wzd doorlopen?"
    CONSENT = "consent", "Is er toestemming voor behandeling van een ziekte, vrij gegeven en niet ingetrokken?"
    DECISION_COPY = "decision_copy", "Staat de beslissing met reden op schrift, en kreeg de jeugdige een afschrift?"
    NO_UNLESS = "no_unless", "Was er niets lichters, is het evenredig en is te verwachten dat het werkt (nee, tenzij)?"
    AGE = "age", "Hoe oud is de jeugdige? Zolang dat niet bekend is, gaan we uit van jonger dan twaalf."
    LOCKED = "locked", "Was de deur op slot? Dan is het insluiten: toets de maatregel opnieuw als insluiten."
    ENDED_AT = "ended_at", "Wanneer begonnen en eindigden de noodsituatie en de maatregel?"
    REPEAT_COUNT = "repeat_count", "Hoe vaak gebeurde dit? Bij herhaling is het geen noodsituatie meer."
    SCIENTIST_CONSENT = "scientist_consent", "Stemde een gekwalificeerde gedragswetenschapper in, en wanneer?"
    EXTENSION = (
        "extension",
        "Verlengde een gekwalificeerde gedragswetenschapper het insluiten, eenmaal en ten hoogste één dag?",
    )
    OVER_MAXIMUM = "over_maximum", "De maatregel duurde langer dan ten hoogste mag. Waarom is hij niet gestopt?"
    WEIGHING = "weighing", "Wie woog de regel voor deze jeugdige af, past hij bij de leeftijd, en waar staat dat?"
    HUMAN_REVIEW = "human_review", "Leg dit voor aan een jurist of een tweede vertrouwenspersoon."
    PROPOSE_SIGNAL = "propose_signal", "Stel een signaal voor."
    REPORT_TO_INSPECTORATE = (
        "report_to_inspectorate",
        "Stel meteen een melding aan de inspectie voor; wacht niet op het antwoord van de aanbieder.",
    )
