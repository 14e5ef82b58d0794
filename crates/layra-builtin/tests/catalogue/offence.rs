//! Shows everything that offends an invariant at once, with what to do about it.

/// Fails with all of `offences`, below what to do about them; each names entry and id.
pub(crate) fn expect_none(advice: &str, offences: impl IntoIterator<Item = String>) {
    let offences: Vec<String> = offences.into_iter().collect();
    assert!(offences.is_empty(), "{} to mend: {advice}\n  {}\n", offences.len(), offences.join("\n  "));
}
