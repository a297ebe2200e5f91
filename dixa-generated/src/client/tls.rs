//! The TLS backend, which a feature selects. With several, `rustls` comes before `rustls-aws-lc`, and that before
//! `native-tls`.

use reqwest::ClientBuilder;

use crate::error::Error;

/// Whether the crate was built with a TLS backend.
pub(super) const IS_AVAILABLE: bool = cfg!(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"));

/// Sets the backend. For plain `http` no certificates are loaded, so that a system without any can use it. If the
/// builder was customized, its own settings of certificates apply.
#[cfg(feature = "rustls")]
pub(super) fn set(builder: ClientBuilder, is_plain_http: bool, is_customized: bool) -> Result<ClientBuilder, Error> {
    use std::sync::Arc;

    use rustls::ClientConfig;
    use rustls::crypto::{CryptoProvider, ring};
    use rustls_platform_verifier::BuilderVerifierExt;

    if is_customized {
        // reqwest builds its own configuration, with the provider of the process. Another one may be set already.
        if CryptoProvider::get_default().is_none() {
            ring::default_provider().install_default().unwrap_or_default();
        }
        return Ok(builder.tls_backend_rustls());
    }
    let fail = |error: rustls::Error| explain(Error::builder(format!("TLS: {error}")).with_source(error));
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(fail)?;
    let config = if is_plain_http {
        config.with_root_certificates(rustls::RootCertStore::empty())
    } else {
        config.with_platform_verifier().map_err(fail)?
    };
    Ok(builder.tls_backend_preconfigured(config.with_no_client_auth()))
}

#[cfg(all(feature = "rustls-aws-lc", not(feature = "rustls")))]
pub(super) fn set(builder: ClientBuilder, is_plain_http: bool, _: bool) -> Result<ClientBuilder, Error> {
    let builder = builder.tls_backend_rustls();
    Ok(if is_plain_http { builder.tls_certs_only([]) } else { builder })
}

#[cfg(all(feature = "native-tls", not(any(feature = "rustls", feature = "rustls-aws-lc"))))]
pub(super) fn set(builder: ClientBuilder, _: bool, _: bool) -> Result<ClientBuilder, Error> {
    Ok(builder.tls_backend_native())
}

#[cfg(not(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls")))]
pub(super) fn set(builder: ClientBuilder, _: bool, _: bool) -> Result<ClientBuilder, Error> {
    Ok(builder)
}

/// Adds to an error of TLS settings what to do about it.
pub(super) fn explain(error: Error) -> Error {
    let help = "if the system has no CA certificates, install them (the package `ca-certificates` on most Linux systems) \
                or set SSL_CERT_FILE";
    error.with_note(Some(help.to_owned()))
}
