"""What every door for programs shares: read-only views of what the caller may see, addresses that can be opened."""

from typing import Any

from rest_framework import viewsets


class ReadOnlyViewSet(viewsets.ReadOnlyModelViewSet):
    """Lists and shows what the caller may see; a subclass gives ``base`` with ``visible_to(user)``."""

    base: Any

    def get_queryset(self) -> Any:
        return self.base.visible_to(self.request.user)
