//! What a person may set on a device, and whether it has a place to be called: a small file beside the vault.
//! Refuses what is out of bounds; a file that is none stands for what is usual. Nothing in it is secret.
//! Asked by `session` and `uncalled`.

use crate::queue::write_whole;
use minicbor::{Decode, Encode};
use samtale_engine::problem::Problem;
use samtale_wire::{decode, encode};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long an app that is left stays open, unless something else was set.
const LOCK_AFTER: Duration = Duration::from_secs(5 * 60);
/// The longest that can be set.
const LONGEST: Duration = Duration::from_secs(60 * 60);

#[derive(Encode, Decode)]
struct Kept {
    #[n(0)]
    version: u8,
    /// Seconds.
    #[n(1)]
    lock_after: u64,
    /// Whether the server may know where this device is called.
    #[n(2)]
    called: Option<bool>,
    /// Whether it may be said that there is news; absent while nobody has answered that.
    #[n(3)]
    nudges: Option<bool>,
}

/// The settings of one device.
pub(crate) struct Settings(PathBuf);

impl Settings {
    /// Those in a device's directory.
    pub fn of(directory: &Path) -> Self {
        Self(directory.join("settings"))
    }

    /// How long an app that is left stays open.
    pub fn lock_after(&self) -> Duration {
        Duration::from_secs(self.kept().lock_after)
    }

    /// Whether it may be said that there is news while the app is not shown; `None` while nobody has answered.
    pub fn nudges(&self) -> Option<bool> {
        self.kept().nudges
    }

    /// Sets it.
    ///
    /// # Errors
    /// [`Problem::Disk`].
    pub fn set_nudges(&self, on: bool) -> Result<(), Problem> {
        write_whole(&self.0, &encode(&Kept { nudges: Some(on), ..self.kept() }))
    }

    fn kept(&self) -> Kept {
        let kept = std::fs::read(&self.0).ok().and_then(|bytes| decode::<Kept>(&bytes).ok());
        let kept = kept.filter(|kept| kept.version == 1 && kept.lock_after <= LONGEST.as_secs());
        kept.unwrap_or(Kept { version: 1, lock_after: LOCK_AFTER.as_secs(), called: None, nudges: None })
    }

    /// Sets it.
    ///
    /// # Errors
    /// [`Problem::TooLarge`] above an hour, [`Problem::Disk`].
    pub fn set_lock_after(&self, lock_after: Duration) -> Result<(), Problem> {
        if lock_after > LONGEST {
            return Err(Problem::TooLarge);
        }
        write_whole(&self.0, &encode(&Kept { lock_after: lock_after.as_secs(), ..self.kept() }))
    }

    /// Whether the server may know where this device is called.
    pub fn called(&self) -> bool {
        self.kept().called.unwrap_or(false)
    }

    /// Sets it: before the server is told of a place, and after it was told that there is none.
    ///
    /// # Errors
    /// [`Problem::Disk`].
    pub fn set_called(&self, called: bool) -> Result<(), Problem> {
        if called == self.called() {
            return Ok(());
        }
        write_whole(&self.0, &encode(&Kept { called: called.then_some(true), ..self.kept() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_is_kept_and_what_is_none_is_the_usual() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::of(folder.path());
        assert_eq!(settings.lock_after(), LOCK_AFTER);
        for set in [Duration::ZERO, Duration::from_secs(60), LONGEST] {
            settings.set_lock_after(set).unwrap();
            assert_eq!(Settings::of(folder.path()).lock_after(), set);
        }
        assert_eq!(settings.set_lock_after(LONGEST + Duration::from_secs(1)), Err(Problem::TooLarge));
        assert_eq!(settings.lock_after(), LONGEST, "nothing was written");
        for called in [false, true, false] {
            settings.set_called(called).unwrap();
            assert_eq!((settings.called(), settings.lock_after()), (called, LONGEST));
        }
        settings.set_called(true).unwrap();
        settings.set_lock_after(Duration::ZERO).unwrap();
        assert!(settings.called(), "one is set, the other stays");
        for bytes in [vec![], vec![0x82, 1], encode(&(2_u8, 60_u64)), encode(&(1_u8, u64::MAX))] {
            std::fs::write(folder.path().join("settings"), &bytes).unwrap();
            assert_eq!(settings.lock_after(), LOCK_AFTER, "{bytes:?}");
        }
    }

    #[test]
    fn one_setting_leaves_the_other_as_it_was_also_in_a_file_of_before() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::of(folder.path());
        std::fs::write(folder.path().join("settings"), encode(&(1_u8, 60_u64))).unwrap();
        assert_eq!((settings.lock_after(), settings.nudges()), (Duration::from_secs(60), None));
        for on in [true, false] {
            settings.set_nudges(on).unwrap();
            assert_eq!((settings.lock_after(), settings.nudges()), (Duration::from_secs(60), Some(on)));
        }
        settings.set_lock_after(LONGEST).unwrap();
        assert_eq!((settings.lock_after(), settings.nudges()), (LONGEST, Some(false)));
    }
}
