//! TLS by rustls, with a certificate of the operator's or one made on first start.
//! Refuses versions before 1.2. Its key's hash is the pin that invitations carry. Used by `start`.

use crate::keyfile::write_private;
use rcgen::{CertificateParams, KeyPair, PublicKeyData};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use samtale_wire::Hash;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;

/// TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The disk.
    #[error("the certificate cannot be kept")]
    Io(#[from] std::io::Error),
    /// A certificate could not be made, or its key not read.
    #[error("the certificate's key is of no use")]
    Key(#[from] rcgen::Error),
    /// Not PEM.
    #[error("the certificate is not PEM")]
    Pem(#[from] rustls::pki_types::pem::Error),
    /// Certificate and key do not fit together.
    #[error("the certificate does not hold")]
    Rustls(#[from] rustls::Error),
}

/// Reads `cert.pem` and `key.pem` from the directory; makes both for `host` when there are none.
///
/// # Errors
/// [`TlsError`].
pub fn open(directory: &Path, host: &str) -> Result<(Arc<ServerConfig>, Hash), TlsError> {
    let (cert, key) = (directory.join("cert.pem"), directory.join("key.pem"));
    if !cert.exists() {
        std::fs::create_dir_all(directory)?;
        make(&cert, &key, host)?;
    }
    let chain = CertificateDer::pem_file_iter(&cert)?.collect::<Result<Vec<_>, _>>()?;
    let pin = Sha256::digest(KeyPair::from_pem(&std::fs::read_to_string(&key)?)?.subject_public_key_info());
    let provider = Arc::new(rustls_graviola::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::from_pem_file(&key)?)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((Arc::new(config), Hash(pin.into())))
}

fn make(cert: &Path, key: &Path, host: &str) -> Result<(), TlsError> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    if !names.iter().any(|name| name == host) {
        names.push(host.to_owned());
    }
    let pair = KeyPair::generate()?;
    let made = CertificateParams::new(names)?.self_signed(&pair)?;
    // The key first: a certificate alone would never be mended.
    write_private(key, pair.serialize_pem().as_bytes())?;
    write_private(cert, made.pem().as_bytes())?;
    Ok(())
}
