//! Which texts are names of files.

/// Whether `name` is a relative path of a file, with an extension and without anything odd.
pub(super) fn is_file_name(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part != ".." && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_extension = (1..=5).contains(&extension.len()) && extension.chars().all(|c| c.is_ascii_alphabetic());
    name.split('/').all(is_part) && is_extension && !name.starts_with('.')
}
