//! The headers of a delivery.

/// The header with the signature of a delivery.
pub const SIGNATURE_HEADER: &str = "x-dixa-signature";

/// The header with the identifier of the subscription of a delivery.
pub const SUBSCRIPTION_HEADER: &str = "x-dixa-subscription-id";
