//! The shipped schemas as a whole.

use super::*;

#[test]
fn shipped_schemas_load() {
    let schemas = Schemas::load(None).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(schemas.ids().len(), 10);
    assert_eq!(schemas.holidays.years.len(), 13);
}
