//! A key store without a file, for tests and demonstrations; gone with its last owner.
//! Refuses to be anyone's default.

use crate::ports::KeyStore;
use samtale_engine::problem::Problem;
use samtale_seal::Secret;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Secrets in memory.
#[derive(Default)]
pub struct MemoryKeyStore(Mutex<BTreeMap<String, Secret>>);

impl KeyStore for MemoryKeyStore {
    fn set(&self, name: &str, secret: &Secret) -> Result<(), Problem> {
        let mut secrets = self.0.lock().map_err(|_| Problem::KeyStore)?;
        secrets.insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, Problem> {
        Ok(self.0.lock().map_err(|_| Problem::KeyStore)?.get(name).cloned())
    }

    fn delete(&self, name: &str) -> Result<(), Problem> {
        self.0.lock().map_err(|_| Problem::KeyStore)?.remove(name);
        Ok(())
    }
}
