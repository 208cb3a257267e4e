"""Every unique constraint of ours, and how the race for it ends: for the one who comes second as in a calm hour."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

# Of ours alone: a second one cannot be wished for from outside.
MADE_HERE = "its value is random or that of a row which is made with it: nobody can choose a taken one"
# `pafso.turns`: whoever wants the same waits, then looks, and finds what the first one made.
IN_TURN = "the second waits for the first and sees what it made"
# The verb locks the row above before it looks whether there is one.
LOCKED = "the verb holds the lock of the row to which it belongs, so the second finds the first one's"
# `pafso.press_once`: the second press finds the row of the first under a lock, or the database says so and it is looked up.
PRESSED = "the same press: it finds the row that it made"
# `pafso.web.raced`: the form's own look at what is taken is taken again, now with the winner's row.
ANEW = "the form is answered anew and says what it says of everything that is taken"
TOLD = "the verb catches it and says in a sentence who was first"
QUIET = "whoever comes second finds it done: get_or_create, or rows that are written once and skipped afterwards"

ENDS = {
    "pafso.Text key": ANEW,
    "pafso.ReplyAddress kind": ANEW,
    "pafso.Keeper keeper_one_a_record": TOLD,
    "pafso.Hidden hidden_once_a_person": QUIET,
    "pafso.Noted noted_once": QUIET,
    "pafso.KeptAnswer answer_once_a_key": IN_TURN,
    "files.StoredFile key": MADE_HERE,
    "documents.ReadersCopy original": QUIET,
    "documents.CopyPicture file": MADE_HERE,
    "documents.CopyPicture copy_picture_number": LOCKED,
    "mail.Mail key": QUIET,
    "mail.Mail message_id": MADE_HERE,
    "members.User email": IN_TURN,
    "members.Device device_once_a_person": QUIET,
    "members.Stream code": ANEW,
    "members.Member user": LOCKED,
    "members.Member number": TOLD,
    "members.RollAddress roll_address_once_a_person": LOCKED,
    "members.ContactDetail contact_detail_once_a_kind": LOCKED,
    "members.PaperCopy member": LOCKED,
    "members.Application form_token": PRESSED,
    "members.Application code": MADE_HERE,
    "members.Application application_one_open_a_person": LOCKED,
    "members.Closing closing_one_open_an_account": LOCKED,
    "members.Copy file": MADE_HERE,
    "members.Copy copy_one_open_a_person": LOCKED,
    "members.CalendarAddress form_token": PRESSED,
    "members.CalendarAddress user": LOCKED,
    "members.CalendarAddress digest": MADE_HERE,
    "members.Reminder reminder_once_a_step": LOCKED,
    "members.RollImport file": MADE_HERE,
    "members.LabelRun file": MADE_HERE,
    "members.ImportLine import_line_once": MADE_HERE,
    "members.Merge merge_one_open_a_duplicate": TOLD,
    "members.Inquiry inquiry_one_open_an_address": IN_TURN,
    "members.Proof code": MADE_HERE,
    "members.Proof proof_one_a_day": LOCKED,
    "members.Recovery recovery_one_open_an_account": TOLD,
    "members.RecoveryLink digest": MADE_HERE,
    "members.Token form_token": PRESSED,
    "members.Token digest": MADE_HERE,
    "awards.Award slug": ANEW,
    "awards.Cycle cycle_one_a_year": ANEW,
    "awards.Nomination form_token": PRESSED,
    "awards.Nomination code": MADE_HERE,
    "awards.Letter form_token": PRESSED,
    "awards.Letter code": MADE_HERE,
    "awards.Letter letter_one_for_each_address": LOCKED,
    "awards.LetterLink digest": MADE_HERE,
    "awards.LetterCorrection letter": LOCKED,
    "awards.LetterReminder letter_reminded_once_a_step": LOCKED,
    "awards.CoNominator form_token": PRESSED,
    "awards.CoNominator digest": MADE_HERE,
    "awards.CoNominator co_nominator_one_for_each_address": LOCKED,
    "awards.CoNominator co_nominator_one_for_each_account": LOCKED,
    "awards.GroupMember group_member_one_for_each_place": LOCKED,
    "awards.CarryOver digest": MADE_HERE,
    "awards.CarryOver draft": LOCKED,
    "awards.CarryOver carry_over_once_into_each_cycle": LOCKED,
    "awards.Freezing cycle": LOCKED,
    "awards.DossierPaper file": MADE_HERE,
    "awards.DossierPaper dossier_paper_waits_once": LOCKED,
    "awards.LaterCorrection later_correction_begun_once": LOCKED,
    "awards.Dossier nomination": LOCKED,
    "awards.DossierFile dossier_file_once": MADE_HERE,
    "contests.Contest slug": ANEW,
    "contests.Category category_named_once_en": ANEW,
    "contests.Category category_named_once_fr": ANEW,
    "contests.Entry code": MADE_HERE,
    "contests.Entry entry_once_per_form": PRESSED,
    "contests.Entry entry_photo_once_per_contest": LOCKED,
    "contests.Derivative derivative_once_per_size": QUIET,
    "contests.Placing entry": LOCKED,
    "magazine.Issue issue_numbered_once": TOLD,
    "awards.AwardRight award_right_on_all_once": ANEW,
    "awards.AwardRight award_right_once": ANEW,
    "awards.NominationDeclaration nomination_declared_once": ANEW,
    "contests.ContestRight contest_right_on_all_once": ANEW,
    "contests.ContestRight contest_right_once": ANEW,
    "contests.EntryDeclaration entry_declared_once": ANEW,
    "magazine.MagazineRight magazine_right_once": ANEW,
    "members.Death death_once_a_person": ANEW,
    "magazine.HiddenPage page_hidden_once": ANEW,
    "magazine.Page page_numbered_once": QUIET,
}


def unique(model: type[models.Model]) -> list[str]:
    columns = [field.name for field in model._meta.local_fields if field.unique and not field.primary_key]
    named = [row.name for row in model._meta.constraints if isinstance(row, models.UniqueConstraint)]
    together = ["/".join(names) for names in model._meta.unique_together]
    return [f"{model._meta.label} {name}" for name in [*columns, *together, *named]]


OURS = ("pafso", "members", "awards", "contests", "magazine")


@pytest.mark.req("R41", "R47")
def test_it_is_known_of_every_unique_constraint_how_its_race_ends() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith(OURS)]
    there = {name for model in ours for name in unique(model)}

    assert there - ENDS.keys() == set(), "say in ENDS what the second one reads, and prove it in tests/services"
    assert ENDS.keys() - there == set()


def test_what_the_database_refuses_is_answered_anew() -> None:
    """Whatever ENDS says: no page and no door of the API shows an error for a race that somebody forgot."""
    assert settings.MIDDLEWARE[-1] == "pafso.web.raced.Raced"
