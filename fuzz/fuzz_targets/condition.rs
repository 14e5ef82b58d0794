//! The condition language: any text parses or is refused, and what parses can be used.

#![no_main]

use layra_catalog::Vocabulary;
use layra_catalog::condition::{Condition, Facts, Truth};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Condition::parse(text) {
        Ok(condition) => {
            assert_eq!(condition.text(), text);
            // Nothing is known, so nothing can be settled.
            assert_eq!(condition.evaluate(&Facts::new()), Truth::Unknown);
            for fault in condition.faults(&Vocabulary::default()) {
                assert!(text.get(condition.locate(&fault.word)).is_some());
            }
        }
        Err(error) => assert!(text.get(error.span).is_some(), "the span is not within the text"),
    }
});
