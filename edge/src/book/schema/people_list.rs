//! For finding people.

pub(in crate::book) const PEOPLE_LIST: &str = "
-- Where people agreed and the names that they typed, so that searching these reads no more than this.
DROP INDEX opt_ins_person;
CREATE INDEX opt_ins_person ON opt_ins (person, source, name) WHERE person IS NOT NULL;
";
