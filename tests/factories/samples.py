"""Real camera files and PDFs that may lie beside the project; they are never part of it."""

from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
PHOTOS = sorted((SAMPLES / "photos").glob("*.*"))
PDFS = {path.stem: path for path in sorted((SAMPLES / "pdf").glob("*.pdf"))}
CASES = SAMPLES.parent / "cases"

needs_cases = pytest.mark.skipif(not CASES.exists(), reason="no ../shared/cases beside the project")
needs_samples = pytest.mark.skipif(not PHOTOS, reason="no ../shared/samples beside the project")
