//! A key for each person of whom something stands in events. Events stay for ever; when the key is destroyed,
//! what it sealed can be read no more, in this store and in every copy of it.
//!
//! The keys are in a file of their own, and so must their backups be: a backup of all that holds both would
//! never forget anybody. The position up to which people were forgotten is in the same file: with an old backup
//! of it they are forgotten again, by [`crate::processors::Eraser`].

use std::path::Path;
use std::sync::Mutex;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rusqlite::{Connection, OptionalExtension};

use crate::database::{self, CHECKPOINT, Loss, lock};
use crate::domain::{Id, Sealed};

const TABLES: &str =
    "create table if not exists keys (person text primary key, key blob not null) strict, without rowid;";

/// How many bytes a nonce has: enough to take a random one each time.
const NONCE: usize = 24;

/// Why something was not sealed, opened or forgotten.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// What SQLite says.
    #[error("the key store: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// What was sealed is not what it was, or not about this person.
    #[error("what is sealed about `{0}` was changed, or is about somebody else")]
    Changed(Id),
}

/// The key store.
pub struct Keys(Mutex<Connection>);

impl Keys {
    /// Opens the file, and makes it if it is not there.
    ///
    /// # Errors
    /// When it cannot be opened, or is something else.
    pub fn open(file: &Path) -> Result<Self, KeyError> {
        let connection = database::open(file, Loss::Nothing, TABLES)?;
        connection.execute_batch(CHECKPOINT)?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Seals `text` about `person`, who gets a key if there is none.
    ///
    /// # Errors
    /// When the key cannot be read or written.
    pub fn seal(&self, person: &Id, text: &str) -> Result<Sealed, KeyError> {
        let (fresh, nonce): ([u8; 32], [u8; NONCE]) = rand::random();
        let connection = lock(&self.0);
        connection
            .prepare_cached("insert into keys (person, key) values (?1, ?2) on conflict do nothing")?
            .execute((person.as_str(), fresh))?;
        let key = key(&connection, person)?.unwrap_or(fresh);
        let payload = Payload { msg: text.as_bytes(), aad: person.as_str().as_bytes() };
        let cipher = XChaCha20Poly1305::new(&key.into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| KeyError::Changed(person.clone()))?;
        Ok(Sealed(hex::encode([&nonce[..], &sealed].concat())))
    }

    /// What was sealed about `person`; nothing when the key is gone.
    ///
    /// # Errors
    /// When the key cannot be read, or what was sealed is not what it was.
    pub fn unseal(&self, person: &Id, Sealed(sealed): &Sealed) -> Result<Option<String>, KeyError> {
        let Some(key) = key(&lock(&self.0), person)? else { return Ok(None) };
        let changed = || KeyError::Changed(person.clone());
        let bytes = hex::decode(sealed).map_err(|_| changed())?;
        let (nonce, msg) = bytes.split_first_chunk::<NONCE>().ok_or_else(changed)?;
        let payload = Payload { msg, aad: person.as_str().as_bytes() };
        // A person who came back has another key: what the first one sealed stays closed.
        let Ok(text) = XChaCha20Poly1305::new(&key.into()).decrypt(&XNonce::from(*nonce), payload) else {
            return Ok(None);
        };
        String::from_utf8(text).map(Some).map_err(|_| changed())
    }

    /// The position up to which people were forgotten.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn position(&self) -> Result<i64, KeyError> {
        Ok(database::position(&lock(&self.0))?)
    }

    /// Destroys the keys of `people`, who are all that were forgotten up to `position`.
    ///
    /// # Errors
    /// When they cannot be destroyed.
    pub fn destroy(&self, people: &[Id], position: i64) -> Result<(), KeyError> {
        let mut connection = lock(&self.0);
        let transaction = connection.transaction()?;
        for person in people {
            transaction.prepare_cached("delete from keys where person = ?1")?.execute([person.as_str()])?;
        }
        database::move_to(&transaction, position)?;
        transaction.commit()?;
        if !people.is_empty() {
            // It has the key, too.
            database::forget_log(&connection)?;
        }
        Ok(())
    }
}

fn key(connection: &Connection, person: &Id) -> rusqlite::Result<Option<[u8; 32]>> {
    let mut query = connection.prepare_cached("select key from keys where person = ?1")?;
    query.query_row([person.as_str()], |row| row.get(0)).optional()
}
