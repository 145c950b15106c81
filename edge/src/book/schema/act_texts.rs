//! For letting go of what was written to no effect.

pub(super) const ACT_TEXTS: &str = "
CREATE INDEX acts_text ON acts (at) WHERE seq IS NULL AND text IS NOT NULL;
";
