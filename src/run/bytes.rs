//! Bytes that are nearly always text, as JSON has them: a string where they are, else numbers.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written<'a> {
    Text(Cow<'a, str>),
    Other(Cow<'a, [u8]>),
}

pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Written::Text(text.into()),
        Err(_) => Written::Other(bytes.into()),
    }
    .serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    Ok(match Written::deserialize(deserializer)? {
        Written::Text(text) => text.into_owned().into_bytes(),
        Written::Other(bytes) => bytes.into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use crate::run::{Chunk, Origin, Stream};

    #[test]
    fn text_and_other_bytes_come_back() {
        for bytes in [&b""[..], b"a\n\0", "\u{e9}".as_bytes(), b"\xff\x00a", &[0, 1, 2, 255]] {
            let chunk = Chunk { stream: Stream::Stdout, origin: Origin::Lines(vec![3, 9]), bytes: bytes.to_vec() };
            let text = serde_json::to_string(&chunk).expect("JSON");
            assert_eq!(serde_json::from_str::<Chunk>(&text).expect("a chunk"), chunk, "{text}");
        }
    }
}
