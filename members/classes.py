"""The classes of membership that every database begins with; the office may rename them and add others."""

CLASSES: list[dict[str, object]] = [
    {"code": "regular", "name_en": "Regular", "name_fr": "Régulier", "is_regular": True, "position": 1},
    {"code": "retired", "name_en": "Retired", "name_fr": "Retraité", "is_regular": False, "position": 2},
    {"code": "associate", "name_en": "Associate", "name_fr": "Associé", "is_regular": False, "position": 3},
    {"code": "honorary", "name_en": "Honorary", "name_fr": "Honoraire", "is_regular": False, "position": 4},
]
# Given by the association: nobody applies for it.
CONFERRED = "honorary"
