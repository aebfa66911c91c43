//! The people of one phone: a folder each, with its own vault, queue and settings; one is chosen, one is in.
//! Refuses names: on the disk and in the picker stands a picture out of a few, and nothing else about anyone.
//! Refuses two who are in at once. Made by the border, which asks it for the device of whoever was chosen.

use crate::called;
use crate::device::{self, Device, Ports, device_half, login_key};
use crate::queue::{settle, write_whole};
use crate::seat::Seat;
use crate::session::new_id;
use crate::settings::Settings;
use crate::uncalled::called_nowhere;
use crate::vault;
use futures::future::join_all;
use minicbor::{Decode, Encode};
use samtale_engine::problem::Problem;
use samtale_engine::show::{self, PICTURES};
use samtale_engine::text::Texts;
use samtale_engine::view::{CalledView, Language};
use samtale_wire::invitation::Home;
use samtale_wire::{decode, encode};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use tokio::sync::Mutex as Turn;

/// Where the vault of before is put together until it is a profile.
const MOVING: &str = "moving";

/// What a device keeps in its folder; the vault last, as it is what makes the folder somebody's.
const PARTS: [&str; 4] = ["queue", "settings", "jotter", "vault"];

/// What stands beside a vault for the picker.
#[derive(Encode, Decode)]
struct Face {
    #[n(0)]
    version: u8,
    /// Which picture, below [`PICTURES`].
    #[n(1)]
    picture: u8,
}

/// One of the people of a phone, as little as the picker needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Random; the name of the folder.
    pub id: String,
    /// Which picture, below [`PICTURES`].
    pub picture: u8,
}

/// The people of a phone.
pub struct Profiles {
    folder: PathBuf,
    ports: Ports,
    language: Language,
    seat: Seat,
    /// What the app was built for, if it was.
    home: Arc<OnceLock<Home>>,
    chosen: Mutex<Option<(Profile, Arc<Device>)>>,
    /// One comes or goes at a time: each sweeps away what it finds half done.
    turn: Turn<()>,
}

impl Profiles {
    /// Opens the folder in which they lie. A vault of before, which lay there by itself, becomes the first
    /// profile. Where there is one, or none yet, that one is chosen; else nobody is.
    ///
    /// # Errors
    /// [`Problem::Disk`].
    pub fn open(root: &Path, ports: Ports, language: Language) -> Result<Self, Problem> {
        let folder = root.join("profiles");
        fs::create_dir_all(&folder).map_err(|_| Problem::Disk)?;
        bring_in(root, &folder).map_err(|_| Problem::Disk)?;
        let (seat, chosen, turn) = (Seat::default(), Mutex::new(None), Turn::new(()));
        let profiles = Self { folder, ports, language, seat, chosen, turn, home: Arc::default() };
        profiles.sweep()?;
        profiles.settle_down()?;
        Ok(profiles)
    }

    /// Says for which municipality the app was built, by a link to it: a short code needs no address there. What
    /// was said first stays.
    ///
    /// # Errors
    /// [`Problem::BadCode`] when it is no link.
    pub fn built_for(&self, link: &str) -> Result<(), Problem> {
        let home = device::home(link)?;
        self.home.get_or_init(|| home);
        Ok(())
    }

    /// The language that the phone speaks.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Everybody who has an account here, in the order of their pictures.
    ///
    /// # Errors
    /// [`Problem::Disk`].
    pub fn list(&self) -> Result<Vec<Profile>, Problem> {
        let mut found = Vec::new();
        for name in self.names()?.into_iter().filter(|name| vault::may_exist(&self.folder.join(name))) {
            let face = fs::read(self.face(&name)).ok().and_then(|bytes| decode::<Face>(&bytes).ok());
            let face = face.filter(|face| face.version == 1 && face.picture < PICTURES);
            found.push((name, face.map(|face| face.picture)));
        }
        // Two with one face, or one without: the folder decides, so that it is the same every time.
        found.sort_by(|one, other| one.0.cmp(&other.0));
        let mut taken: Vec<u8> = Vec::new();
        let mut faces = Vec::new();
        for (id, picture) in found {
            let picture = picture.filter(|picture| !taken.contains(picture)).unwrap_or_else(|| free(&taken));
            taken.push(picture);
            faces.push(Profile { id, picture });
        }
        faces.sort_by_key(|profile| profile.picture);
        Ok(faces)
    }

    /// Who was chosen, if anybody was: they may have no account yet.
    #[must_use]
    pub fn chosen(&self) -> Option<(Profile, Arc<Device>)> {
        self.chosen.lock().ok().and_then(|chosen| chosen.clone())
    }

    /// The device of whoever was chosen.
    ///
    /// # Errors
    /// [`Problem::NoAccount`] when nobody was.
    pub fn device(&self) -> Result<Arc<Device>, Problem> {
        self.chosen().map(|(_, device)| device).ok_or(Problem::NoAccount)
    }

    /// Chooses somebody who has an account here. Whoever was in is locked: when this returns, nothing that
    /// they could read is in memory, and the server, when it is reached, calls no other person's device here.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when there is no such profile, [`Problem::Disk`].
    pub async fn choose(&self, profile: &str) -> Result<(), Problem> {
        let _turn = self.turn.lock().await;
        let profile = self.named(profile)?;
        self.rise().await?;
        self.hush(Some(&profile.id)).await?;
        self.sit(profile)
    }

    /// Chooses somebody new, who is to enrol. Whoever was in is locked, as with [`choose`](Self::choose).
    ///
    /// # Errors
    /// [`Problem::TooLarge`] when every picture is taken, [`Problem::Disk`].
    pub async fn add(&self) -> Result<(), Problem> {
        let _turn = self.turn.lock().await;
        let picture = self.next()?.ok_or(Problem::TooLarge)?;
        self.rise().await?;
        self.hush(None).await?;
        self.begin(picture)
    }

    /// The picture that somebody new would get; `None` when every one is taken.
    ///
    /// # Errors
    /// [`Problem::Disk`].
    pub fn next(&self) -> Result<Option<u8>, Problem> {
        let taken: Vec<u8> = self.list()?.into_iter().map(|profile| profile.picture).collect();
        Ok(Some(free(&taken)).filter(|picture| *picture < PICTURES))
    }

    /// Goes away from the phone: whoever was in is locked, and with several people nobody is chosen. Who
    /// had no account yet leaves nothing.
    ///
    /// # Errors
    /// [`Problem::Disk`].
    pub async fn leave(&self) -> Result<(), Problem> {
        let _turn = self.turn.lock().await;
        self.rise().await?;
        self.settle_down()?;
        let chosen = self.chosen().map(|(profile, _)| profile.id);
        self.hush(chosen.as_deref()).await
    }

    /// Takes somebody off this phone: first their keys, so that nothing that stays can be opened, then their
    /// folder. Of the keys the one that logs in goes first: whatever stays, nobody speaks for them with it. It
    /// cannot be undone. Whoever is in is locked. The server, when it is reached, calls them nowhere any more.
    ///
    /// # Errors
    /// [`Problem::NotFound`], [`Problem::KeyStore`] when a key stays: then the folder does, to be removed once
    /// more; [`Problem::Disk`].
    pub async fn remove(&self, profile: &str) -> Result<(), Problem> {
        let _turn = self.turn.lock().await;
        let profile = self.named(profile)?;
        self.rise().await?;
        let folder = self.folder.join(&profile.id);
        called_nowhere(&folder, &self.ports).await;
        // A vault that cannot be read does not say what its keys are called; they open nothing else.
        if let Ok(closed) = vault::read(&folder) {
            let dev = closed.head.dev;
            self.ports.keys.delete(&login_key(&dev))?;
            self.ports.keys.delete(&device_half(&dev))?;
        }
        fs::remove_dir_all(&folder).map_err(|_| Problem::Disk)?;
        self.settle_down()
    }

    /// A push called: one sync where somebody is in, and what is to be told of it outside the app. While the
    /// app is shown that is nothing. A locked app cannot know what came, nor for whom: it says that there is
    /// news where one of the people has said yes to that, and leaves the number as it is.
    pub async fn called(&self, shown: bool) -> CalledView {
        let nothing = CalledView { badge: None, nudge: None };
        if shown {
            return nothing;
        }
        if let Some(mind) = self.seat.sitting()
            && let Ok(told) = called::called(&mind).await
        {
            return told;
        }
        let people = self.list().unwrap_or_default();
        let yes = |it: &Profile| Settings::of(&self.folder.join(&it.id)).nudges() == Some(true);
        let nudge = people.iter().any(yes).then(|| show::nudge(&Texts::new(self.language)));
        CalledView { nudge, ..nothing }
    }

    fn named(&self, profile: &str) -> Result<Profile, Problem> {
        self.list()?.into_iter().find(|known| known.id == profile).ok_or(Problem::NotFound)
    }

    /// Nobody is in and nobody is chosen.
    async fn rise(&self) -> Result<(), Problem> {
        self.seat.clear().await?;
        *self.chosen.lock().map_err(|_| Problem::Locked)? = None;
        self.sweep()
    }

    /// Has everybody but the one who is chosen called nowhere: a place that a distributor keeps would go on telling
    /// when there is news for somebody who is not in. Each at the same time.
    async fn hush(&self, chosen: Option<&str>) -> Result<(), Problem> {
        let others = self.list()?.into_iter().filter(|it| Some(it.id.as_str()) != chosen);
        let folders: Vec<PathBuf> = others.map(|it| self.folder.join(it.id)).collect();
        join_all(folders.iter().map(|folder| called_nowhere(folder, &self.ports))).await;
        Ok(())
    }

    /// Where there is one they are chosen; where there is none somebody new is.
    fn settle_down(&self) -> Result<(), Problem> {
        let mut people = self.list()?;
        match (people.pop(), people.is_empty()) {
            (None, _) => self.begin(0),
            (Some(only), true) => self.sit(only),
            (Some(_), false) => Ok(()),
        }
    }

    /// Somebody new: a folder with a face.
    fn begin(&self, picture: u8) -> Result<(), Problem> {
        let id = new_id().to_string();
        fs::create_dir_all(self.folder.join(&id)).map_err(|_| Problem::Disk)?;
        write_whole(&self.face(&id), &encode(&Face { version: 1, picture }))?;
        self.sit(Profile { id, picture })
    }

    fn sit(&self, profile: Profile) -> Result<(), Problem> {
        let folder = self.folder.join(&profile.id);
        let device = Device::at(self.seat.now()?, folder, self.ports.clone(), self.language)?;
        let device = device.at_home(Arc::clone(&self.home));
        *self.chosen.lock().map_err(|_| Problem::Locked)? = Some((profile, Arc::new(device)));
        Ok(())
    }

    fn face(&self, id: &str) -> PathBuf {
        self.folder.join(id).join("face")
    }

    fn names(&self) -> Result<Vec<String>, Problem> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(|_| Problem::Disk)? {
            let entry = entry.map_err(|_| Problem::Disk)?;
            // What is no folder is nobody's, and was not put here by the app.
            if !entry.file_type().map_err(|_| Problem::Disk)?.is_dir() {
                continue;
            }
            names.extend(entry.file_name().into_string().ok().filter(|name| name != MOVING));
        }
        Ok(names)
    }

    /// Takes away what belongs to nobody, for sure: who began and did not enrol, or was taken off halfway.
    fn sweep(&self) -> Result<(), Problem> {
        let nobody = |name: &String| !vault::may_exist(&self.folder.join(name));
        for name in self.names()?.into_iter().filter(nobody) {
            fs::remove_dir_all(self.folder.join(name)).map_err(|_| Problem::Disk)?;
        }
        Ok(())
    }
}

/// The first picture that nobody has.
fn free(taken: &[u8]) -> u8 {
    (0..=u8::MAX).find(|picture| !taken.contains(picture)).unwrap_or(u8::MAX)
}

/// Makes the vault that lay in the root by itself the first profile. Broken off anywhere it goes on the next
/// time: each part is moved whole, and the folder gets its name when everything is in it.
fn bring_in(root: &Path, folder: &Path) -> std::io::Result<()> {
    let moving = folder.join(MOVING);
    if vault::may_exist(root) {
        fs::create_dir_all(&moving)?;
        for part in PARTS {
            match settle(&root.join(part), &moving.join(part)) {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                done => done?,
            }
        }
    }
    if vault::may_exist(&moving) {
        settle(&moving, &folder.join(new_id().to_string()))?;
    }
    Ok(())
}
