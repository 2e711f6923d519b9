"""Every table, imported in one place, so that migrations and tests know all of them."""

from app.accounts import models as accounts
from app.assessment import models as assessment
from app.certificates import models as certificates
from app.learning import models as learning

__all__ = ["accounts", "assessment", "certificates", "learning"]
