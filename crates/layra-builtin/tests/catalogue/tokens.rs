//! Budgets in tokens are kept on every entry, and counted as the tokenizer counts.

use layra_catalog::export::{Reader, Wanted, fitted, llms_index, markdown};
use layra_catalog::tokens::{Tokens, pack};

#[test]
fn texts_of_the_catalogue_are_counted_as_the_tokenizer_counts_them() {
    let (catalog, tokens) = (layra_builtin::catalog(), layra_builtin::tokens());
    let tokenizer = tiktoken_rs::o200k_base().expect("its vocabulary is built in");
    let pages = catalog.patterns().iter().map(|pattern| markdown(&catalog, pattern));
    for page in pages.chain([llms_index(&catalog)]) {
        assert_eq!(
            tokens.count(&page),
            tokenizer.encode_ordinary(&page).len(),
            "{}",
            page.lines().next().unwrap_or_default()
        );
    }
}

#[test]
fn every_entry_fits_into_budgets_and_uses_them() {
    let (catalog, tokens) = (layra_builtin::catalog(), layra_builtin::tokens());
    let tokenizer = tiktoken_rs::o200k_base().expect("its vocabulary is built in");
    for (budget, least) in [(200, 0.6), (600, 0.8), (2000, 0.9)] {
        for pattern in catalog.patterns() {
            for reader in [Reader::Agent, Reader::Web, Reader::Terminal] {
                let fitted = fitted(&catalog, pattern, &Wanted { sections: &[], budget, reader }, &tokens);
                let real = tokenizer.encode_ordinary(&fitted.text).len();
                assert_eq!(fitted.tokens, real, "{}", pattern.slug);
                assert!(real <= budget, "{}: {real} of {budget}", pattern.slug);
                assert!(real as f64 >= least * budget as f64, "{}: {real} of {budget}", pattern.slug);
            }
        }
    }
}

#[test]
fn an_entry_that_nobody_counted_is_never_counted_too_low_and_not_much_too_high() {
    let catalog = layra_builtin::catalog();
    let tokenizer = tiktoken_rs::o200k_base().expect("its vocabulary is built in");
    let count = |text: &str| tokenizer.encode_ordinary(text).len();
    let pages: Vec<String> = catalog.patterns().iter().map(|pattern| markdown(&catalog, pattern)).collect();
    let mut most = 0.0_f64;
    for (nth, page) in pages.iter().enumerate().step_by(7) {
        let others = pages.iter().enumerate().filter(|(other, _)| *other != nth).map(|(_, page)| page.as_str());
        let without = Tokens::new(pack(others, count).leak());
        let (real, counted) = (count(page), without.count(page));
        assert!(counted >= real, "{}", catalog.patterns()[nth].slug);
        most = most.max(counted as f64 / real as f64);
    }
    assert!(most < 1.5, "{most}");
}
