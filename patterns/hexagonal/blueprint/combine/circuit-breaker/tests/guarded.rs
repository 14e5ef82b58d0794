//! Payments behind the breaker: what the core and the provider see of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use blueprint_hexagonal::adapters::outbound::guarded::Guarded;
use blueprint_hexagonal::breaker::{BreakerSettings, State};
use blueprint_hexagonal_core::domain::{Cents, Customer};
use blueprint_hexagonal_core::ports::outbound::{PaymentError, Payments};
use blueprint_hexagonal_fakes::FakePayments;

struct Counting {
    inner: Arc<FakePayments>,
    calls: AtomicUsize,
}

impl Payments for Counting {
    fn charge(&self, reference: &str, customer: &Customer, amount: Cents) -> Result<String, PaymentError> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.inner.charge(reference, customer, amount)
    }
}

fn charge(payments: &dyn Payments, name: &str) -> Result<String, PaymentError> {
    payments.charge(&format!("{name}/0"), &name.parse().expect("a name"), Cents(900))
}

#[test]
fn a_provider_that_is_gone_is_left_alone_until_it_is_back() {
    let provider = Arc::new(FakePayments::default());
    let counting = Arc::new(Counting { inner: provider.clone(), calls: AtomicUsize::new(0) });
    let settings =
        BreakerSettings { minimum: 4, pause: Duration::from_millis(50), probes: 1, ..BreakerSettings::default() };
    let guarded = Guarded::new(counting.clone(), &settings, 7);
    provider.set_gone(true);
    for _ in 0..100 {
        assert!(matches!(charge(&guarded, "ada"), Err(PaymentError::Unavailable(_))));
    }
    assert_eq!((guarded.state(), counting.calls.load(Ordering::SeqCst)), (State::Open, 4));
    provider.set_gone(false);
    let began = std::time::Instant::now();
    while charge(&guarded, "ada").is_err() {
        assert!(began.elapsed() < Duration::from_secs(20), "it does not find back");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(guarded.state(), State::Closed);
}

#[test]
fn a_payment_that_is_declined_is_no_failure() {
    let settings = BreakerSettings { minimum: 4, ..BreakerSettings::default() };
    let guarded = Guarded::new(Arc::new(FakePayments::default()), &settings, 7);
    for _ in 0..40 {
        assert_eq!(charge(&guarded, "broke-bob"), Err(PaymentError::Declined));
    }
    assert_eq!(guarded.state(), State::Closed);
}
