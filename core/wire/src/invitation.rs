//! An invitation as a link: everything secret lies in its fragment, which browsers never send.
//! Refuses links it cannot read whole. Made by `engine::invite`, read by `engine::enrol`.

use crate::canon::{Malformed, decode, encode};
use crate::id::{Hash, InvitationId, Salt, Tenant, Uid};
use crate::tenant::Level;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use minicbor::{Decode, Encode};

/// Where a municipality's server is and how to know it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Home {
    /// `https://host[:port]`, without a path.
    #[n(0)]
    pub server: String,
    /// The municipality's root key.
    #[n(1)]
    pub tenant: Tenant,
    /// SHA-256 of the server certificate's SubjectPublicKeyInfo; `None` trusts the usual roots alone.
    #[n(2)]
    pub pin: Option<Hash>,
}

/// What an invitation's secret part holds.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Invitation {
    /// The home.
    #[n(0)]
    pub home: Home,
    /// For an invited person: by whom, and the secret that proves it. Staff get a home alone.
    #[n(1)]
    pub from: Option<Inviter>,
}

/// The one who invites.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Inviter {
    /// Their uid; self-certifying.
    #[n(0)]
    pub uid: Uid,
    /// Their name as it stands on their identity card, for the greeting only.
    #[n(1)]
    pub name: String,
    /// Known to the inviter and the invited alone.
    #[n(2)]
    pub secret: Salt,
    /// The least level at which the login opens what it leads to; the usual one when there is none.
    #[n(3)]
    pub level: Option<Level>,
    /// For somebody without eID, whom the inviter meets and vouches for: the hash of what makes their digits.
    #[n(4)]
    pub vouches: Option<Hash>,
    /// Which invitation, when it came by a short code: the secret is then the one of those who came so, and does
    /// not lead back to the link's.
    #[n(5)]
    pub by_code: Option<InvitationId>,
    /// Whether the inviter compares the national number: the login asks for it, and the inviter's device alone
    /// sees it. None is no.
    #[n(6)]
    pub number: Option<bool>,
    /// Who meets and vouches in their place: a guardian by their mandate.
    #[n(7)]
    pub guardian: Option<Guardian>,
}

/// The guardian who vouches, as the invitation of who sent them says it.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Guardian {
    /// Who.
    #[n(0)]
    pub uid: Uid,
    /// Their name, for the first screens only.
    #[n(1)]
    pub name: String,
}

impl Inviter {
    /// Who meets somebody without eID, and their name: the guardian, or who invites.
    #[must_use]
    pub fn meets(&self) -> (Uid, &str) {
        match &self.guardian {
            Some(guardian) => (guardian.uid, &guardian.name),
            None => (self.uid, &self.name),
        }
    }
}

impl core::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Invitation([secret])")
    }
}

impl Invitation {
    /// The link, `https://host/i#…`.
    #[must_use]
    pub fn to_link(&self) -> String {
        write(&self.home, "/i", self)
    }

    /// Reads a link, or just its fragment, forgiving white space around it.
    ///
    /// # Errors
    /// [`Malformed`] when the fragment is not one whole invitation or names another server
    /// than the link does.
    pub fn from_link(link: &str) -> Result<Self, Malformed> {
        read(link, "/i", |invitation: &Self| &invitation.home)
    }
}

/// A link to a home: `path` says what kind, the fragment holds the content.
pub(crate) fn write<T: Encode<()>>(home: &Home, path: &str, content: &T) -> String {
    format!("{}{path}#{}", home.server, BASE64.encode(encode(content)))
}

/// Reads such a link, or just its fragment.
pub(crate) fn read<T>(link: &str, path: &str, home: impl Fn(&T) -> &Home) -> Result<T, Malformed>
where
    T: Encode<()> + for<'b> Decode<'b, ()>,
{
    let (server, fragment) = match link.trim().split_once('#') {
        Some((before, fragment)) => (Some(before.strip_suffix(path).ok_or(Malformed)?), fragment),
        None => (None, link.trim()),
    };
    let content: T = decode(&BASE64.decode(fragment).map_err(|_| Malformed)?)?;
    let at = &home(&content).server;
    // An origin and nothing behind it.
    let host = at.strip_prefix("https://");
    let known = host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '#', '?', '@', ' ']));
    let same = server.is_none_or(|server| server == at);
    if known && same { Ok(content) } else { Err(Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_goes_there_and_back_and_names_one_server_only() {
        let invitation = Invitation {
            home: Home {
                server: "https://samtale.kommune.example".into(),
                tenant: Tenant([7; 32]),
                pin: None,
            },
            from: Some(Inviter {
                uid: Uid([1; 32]),
                name: "Ali Mentor".into(),
                secret: Salt([9; 32]),
                by_code: None,
                level: Some(Level::High),
                vouches: None,
                number: Some(true),
                guardian: None,
            }),
        };
        let from = invitation.from.clone().map(|from| Inviter { vouches: Some(Hash([5; 32])), ..from });
        let meets = Invitation { from, ..invitation.clone() };
        assert_eq!(Invitation::from_link(&meets.to_link()), Ok(meets.clone()));
        let guardian = Some(Guardian { uid: Uid([2; 32]), name: "Karen Holm".into() });
        let from = meets.from.clone().map(|from| Inviter { guardian, ..from });
        let sends = Invitation { from, ..meets };
        assert_eq!(Invitation::from_link(&sends.to_link()), Ok(sends));
        let link = invitation.to_link();
        assert_eq!(Invitation::from_link(&format!("  {link}\n")), Ok(invitation.clone()));
        let (_, fragment) = link.split_once('#').unwrap_or_default();
        assert_eq!(Invitation::from_link(fragment), Ok(invitation.clone()));
        assert_eq!(Invitation::from_link(&format!("https://evil.example/i#{fragment}")), Err(Malformed));
        assert_eq!(Invitation::from_link(&format!("https://evil.example/j#{fragment}")), Err(Malformed));
        assert_eq!(Invitation::from_link(&link[..link.len() - 2]), Err(Malformed));
        for server in [
            "http://a.example",
            "https://",
            "https://a.example/x",
            "https://a.example#b",
            "https://b@a.example",
        ] {
            let home = Home { server: server.into(), ..invitation.home.clone() };
            let fragment = BASE64.encode(encode(&Invitation { home, from: None }));
            assert_eq!(Invitation::from_link(&fragment), Err(Malformed), "{server}");
        }
    }
}
