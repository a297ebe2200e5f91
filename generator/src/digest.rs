//! SHA-256 digests in the form in which they are written to files.

use sha2::{Digest, Sha256};

/// The SHA-256 digest of the bytes, as 64 lower-case hexadecimal digits.
pub fn hex_sha256(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::hex_sha256;

    #[test]
    fn the_digest_of_the_empty_string_is_the_published_one() {
        assert_eq!(hex_sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
