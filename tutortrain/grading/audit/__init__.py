"""How often the check of final answers is wrong: right answers in many forms, and wrong ones beside them."""

from tutortrain.grading.audit.audit import Audit, FormCount, audit, require_trustworthy

__all__ = ["Audit", "FormCount", "audit", "require_trustworthy"]
