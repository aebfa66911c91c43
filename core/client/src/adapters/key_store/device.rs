//! The operating system's key store, by the keyring project: Android's, Apple's, the Secret Service.
//! Refuses a device without one. On Android the host hands over its context first.

use crate::ports::KeyStore;
use keyring_core::{Entry, Error};
use samtale_engine::problem::Problem;
use samtale_seal::Secret;
use zeroize::Zeroizing;

/// Under which name all secrets of the app lie.
const SERVICE: &str = "samtale";

/// The device's own store.
pub struct DeviceKeyStore(());

impl DeviceKeyStore {
    /// Opens the platform's store.
    ///
    /// # Errors
    /// [`Problem::KeyStore`] when there is none or it is locked.
    pub fn open() -> Result<Self, Problem> {
        let set = || -> keyring_core::Result<()> {
            #[cfg(target_os = "android")]
            {
                let named = [("name", SERVICE)].into();
                let store = android_native_keyring_store::Store::new_with_configuration(&named)?;
                keyring_core::set_default_store(store);
            }
            #[cfg(target_vendor = "apple")]
            keyring_core::set_default_store(apple_native_keyring_store::protected::Store::new()?);
            #[cfg(target_os = "linux")]
            keyring_core::set_default_store(zbus_secret_service_keyring_store::Store::new()?);
            Ok(())
        };
        set().map(|()| Self(())).map_err(|_| Problem::KeyStore)
    }
}

/// On Apple's devices: readable after the first unlock, never leaves the device or its backups.
#[cfg(target_vendor = "apple")]
fn entry(name: &str) -> keyring_core::Result<Entry> {
    let policy = [("access-policy", "after-first-unlock-this-device-only")].into();
    Entry::new_with_modifiers(SERVICE, name, &policy)
}

#[cfg(not(target_vendor = "apple"))]
fn entry(name: &str) -> keyring_core::Result<Entry> {
    Entry::new(SERVICE, name)
}

impl KeyStore for DeviceKeyStore {
    fn set(&self, name: &str, secret: &Secret) -> Result<(), Problem> {
        let kept = entry(name).and_then(|entry| entry.set_secret(secret.expose()));
        kept.map_err(|_| Problem::KeyStore)
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, Problem> {
        match entry(name).and_then(|entry| entry.get_secret()) {
            Ok(bytes) => {
                let bytes = Zeroizing::new(bytes);
                let secret = bytes.as_slice().try_into().map_err(|_| Problem::KeyStore)?;
                Ok(Some(Secret::new(secret)))
            }
            Err(Error::NoEntry) => Ok(None),
            Err(_) => Err(Problem::KeyStore),
        }
    }

    fn delete(&self, name: &str) -> Result<(), Problem> {
        match entry(name).and_then(|entry| entry.delete_credential()) {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(_) => Err(Problem::KeyStore),
        }
    }
}
