//! Where a device's half of the vault key and its login key lie.
//! Refuses to fall back: a store is chosen explicitly. Fills `KeyStore`.

mod device;
mod memory;

pub use device::DeviceKeyStore;
pub use memory::MemoryKeyStore;
