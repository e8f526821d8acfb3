"""The invented texts of the demo: what advisers see, and what agencies answer. Nobody is named or can be known."""

from collections.abc import Mapping
from types import MappingProxyType

from desk.demo.dice import Dice
from rules.vocabulary import Cause, Judgement, Measure, SignalKind

SEEN: Mapping[Measure, tuple[str, ...]] = MappingProxyType(
    {
        Measure.HOLDING: (
            "Bij een ruzie aan tafel werd een jongere langdurig vastgehouden, ook toen de rust al terug was.",
            "Medewerkers pakken jongeren bij de arm om ze naar hun kamer te brengen als zij te laat zijn.",
        ),
        Measure.SECLUSION: (
            "Jongeren zitten na een conflict een vast aantal uren alleen in een prikkelarme ruimte.",
            "De afzonderingsruimte werd gebruikt zonder dat het besluit en de duur zijn opgeschreven.",
        ),
        Measure.LOCK_UP: (
            "De kamerdeuren gaan in de avond op slot en worden in de nacht niet op verzoek geopend.",
            "Jongeren werden ingesloten omdat er te weinig medewerkers op de groep waren.",
        ),
        Measure.ROOM_CONFINEMENT: (
            "Voor de hele groep geldt na het eten een verplicht uur op de kamer, zonder afweging per jongere.",
            "Tijdens de overdracht moeten alle jongeren op hun kamer blijven tot de dienst is gewisseld.",
        ),
        Measure.MOVEMENT_RESTRICTION: (
            "De voordeur is de hele dag op slot; naar buiten gaan kan alleen met toestemming en begeleiding.",
            "Nieuwe jongeren mogen de eerste weken het terrein niet af, ongeacht hun situatie.",
        ),
        Measure.DOOR_ALARM: (
            "Op alle kamerdeuren zit een deurverklikker die de hele nacht aan staat.",
            "De deurverklikkers zijn ook overdag aan, terwijl in de afspraken alleen de nacht wordt genoemd.",
        ),
        Measure.COMMUNICATION_RESTRICTION: (
            "Telefoons worden voor de hele groep om negen uur ingenomen en pas na school teruggegeven.",
            "Bellen met thuis mag als straf enkele dagen niet, ook niet op afspraak.",
        ),
        Measure.COMMUNICATION_MONITORING: (
            "Medewerkers luisteren mee bij telefoongesprekken zonder dat daar een besluit voor is.",
            "Van alle jongeren worden berichten op de telefoon steekproefsgewijs meegelezen.",
        ),
        Measure.ROOM_SEARCH: (
            "Kamers worden elke week doorzocht zonder dat daar een aanleiding voor is.",
            "Bij een kamercontrole waren de jongeren zelf niet aanwezig en hoorden zij het achteraf.",
        ),
        Measure.URINE_TEST: (
            "Na elk verlof volgt standaard een urinecontrole, ook zonder vermoeden van gebruik.",
            "Wie een urinecontrole weigert, verliest het weekendverlof; dat staat zo in de huisregels.",
        ),
        Measure.CAMERA_SURVEILLANCE: (
            "In de gang bij de slaapkamers hangen camera's die ook de deuropeningen in beeld brengen.",
            "Jongeren weten niet wie de camerabeelden terugkijkt en hoe lang die bewaard blijven.",
        ),
        Measure.FIXATION: (
            "Een jongere werd op de grond gefixeerd zonder dat eerst iets anders is geprobeerd.",
            "Na een fixatie is niet met de jongere nagepraat en er is niets over vastgelegd.",
        ),
        Measure.HOUSE_RULE: (
            "In de huisregels staat dat wie een afspraak mist, die week geen bezoek mag ontvangen.",
            "De huisregels zijn aangescherpt zonder dat de jongerenraad is gehoord.",
        ),
        Measure.SAFETY: (
            "Jongeren zeggen zich 's avonds niet veilig te voelen, omdat er dan weinig begeleiding zichtbaar is.",
            "Er zijn vechtpartijen tussen groepsgenoten geweest waarbij laat werd ingegrepen.",
        ),
        Measure.CLIMATE: (
            "De toon op de groep is streng; jongeren durven weinig te vragen en trekken zich terug.",
            "Door veel wisselende invalkrachten is er voor jongeren geen vast aanspreekpunt.",
        ),
        Measure.ACCESS_REFUSED: (
            "De vertrouwenspersoon kreeg bij het afgesproken bezoek geen toegang tot de groep.",
            "Gesprekken mochten alleen in het kantoor plaatsvinden, met de deur open.",
        ),
    }
)

WHERE = (
    "Dit is gezien op meerdere momenten in deze periode.",
    "Dit kwam terug bij opeenvolgende groepsbezoeken.",
    "Dit bleek bij het lezen van de afspraken op de groep.",
    "Dit werd tijdens een groepsbezoek in het voorbijgaan duidelijk.",
)

EFFECT = (
    "Jongeren ervaren het als onrechtvaardig en weten niet bij wie zij terechtkunnen.",
    "Een afweging per jongere ontbreekt, en ook een einddatum.",
    "Het maakt dat jongeren zich minder laten zien op de groep.",
    "Medewerkers vertellen dat zij het zelf ook anders zouden willen.",
)

CAUSES = tuple(Cause)

ANSWERS: Mapping[Judgement, tuple[str, ...]] = MappingProxyType(
    {
        Judgement.SUFFICIENT: (
            "Wij zijn er meteen mee gestopt en hebben de werkwijze met het team en de jongerenraad herzien.",
            "De maatregel wordt voortaan per jongere afgewogen en in het plan gezet; het team is hierin geschoold.",
            "De afspraak is geschrapt. Wij bespreken de nieuwe werkwijze elke maand met de groep.",
        ),
        Judgement.PARTLY: (
            "Wij hebben het team erop aangesproken. Over een vaste werkwijze moet nog worden besloten.",
            "Voor nieuwe jongeren passen wij het aan; voor de huidige groep blijft de afspraak voorlopig staan.",
        ),
        Judgement.INSUFFICIENT: (
            "Wij herkennen het beeld niet en zien geen reden om de werkwijze te veranderen.",
            "Gezien de bezetting is een andere werkwijze op dit moment niet mogelijk.",
        ),
    }
)

REASONS: Mapping[Judgement, str] = MappingProxyType(
    {
        Judgement.PARTLY: "Het antwoord noemt een eerste stap, maar niet wanneer de werkwijze voor iedereen verandert.",
        Judgement.INSUFFICIENT: "Het antwoord gaat niet in op wat is gezien; wij vragen wat er verbetert en wanneer.",
    }
)
"""Why an answer goes back to the director."""

GENERAL_MEASURES = tuple(measure for measure in Measure if measure is not Measure.ACCESS_REFUSED)
ACUTE_MEASURES = (Measure.HOLDING, Measure.SECLUSION, Measure.LOCK_UP, Measure.FIXATION, Measure.SAFETY)


def measure_seen(dice: Dice, kind: SignalKind, key: object) -> Measure:
    """Return what an observation is about; acute ones touch safety."""
    return dice.pick(ACUTE_MEASURES if kind is SignalKind.ACUTE else GENERAL_MEASURES, "measure", key)


def observation_text(dice: Dice, measure: Measure, key: object) -> str:
    """Return what an adviser wrote down: what was seen and how it came to light."""
    return f"{dice.pick(SEEN[measure], 'seen', key)} {dice.pick(WHERE, 'where', key)}"


def signal_text(dice: Dice, measure: Measure, key: object) -> str:
    """Return the anonymised text of a signal on the same observation."""
    return f"{observation_text(dice, measure, key)} {dice.pick(EFFECT, 'effect', key)}"


def answer_text(dice: Dice, judgement: Judgement, key: object) -> str:
    """Return an agency's answer of the kind that deserves `judgement`."""
    return dice.pick(ANSWERS[judgement], "answer", key)
