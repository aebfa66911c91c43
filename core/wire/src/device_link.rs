//! Links for a device of somebody who is here already: from a screen of theirs, or from paper.
//! Refuses links it cannot read whole. Made and read by `engine::devices` and `engine::join`.

use crate::canon::Malformed;
use crate::id::{Salt, Uid};
use crate::invitation::{Home, Invitation, read, write};
use crate::tenant::{Audience, Level};
use crate::user::UserHead;
use minicbor::{Decode, Encode};

/// Shown on a device's screen to a new device of the same person.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeviceLink {
    /// The home.
    #[n(0)]
    pub home: Home,
    /// Which login the person uses.
    #[n(1)]
    pub audience: Audience,
    /// Who.
    #[n(2)]
    pub uid: Uid,
    /// How long their chain is: a shorter one is not theirs.
    #[n(3)]
    pub uhead: UserHead,
    /// Known to both devices alone.
    #[n(4)]
    pub secret: Salt,
    /// The least level at which the login opens all that the person is in; the usual one when there is none.
    #[n(5)]
    pub level: Option<Level>,
}

/// Printed with a code on paper, for who has lost every device.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct PaperLink {
    /// The home.
    #[n(0)]
    pub home: Home,
    /// The code's digits.
    #[n(1)]
    pub digits: String,
}

/// Everything a person can open the app with.
#[derive(Clone, PartialEq, Eq)]
pub enum Link {
    /// `https://host/i#…`: to a new person.
    Invitation(Invitation),
    /// `https://host/d#…`: to one more device.
    Device(DeviceLink),
    /// `https://host/p#…`: from paper.
    Paper(PaperLink),
}

impl Link {
    /// Reads a link by what stands before its fragment; a bare fragment is an invitation's.
    ///
    /// # Errors
    /// [`Malformed`] when the fragment is not one whole link or names another server than the link does.
    pub fn read(link: &str) -> Result<Self, Malformed> {
        let before = link.trim().split_once('#').map_or("", |(before, _)| before);
        if before.ends_with("/d") {
            read(link, "/d", |it: &DeviceLink| &it.home).map(Self::Device)
        } else if before.ends_with("/p") {
            read(link, "/p", |it: &PaperLink| &it.home).map(Self::Paper)
        } else {
            Invitation::from_link(link).map(Self::Invitation)
        }
    }

    /// The home that it leads to.
    #[must_use]
    pub fn home(&self) -> &Home {
        match self {
            Self::Invitation(it) => &it.home,
            Self::Device(it) => &it.home,
            Self::Paper(it) => &it.home,
        }
    }
}

impl DeviceLink {
    /// The link, `https://host/d#…`.
    #[must_use]
    pub fn to_link(&self) -> String {
        write(&self.home, "/d", self)
    }
}

impl PaperLink {
    /// The link, `https://host/p#…`.
    #[must_use]
    pub fn to_link(&self) -> String {
        write(&self.home, "/p", self)
    }
}

impl core::fmt::Debug for Link {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Link([secret])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{Hash, Tenant};

    #[test]
    fn each_link_is_read_as_what_it_is_and_not_as_another() {
        let home =
            Home { server: "https://by.example".into(), tenant: Tenant([7; 32]), pin: Some(Hash([2; 32])) };
        let uhead = UserHead { useq: 3, hash: Hash([4; 32]) };
        let (audience, uid, secret) = (Audience::Citizens, Uid([1; 32]), Salt([9; 32]));
        let device =
            DeviceLink { home: home.clone(), audience, uid, uhead, secret, level: Some(Level::High) };
        let paper = PaperLink { home: home.clone(), digits: "12345".into() };
        let invitation = Invitation { home, from: None };
        assert_eq!(Link::read(&device.to_link()), Ok(Link::Device(device.clone())));
        assert_eq!(Link::read(&paper.to_link()), Ok(Link::Paper(paper.clone())));
        assert_eq!(Link::read(&invitation.to_link()), Ok(Link::Invitation(invitation)));
        assert_eq!(Link::read(&device.to_link().replace("/d#", "/p#")), Err(Malformed));
        assert_eq!(Link::read(&paper.to_link().replace("by.example", "evil.example")), Err(Malformed));
    }
}
