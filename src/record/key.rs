//! What a run depends on, as one number: two programs have the same key only if nothing tells them apart.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::RunOrigin;
use crate::plan::Prior;
use crate::run::{Program, Surroundings};

/// A program, the way it runs, and everything around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunKey([u8; 16]);

/// Beginnings of the names of variables that name files which the system's libraries read, and of which the key says nothing: time
/// zones, languages, configurations. Those that lead the interpreter and the loader no author can set.
const LEADING: &[&str] = &["TZ", "LC_", "LANG", "LOCPATH", "NLSPATH", "GCONV", "MUSL", "OPENSSL", "SSL_"];

/// How a program runs, as far as it shows in what is said of it.
#[derive(Clone, Copy, Debug)]
pub(super) enum How {
    /// By an interpreter of its own.
    Alone,
    /// By one that others ran in too.
    Shared,
}

impl RunKey {
    /// The key of `program`, run by an interpreter of its own in the surroundings of `origin`; none if its run would say
    /// nothing of another one.
    #[must_use]
    pub fn of(origin: &RunOrigin, program: &Program) -> Option<Self> {
        Self::how(origin, program, How::Alone)
    }

    pub(super) fn how(origin: &RunOrigin, program: &Program, how: How) -> Option<Self> {
        let mut hasher = Hasher::of(origin);
        match how {
            How::Alone => hasher.add(b"alone"),
            How::Shared => hasher.add(b"shared"),
        }
        hasher.program(program)?;
        Some(hasher.key())
    }

    /// The keys of `programs`, each of which runs behind those before it, in the same interpreter. None behind one whose run would
    /// say nothing of another one.
    pub(super) fn chain(origin: &RunOrigin, programs: &[&Program]) -> Vec<Option<Self>> {
        let mut hasher = Hasher::of(origin);
        hasher.add(b"behind");
        let mut are_known = true;
        let key = |program: &&Program| {
            are_known = are_known && hasher.program(program).is_some();
            are_known.then(|| hasher.key())
        };
        programs.iter().map(key).collect()
    }
}

/// A hash of pieces, each with its length, so that no two lists of pieces look alike.
struct Hasher(blake3::Hasher);

impl Hasher {
    fn of(origin: &RunOrigin) -> Self {
        Self(blake3::Hasher::new_keyed(origin.digest()))
    }

    /// The key of all that was added so far.
    fn key(&self) -> RunKey {
        let mut key = [0; 16];
        key.copy_from_slice(&self.0.finalize().as_bytes()[..16]);
        RunKey(key)
    }

    fn add(&mut self, bytes: &[u8]) {
        self.number(bytes.len());
        self.0.update(bytes);
    }

    fn number(&mut self, number: usize) {
        self.0.update(&(number as u64).to_le_bytes());
    }

    /// Something without a text of its own: all that tells it from others is in its debug form.
    fn debug(&mut self, thing: &impl std::fmt::Debug) {
        self.add(format!("{thing:?}").as_bytes());
    }

    fn program(&mut self, program: &Program) -> Option<()> {
        // All fields by name: a new one must have its say here.
        // Whether others may share its interpreter changes nothing of what it does.
        let Program { source, orders, hash_seed, attributed, priors, prints_only, repeats, handled: _, surroundings } =
            program;
        if !repeats {
            return None;
        }
        self.add(source.as_bytes());
        self.debug(orders);
        self.debug(&(hash_seed, attributed, prints_only, repeats));
        self.number(priors.len());
        for Prior { first, last, orders, code } in priors {
            self.debug(&(first, last, orders));
            self.add(code.as_bytes());
        }
        self.surroundings(surroundings)
    }

    fn surroundings(&mut self, surroundings: &Surroundings) -> Option<()> {
        let Surroundings { files, input, variables, timeout, memory, output, python } = surroundings;
        for pairs in [files, variables] {
            self.number(pairs.len());
            for (name, value) in pairs {
                self.add(name.as_bytes());
                self.add(value.as_bytes());
            }
        }
        self.debug(&(timeout, memory, output, python, input.is_some()));
        self.add(input.as_deref().unwrap_or_default().as_bytes());
        let leads = |name: &String| LEADING.iter().any(|beginning| name.to_ascii_uppercase().starts_with(beginning));
        (!variables.keys().any(leads)).then_some(())
    }
}

impl Serialize for RunKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{:032x}", u128::from_be_bytes(self.0)))
    }
}

impl<'de> Deserialize<'de> for RunKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let number = u128::from_str_radix(&text, 16).map_err(de::Error::custom)?;
        Ok(Self(number.to_be_bytes()))
    }
}
