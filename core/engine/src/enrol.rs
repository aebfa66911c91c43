//! Becoming a person here: keys are made first, the login is bound to them, then the chain begins.
//! Refuses a login that is not for these keys. OpenID Connect, code flow with PKCE (RFC 7636).

use crate::compose::msg_id;
use crate::content::{Intent, VaultContent};
use crate::mind::Ctx;
use crate::problem::Problem;
use crate::ring::Pins;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use samtale_membership::{UserChain, card, hash, tenant};
use samtale_seal::device::{DeviceKeys, DeviceSeeds};
use samtale_seal::login::LoginSecret;
use samtale_seal::user::UserSecret;
use samtale_seal::{Secret, letter};
use samtale_wire::api::Enrol;
use samtale_wire::invitation::{Home, Invitation, Inviter};
use samtale_wire::tenant::{Audience, Issuer, TenantCard};
use samtale_wire::user::{Attest, Card, DevCert, Genesis, UserBody, UserHead, UserPayload};
use samtale_wire::{Bytes, DeviceId, Hash, MsgId, Salt, Uid, encode, label};
use sha2::{Digest, Sha256};
use url::Url;

/// Where the browser is sent back to.
pub const REDIRECT: &str = "samtale:/login";

/// An enrolment between the invitation and the login.
pub struct Enrolment {
    home: Home,
    inviter: Option<Inviter>,
    tenant: TenantCard,
    issuer: Issuer,
    seeds: DeviceSeeds,
    keys: DeviceKeys,
    login: Secret,
    user: UserSecret,
    genesis: Genesis,
    uid: Uid,
    dev: DeviceId,
    r: Salt,
    verifier: String,
    state: String,
}

/// A login that has to be fetched: `POST` these form fields to the URL.
pub struct TokenRequest {
    /// The provider's token endpoint.
    pub url: String,
    /// `application/x-www-form-urlencoded` fields (RFC 6749 §4.1.3).
    pub form: Vec<(&'static str, String)>,
}

/// All that a device needs once the server has taken it.
pub struct Enrolled {
    /// What to send.
    pub request: Enrol,
    /// Where.
    pub home: Home,
    /// Who.
    pub uid: Uid,
    /// Which device.
    pub dev: DeviceId,
    /// For the key store: the login key.
    pub login: Secret,
    /// For the vault.
    pub vault: VaultContent,
    /// For the queue, before the vault: the invitation to take up next, sealed to oneself.
    pub claim: Option<(MsgId, Vec<u8>)>,
}

impl Enrolment {
    /// Makes the keys that the login will be bound to.
    ///
    /// # Errors
    /// [`Problem::WrongTenant`] when the tenant card is not signed by the invitation's root,
    /// [`Problem::LoginFailed`] when it names no login for this kind of person.
    pub fn begin(invitation: Invitation, tenant_card: &[u8], ctx: &mut Ctx<'_>) -> Result<Self, Problem> {
        let Invitation { home, from: inviter } = invitation;
        let tenant = tenant::card(&home.tenant, tenant_card).ok_or(Problem::WrongTenant)?;
        let audience = if inviter.is_some() { Audience::Citizens } else { Audience::Staff };
        let issuer = tenant.issuers.iter().find(|issuer| issuer.audience == audience).cloned();
        let issuer = issuer.ok_or(Problem::LoginFailed)?;
        let seeds = DeviceSeeds::make(ctx.rng);
        let keys = seeds.keys();
        let login = Secret::make(ctx.rng);
        let user = UserSecret::make(ctx.rng);
        let genesis = Genesis {
            tenant: home.tenant,
            salt: salt(ctx),
            device: DevCert {
                signs: keys.verify_key(),
                opens: *keys.opens.public(),
                login: LoginSecret::new(&login)
                    .and_then(|login| login.public())
                    .map_err(|_| Problem::KeyStore)?,
                created: ctx.now,
            },
            user_key: *user.key().public(),
            user_commit: user.commit(),
        };
        Ok(Self {
            uid: hash::uid(&genesis),
            dev: hash::device(&genesis.device),
            r: salt(ctx),
            verifier: BASE64.encode(salt(ctx).0),
            state: BASE64.encode(salt(ctx).0),
            home,
            inviter,
            tenant,
            issuer,
            seeds,
            keys,
            login,
            user,
            genesis,
        })
    }

    /// The municipality's name.
    #[must_use]
    pub fn municipality(&self) -> &str {
        &self.tenant.name
    }

    /// The inviter's name as the invitation gives it; `None` for staff.
    #[must_use]
    pub fn invited_by(&self) -> Option<&str> {
        self.inviter.as_ref().map(|inviter| inviter.name.as_str())
    }

    fn over(&self) -> Hash {
        hash::over(&self.uid, &self.genesis.device, &self.genesis.user_key, &self.genesis.user_commit)
    }

    /// The page to open in the system's browser. The app builds the request, so that nobody can
    /// swap the nonce that binds the login to these keys.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when the issuer's address is none.
    pub fn login_url(&self, language: &str) -> Result<String, Problem> {
        let mut url = Url::parse(&self.issuer.authorize).map_err(|_| Problem::LoginFailed)?;
        let unsigned = Card { id_token: String::new(), r: self.r };
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.issuer.client_id)
            .append_pair("redirect_uri", REDIRECT)
            .append_pair("scope", "openid profile")
            .append_pair("state", &self.state)
            .append_pair("nonce", &card::nonce(&self.over(), &unsigned))
            .append_pair("code_challenge", &BASE64.encode(Sha256::digest(&self.verifier)))
            .append_pair("code_challenge_method", "S256")
            .append_pair("acr_values", &self.issuer.acr.join(" "))
            .append_pair("prompt", "login")
            .append_pair("ui_locales", language);
        Ok(url.into())
    }

    /// Reads where the browser was sent back to.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when it is not the answer to this login.
    pub fn token_request(&self, redirect: &str) -> Result<TokenRequest, Problem> {
        let url = Url::parse(redirect.trim()).map_err(|_| Problem::LoginFailed)?;
        let get = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value);
        let ours = get("state").is_some_and(|state| state == self.state) && redirect.starts_with(REDIRECT);
        let code = get("code").filter(|_| ours).ok_or(Problem::LoginFailed)?.into_owned();
        let form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code),
            ("code_verifier", self.verifier.clone()),
            ("client_id", self.issuer.client_id.clone()),
            ("redirect_uri", REDIRECT.to_owned()),
        ];
        Ok(TokenRequest { url: self.issuer.token.clone(), form })
    }

    /// Binds the login to the keys and begins the chain.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when the token does not hold for these keys.
    pub fn finish(self, id_token: String, ctx: &mut Ctx<'_>) -> Result<Enrolled, Problem> {
        let card = Card { id_token, r: self.r };
        let over = self.over();
        card::check(&card, &over, &self.genesis.device, &self.tenant).map_err(|_| Problem::LoginFailed)?;
        let sealed_secret = self
            .user
            .to_device(&self.uid, &self.dev, &self.genesis.device, ctx.rng)
            .map_err(|_| Problem::LoginFailed)?;
        let (uid, dev, created) = (self.uid, self.dev, self.genesis.device.created);
        let sign = |head: Option<UserHead>, body: UserBody| {
            let useq = head.map_or(0, |head| head.useq + 1);
            let uprev = head.map_or(Hash::ZERO, |head| head.hash);
            let payload = UserPayload { version: 1, uid, useq, uprev, by: dev, t: created, body };
            Bytes(encode(&self.keys.sign(label::UENTRY, encode(&payload))))
        };
        let genesis = sign(None, UserBody::Genesis(Box::new(self.genesis.clone())));
        let begun = UserChain::begin(&genesis.0).map_err(|_| Problem::LoginFailed)?.now().head;
        let attest = sign(Some(begun), UserBody::Attest(Attest { dev, card: hash::card(&card), over }));
        let login = LoginSecret::new(&self.login).map_err(|_| Problem::KeyStore)?;
        let session = login.open_session(self.home.tenant, dev, ctx.now, ctx.rng);
        let mut claim = None;
        if let Some(inviter) = self.inviter.clone() {
            let intent = zeroize::Zeroizing::new(encode(&Intent::Claim(inviter.into())));
            let sealed = letter::keep(&uid, self.user.key(), &intent, ctx.rng);
            claim = Some((msg_id(ctx), sealed.map_err(|_| Problem::LoginFailed)?));
        }
        let invitation = self.inviter.as_ref().map(|inviter| hash::invitation(&inviter.secret));
        Ok(Enrolled {
            request: Enrol {
                genesis,
                attest,
                sealed_secret: Bytes(sealed_secret),
                card: card.clone(),
                invitation,
                session,
            },
            home: self.home,
            uid,
            dev,
            login: self.login,
            vault: VaultContent { seeds: self.seeds, card, pins: Pins::default() },
            claim,
        })
    }
}

fn salt(ctx: &mut Ctx<'_>) -> Salt {
    let mut salt = Salt([0; 32]);
    ctx.rng.fill_bytes(&mut salt.0);
    salt
}
