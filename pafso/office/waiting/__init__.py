"""What waits for the office: registered by each app, shown on the desk, counted in the head of every page, told once a week.

An app names each kind of thing that waits, beside the states and due dates that it stands for, and says of every other state
and date why nobody has to do anything (tests/house/test_waiting.py walks them all)::

    KINDS = [
        Kind(
            "applications", Application, _("Applications for membership"), _("Decide"),
            right="members.view_application",                                  # whoever holds it sees the rows, nobody else
            rows=lambda person, now: Application.objects.in_hands_of(person).waiting_for_office(),
            since="touched_at", columns=("name", "code"), covers=("Application.submitted",),
        ),
    ]
    NOT_WAITING = {"Application.draft": "the applicant’s own"}
"""
