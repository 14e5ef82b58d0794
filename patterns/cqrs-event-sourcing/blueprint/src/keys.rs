//! A key for each person of whom something stands in events. Events stay for ever; when the key is destroyed,
//! what it sealed can be read no more, in this store and in every copy of it.
//!
//! The keys are in a file of their own, and so must their backups be: a backup of all that holds both would
//! never forget anybody. The position up to which people were forgotten is in the same file: with an old backup
//! of it they are forgotten again, by the eraser in [`crate::processors`].

use std::path::Path;
use std::sync::Mutex;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rusqlite::{Connection, OptionalExtension};

use crate::database::{self, lock};
use crate::domain::{Id, Sealed};
use crate::error::Error;

const TABLES: &str = "pragma synchronous = full;
create table if not exists keys (person text primary key, key blob not null) strict, without rowid;";

/// How many bytes a nonce has: enough to take a random one each time.
const NONCE: usize = 24;

/// The key store.
pub struct Keys(Mutex<Connection>);

impl Keys {
    /// Opens the file, and makes it if it is not there.
    ///
    /// # Errors
    /// When it cannot be opened, or is something else.
    pub fn open(file: &Path) -> rusqlite::Result<Self> {
        Ok(Self(Mutex::new(database::open(file, TABLES)?)))
    }

    /// Seals `text` about `person`, who gets a key if there is none.
    ///
    /// # Errors
    /// When the key cannot be read or written.
    pub fn seal(&self, person: &Id, text: &str) -> Result<Sealed, Error> {
        let (fresh, nonce): ([u8; 32], [u8; NONCE]) = rand::random();
        let statement = "insert into keys (person, key) values (?1, ?2)
            on conflict do update set person = person returning key";
        // Read to its end: it is written only then.
        let key: [u8; 32] =
            lock(&self.0).prepare_cached(statement)?.query_one((person.as_str(), fresh), |row| row.get(0))?;
        let payload = Payload { msg: text.as_bytes(), aad: person.as_str().as_bytes() };
        let cipher = XChaCha20Poly1305::new(&key.into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| Error::Changed(person.clone()))?;
        Ok(Sealed(hex::encode([&nonce[..], &sealed].concat())))
    }

    /// What was sealed about `person`; nothing when the key is gone.
    ///
    /// # Errors
    /// When the key cannot be read, or what was sealed is not what it was.
    pub fn unseal(&self, person: &Id, Sealed(sealed): &Sealed) -> Result<Option<String>, Error> {
        let connection = lock(&self.0);
        let mut query = connection.prepare_cached("select key from keys where person = ?1")?;
        let key: Option<[u8; 32]> = query.query_row([person.as_str()], |row| row.get(0)).optional()?;
        let Some(key) = key else { return Ok(None) };
        let changed = || Error::Changed(person.clone());
        let bytes = hex::decode(sealed).map_err(|_| changed())?;
        let (nonce, msg) = bytes.split_first_chunk::<NONCE>().ok_or_else(changed)?;
        let payload = Payload { msg, aad: person.as_str().as_bytes() };
        // A person who came back has another key: what the first one sealed stays closed.
        let Ok(text) = XChaCha20Poly1305::new(&key.into()).decrypt(&XNonce::from(*nonce), payload) else {
            return Ok(None);
        };
        String::from_utf8(text).map(Some).map_err(|_| changed())
    }
}
