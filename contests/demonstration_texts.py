"""Words of the demonstration's contests: themes, rules, and what invented authors say of drawn photographs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Photo:
    """One photo of last year's contest; ``category`` 0 is landscapes, 1 is cities; rank 0 is an honourable mention."""

    seed: int
    category: int
    title: str
    place: str
    story: str
    language: str
    rank: int | None = None
    citation_en: str = ""
    citation_fr: str = ""


OPEN = {
    "title_en": "Light on the road",
    "title_fr": "Lumières de passage",
    "theme_en": (
        "Every posting has its own light: the grey of an early convoy, a lamp in a market after the power has gone, the long "
        "evening of a northern summer.\n\nSend us the light that you will remember when you have left."
    ),
    "theme_fr": (
        "Chaque affectation a sa lumière : le gris d’un convoi au petit matin, une lampe au marché après la panne, le long "
        "soir d’un été nordique.\n\nEnvoyez-nous celle dont vous vous souviendrez après votre départ."
    ),
    "rules_en": (
        "Prizes of $150, $100 and $50, and honourable mentions. Equal places are possible.\n\n"
        "- The photo is yours, and was taken while you were posted or travelling on duty.\n"
        "- Crop and correct as you like; do not add or remove things.\n"
        "- Nobody is put at risk by it: think of faces, badges, screens and the layout of buildings."
    ),
    "rules_fr": (
        "Des prix de 150 $, 100 $ et 50 $, et des mentions honorables. Les ex æquo sont possibles.\n\n"
        "- La photo est de vous et a été prise en affectation ou en déplacement de service.\n"
        "- Recadrez et corrigez à votre goût ; n’ajoutez et n’enlevez rien.\n"
        "- Elle ne met personne en danger : pensez aux visages, aux insignes, aux écrans et à la disposition des lieux."
    ),
}
OPEN_CATEGORIES = [("At work", "Au travail"), ("On the way", "En chemin")]

CLOSED = {
    "title_en": "Far from home",
    "title_fr": "Loin de chez soi",
    "theme_en": "A place that was strange on the first day and yours on the last.",
    "theme_fr": "Un lieu qui vous était étranger le premier jour et familier le dernier.",
    "rules_en": "Prizes of $150, $100 and $50, and honourable mentions.",
    "rules_fr": "Des prix de 150 $, 100 $ et 50 $, et des mentions honorables.",
}
CLOSED_CATEGORIES = [("Landscapes", "Paysages"), ("Cities", "Villes")]

PHOTOS = [
    Photo(
        3,
        0,
        "Ten minutes without a word",
        "Lake shore, northern highlands",
        "It had taken six hours to cover forty kilometres. The driver switched off the engine without saying anything and we "
        "climbed down. For ten minutes nobody spoke of the road.",
        "en",
        1,
        "The jury stopped talking, which is what the photo asks for.",
        "Le jury s’est tu, et c’est bien ce que demande cette photo.",
    ),
    Photo(
        9,
        0,
        "La piste avant midi",
        "Au sud du fleuve",
        "Le vent efface les traces avant midi. Notre guide disait que c’est pour cela que l’on revient : il faut chaque fois "
        "recommencer à connaître l’endroit.",
        "fr",
        2,
        "Patience, and a horizon that is nearly not there.",
        "De la patience, et un horizon qui disparaît presque.",
    ),
    Photo(
        12,
        0,
        "Le moteur coupé",
        "Hauts plateaux",
        "Nous attendions le convoi depuis la tombée du jour. Quelqu’un a dit d’éteindre les phares pour ménager la batterie, "
        "et la montagne est apparue.",
        "fr",
        2,
        "Equal with the photo beside it: the same silence, in another country.",
        "À égalité avec sa voisine : le même silence, dans un autre pays.",
    ),
    Photo(
        7,
        1,
        "After the generator",
        "Hillside quarter, capital",
        "The generator had failed at eight. By nine the whole quarter was on its roofs, and somebody’s radio carried across the "
        "valley as if it stood beside us. I put the camera on the water tank and counted to twenty.",
        "en",
        1,
        "A city known by its lamps.",
        "Une ville qu’on reconnaît à ses lampes.",
    ),
    Photo(
        16,
        1,
        "The last visa of the day",
        "Old harbour",
        "From the fourth floor of the chancery you see the queue leave, and then the sun. I had looked at the one for three "
        "years before I noticed the other.",
        "en",
        0,
        "For the patience in it.",
        "Pour la patience qu’on y lit.",
    ),
    Photo(
        4,
        0,
        "Le fleuve à cinq heures",
        "Rive gauche",
        "Le bac ne part jamais à l’heure. On finit par aimer celle à laquelle il part.",
        "fr",
    ),
    Photo(
        10,
        0,
        "Every second Thursday",
        "Eastern valley",
        "I drove this road every second Thursday for three years with a bag of passports on the seat. On the last Thursday I "
        "stopped.",
        "en",
    ),
    Photo(
        15,
        0,
        "Still water",
        "Savannah, end of the rains",
        "A week earlier there had been no lake.",
        "en",
    ),
]
NEW_TITLES = [
    ("First light over the ridge", "Eastern valley", "en"),
    ("La cour du marché", "Vieille ville", "fr"),
    ("Night shift", "Consular section", "en"),
    ("Le dernier bac", "Rive gauche", "fr"),
    ("Rain on the tarmac", "Airfield", "en"),
    ("Sous la lampe", "Marché couvert", "fr"),
]
NEW_STORY = {
    "en": "I waited for the light, and then for the car to pass.",
    "fr": "J’ai attendu la lumière, puis que la voiture passe.",
}
