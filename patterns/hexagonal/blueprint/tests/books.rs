//! What the application relies on, checked alike for the fake and for the real thing.

mod contract;

use blueprint_hexagonal::adapters::outbound::sqlite::SqliteBooks;
use blueprint_hexagonal_core::ports::outbound::Books;
use blueprint_hexagonal_fakes::MemoryBooks;

fn check(books: impl Fn() -> Box<dyn Books>) {
    for (promise, check) in contract::CHECKS {
        assert_eq!(check(&*books()), Ok(()), "{promise}");
    }
}

#[test]
fn books_in_memory_keep_their_promises() {
    check(|| Box::new(MemoryBooks::default()));
}

#[test]
fn books_on_disk_keep_their_promises() {
    let folder = tempfile::tempdir().expect("a folder");
    let number = std::cell::Cell::new(0);
    check(|| {
        number.set(number.get() + 1);
        let file = folder.path().join(format!("{}.sqlite", number.get()));
        Box::new(SqliteBooks::open(&file).expect("opened"))
    });
}

#[test]
fn what_is_no_book_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("letter.txt");
    std::fs::write(&file, "Dear Sir or Madam, ".repeat(50)).expect("written");
    assert!(SqliteBooks::open(&file).is_err());
    assert!(SqliteBooks::open(folder.path()).is_err());
}
