"""The words of the demonstration: two awards, two cases, four letters, and sentences to make more of them."""

from random import Random

AWARDS: list[tuple[str, dict[str, object]]] = [
    (
        "pafso-awards",
        {
            "name_en": "PAFSO Awards",
            "name_fr": "Prix de l’APASE",
            "description_en": "Given each year since 1990 to Foreign Service officers whose work abroad or at headquarters stands "
            "out, for one achievement or for a whole career.\n\nAnyone may nominate: members, colleagues, partners outside "
            "government. The nominee is a career officer at a substantive FS level and a member of the association.",
            "description_fr": "Remis chaque année depuis 1990 à des agentes et agents du Service extérieur dont le travail se "
            "distingue, à l’étranger ou à l’administration centrale, pour une réalisation ou pour l’ensemble d’une carrière."
            "\n\nToute personne peut proposer une candidature : membres, collègues, partenaires hors du gouvernement. La personne "
            "candidate occupe un poste d’attache de niveau FS et elle est membre de l’association.",
            "letters_needed": 2,
            "position": 1,
        },
    ),
    (
        "randy-orr",
        {
            "name_en": "Randy Orr Memorial Award",
            "name_fr": "Prix commémoratif Randy-Orr",
            "description_en": "For volunteer service to those who serve abroad and to their families. A person or a group may be "
            "nominated, members or not, with letters from three regular members.",
            "description_fr": "Pour un engagement bénévole auprès de celles et ceux qui servent à l’étranger, et de leurs familles. "
            "On peut proposer une personne ou un groupe, membre ou non, avec les lettres de trois membres réguliers.",
            "letters_needed": 3,
            "nominee_kind": "either",
            "case_words": 1000,
            "position": 2,
        },
    ),
]
CRITERIA = {
    "criteria_en": "- initiative and creativity\n- dedication to serving Canada and Canadians\n"
    "- effectiveness in interacting with other cultures\n- ability to inspire colleagues and contacts",
    "criteria_fr": "- l’initiative et la créativité\n- le dévouement au service du Canada et des Canadiennes et Canadiens\n"
    "- l’aisance dans les rapports avec d’autres cultures\n- la capacité d’inspirer collègues et interlocuteurs",
}
SERVICE = {
    "criteria_en": "- what was given, and for how long\n- what it changed for members and their families\n- how others were drawn in",
    "criteria_fr": "- ce qui a été donné, et pendant combien de temps\n- ce que cela a changé pour les membres et leurs familles\n"
    "- la façon dont d’autres ont été entraînés",
}
SUBMITTED = {
    "nominee_name": "Thérèse Okonkwo-Roy",
    "nominee_position": "Deuxième secrétaire, ambassade du Canada à Dakar",
    "language": "fr",
    "case": "En mars, quand la route du nord a été coupée, Thérèse Okonkwo-Roy a tenu pendant onze jours une permanence consulaire "
    "dans une école de Saint-Louis. Elle a retrouvé quarante-deux familles, une par une, avec un téléphone et un carnet.\n\n"
    "Elle n’avait ni mandat ni budget pour cela : elle a demandé, obtenu et rendu compte. Depuis, son carnet est devenu la "
    "procédure de la mission, et deux ambassades voisines l’ont reprise.",
}
DRAFT = {
    "nominee_name": "Samuel Whitefeather",
    "nominee_position": "Trade Commissioner, High Commission of Canada in Nairobi",
    "language": "en",
    "case": "Sam spent two years persuading small growers and a Winnipeg equipment maker that they needed each other. "
    "The first twelve machines arrived in May.\n\n(To add: the visit of the co-operative, the figures from the second season.)",
}
LETTERS_IN_FRENCH = [
    {
        "name": "Awa Ndiaye",
        "email": "awa.ndiaye@example.org",
        "language": "fr",
        "address": "12, rue de Thiong, Dakar, Sénégal",
        "telephone": "+221 33 555 01 00",
        "text": "J’enseigne dans l’école dont Mme Okonkwo-Roy a fait son bureau. Elle est arrivée à pied, a demandé la permission "
        "d’entrer, et elle est restée jusqu’à ce que la dernière famille ait parlé à quelqu’un de chez elle.",
    },
    {
        "name": "Marc-Antoine Bélanger",
        "email": "ma.belanger@example.org",
        "language": "fr",
        "address": "125, promenade Sussex, Ottawa (Ontario)",
        "telephone": "+1 613 555 0142",
        "text": "J’étais de garde au centre d’intervention. Ses listes arrivaient deux fois par jour, exactes, avec les numéros des "
        "proches. Nous avons cessé de vérifier au troisième jour : il n’y avait jamais d’erreur.",
    },
]
LETTERS_IN_ENGLISH = [
    {
        "name": "Grace Wanjiru",
        "email": "grace.wanjiru@example.org",
        "language": "en",
        "address": "P.O. Box 1013, Nairobi, Kenya",
        "telephone": "+254 20 555 0100",
        "text": "Our co-operative had been promised machines before. Mr. Whitefeather came four times before he promised anything, "
        "and the fourth time he brought the mechanic.",
    },
    {"name": "Peter Halloran", "email": "peter.halloran@example.org", "language": "en"},
]

FIRST = [
    "Amina",
    "Béatrice",
    "Charles",
    "Danuta",
    "Étienne",
    "Fatou",
    "Guillaume",
    "Hanna",
    "Ingrid",
    "Joseph",
    "Khalil",
    "Léa",
]
LAST = [
    "Arsenault",
    "Bhatt",
    "Côté",
    "Delorme",
    "Eze",
    "Fraser",
    "Gagnon",
    "Hébert",
    "Iqbal",
    "Joubert",
    "Kowalski",
    "O’Brien",
]
POSTS = [
    "second secretary",
    "trade commissioner",
    "vice-consul",
    "first secretary",
    "immigration officer",
    "counsellor",
]
MISSIONS = ["Accra", "Bogotá", "Colombo", "Dhaka", "Hanoi", "Kyiv", "Lima", "Manila", "Rabat", "Warsaw"]
SENTENCES = [
    "The file had lain for two years when it came to this desk.",
    "Nobody had asked the growers before; it took one afternoon to ask them.",
    "When the bridge went, the consular list was already on paper.",
    "Three ministries signed, which none had done in the same month.",
    "The office learned the language of its visitors, one word a day on the door.",
    "Colleagues who came for advice left with a plan and a telephone number.",
    "It was done without a budget and with everyone’s name on it.",
    "Two years later the method is in use at five missions.",
]


def name(random: Random) -> str:
    return f"{random.choice(FIRST)} {random.choice(LAST)}"


def position(random: Random) -> str:
    return f"{random.choice(POSTS).capitalize()}, {random.choice(MISSIONS)}"


def passage(random: Random, sentences: int) -> str:
    """As many sentences, in paragraphs of four."""
    chosen = [random.choice(SENTENCES) for _ in range(sentences)]
    return "\n\n".join(" ".join(chosen[start : start + 4]) for start in range(0, sentences, 4))
