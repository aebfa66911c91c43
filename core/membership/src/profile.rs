//! Which claims of which provider say who somebody is and how well that was shown: a closed table, as data.
//! Refuses what would tell a national number, whatever the claim is called. Read by `card` and by the login.

pub use samtale_wire::tenant::Level;

use crate::number::{self, NationalNumber};
use samtale_wire::tenant::{Audience, Issuer, Profile};
use serde_json::{Map, Value, json};

/// How a login asks for a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    /// `acr_values`: the values of the level claim themselves.
    Acr,
    /// `acr_values`, in words of the provider's own.
    Other(&'static [(Level, &'static str)]),
    /// The broker's `idp_params`.
    IdpParams,
    /// The `claims` parameter (OpenID Connect Core §5.5).
    Claims,
}

/// How one provider's tokens are read.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The claims that may hold the name; the first that does counts.
    pub names: &'static [&'static str],
    /// The claim that holds the level: a text or a list of them.
    pub level: &'static str,
    /// What it says, on the one scale.
    pub levels: &'static [(&'static str, Level)],
    /// The claim that holds the unit of an employee.
    pub unit: Option<&'static str>,
    scope: &'static str,
    number: Option<Number>,
    asks: Asks,
}

/// Where a national number stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Number {
    claim: &'static str,
    /// What a login asks for to get it; nothing where it is in every token.
    scope: Option<&'static str>,
}

/// OpenID Connect Core §2 and §5.1. Levels in plain words, as Keycloak's map can name them, or as the URIs of
/// eIDAS (`LoA` of the eIDAS message format 1.2 §3.2) and of NSIS.
const STANDARD: Row = Row {
    names: &["name"],
    level: "acr",
    levels: &[
        ("low", Level::Low),
        ("substantial", Level::Substantial),
        ("high", Level::High),
        ("http://eidas.europa.eu/LoA/low", Level::Low),
        ("http://eidas.europa.eu/LoA/substantial", Level::Substantial),
        ("http://eidas.europa.eu/LoA/high", Level::High),
        ("https://data.gov.dk/concept/core/nsis/loa/Low", Level::Low),
        ("https://data.gov.dk/concept/core/nsis/loa/Substantial", Level::Substantial),
        ("https://data.gov.dk/concept/core/nsis/loa/High", Level::High),
    ],
    unit: Some("unit"),
    scope: "openid profile",
    number: None,
    asks: Asks::Acr,
};

/// Signaturgruppen's broker (signaturgruppen-a-s.github.io/signaturgruppen-broker-documentation, "MitID"): the
/// number is a claim of the scope `ssn` alone, which is asked for where it is to be compared. The name is in the ID
/// token when the client is set up so, and so is the number.
const MITID: Row = Row {
    names: &["mitid.identity_name", "name"],
    level: "loa",
    levels: &[
        ("https://data.gov.dk/concept/core/nsis/Low", Level::Low),
        ("https://data.gov.dk/concept/core/nsis/Substantial", Level::Substantial),
        ("https://data.gov.dk/concept/core/nsis/High", Level::High),
    ],
    unit: None,
    scope: "openid mitid",
    number: Some(Number { claim: "dk.cpr", scope: Some("ssn") }),
    asks: Asks::IdpParams,
};

/// docs.digdir.no/docs/idporten/oidc/oidc_protocol_id_token: RS256 alone, `pid` in every token, and the name only from
/// BankID and Buypass. With a scope of the municipality's own that requires pseudonymous tokens (oidc_func_nopid) there
/// is no `pid`; the subject is pairwise with it as without.
const ID_PORTEN: Row = Row {
    names: &["name"],
    level: "acr",
    levels: &[("idporten-loa-substantial", Level::Substantial), ("idporten-loa-high", Level::High)],
    unit: None,
    scope: "openid profile",
    number: Some(Number { claim: "pid", scope: None }),
    asks: Asks::Acr,
};

/// Norsk helsenett's HelseID (discovery document of helseid-sts.nhn.no, `claims_supported`): the number is a
/// claim of the scope `helseid://scopes/identity/pid`, which is not asked for.
const HELSE_ID: Row = Row {
    names: &["name"],
    level: "helseid://claims/identity/assurance_level",
    levels: &[("low", Level::Low), ("substantial", Level::Substantial), ("high", Level::High)],
    unit: None,
    scope: "openid profile helseid://scopes/identity/assurance_level",
    number: None,
    asks: Asks::Other(&[(Level::Substantial, "Level3"), (Level::High, "Level4")]),
};

/// STIL's broker, a Keycloak (viden.stil.dk, OFFSKOLELOGIN, "Implementering af tjeneste"); its levels as KMD
/// Identity names them (github.com/kmd-identity/documentation, "Unilogin").
const UNI_LOGIN: Row = Row {
    names: &["name"],
    level: "acr",
    levels: &[("Loalow", Level::Low), ("Loasubstantial", Level::Substantial)],
    unit: None,
    scope: "openid profile",
    number: None,
    asks: Asks::Acr,
};

/// docs.feide.no/service_providers/mfa/openid_connect: one level above the password.
const FEIDE: Row = Row {
    names: &["name"],
    level: "acr",
    levels: &[
        ("urn:mace:feide.no:auth:level:fad08:2", Level::Low),
        ("urn:mace:feide.no:auth:level:fad08:3", Level::Substantial),
    ],
    unit: None,
    scope: "openid profile",
    number: None,
    asks: Asks::Acr,
};

/// learn.microsoft.com/entra/identity-platform, "ID token claims" and "Authentication context": the
/// municipality sets up the contexts c1 to c3 for the three levels, and `auth_time` and `department` as
/// optional claims. `sub` is pairwise.
const ENTRA: Row = Row {
    names: &["name"],
    level: "acrs",
    levels: &[("c1", Level::Low), ("c2", Level::Substantial), ("c3", Level::High)],
    unit: Some("department"),
    scope: "openid profile",
    number: None,
    asks: Asks::Claims,
};

/// The row of a provider.
#[must_use]
pub fn row(profile: Profile) -> &'static Row {
    match profile {
        // Keycloak's map of levels is the municipality's own (its administration guide, "ACR to LoA mapping").
        Profile::Standard | Profile::Keycloak => &STANDARD,
        Profile::MitId => &MITID,
        Profile::IdPorten => &ID_PORTEN,
        Profile::HelseId => &HELSE_ID,
        Profile::UniLogin => &UNI_LOGIN,
        Profile::Feide => &FEIDE,
        Profile::Entra => &ENTRA,
    }
}

/// The row of an issuer.
#[must_use]
pub fn of(issuer: &Issuer) -> &'static Row {
    row(issuer.profile.unwrap_or_default())
}

impl Row {
    /// The level that a value stands for.
    #[must_use]
    pub fn on_scale(&self, value: &str) -> Option<Level> {
        self.levels.iter().find(|(name, _)| *name == value).map(|(_, level)| *level)
    }

    /// The name in a token; `None` when there is none, or it is empty.
    #[must_use]
    pub fn name<'a>(&self, claims: &'a Map<String, Value>) -> Option<&'a str> {
        let mut names = self.names.iter().filter_map(|claim| claims.get(*claim)?.as_str());
        names.find(|name| !name.trim().is_empty())
    }

    /// The national number in a token.
    #[must_use]
    pub fn told(&self, claims: &Map<String, Value>) -> Option<NationalNumber> {
        self.number.and_then(|number| NationalNumber::told(claims.get(number.claim)?))
    }

    /// What a login at an issuer asks for that is to tell the number, or is not.
    #[must_use]
    pub fn scope(&self, issuer: &Issuer, number: bool) -> String {
        let more = match number {
            true => self.number.and_then(|number| number.scope),
            false => issuer.pseudonymous.as_deref(),
        };
        more.map_or_else(|| self.scope.to_owned(), |more| format!("{} {more}", self.scope))
    }

    /// The best level in a token among those that count at this issuer.
    #[must_use]
    pub fn reached(&self, issuer: &Issuer, claims: &Map<String, Value>) -> Option<Level> {
        let said = claims.get(self.level)?;
        let one = said.as_str().into_iter();
        let many = said.as_array().into_iter().flatten().filter_map(Value::as_str);
        let counts = |value: &&str| issuer.acr.iter().any(|it| it == value);
        one.chain(many).filter(counts).filter_map(|value| self.on_scale(value)).max()
    }

    /// The best level that counts at this issuer; `None` where nothing that it says is on the scale.
    #[must_use]
    pub fn best(&self, issuer: &Issuer) -> Option<Level> {
        issuer.acr.iter().filter_map(|value| self.on_scale(value)).max()
    }

    /// What a login adds to its request, to be identified at `least` or better; `None` where the issuer has
    /// nothing as good.
    #[must_use]
    pub fn asks_for(&self, issuer: &Issuer, least: Level) -> Option<Vec<(&'static str, String)>> {
        let level = |value: &String| self.on_scale(value).filter(|level| *level >= least);
        let mut good: Vec<(Level, &str)> =
            issuer.acr.iter().filter_map(|value| Some((level(value)?, value.as_str()))).collect();
        // The weakest that is good enough comes first: that is the one which most people have.
        good.sort_by_key(|(level, _)| *level);
        let (weakest, value) = *good.first()?;
        let values = good.iter().map(|(_, value)| *value).collect::<Vec<_>>().join(" ");
        Some(match self.asks {
            Asks::Acr => vec![("acr_values", values)],
            Asks::Other(words) => {
                let mut words = words.iter().filter(|(level, _)| *level >= weakest);
                vec![("acr_values", words.next()?.1.to_owned())]
            }
            Asks::IdpParams => {
                let params = json!({ "mitid": { "loa_value": value } });
                vec![("idp_values", "mitid".to_owned()), ("idp_params", params.to_string())]
            }
            Asks::Claims => {
                let claims = json!({ "id_token": { self.level: { "essential": true, "value": value } } });
                vec![("claims", claims.to_string())]
            }
        })
    }
}

/// Whether logins at an issuer can tell a national number, to be compared: those of people in general, never of who
/// works here.
#[must_use]
pub fn may_tell(issuer: &Issuer) -> bool {
    issuer.audience == Audience::Citizens && of(issuer).number.is_some()
}

/// Whether a login at an issuer can be shown to the others: it tells no number unless it is asked to.
#[must_use]
pub fn may_show(issuer: &Issuer) -> bool {
    issuer.pseudonymous.is_some() || of(issuer).number.is_none_or(|number| number.scope.is_some())
}

/// What a claim with a national number is called at the end of its name, in small letters.
const TELLING: [&str; 12] = [
    "pid",
    "cpr",
    "cprnumber",
    "cprnumberidentifier",
    "ssn",
    "nin",
    "nationalid",
    "national_id",
    "fnr",
    "personnummer",
    "personidentifier",
    "noredupersonnin",
];

/// Whether a token tells a national number: by the name of a claim, or by a value that is one.
#[must_use]
pub fn tells(claims: &Map<String, Value>) -> bool {
    claims.iter().any(|(name, value)| {
        let last = name.rsplit(['.', ':', '/']).next().unwrap_or(name).to_ascii_lowercase();
        TELLING.contains(&last.as_str()) || shows(value)
    })
}

fn shows(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            text.split(|it: char| !it.is_alphanumeric() && it != '-').any(number::is_number)
        }
        Value::Array(values) => values.iter().any(shows),
        Value::Object(claims) => tells(claims),
        Value::Number(value) => number::is_number(&value.to_string()),
        Value::Null | Value::Bool(_) => false,
    }
}
