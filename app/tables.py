"""Every table, imported in one place, so that migrations and tests know all of them."""

import app.accounts.models
import app.assessment.models
import app.certificates.models
import app.learning.models  # noqa: F401
