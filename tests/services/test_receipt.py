"""Sent in time is in time, through the shipped nginx file and the web of production: two workers, four threads each."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from awards.models import Cycle
from pafso.clock import minute_of
from tests import available
from tests.factories.awards import make_award, make_cycle
from tests.services.handing_in import Desk, make_desks, need_postgresql
from tests.services.nginx import serving_nginx
from tests.services.stack import environment
from tests.services.web import Web, serving_web

pytestmark = pytest.mark.skipif(not available.nginx() and not available.REQUIRED, reason="nginx is not installed")


@pytest.fixture(scope="module")
def web(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    with serving_web(folder, environment(25, folder, TRUSTED_PROXY_COUNT="1")) as web:
        yield web


@pytest.fixture(scope="module")
def nginx(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serving_nginx(tmp_path_factory.mktemp("nginx"), web.port) as port:
        yield port


@pytest.mark.req("R46")
def test_the_instant_is_nginxs_when_it_has_the_whole_request(transactional_db: None, nginx: int) -> None:
    """A slow body counts from its end, and what a browser claims is struck out."""
    desk = _one()

    pressed = desk.press(nginx, pause=1.5, **{"X-Received-At": f"{time.time() - 30:.3f}", "X_Received_At": "1"})

    desk.nomination.refresh_from_db()
    assert pressed.status == 302
    assert desk.nomination.submitted_at is not None
    assert timedelta(seconds=-0.05) < desk.nomination.submitted_at - pressed.sent_at < timedelta(seconds=0.5)


@pytest.mark.req("R46")
@pytest.mark.parametrize(("minutes", "before", "status"), [(0, 1, 302), (1, 0, 409)])
def test_the_web_judges_by_the_proxys_word(
    transactional_db: None, web: Web, minutes: int, before: int, status: int
) -> None:
    """The window is over by our own clock, and was not when the proxy had it; or the other way round."""
    desk = _one()
    while not 3 < timezone.now().second < 40:  # the proxy's word is believed for a minute
        time.sleep(0.5)
    ends = minute_of(timezone.now()) + timedelta(minutes=minutes)
    Cycle.objects.update(closes_at=ends - timedelta(minutes=1))
    said = (ends - timedelta(milliseconds=before)).timestamp()

    pressed = desk.press(web.port, **{"X-Received-At": f"{said:.3f}"})

    assert pressed.status == status


def _one() -> Desk:
    need_postgresql()
    (desk,) = make_desks(make_cycle(make_award(letters_needed=0), grace_minutes=0), 1)
    return desk
